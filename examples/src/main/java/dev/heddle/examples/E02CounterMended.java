package dev.heddle.examples;

import dev.heddle.sync.Lock;

/**
 * Counter, mended: several threads count under a lock, and nothing is lost.
 *
 * <p>The program of {@link E02CounterBroken}, with a {@link Lock} around the increment. {@code run}
 * is the shortest way to hold a lock for one action: it acquires, runs the action, and releases,
 * however the action ends.
 *
 * <p>In each round a thread can find the lock free or taken, and so there are hundreds of
 * interleavings, all with the same total. The checker has been through every one of them before it
 * says <em>verified</em>.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E02CounterMended
 * VERIFIED  dev.heddle.examples.E02CounterMended: every interleaving was explored, none fails
 *
 *   Outcomes (how many executions printed what)
 *       6  4
 *
 *   6 executions in 0.18 s (33 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>At its original size, on real threads</h2>
 *
 * <pre>
 * $ java -ea -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E02CounterMended 100 100000
 * 10000000
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Replace {@code run} by {@code acquire} and {@code release}, one line before the increment and
 * one after it, and let the first increment throw. What does the checker report, the exception or
 * the thread that waits for ever? Which of the two is the cause?
 */
public final class E02CounterMended {
  private E02CounterMended() {}

  private static final class Counter {
    private final Lock lock = new Lock("counter");
    private int count;

    void increment() {
      lock.run(() -> count++);
    }
  }

  /**
   * Runs the program once.
   *
   * @param args how many threads, and how often each counts; two, and twice, if there are none
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    int threads = args.length == 0 ? 2 : Integer.parseInt(args[0]);
    int rounds = args.length == 0 ? 2 : Integer.parseInt(args[1]);
    Counter counter = new Counter();
    Runnable task =
        () -> {
          for (int round = 0; round < rounds; round++) {
            counter.increment();
          }
        };
    Thread[] counting = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      counting[i] = new Thread(task, "thread-" + (i + 1));
      counting[i].start();
    }
    for (Thread thread : counting) {
      thread.join();
    }
    System.out.println(counter.count);
    assert counter.count == threads * rounds
        : "counted " + counter.count + ", not " + threads * rounds;
  }
}
