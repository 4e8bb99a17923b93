package dev.heddle.examples;

/**
 * A and B, broken: two threads take two locks in opposite order.
 *
 * <p>Two accounts hold 100 each. One thread transfers 10 from A to B, another 20 from B to A. A
 * transfer holds the monitors of both accounts, so that nobody sees the money in neither.
 *
 * <p>Each transfer takes the monitor of the account that pays first. One has A and wants B, the
 * other has B and wants A: when both have got their first monitor, neither gets its second, ever.
 * This is the deadlock of the textbooks, and it needs no more than one switch at the wrong moment.
 *
 * <p>{@link E11LockOrderMended} takes the monitors in one order, {@link E11LockOrderMendedTimeout}
 * does not wait for ever.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes dev.heddle.examples.E11LockOrderBroken
 * FAILED  dev.heddle.examples.E11LockOrderBroken
 *
 *   deadlock in execution 8: threads wait for each other: there and back
 *       main waits for the end of thread there at dev.heddle.examples.E11LockOrderBroken.main(E11LockOrderBroken.java:77)
 *       there waits to enter the monitor of dev.heddle.examples.E11LockOrderBroken$Account, held by thread back since dev.heddle.examples.E11LockOrderBroken.transfer(E11LockOrderBroken.java:56) at dev.heddle.examples.E11LockOrderBroken.transfer(E11LockOrderBroken.java:57)
 *       back waits to enter the monitor of dev.heddle.examples.E11LockOrderBroken$Account, held by thread there since dev.heddle.examples.E11LockOrderBroken.transfer(E11LockOrderBroken.java:56) at dev.heddle.examples.E11LockOrderBroken.transfer(E11LockOrderBroken.java:57)
 *
 *   Outcomes (how many executions printed what)
 *       8  A=110 B=90
 *       2  (nothing)
 *
 *   Interleaving, 6 steps
 *   #  main          there          back
 *   1  Thread.start                                E11LockOrderBroken.java:75  there.start();
 *   2  Thread.start                                E11LockOrderBroken.java:76  back.start();
 *   3                begin
 *   4                               begin
 *   5                enter monitor                 E11LockOrderBroken.java:56  synchronized (from) {
 *   6                               enter monitor  E11LockOrderBroken.java:56  synchronized (from) {
 *
 *   10 executions in 0.07 s (151 a second); continuation switching, strategy auto, seed 1
 *   Replay: heddle replay heddle-E11LockOrderBroken.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let a third monitor be taken around both. Is the deadlock gone? What did it cost?
 */
public final class E11LockOrderBroken {
  private E11LockOrderBroken() {}

  private static final class Account {
    private int balance = 100;
  }

  private static void transfer(Account from, Account to, int amount) {
    synchronized (from) {
      synchronized (to) {
        from.balance -= amount;
        to.balance += amount;
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
    Account a = new Account();
    Account b = new Account();
    Thread there = new Thread(() -> transfer(a, b, 10), "there");
    Thread back = new Thread(() -> transfer(b, a, 20), "back");
    there.start();
    back.start();
    there.join();
    back.join();
    System.out.println("A=" + a.balance + " B=" + b.balance);
    assert a.balance + b.balance == 200 : "money was made or lost";
  }
}
