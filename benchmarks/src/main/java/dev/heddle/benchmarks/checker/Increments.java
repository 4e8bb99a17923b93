package dev.heddle.benchmarks.checker;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The body that all are measured with: two threads count under a lock, once each; the objects are
 * new each time.
 */
public final class Increments {
  private final ReentrantLock lock = new ReentrantLock();
  private int count;

  private Increments() {}

  private void increment() {
    lock.lock();
    try {
      count++;
    } finally {
      lock.unlock();
    }
  }

  /** Runs both threads and verifies the sum. */
  public static void main(String[] arguments) throws InterruptedException {
    Increments increments = new Increments();
    Thread one = new Thread(increments::increment);
    Thread other = new Thread(increments::increment);
    one.start();
    other.start();
    one.join();
    other.join();
    if (increments.count != 2) {
      throw new AssertionError("the sum is " + increments.count);
    }
  }
}
