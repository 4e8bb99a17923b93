package dev.heddle.sync;

import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Waits that an interrupt does not end. */
final class Uninterruptibly {
  private static final long PAUSE_NANOS = 1_000_000;

  private Uninterruptibly() {}

  /** Loads this class, for those that need it when there may be no memory to load it. */
  static void load() {}

  /**
   * A wait for so many nanoseconds, {@link Checks#FOREVER} included.
   *
   * @param <T> what comes of it
   */
  interface Wait<T> {
    T within(long nanos) throws InterruptedException;
  }

  /**
   * Waits to the end, however often the thread is interrupted, and leaves its interrupt status set
   * then.
   */
  static <T> T await(long nanos, Wait<T> wait) {
    long deadline = System.nanoTime() + nanos;
    long left = nanos;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.within(left);
        } catch (InterruptedException e) {
          interrupted = true;
          left = nanos == Checks.FOREVER ? nanos : Math.max(0, deadline - System.nanoTime());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Takes a lock, even if there is no memory for a place in its queue just now: for those that have
   * nobody to whom they could throw.
   */
  static void lock(ReentrantLock lock) {
    while (true) {
      try {
        lock.lock();
        return;
      } catch (Throwable e) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
