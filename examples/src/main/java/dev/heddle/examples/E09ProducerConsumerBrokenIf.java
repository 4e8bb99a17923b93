package dev.heddle.examples;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Producer and consumer, broken: who was woken does not look again.
 *
 * <p>The main thread produces two items, two threads consume one each, and between them is a buffer
 * with room for one. Who finds it full, or empty, waits on its monitor; who changes it wakes
 * everybody who waits.
 *
 * <p>The waiting is guarded by {@code if}. It takes for granted that what was waited for holds when
 * {@code wait} returns. But being woken is one thing and holding the monitor again is another, and
 * in between others may come: both consumers wait, one item is put, both are woken, the first takes
 * the item, and the second goes on as if there were one. {@code removeFirst} throws. The same
 * happens when one consumer waits, and the other arrives at the right moment to be served before
 * it: {@code notify} in place of {@code notifyAll} is no remedy.
 *
 * <p>{@link E09ProducerConsumerMended} looks again, with {@code while}.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes dev.heddle.examples.E09ProducerConsumerBrokenIf
 * OUTPUT
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Write {@code while} in {@code take} only. Is it enough for this program? Would it be if two
 * producers put two items each, and what would you have to assert to notice?
 */
public final class E09ProducerConsumerBrokenIf {
  private E09ProducerConsumerBrokenIf() {}

  private static final class Buffer {
    private static final int CAPACITY = 1;

    private final Deque<Integer> items = new ArrayDeque<>();

    synchronized void put(int item) throws InterruptedException {
      if (items.size() == CAPACITY) {
        wait();
      }
      items.addLast(item);
      notifyAll();
    }

    synchronized int take() throws InterruptedException {
      if (items.isEmpty()) {
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
