package dev.heddle.examples;

/**
 * Account, mended: a deposit and a withdrawal at once, one after the other by a monitor.
 *
 * <p>The program of {@link E01AccountBroken}, except that {@code add} is {@code synchronized}. Who
 * wants to change the balance has to hold the monitor of the account, and only one thread can:
 * reading, adding and writing have become one action for everybody who follows the same rule.
 *
 * <p>The two changes can still happen in either order, and both orders lead to 0.
 *
 * <p>The last line of {@code main} reads the balance without the monitor. That is right here, since
 * both threads have ended by then, and {@code join} makes visible what they wrote.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes dev.heddle.examples.E01AccountMended
 * VERIFIED  dev.heddle.examples.E01AccountMended: every interleaving was explored, none fails
 *   assumes sequential consistency
 *
 *   Outcomes (how many executions printed what)
 *       5  0
 *
 *   5 executions in 0.11 s (45 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Take {@code synchronized} away from {@code add} and write it before {@code main} instead. The
 * program holds a monitor all the time, and is as broken as before: which monitor is it, and who
 * else asks for it?
 */
public final class E01AccountMended {
  private E01AccountMended() {}

  private static final class Account {
    private int balance;

    synchronized void add(int amount) {
      balance += amount;
    }
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    Account account = new Account();
    Thread deposit = new Thread(() -> account.add(100), "deposit");
    Thread withdrawal = new Thread(() -> account.add(-100), "withdrawal");
    deposit.start();
    withdrawal.start();
    deposit.join();
    withdrawal.join();
    System.out.println(account.balance);
    assert account.balance == 0 : "the balance is " + account.balance + ", not 0";
  }
}
