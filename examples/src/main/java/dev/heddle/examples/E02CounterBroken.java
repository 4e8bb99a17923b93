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
 * OUTPUT
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
