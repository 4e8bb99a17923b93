package dev.heddle.examples;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Producer and consumer, broken in another way: the wrong thread is woken, and all wait for ever.
 *
 * <p>The program of {@link E09ProducerConsumerBrokenIf} with the loop as it should be, but with
 * {@code notify} in place of {@code notifyAll}, in order to wake no more threads than there is work
 * for.
 *
 * <p>{@code notify} wakes one of those who wait, whichever it likes, and two kinds of threads wait
 * here for two different things on one monitor. Both consumers wait for an item. The producer puts
 * the first one, wakes a consumer, and, as the buffer is full, waits as well. The consumer takes
 * the item and wakes one: the other consumer. That one finds the buffer empty and waits again. The
 * buffer has room, the producer sleeps, and nobody is left to wake it.
 *
 * <p>A lost wake-up needs this order of events and this choice of {@code notify}. HotSpot happens
 * to wake the thread that has waited longest, which no specification promises; the checker tries
 * every choice.
 *
 * <p>{@link E09ProducerConsumerMended} wakes them all.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes dev.heddle.examples.E09ProducerConsumerBrokenNotify
 * FAILED  dev.heddle.examples.E09ProducerConsumerBrokenNotify
 *
 *   deadlock (failure 1 of 2) in execution 361: nobody can wake main and second any more
 *       main waits to be notified on dev.heddle.examples.E09ProducerConsumerBrokenNotify$Buffer at dev.heddle.examples.E09ProducerConsumerBrokenNotify$Buffer.put(E09ProducerConsumerBrokenNotify.java:95)
 *       second waits to be notified on dev.heddle.examples.E09ProducerConsumerBrokenNotify$Buffer at dev.heddle.examples.E09ProducerConsumerBrokenNotify$Buffer.take(E09ProducerConsumerBrokenNotify.java:103)
 *
 *   deadlock (failure 2 of 2) in execution 464: nobody can wake main and first any more
 *       main waits to be notified on dev.heddle.examples.E09ProducerConsumerBrokenNotify$Buffer at dev.heddle.examples.E09ProducerConsumerBrokenNotify$Buffer.put(E09ProducerConsumerBrokenNotify.java:95)
 *       first waits to be notified on dev.heddle.examples.E09ProducerConsumerBrokenNotify$Buffer at dev.heddle.examples.E09ProducerConsumerBrokenNotify$Buffer.take(E09ProducerConsumerBrokenNotify.java:103)
 *
 *   Outcomes (how many executions printed what)
 *       620  1 2
 *       178  2 1
 *        12  (nothing)
 *
 *   Interleaving (failure 1 of 2), 28 steps
 *    #  main                  first                 second
 *    1  E09ProducerConsumerBrokenNotify.Consumer.start              ...erBrokenNotify.java:140  first.start();
 *    2  E09ProducerConsumerBrokenNotify.Consumer.start              ...erBrokenNotify.java:141  second.start();
 *    3                        begin
 *    4                                              begin
 *    5                        enter monitor of E09ProducerConsu...  ...erBrokenNotify.java:102  while (items.isEmpty()) {
 *    6                        Deque.isEmpty                         ...erBrokenNotify.java:102  while (items.isEmpty()) {
 *    7                        Object.wait                           ...erBrokenNotify.java:103  wait();
 *    8                                              enter monit...  ...erBrokenNotify.java:102  while (items.isEmpty()) {
 *    9                                              Deque.isEmpty   ...erBrokenNotify.java:102  while (items.isEmpty()) {
 *   10                                              Object.wait     ...erBrokenNotify.java:103  wait();
 *   11  enter monitor of E09ProducerConsumerBrokenNotify$Buffer     ...merBrokenNotify.java:94  while (items.size() == ...
 *   12  Deque.size                                                  ...merBrokenNotify.java:94  while (items.size() == ...
 *   13  Deque.addLast                                               ...merBrokenNotify.java:97  items.addLast(item);
 *   14  Object.notify                                               ...merBrokenNotify.java:98  notify();
 *   15  exit monitor of E09ProducerConsumerBrokenNotify$Buffer      ...merBrokenNotify.java:94  while (items.size() == ...
 *   16  enter monitor of E09ProducerConsumerBrokenNotify$Buffer     ...merBrokenNotify.java:94  while (items.size() == ...
 *   17  Deque.size                                                  ...merBrokenNotify.java:94  while (items.size() == ...
 *   18  Object.wait                                                 ...merBrokenNotify.java:95  wait();
 *   19                        go on in Object.wait                  ...erBrokenNotify.java:103  wait();
 *   20                        Deque.isEmpty                         ...erBrokenNotify.java:102  while (items.isEmpty()) {
 *   21                        Deque.removeFirst                     ...erBrokenNotify.java:105  int item = items.remove...
 *   22                        Object.notify                         ...erBrokenNotify.java:106  notify();
 *   23                        exit monitor of E09ProducerConsum...  ...erBrokenNotify.java:102  while (items.isEmpty()) {
 *   24                        write item                            ...erBrokenNotify.java:123  item = buffer.take();
 *   25                        end
 *   26                                              go on in Ob...  ...erBrokenNotify.java:103  wait();
 *   27                                              Deque.isEmpty   ...erBrokenNotify.java:102  while (items.isEmpty()) {
 *   28                                              Object.wait     ...erBrokenNotify.java:103  wait();
 *
 *   810 executions in 0.20 s (4107 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 2): heddle replay heddle-E09ProducerConsumerBrokenNotify.schedule.json
 *   Replay (failure 2 of 2): heddle replay heddle-E09ProducerConsumerBrokenNotify-2.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let {@code put} use {@code notify} and {@code take} use {@code notifyAll}. Can it still fail?
 * And the other way round? Ask the checker, then find out why.
 */
public final class E09ProducerConsumerBrokenNotify {
  private E09ProducerConsumerBrokenNotify() {}

  private static final class Buffer {
    private static final int CAPACITY = 1;

    private final Deque<Integer> items = new ArrayDeque<>();

    synchronized void put(int item) throws InterruptedException {
      while (items.size() == CAPACITY) {
        wait();
      }
      items.addLast(item);
      notify();
    }

    synchronized int take() throws InterruptedException {
      while (items.isEmpty()) {
        wait();
      }
      int item = items.removeFirst();
      notify();
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
