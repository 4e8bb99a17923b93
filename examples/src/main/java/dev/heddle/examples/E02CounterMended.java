package dev.heddle.examples;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counter, mended: two threads count under a lock, and nothing is lost.
 *
 * <p>The program of {@link E02CounterBroken}, with a {@link ReentrantLock} around the increment.
 * The lock is released in a {@code finally} block: a lock, unlike a monitor, is not released by
 * itself when an exception leaves the method.
 *
 * <p>In each round a thread can find the lock free or taken, and so there are hundreds of
 * interleavings, all with the same total. The checker has been through every one of them before it
 * says <em>verified</em>.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes dev.heddle.examples.E02CounterMended
 * VERIFIED  dev.heddle.examples.E02CounterMended: every interleaving was explored, none fails
 *   assumes sequential consistency
 *
 *   Outcomes (how many executions printed what)
 *       928  4
 *
 *   928 executions in 0.15 s (6321 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Move {@code lock.unlock()} out of the {@code finally} block, and let the first increment throw
 * after it has taken the lock. What does the checker report, the exception or the thread that waits
 * for ever? Which of the two is the cause?
 */
public final class E02CounterMended {
  private E02CounterMended() {}

  private static final int ROUNDS = 2;

  private static final class Counter {
    private final Lock lock = new ReentrantLock();
    private int count;

    void increment() {
      lock.lock();
      try {
        count++;
      } finally {
        lock.unlock();
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
    Counter counter = new Counter();
    Runnable task =
        () -> {
          for (int round = 0; round < ROUNDS; round++) {
            counter.increment();
          }
        };
    Thread first = new Thread(task, "first");
    Thread second = new Thread(task, "second");
    first.start();
    second.start();
    first.join();
    second.join();
    System.out.println(counter.count);
    assert counter.count == 2 * ROUNDS : "counted " + counter.count + ", not " + 2 * ROUNDS;
  }
}
