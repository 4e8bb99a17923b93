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
 *   assertion (failure 1 of 3) in execution 2: java.lang.AssertionError: the balance is 100, not 0
 *           at dev.heddle.examples.E01AccountBroken.main(E01AccountBroken.java:107)
 *
 *   assertion (failure 2 of 3) in execution 3: java.lang.AssertionError: the balance is -100, not 0
 *           at dev.heddle.examples.E01AccountBroken.main(E01AccountBroken.java:107)
 *
 *   race (failure 3 of 3) in execution 1: nothing orders read balance of withdrawal at dev.heddle.examples.E01AccountBroken$Account.add(E01AccountBroken.java:88) and write balance of deposit at dev.heddle.examples.E01AccountBroken$Account.add(E01AccountBroken.java:88)
 *       withdrawal: read balance, holding no monitor
 *           at dev.heddle.examples.E01AccountBroken$Account.add(E01AccountBroken.java:88)
 *           at dev.heddle.examples.E01AccountBroken.lambda$main$1(E01AccountBroken.java:101)
 *       deposit: write balance, holding no monitor
 *           at dev.heddle.examples.E01AccountBroken$Account.add(E01AccountBroken.java:88)
 *           at dev.heddle.examples.E01AccountBroken.lambda$main$0(E01AccountBroken.java:100)
 *       they would be ordered if both threads held the same lock, if balance were volatile, or if one were started or joined by the other in between
 *
 *   Outcomes (how many executions printed what)
 *       2  0
 *       1  -100
 *       1  100
 *
 *   Interleaving (failure 1 of 3), 16 steps
 *    #  main                 deposit        withdrawal
 *    1  Thread.start                                       E01AccountBroken.java:102  deposit.start();
 *    2  Thread.start                                       E01AccountBroken.java:103  withdrawal.start();
 *    3                       begin
 *    4                                      begin
 *    5                       read balance                  E01AccountBroken.java:88   balance += amount;
 *    6                                      read balance   E01AccountBroken.java:88   balance += amount;
 *    7                                      write balance  E01AccountBroken.java:88   balance += amount;
 *    8                                      end
 *    9                       write balance                 E01AccountBroken.java:88   balance += amount;
 *   10                       end
 *   11  Thread.join                                        E01AccountBroken.java:104  deposit.join();
 *   12  Thread.join                                        E01AccountBroken.java:105  withdrawal.join();
 *   13  read balance                                       E01AccountBroken.java:106  System.out.println(account.balance);
 *   14  PrintStream.println                                E01AccountBroken.java:106  System.out.println(account.balance);
 *   15  read balance                                       E01AccountBroken.java:107  assert account.balance == 0 : "th...
 *   16  read balance                                       E01AccountBroken.java:107  assert account.balance == 0 : "th...
 *
 *   Nearest passing execution: the same before step 6, and then
 *       deposit: write balance (E01AccountBroken.java:88)
 *   in place of
 *       withdrawal: read balance (E01AccountBroken.java:88)
 *
 *   4 executions in 0.14 s (28 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 3): heddle replay heddle-E01AccountBroken.schedule.json
 *   Replay (failure 2 of 3): heddle replay heddle-E01AccountBroken-2.schedule.json
 *   Replay (failure 3 of 3): heddle replay heddle-E01AccountBroken-3.schedule.json
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
