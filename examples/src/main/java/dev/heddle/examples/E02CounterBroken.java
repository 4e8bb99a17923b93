package dev.heddle.examples;

/**
 * Counter, broken: several threads count, and the total falls short.
 *
 * <p>Each of two threads adds one to a shared counter, twice. The total should be 4.
 *
 * <p>{@code count++} is a read and a write, and what the other thread wrote in between is
 * overwritten. Not only can one increment get lost in each round: a thread that read 0 and is then
 * held up until the other has finished sets the counter back to 1. Totals from 2 to 4 are possible.
 * A total of 1 is not: before a thread reads for the last time it has written once itself, and from
 * then on the counter is never below 1.
 *
 * <p>{@link E02CounterMended} counts under a lock.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E02CounterBroken
 * FAILED  dev.heddle.examples.E02CounterBroken
 *
 *   assertion (failure 1 of 3) in execution 2: java.lang.AssertionError: counted 2, not 4
 *           at dev.heddle.examples.E02CounterBroken.main(E02CounterBroken.java:130)
 *
 *   assertion (failure 2 of 3) in execution 3: java.lang.AssertionError: counted 3, not 4
 *           at dev.heddle.examples.E02CounterBroken.main(E02CounterBroken.java:130)
 *
 *   race (failure 3 of 3) in execution 1: nothing orders read count of thread-2 at dev.heddle.examples.E02CounterBroken$Counter.increment(E02CounterBroken.java:101) and write count of thread-1 at dev.heddle.examples.E02CounterBroken$Counter.increment(E02CounterBroken.java:101)
 *       thread-1: write count, holding no monitor
 *           at dev.heddle.examples.E02CounterBroken$Counter.increment(E02CounterBroken.java:101)
 *           at dev.heddle.examples.E02CounterBroken.lambda$main$0(E02CounterBroken.java:118)
 *       thread-2: read count, holding no monitor
 *           at dev.heddle.examples.E02CounterBroken$Counter.increment(E02CounterBroken.java:101)
 *           at dev.heddle.examples.E02CounterBroken.lambda$main$0(E02CounterBroken.java:118)
 *       they would be ordered if both threads held the same lock, if count were volatile, or if one were started or joined by the other in between
 *
 *   Outcomes (how many executions printed what)
 *       16  3
 *       12  2
 *        6  4
 *
 *   Interleaving (failure 1 of 3), 20 steps
 *    #  main                 thread-1     thread-2
 *    1  Thread.start                                   E02CounterBroken.java:124  counting[i].start();
 *    2  Thread.start                                   E02CounterBroken.java:124  counting[i].start();
 *    3                       begin
 *    4                                    begin
 *    5                       read count                E02CounterBroken.java:101  count++;
 *    6                       write count               E02CounterBroken.java:101  count++;
 *    7                       read count                E02CounterBroken.java:101  count++;
 *    8                                    read count   E02CounterBroken.java:101  count++;
 *    9                                    write count  E02CounterBroken.java:101  count++;
 *   10                                    read count   E02CounterBroken.java:101  count++;
 *   11                                    write count  E02CounterBroken.java:101  count++;
 *   12                                    end
 *   13                       write count               E02CounterBroken.java:101  count++;
 *   14                       end
 *   15  Thread.join                                    E02CounterBroken.java:127  thread.join();
 *   16  Thread.join                                    E02CounterBroken.java:127  thread.join();
 *   17  read count                                     E02CounterBroken.java:129  System.out.println(counter.count);
 *   18  PrintStream.println                            E02CounterBroken.java:129  System.out.println(counter.count);
 *   19  read count                                     E02CounterBroken.java:130  assert counter.count == threads * rounds
 *   20  read count                                     E02CounterBroken.java:130  assert counter.count == threads * rounds
 *
 *   Nearest passing execution: the same before step 8, and then
 *       thread-1: write count (E02CounterBroken.java:101)
 *   in place of
 *       thread-2: read count (E02CounterBroken.java:101)
 *
 *   34 executions in 0.18 s (190 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 3): heddle replay heddle-E02CounterBroken.schedule.json
 *   Replay (failure 2 of 3): heddle replay heddle-E02CounterBroken-2.schedule.json
 *   Replay (failure 3 of 3): heddle replay heddle-E02CounterBroken-3.schedule.json
 * </pre>
 *
 * <h2>At its original size, on real threads</h2>
 *
 * <p>A hundred threads add one a hundred thousand times each. On a machine with two cores a total
 * like this one was seen, always another; now and then it was even right. Nobody can say from such
 * runs by how much it may fall short. Two rounds are enough for the checker to answer that, because
 * it does not wait for bad luck.
 *
 * <pre>
 * $ java -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E02CounterBroken 100 100000
 * 9959844
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let the checker run it with three rounds: add {@code -- 2 3} to its command. Before you do,
 * guess the lowest total. It is not 3. Find in the report the step in which the counter is set
 * back.
 */
public final class E02CounterBroken {
  private E02CounterBroken() {}

  private static final class Counter {
    private int count;

    void increment() {
      count++;
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
