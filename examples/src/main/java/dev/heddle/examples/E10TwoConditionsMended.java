package dev.heddle.examples;

import dev.heddle.sync.Condition;
import dev.heddle.sync.Lock;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Two conditions, mended: one lock, and a place to wait for each thing that is waited for.
 *
 * <p>The program of {@link E10TwoConditionsBroken}. Who wants to put waits on <em>not full</em>,
 * who wants to take on <em>not empty</em>; who has put signals <em>not empty</em>, and who has
 * taken <em>not full</em>. One lock protects the buffer: the conditions only tell its waiters
 * apart.
 *
 * <p>So a single signal is enough, however many producers and consumers there are. One change makes
 * room for one thread, one signal wakes one thread, and it is always of the right kind: the signal
 * of {@link E09ProducerConsumerBrokenSignal}, which woke the customer when the baker was meant,
 * cannot go astray. Who was woken still has to look again, since another may have come in before
 * it.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E10TwoConditionsMended
 * VERIFIED  dev.heddle.examples.E10TwoConditionsMended: every interleaving was explored, none fails
 *
 *   Outcomes (how many executions printed what)
 *       8  1 2
 *
 *   8 executions in 0.24 s (33 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Give each condition a lock of its own, as {@code new Condition()} does. What does the first
 * {@code signal} throw, and what would go wrong if it did not?
 */
public final class E10TwoConditionsMended {
  private E10TwoConditionsMended() {}

  private static final class Buffer {
    private static final int CAPACITY = 1;

    private final Lock lock = new Lock("buffer");
    private final Condition notFull = new Condition(lock, "not full");
    private final Condition notEmpty = new Condition(lock, "not empty");
    private final Deque<Integer> items = new ArrayDeque<>();

    void put(int item) throws InterruptedException {
      try (var hold = lock.hold()) {
        notFull.awaitUntil(() -> items.size() < CAPACITY);
        items.addLast(item);
        notEmpty.signal();
      }
    }

    int take() throws InterruptedException {
      try (var hold = lock.hold()) {
        notEmpty.awaitUntil(() -> !items.isEmpty());
        int item = items.removeFirst();
        notFull.signal();
        return item;
      }
    }
  }

  private static void consume(Buffer buffer) {
    try {
      int first = buffer.take();
      int second = buffer.take();
      System.out.println(first + " " + second);
      assert first == 1 && second == 2 : "took " + first + " and " + second;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the consumer", e);
    }
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    Buffer buffer = new Buffer();
    Thread consumer = new Thread(() -> consume(buffer), "consumer");
    consumer.start();
    buffer.put(1);
    buffer.put(2);
    consumer.join();
  }
}
