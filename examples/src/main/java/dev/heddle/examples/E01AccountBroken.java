package dev.heddle.examples;

/**
 * Account, broken: a deposit and a withdrawal at once, and one of them is lost.
 *
 * <p>One thread puts 100 into an empty account while another takes 100 out. Whichever comes first,
 * the account should be empty in the end.
 *
 * <p>It need not be. {@code balance += amount} looks like one action but is three: read the
 * balance, add the amount, write the sum. When both threads read before either writes, both compute
 * from 0, and the later write wipes out the earlier one. The balance is then 100 or −100, depending
 * on who wrote last. Without the overlap it is 0: these three outcomes are possible, and no fourth.
 *
 * <p>On a real machine the overlap is so rare that a test may run for days without seeing it. The
 * checker switches between any two of these steps on purpose, until every order has been tried.
 *
 * <p>{@link E01AccountMended} makes the three actions one.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E01AccountBroken
 * FAILED  dev.heddle.examples.E01AccountBroken
 *
 *   assertion (failure 1 of 2) in execution 4: java.lang.AssertionError: the balance is 100, not 0
 *           at dev.heddle.examples.E01AccountBroken.main(E01AccountBroken.java:97)
 *
 *   assertion (failure 2 of 2) in execution 5: java.lang.AssertionError: the balance is -100, not 0
 *           at dev.heddle.examples.E01AccountBroken.main(E01AccountBroken.java:97)
 *
 *   Outcomes (how many executions printed what)
 *       4  -100
 *       4  0
 *       2  100
 *
 *   Interleaving (failure 1 of 2), 16 steps
 *    #  main                 deposit        withdrawal
 *    1  Thread.start                                       E01AccountBroken.java:92  deposit.start();
 *    2  Thread.start                                       E01AccountBroken.java:93  withdrawal.start();
 *    3                       begin
 *    4                                      begin
 *    5                       read balance                  E01AccountBroken.java:78  balance += amount;
 *    6                                      read balance   E01AccountBroken.java:78  balance += amount;
 *    7                                      write balance  E01AccountBroken.java:78  balance += amount;
 *    8                                      end
 *    9                       write balance                 E01AccountBroken.java:78  balance += amount;
 *   10                       end
 *   11  Thread.join                                        E01AccountBroken.java:94  deposit.join();
 *   12  Thread.join                                        E01AccountBroken.java:95  withdrawal.join();
 *   13  read balance                                       E01AccountBroken.java:96  System.out.println(account.balance);
 *   14  PrintStream.println                                E01AccountBroken.java:96  System.out.println(account.balance);
 *   15  read balance                                       E01AccountBroken.java:97  assert account.balance == 0 : "the...
 *   16  read balance                                       E01AccountBroken.java:97  assert account.balance == 0 : "the...
 *
 *   Nearest passing execution: the same before step 6, and then
 *       deposit: write balance (E01AccountBroken.java:78)
 *   in place of
 *       withdrawal: read balance (E01AccountBroken.java:78)
 *
 *   10 executions in 0.65 s (15 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 2): heddle replay heddle-E01AccountBroken.schedule.json
 *   Replay (failure 2 of 2): heddle replay heddle-E01AccountBroken-2.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Declare {@code balance} as {@code volatile} and check again. Which of the outcomes disappear?
 * Why none? (A volatile read and a volatile write are each indivisible. What is between them is
 * not.)
 */
public final class E01AccountBroken {
  private E01AccountBroken() {}

  private static final class Account {
    private int balance;

    void add(int amount) {
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
