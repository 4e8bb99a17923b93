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
 * FAILED  dev.heddle.examples.E09ProducerConsumerBrokenIf
 *
 *   exception (failure 1 of 2) in execution 200: java.util.NoSuchElementException in thread first
 *           at java.base/java.util.ArrayDeque.removeFirst(ArrayDeque.java:360)
 *           at dev.heddle.examples.E09ProducerConsumerBrokenIf$Buffer.take(E09ProducerConsumerBrokenIf.java:101)
 *           at dev.heddle.examples.E09ProducerConsumerBrokenIf$Consumer.run(E09ProducerConsumerBrokenIf.java:119)
 *
 *   exception (failure 2 of 2) in execution 284: java.util.NoSuchElementException in thread second
 *           at java.base/java.util.ArrayDeque.removeFirst(ArrayDeque.java:360)
 *           at dev.heddle.examples.E09ProducerConsumerBrokenIf$Buffer.take(E09ProducerConsumerBrokenIf.java:101)
 *           at dev.heddle.examples.E09ProducerConsumerBrokenIf$Consumer.run(E09ProducerConsumerBrokenIf.java:119)
 *
 *   Outcomes (how many executions printed what)
 *       342  1 2
 *       117  2 1
 *        36  (nothing)
 *
 *   Interleaving (failure 1 of 2), 25 steps
 *    #  main                  first                 second
 *    1  E09ProducerConsumerBrokenIf.Consumer.start                  ...nsumerBrokenIf.java:136  first.start();
 *    2  E09ProducerConsumerBrokenIf.Consumer.start                  ...nsumerBrokenIf.java:137  second.start();
 *    3                        begin
 *    4                                              begin
 *    5                        enter monitor of E09ProducerConsu...  ...onsumerBrokenIf.java:98  if (items.isEmpty()) {
 *    6                        Deque.isEmpty                         ...onsumerBrokenIf.java:98  if (items.isEmpty()) {
 *    7                        Object.wait                           ...onsumerBrokenIf.java:99  wait();
 *    8  enter monitor of E09ProducerConsumerBrokenIf$Buffer         ...onsumerBrokenIf.java:90  if (items.size() == CAP...
 *    9  Deque.size                                                  ...onsumerBrokenIf.java:90  if (items.size() == CAP...
 *   10  Deque.addLast                                               ...onsumerBrokenIf.java:93  items.addLast(item);
 *   11  Object.notifyAll                                            ...onsumerBrokenIf.java:94  notifyAll();
 *   12  exit monitor of E09ProducerConsumerBrokenIf$Buffer          ...onsumerBrokenIf.java:90  if (items.size() == CAP...
 *   13  enter monitor of E09ProducerConsumerBrokenIf$Buffer         ...onsumerBrokenIf.java:90  if (items.size() == CAP...
 *   14  Deque.size                                                  ...onsumerBrokenIf.java:90  if (items.size() == CAP...
 *   15  Object.wait                                                 ...onsumerBrokenIf.java:91  wait();
 *   16                                              enter monit...  ...onsumerBrokenIf.java:98  if (items.isEmpty()) {
 *   17                                              Deque.isEmpty   ...onsumerBrokenIf.java:98  if (items.isEmpty()) {
 *   18                                              Deque.remov...  ...nsumerBrokenIf.java:101  int item = items.remove...
 *   19                                              Object.noti...  ...nsumerBrokenIf.java:102  notifyAll();
 *   20                                              exit monito...  ...onsumerBrokenIf.java:98  if (items.isEmpty()) {
 *   21                                              write item      ...nsumerBrokenIf.java:119  item = buffer.take();
 *   22                                              end
 *   23                        go on in Object.wait                  ...onsumerBrokenIf.java:99  wait();
 *   24                        Deque.removeFirst                     ...nsumerBrokenIf.java:101  int item = items.remove...
 *   25                        exit monitor of E09ProducerConsum...  ...onsumerBrokenIf.java:98  if (items.isEmpty()) {
 *
 *   495 executions in 0.14 s (3624 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 2): heddle replay heddle-E09ProducerConsumerBrokenIf.schedule.json
 *   Replay (failure 2 of 2): heddle replay heddle-E09ProducerConsumerBrokenIf-2.schedule.json
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
