package dev.heddle.examples;

import dev.heddle.sync.Lock;

/**
 * Stretched counter, mended: the lock is held from the read to the write.
 *
 * <p>The program of {@link E03StretchedCounterBroken} with a {@link Lock} around all three lines.
 * Here it is acquired and released by hand, which is what {@code try (var hold = lock.hold())} and
 * {@code lock.run(...)} do for you: acquire <em>before</em> the {@code try}, so that a lock that
 * was not acquired is not released; release in {@code finally}, so that no exception leaves it
 * locked.
 *
 * <p>The increment in the middle takes time, and all that time nobody else counts. To shorten that
 * without breaking it, one would have to move work out of the section; but what depends on the
 * value that was read cannot be done before the lock is held.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E03StretchedCounterMended
 * VERIFIED  dev.heddle.examples.E03StretchedCounterMended: every interleaving was explored, none fails
 *
 *   Outcomes (how many executions printed what)
 *       6  4
 *
 *   6 executions in 0.10 s (58 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>At its original size, on real threads</h2>
 *
 * <pre>
 * $ java -ea -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E03StretchedCounterMended 100 100000
 * 10000000
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Hold the lock for the read alone and then again for the write alone, in order to hold it for a
 * shorter time. Each access is locked now: what does the checker say?
 */
public final class E03StretchedCounterMended {
  private E03StretchedCounterMended() {}

  private static final class Counter {
    private final Lock lock = new Lock("counter");
    private int count;

    void increment() {
      lock.acquire();
      try {
        int before = count;
        int after = successor(before);
        count = after;
      } finally {
        lock.release();
      }
    }

    /** Returns the number after another one. It takes its time, and touches nothing shared. */
    private static int successor(int number) {
      String text = Integer.toString(number);
      return Integer.parseInt(text) + 1;
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
