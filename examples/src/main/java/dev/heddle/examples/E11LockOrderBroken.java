package dev.heddle.examples;

import dev.heddle.sync.RLock;

/**
 * A and B, broken: two threads take two locks in opposite order.
 *
 * <p>Two accounts hold 100 each. One thread transfers 10 from A to B, another 20 from B to A. A
 * transfer holds the locks of both accounts, so that nobody sees the money in neither.
 *
 * <p>Each transfer takes the lock of the account that pays first. One has A and wants B, the other
 * has B and wants A: when both have got their first lock, neither gets its second, ever. This is
 * the deadlock of the textbooks, and it needs no more than one switch at the wrong moment.
 *
 * <p>{@link E11LockOrderMended} takes the locks in one order, {@link E11LockOrderMendedTimeout}
 * does not wait for ever.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E11LockOrderBroken
 * FAILED  dev.heddle.examples.E11LockOrderBroken
 *
 *   deadlock in execution 2: lock order: there and back wait for each other's locks
 *       there waits for RLock "B"
 *           at dev.heddle.examples.E11LockOrderBroken.transfer(E11LockOrderBroken.java:74)
 *           held by back since dev.heddle.examples.E11LockOrderBroken.transfer(E11LockOrderBroken.java:73)
 *       back waits for RLock "A"
 *           at dev.heddle.examples.E11LockOrderBroken.transfer(E11LockOrderBroken.java:74)
 *           held by there since dev.heddle.examples.E11LockOrderBroken.transfer(E11LockOrderBroken.java:73)
 *       main waits for the end of thread there
 *           at dev.heddle.examples.E11LockOrderBroken.main(E11LockOrderBroken.java:93)
 *
 *   Outcomes (how many executions printed what)
 *       2  A=110 B=90
 *       1  (nothing)
 *
 *   Interleaving, 6 steps
 *   #  main          there       back
 *   1  Thread.start                          E11LockOrderBroken.java:91  there.start();
 *   2  Thread.start                          E11LockOrderBroken.java:92  back.start();
 *   3                begin
 *   4                            begin
 *   5                RLock.hold              E11LockOrderBroken.java:73  try (var payer = from.lock.hold();
 *   6                            RLock.hold  E11LockOrderBroken.java:73  try (var payer = from.lock.hold();
 *
 *   Nearest passing execution: the same before step 6, and then
 *       there: RLock.hold (E11LockOrderBroken.java:74)
 *   in place of
 *       back: RLock.hold (E11LockOrderBroken.java:73)
 *
 *   3 executions in 0.18 s (16 a second); continuation switching, strategy auto, seed 1
 *   Replay: heddle replay heddle-E11LockOrderBroken.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let a third lock be held around both. Is the deadlock gone? What did it cost?
 */
public final class E11LockOrderBroken {
  private E11LockOrderBroken() {}

  private static final class Account {
    private final RLock lock;
    private int balance = 100;

    Account(String name) {
      this.lock = new RLock(name);
    }
  }

  private static void transfer(Account from, Account to, int amount) {
    try (var payer = from.lock.hold();
        var payee = to.lock.hold()) {
      from.balance -= amount;
      to.balance += amount;
    }
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    Account a = new Account("A");
    Account b = new Account("B");
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
