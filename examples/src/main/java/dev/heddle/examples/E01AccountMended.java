package dev.heddle.examples;

import dev.heddle.sync.Lock;

/**
 * Account, mended: a deposit and a withdrawal at once, one after the other by a lock.
 *
 * <p>The program of {@link E01AccountBroken}, except that {@code add} holds a lock. Who wants to
 * change the balance has to hold it, and only one thread can: reading, adding and writing have
 * become one action for everybody who follows the same rule.
 *
 * <p>{@code hold()} acquires the lock, and the end of the {@code try} block releases it, whether
 * the block ends normally or by an exception. There is no {@code release()} that could be
 * forgotten.
 *
 * <p>The two changes can still happen in either order, and both orders lead to 0.
 *
 * <p>The last line of {@code main} reads the balance without the lock. That is right here, since
 * both threads have ended by then, and {@code join} makes visible what they wrote.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E01AccountMended
 * VERIFIED  dev.heddle.examples.E01AccountMended: every interleaving was explored, none fails
 *
 *   Outcomes (how many executions printed what)
 *       2  0
 *
 *   2 executions in 0.13 s (15 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Make the lock a local variable of {@code add}. The program takes a lock as often as before,
 * and is as broken as without one: who else asks for it?
 */
public final class E01AccountMended {
  private E01AccountMended() {}

  private static final class Account {
    private final Lock lock = new Lock("account");
    private int balance;

    void add(int amount) {
      try (var hold = lock.hold()) {
        balance += amount;
      }
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
