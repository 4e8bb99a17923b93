package dev.heddle.examples;

/**
 * Stretched counter, broken: the read and the write of an increment are far apart.
 *
 * <p>The program of {@link E02CounterBroken}, except that the way from one number to the next is a
 * long one, by way of text. The race is the same, and so are the totals that are possible; but
 * where {@code count++} leaves other threads a few nanoseconds to come in between, here they have
 * many times as long. That is how a race is provoked by hand: stretch the gap, and it shows.
 *
 * <p>It also shows why the shorter one is so hard to catch. The time between read and write decides
 * how often it fails, not whether it is wrong. The checker does not measure time: it switches
 * between the read and the write however close they are. So it explores as many interleavings as
 * for the counter that is not stretched, and finds the same.
 *
 * <p>{@link E03StretchedCounterMended} holds a lock from the read to the write.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E03StretchedCounterBroken
 * FAILED  dev.heddle.examples.E03StretchedCounterBroken
 *
 *   assertion (failure 1 of 3) in execution 2: java.lang.AssertionError: counted 2, not 4
 *           at dev.heddle.examples.E03StretchedCounterBroken.main(E03StretchedCounterBroken.java:137)
 *
 *   assertion (failure 2 of 3) in execution 3: java.lang.AssertionError: counted 3, not 4
 *           at dev.heddle.examples.E03StretchedCounterBroken.main(E03StretchedCounterBroken.java:137)
 *
 *   race (failure 3 of 3) in execution 1: nothing orders read count of thread-2 at dev.heddle.examples.E03StretchedCounterBroken$Counter.increment(E03StretchedCounterBroken.java:100) and write count of thread-1 at dev.heddle.examples.E03StretchedCounterBroken$Counter.increment(E03StretchedCounterBroken.java:102)
 *       thread-1: write count, holding no monitor
 *           at dev.heddle.examples.E03StretchedCounterBroken$Counter.increment(E03StretchedCounterBroken.java:102)
 *           at dev.heddle.examples.E03StretchedCounterBroken.lambda$main$0(E03StretchedCounterBroken.java:125)
 *       thread-2: read count, holding no monitor
 *           at dev.heddle.examples.E03StretchedCounterBroken$Counter.increment(E03StretchedCounterBroken.java:100)
 *           at dev.heddle.examples.E03StretchedCounterBroken.lambda$main$0(E03StretchedCounterBroken.java:125)
 *       they would be ordered if both threads held the same lock, if count were volatile, or if one were started or joined by the other in between
 *
 *   Outcomes (how many executions printed what)
 *       16  3
 *       12  2
 *        6  4
 *
 *   Interleaving (failure 1 of 3), 20 steps
 *    #  main                 thread-1     thread-2
 *    1  Thread.start                                   ...dCounterBroken.java:131  counting[i].start();
 *    2  Thread.start                                   ...dCounterBroken.java:131  counting[i].start();
 *    3                       begin
 *    4                                    begin
 *    5                       read count                ...dCounterBroken.java:100  int before = count;
 *    6                       write count               ...dCounterBroken.java:102  count = after;
 *    7                       read count                ...dCounterBroken.java:100  int before = count;
 *    8                                    read count   ...dCounterBroken.java:100  int before = count;
 *    9                                    write count  ...dCounterBroken.java:102  count = after;
 *   10                                    read count   ...dCounterBroken.java:100  int before = count;
 *   11                                    write count  ...dCounterBroken.java:102  count = after;
 *   12                                    end
 *   13                       write count               ...dCounterBroken.java:102  count = after;
 *   14                       end
 *   15  Thread.join                                    ...dCounterBroken.java:134  thread.join();
 *   16  Thread.join                                    ...dCounterBroken.java:134  thread.join();
 *   17  read count                                     ...dCounterBroken.java:136  System.out.println(counter.count);
 *   18  PrintStream.println                            ...dCounterBroken.java:136  System.out.println(counter.count);
 *   19  read count                                     ...dCounterBroken.java:137  assert counter.count == threads * ro...
 *   20  read count                                     ...dCounterBroken.java:137  assert counter.count == threads * ro...
 *
 *   Nearest passing execution: the same before step 8, and then
 *       thread-1: write count (E03StretchedCounterBroken.java:102)
 *   in place of
 *       thread-2: read count (E03StretchedCounterBroken.java:100)
 *
 *   34 executions in 0.21 s (162 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 3): heddle replay heddle-E03StretchedCounterBroken.schedule.json
 *   Replay (failure 2 of 3): heddle replay heddle-E03StretchedCounterBroken-2.schedule.json
 *   Replay (failure 3 of 3): heddle replay heddle-E03StretchedCounterBroken-3.schedule.json
 * </pre>
 *
 * <h2>At its original size, on real threads</h2>
 *
 * <p>In nine runs each on a machine with two cores, {@link E02CounterBroken} lost six increments of
 * a hundred at most, and this program seventy of a hundred at least.
 *
 * <pre>
 * $ java -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E03StretchedCounterBroken 100 100000
 * 1335197
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Run it on real threads in the small size, a thousand times: {@code for i in $(seq 1000)}. How
 * often is the total not 4? How often would you have to run it to be sure that it is right?
 */
public final class E03StretchedCounterBroken {
  private E03StretchedCounterBroken() {}

  private static final class Counter {
    private int count;

    void increment() {
      int before = count;
      int after = successor(before);
      count = after;
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
