package dev.heddle.examples;

import dev.heddle.sync.RLock;
import java.time.Duration;

/**
 * A and B, mended by a timeout: who does not get the second lock in time gives up.
 *
 * <p>The program of {@link E11LockOrderBroken}, except that the second lock is asked for with a
 * timeout. The order of the locks is as wrong as before and the threads still meet; but then the
 * one with less patience releases what it holds, moves nothing, and lets the other one through.
 *
 * <p>Hence two outcomes: both transfers were made, or only the one from B to A. A real program
 * would report the one that was given up, or try it again later. The two have different patience
 * for a reason. With the same one both may give up at the same moment, and with retries they might
 * do so for ever.
 *
 * <p>No time passes while this is checked. A timeout fires when nothing else can run, in order of
 * the deadlines. So the checker has not looked at a thread that is delayed for longer than the
 * other's patience, and says so with its verdict.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E11LockOrderMendedTimeout
 * VERIFIED  dev.heddle.examples.E11LockOrderMendedTimeout: every interleaving was explored, none fails
 *   assumes timeouts fire only when nothing else can run
 *
 *   Outcomes (how many executions printed what)
 *       4  A=110 B=90
 *       1  A=120 B=80
 *
 *   5 executions in 0.17 s (29 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Give both transfers the same patience. Which outcomes are added? Are they wrong?
 */
public final class E11LockOrderMendedTimeout {
  private E11LockOrderMendedTimeout() {}

  private static final class Account {
    private final RLock lock;
    private int balance = 100;

    Account(String name) {
      this.lock = new RLock(name);
    }
  }

  private static void transfer(Account from, Account to, int amount, Duration patience) {
    try (var payer = from.lock.hold();
        var payee = to.lock.tryHold(patience)) {
      if (payee.held()) {
        from.balance -= amount;
        to.balance += amount;
      }
    } catch (InterruptedException e) {
      // Another reason to give up; what to do about it is up to the thread.
      Thread.currentThread().interrupt();
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
    Thread there = new Thread(() -> transfer(a, b, 10, Duration.ofMillis(10)), "there");
    Thread back = new Thread(() -> transfer(b, a, 20, Duration.ofMillis(20)), "back");
    there.start();
    back.start();
    there.join();
    back.join();
    System.out.println("A=" + a.balance + " B=" + b.balance);
    assert a.balance + b.balance == 200 : "money was made or lost";
  }
}
