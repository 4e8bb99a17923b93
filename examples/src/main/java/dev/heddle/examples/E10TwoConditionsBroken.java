package dev.heddle.examples;

import dev.heddle.sync.Condition;
import dev.heddle.sync.Lock;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Two conditions, broken: the signal goes to the wrong one.
 *
 * <p>A buffer with room for one item, between a producer, which is the main thread, and a consumer.
 * Two conditions share its lock: who wants to put waits until it is <em>not full</em>, who wants to
 * take until it is <em>not empty</em>. So each signal can go to those whom the change concerns.
 *
 * <p>Here {@code take} was written by copying {@code put}, and says that the buffer is not empty
 * just after it has emptied it. A producer that waits for room is never told. As long as the
 * consumer is the faster of the two nobody notices; but if the producer has to wait once, it waits
 * for ever, and with it the consumer.
 *
 * <p>{@link E10TwoConditionsMended} signals the other one.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E10TwoConditionsBroken
 * FAILED  dev.heddle.examples.E10TwoConditionsBroken
 *
 *   deadlock in execution 1: missing signal: main and consumer wait, and nobody is left to signal; the last signal came when nobody waited
 *       main waits for a signal of Condition "not full"
 *           at dev.heddle.examples.E10TwoConditionsBroken$Buffer.put(E10TwoConditionsBroken.java:95)
 *           nobody has signalled it
 *       consumer waits for a signal of Condition "not empty"
 *           at dev.heddle.examples.E10TwoConditionsBroken$Buffer.take(E10TwoConditionsBroken.java:103)
 *           signalled by main at dev.heddle.examples.E10TwoConditionsBroken$Buffer.put(E10TwoConditionsBroken.java:97), when nobody waited
 *           signalled by consumer at dev.heddle.examples.E10TwoConditionsBroken$Buffer.take(E10TwoConditionsBroken.java:105), when nobody waited
 *
 *   Outcomes (how many executions printed what)
 *       4  1 2
 *       2  (nothing)
 *
 *   Interleaving, 24 steps
 *    #  main                  consumer
 *    1  Thread.start                                ...nditionsBroken.java:131  consumer.start();
 *    2                        begin
 *    3  Lock.hold                                   ...onditionsBroken.java:94  try (var hold = lock.hold()) {
 *    4  Condition.awaitUntil                        ...onditionsBroken.java:95  notFull.awaitUntil(() -&gt; items.size() &lt;...
 *    5  Deque.size                                  ...onditionsBroken.java:95  notFull.awaitUntil(() -&gt; items.size() &lt;...
 *    6  Condition.awaitUntil                        ...onditionsBroken.java:95  notFull.awaitUntil(() -&gt; items.size() &lt;...
 *    7  Deque.addLast                               ...onditionsBroken.java:96  items.addLast(item);
 *    8  Condition.signal                            ...onditionsBroken.java:97  notEmpty.signal();
 *    9  Hold.close                                  ...onditionsBroken.java:98  }
 *   10  Lock.hold                                   ...onditionsBroken.java:94  try (var hold = lock.hold()) {
 *   11  Condition.awaitUntil                        ...onditionsBroken.java:95  notFull.awaitUntil(() -&gt; items.size() &lt;...
 *   12  Deque.size                                  ...onditionsBroken.java:95  notFull.awaitUntil(() -&gt; items.size() &lt;...
 *   13  Condition.awaitUntil                        ...onditionsBroken.java:95  notFull.awaitUntil(() -&gt; items.size() &lt;...
 *   14                        Lock.hold             ...nditionsBroken.java:102  try (var hold = lock.hold()) {
 *   15                        Condition.awaitUntil  ...nditionsBroken.java:103  notEmpty.awaitUntil(() -&gt; !items.isEmpt...
 *   16                        Deque.isEmpty         ...nditionsBroken.java:103  notEmpty.awaitUntil(() -&gt; !items.isEmpt...
 *   17                        Condition.awaitUntil  ...nditionsBroken.java:103  notEmpty.awaitUntil(() -&gt; !items.isEmpt...
 *   18                        Deque.removeFirst     ...nditionsBroken.java:104  int item = items.removeFirst();
 *   19                        Condition.signal      ...nditionsBroken.java:105  notEmpty.signal();
 *   20                        Hold.close            ...nditionsBroken.java:107  }
 *   21                        Lock.hold             ...nditionsBroken.java:102  try (var hold = lock.hold()) {
 *   22                        Condition.awaitUntil  ...nditionsBroken.java:103  notEmpty.awaitUntil(() -&gt; !items.isEmpt...
 *   23                        Deque.isEmpty         ...nditionsBroken.java:103  notEmpty.awaitUntil(() -&gt; !items.isEmpt...
 *   24                        Condition.awaitUntil  ...nditionsBroken.java:103  notEmpty.awaitUntil(() -&gt; !items.isEmpt...
 *
 *   Nearest passing execution: the same before step 10, and then
 *       consumer: Lock.hold (E10TwoConditionsBroken.java:102)
 *   in place of
 *       main: Lock.hold (E10TwoConditionsBroken.java:94)
 *
 *   6 executions in 0.27 s (22 a second); continuation switching, strategy auto, seed 1
 *   Replay: heddle replay heddle-E10TwoConditionsBroken.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Write {@code notEmpty.signalAll()} in {@code take}. Why does that not help here, when it does
 * in {@link E09ProducerConsumerBrokenSignal}?
 */
public final class E10TwoConditionsBroken {
  private E10TwoConditionsBroken() {}

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
        notEmpty.signal();
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
