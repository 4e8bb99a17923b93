package dev.heddle.benchmarks.checker;

import java.util.concurrent.locks.ReentrantLock;

/** Programs that can be made larger, to see how the cost of a check grows. */
public final class Growing {
  private final ReentrantLock lock = new ReentrantLock();
  private int count;
  private volatile int shared;

  private Growing() {}

  /**
   * Runs threads that do all the same.
   *
   * @param arguments what each does ({@code locked}, {@code volatile} or {@code own}), how many
   *     there are, and how often each does it
   */
  public static void main(String[] arguments) throws InterruptedException {
    String what = arguments[0];
    int times = Integer.parseInt(arguments[2]);
    Growing growing = new Growing();
    Thread[] threads = new Thread[Integer.parseInt(arguments[1])];
    for (int i = 0; i < threads.length; i++) {
      Growing mine = what.equals("own") ? new Growing() : growing;
      threads[i] =
          new Thread(what.equals("locked") ? () -> mine.count(times) : () -> mine.write(times));
    }
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (what.equals("locked") && growing.count != threads.length * times) {
      throw new AssertionError("the sum is " + growing.count);
    }
  }

  private void count(int times) {
    for (int i = 0; i < times; i++) {
      lock.lock();
      try {
        count++;
      } finally {
        lock.unlock();
      }
    }
  }

  private void write(int times) {
    for (int i = 0; i < times; i++) {
      shared = i;
    }
  }
}
