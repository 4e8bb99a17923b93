package dev.heddle.examples;

import dev.heddle.sync.Lock;

/**
 * A and B, mended by order: both threads take the locks in the same order.
 *
 * <p>The program of {@link E11LockOrderBroken}, except that each account has a number and a
 * transfer takes the lock of the lower number first, whichever way the money goes. Who holds B then
 * never waits for A. That rules out every cycle, with any number of accounts: somewhere in a cycle
 * a thread would have to hold a higher number and wait for a lower one.
 *
 * <p>Both transfers are always made. No lock is asked for by a thread that holds it already, so a
 * plain {@link Lock} will do.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E11LockOrderMended
 * VERIFIED  dev.heddle.examples.E11LockOrderMended: every interleaving was explored, none fails
 *
 *   Outcomes (how many executions printed what)
 *       2  A=110 B=90
 *
 *   2 executions in 0.18 s (11 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Give both accounts the number 1 and check again. What would you do about accounts whose
 * numbers may be equal?
 */
public final class E11LockOrderMended {
  private E11LockOrderMended() {}

  private static final class Account {
    private final int number;
    private final Lock lock;
    private int balance = 100;

    Account(int number, String name) {
      this.number = number;
      this.lock = new Lock(name);
    }
  }

  private static void transfer(Account from, Account to, int amount) {
    boolean payerFirst = from.number < to.number;
    Account low = payerFirst ? from : to;
    Account high = payerFirst ? to : from;
    try (var first = low.lock.hold();
        var second = high.lock.hold()) {
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
    Account a = new Account(1, "A");
    Account b = new Account(2, "B");
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
