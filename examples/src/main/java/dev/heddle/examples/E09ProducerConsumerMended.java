package dev.heddle.examples;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Producer and consumer, mended: look again after each wait, wake everybody after each change.
 *
 * <p>The waiting stands in a loop, so that a thread goes on only if what it waited for holds while
 * it has the monitor. Each change wakes all who wait, so that the right one is always among them;
 * the others look, and wait again. {@link E09ProducerConsumerBrokenIf} and {@link
 * E09ProducerConsumerBrokenNotify} show what happens when one of the two is missing.
 *
 * <p>Who gets which item is left to chance: two outcomes, and both are right.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes dev.heddle.examples.E09ProducerConsumerMended
 * VERIFIED  dev.heddle.examples.E09ProducerConsumerMended: every interleaving was explored, none fails
 *   assumes sequential consistency
 *
 *   Outcomes (how many executions printed what)
 *       700  1 2
 *       200  2 1
 *
 *   900 executions in 0.20 s (4558 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Replace the monitor by a {@code ReentrantLock} with two conditions, {@code notFull} and {@code
 * notEmpty}. Now a single {@code signal} is enough. Why?
 */
public final class E09ProducerConsumerMended {
  private E09ProducerConsumerMended() {}

  private static final class Buffer {
    private static final int CAPACITY = 1;

    private final Deque<Integer> items = new ArrayDeque<>();

    synchronized void put(int item) throws InterruptedException {
      while (items.size() == CAPACITY) {
        wait();
      }
      items.addLast(item);
      notifyAll();
    }

    synchronized int take() throws InterruptedException {
      while (items.isEmpty()) {
        wait();
      }
      int item = items.removeFirst();
      notifyAll();
      return item;
    }
  }

  private static final class Consumer extends Thread {
    private final Buffer buffer;
    private int item;

    Consumer(Buffer buffer, String name) {
      super(name);
      this.buffer = buffer;
    }

    @Override
    public void run() {
      try {
        item = buffer.take();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts a consumer", e);
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
    Buffer buffer = new Buffer();
    Consumer first = new Consumer(buffer, "first");
    Consumer second = new Consumer(buffer, "second");
    first.start();
    second.start();
    buffer.put(1);
    buffer.put(2);
    first.join();
    second.join();
    System.out.println(first.item + " " + second.item);
    assert first.item + second.item == 3 : "took " + first.item + " and " + second.item;
  }
}
