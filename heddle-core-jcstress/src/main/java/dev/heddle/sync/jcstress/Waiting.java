package dev.heddle.sync.jcstress;

import dev.heddle.sync.CheckedCallable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * One actor's wait, as the others see it. They can find out that it has begun and that it is over,
 * interrupt it, and rescue it if a signal was lost: then the case ends, and its outcome tells.
 */
final class Waiting {
  /*
   * An interrupt must not reach the next state, in which the same thread is an actor again. So the
   * one that waited does not go on before the interrupt that it has to expect has been sent, and
   * clears the status then; and nobody is rescued whose wait is over.
   */

  /** How long something may take that has to happen, before it is called lost. */
  private static final long PATIENCE = 5_000_000_000L;

  /** After a loss there will be more, and nobody has to wait so long again to see the first. */
  private static final long IMPATIENCE = 1_000_000L;

  private static volatile long patience = PATIENCE;

  private volatile Thread thread;
  private volatile boolean over;
  private volatile boolean interruptSent;

  /** Says that the calling thread is about to wait. */
  void begin() {
    thread = Thread.currentThread();
  }

  /** Says that the wait is over. Called by the thread that waited. */
  void end() {
    synchronized (this) {
      over = true;
    }
    // Set only if the wait had to be rescued.
    Thread.interrupted();
  }

  /** Returns when the thread that waits has said so. */
  void untilBegun() {
    spinUntil(() -> thread != null);
  }

  /** Returns when the thread stands still, which it does only in its wait; or the wait is over. */
  void untilParked() {
    untilBegun();
    spinUntil(() -> over || isParked(thread.getState()));
  }

  private static boolean isParked(Thread.State state) {
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  /** Interrupts the wait, or what the thread does directly before or after it. */
  void interrupt() {
    untilBegun();
    thread.interrupt();
    interruptSent = true;
  }

  /**
   * Called by the thread that waited and that {@link #interrupt()} is meant for: receives the
   * interrupt if the wait has not done so.
   *
   * @return whether the interrupt status was set when the wait ended, or has been set since
   */
  boolean endAndReceiveInterrupt() {
    spinUntil(() -> interruptSent);
    boolean received = Thread.interrupted();
    end();
    return received;
  }

  /** Returns when the wait is over, however long that takes. */
  void untilOver() {
    spinUntil(() -> over);
  }

  /**
   * Returns whether the wait came to its end by itself. If it does not, it is interrupted until it
   * is over, which is the case's failure.
   */
  boolean endsByItself() {
    long deadline = System.nanoTime() + patience;
    spinUntil(() -> over || System.nanoTime() - deadline > 0);
    if (over) {
      return true;
    }
    patience = IMPATIENCE;
    spinUntil(this::rescue);
    return false;
  }

  private synchronized boolean rescue() {
    if (!over) {
      thread.interrupt();
    }
    return over;
  }

  /** Calls what can be interrupted, but is not: jcstress wants actors without exceptions. */
  static <T> T uninterrupted(CheckedCallable<T, InterruptedException> body) {
    try {
      return body.call();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this actor", e);
    }
  }

  /** Waits actively, since a thread that sleeps would hardly ever meet the other at the point. */
  static void spinUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }

  /** Takes some time, another each time, so that the actors meet at another point each time. */
  static void dawdle(int most) {
    for (int i = ThreadLocalRandom.current().nextInt(most); i > 0; i--) {
      Thread.onSpinWait();
    }
  }
}
