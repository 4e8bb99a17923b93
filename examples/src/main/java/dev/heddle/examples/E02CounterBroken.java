package dev.heddle.examples;

/**
 * Counter, broken: two threads count, and the total falls short.
 *
 * <p>Each of two threads adds one to a shared counter, twice. The total should be 4.
 *
 * <p>{@code count++} is a read and a write, and what the other thread wrote in between is
 * overwritten. Not only can one increment get lost in each round: a thread that read 0 and is then
 * held up until the other has finished sets the counter back to 1. Totals from 2 to 4 are possible.
 * A total of 1 is not: before a thread reads for the last time it has written once itself, and from
 * then on the counter is never below 1.
 *
 * <p>With a hundred thousand rounds the total usually falls short, but nobody can say by how much
 * it may. Two rounds are enough for the checker to answer that, because it does not wait for bad
 * luck.
 *
 * <p>{@link E02CounterMended} counts under a lock.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes dev.heddle.examples.E02CounterBroken
 * FAILED  dev.heddle.examples.E02CounterBroken
 *
 *   assertion (failure 1 of 2) in execution 6: java.lang.AssertionError: counted 2, not 4
 *           at dev.heddle.examples.E02CounterBroken.main(E02CounterBroken.java:104)
 *
 *   assertion (failure 2 of 2) in execution 7: java.lang.AssertionError: counted 3, not 4
 *           at dev.heddle.examples.E02CounterBroken.main(E02CounterBroken.java:104)
 *
 *   Outcomes (how many executions printed what)
 *       60  3
 *       52  2
 *       14  4
 *
 *   Interleaving (failure 1 of 2), 20 steps
 *    #  main                 first        second
 *    1  Thread.start                                   E02CounterBroken.java:99   first.start();
 *    2  Thread.start                                   E02CounterBroken.java:100  second.start();
 *    3                       begin
 *    4                                    begin
 *    5                       read count                E02CounterBroken.java:79   count++;
 *    6                       write count               E02CounterBroken.java:79   count++;
 *    7                       read count                E02CounterBroken.java:79   count++;
 *    8                                    read count   E02CounterBroken.java:79   count++;
 *    9                                    write count  E02CounterBroken.java:79   count++;
 *   10                                    read count   E02CounterBroken.java:79   count++;
 *   11                                    write count  E02CounterBroken.java:79   count++;
 *   12                                    end
 *   13                       write count               E02CounterBroken.java:79   count++;
 *   14                       end
 *   15  Thread.join                                    E02CounterBroken.java:101  first.join();
 *   16  Thread.join                                    E02CounterBroken.java:102  second.join();
 *   17  read count                                     E02CounterBroken.java:103  System.out.println(counter.count);
 *   18  PrintStream.println                            E02CounterBroken.java:103  System.out.println(counter.count);
 *   19  read count                                     E02CounterBroken.java:104  assert counter.count == 2 * ROUNDS : ...
 *   20  read count                                     E02CounterBroken.java:104  assert counter.count == 2 * ROUNDS : ...
 *
 *   126 executions in 0.10 s (1263 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 2): heddle replay heddle-E02CounterBroken.schedule.json
 *   Replay (failure 2 of 2): heddle replay heddle-E02CounterBroken-2.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Set {@code ROUNDS} to 3. Before you check, guess the lowest total. It is not 3. Find in the
 * report the step in which the counter is set back.
 */
public final class E02CounterBroken {
  private E02CounterBroken() {}

  private static final int ROUNDS = 2;

  private static final class Counter {
    private int count;

    void increment() {
      count++;
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
