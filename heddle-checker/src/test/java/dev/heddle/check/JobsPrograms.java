package dev.heddle.check;

import java.util.concurrent.locks.ReentrantLock;

/** Loaded by {@link JobsTest}, and by the processes that help it. */
final class JobsPrograms {
  private static final Object LOCK = new Object();
  private static volatile int shared;
  private static int plain;

  private JobsPrograms() {}

  private static void inParallel(Runnable... bodies) throws InterruptedException {
    Thread[] threads = new Thread[bodies.length];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(bodies[i]);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void increment(int times) {
    for (int i = 0; i < times; i++) {
      shared++;
    }
  }

  /** Prints a sum, of which some is lost. */
  static void counts() throws InterruptedException {
    inParallel(() -> increment(2), () -> increment(2), () -> increment(1));
    System.out.println(shared);
  }

  /** Fails in two ways, in some of its executions. */
  static void fails() throws InterruptedException {
    ReentrantLock one = new ReentrantLock();
    ReentrantLock other = new ReentrantLock();
    Runnable first =
        () -> {
          increment(1);
          one.lock();
          other.lock();
          other.unlock();
          one.unlock();
        };
    Runnable second =
        () -> {
          increment(2);
          other.lock();
          one.lock();
          one.unlock();
          other.unlock();
        };
    inParallel(first, second);
    if (shared == 1) {
      throw new IllegalStateException("two are lost");
    }
  }

  /** Has a data race, in executions in which two threads do not take the lock in turn. */
  static void races() throws InterruptedException {
    inParallel(
        () -> {
          increment(2);
          synchronized (LOCK) {
            plain++;
          }
        },
        () -> {
          increment(2);
          if (shared == 4) {
            plain++;
          }
        });
  }

  /** Locks what no execution has created, in some executions only. */
  static void locksWhatOutlivesExecutions() throws InterruptedException {
    inParallel(
        () -> increment(2),
        () -> {
          if (shared == 1) {
            synchronized (Runtime.getRuntime()) {
              shared++;
            }
          }
        },
        () -> {
          if (shared == 1) {
            synchronized (Runtime.getRuntime()) {
              shared++;
            }
          }
        });
    System.out.println(shared);
  }

  /** Sees that threads end, which is found out while it runs. */
  static void looksAtEnds() throws InterruptedException {
    Thread other = new Thread(() -> increment(2));
    other.start();
    Thread third = new Thread(() -> increment(1));
    third.start();
    increment(1);
    String seen = shared > 2 ? String.valueOf(other.isAlive()) : "";
    other.join();
    third.join();
    System.out.println(shared + seen);
  }
}
