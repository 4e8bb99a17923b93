package dev.heddle.examples;

import dev.heddle.sync.TaskQueue;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A queue of tasks, broken: nobody waits until the work is done.
 *
 * <p>The main thread puts orders into a queue, and a cook gets them, cooks, and puts the dish onto
 * the counter. When all orders are in, the queue is shut down, so that the cook can go home, and
 * the main thread looks at the counter.
 *
 * <p>A queue that has taken an order has promised nothing about the dish. The cook may not have
 * begun, or may be at work. Unlike in {@link E09ProducerConsumerBrokenIf} the queue itself is in
 * order: its own waiting and waking is done for us. What is missing comes after it, and a counter
 * that is made for several threads, as this one is, does not help.
 *
 * <p>{@link E15TaskQueueMended} waits for the work, not for the queue.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E15TaskQueueBroken
 * FAILED  dev.heddle.examples.E15TaskQueueBroken
 *
 *   assertion (failure 1 of 2) in execution 1: java.lang.AssertionError: served: soup
 *           at dev.heddle.examples.E15TaskQueueBroken.main(E15TaskQueueBroken.java:93)
 *
 *   assertion (failure 2 of 2) in execution 15: java.lang.AssertionError: served:
 *           at dev.heddle.examples.E15TaskQueueBroken.main(E15TaskQueueBroken.java:93)
 *
 *   Outcomes (how many executions printed what)
 *       91  soup stew
 *       70  soup
 *       21  nothing
 *
 *   Interleaving (failure 1 of 2), 12 steps
 *    #  main                 cook
 *    1  TaskQueue.fifo                                E15TaskQueueBroken.java:84  TaskQueue&lt;String&gt; orders = TaskQueue....
 *    2  Thread.start                                  E15TaskQueueBroken.java:87  cook.start();
 *    3                       begin
 *    4  TaskQueue.put                                 E15TaskQueueBroken.java:88  orders.put("soup");
 *    5                       TaskQueue.untilShutDown  E15TaskQueueBroken.java:72  for (String order : orders.untilShutD...
 *    6                       Iterator.hasNext         E15TaskQueueBroken.java:72  for (String order : orders.untilShutD...
 *    7                       Iterator.next            E15TaskQueueBroken.java:72  for (String order : orders.untilShutD...
 *    8                       Collection.add           E15TaskQueueBroken.java:73  counter.add(order);
 *    9  TaskQueue.put                                 E15TaskQueueBroken.java:89  orders.put("stew");
 *   10  TaskQueue.shutdown                            E15TaskQueueBroken.java:90  orders.shutdown();
 *   11  read in String.join                           E15TaskQueueBroken.java:91  String served = String.join(" ", coun...
 *   12  PrintStream.println                           E15TaskQueueBroken.java:92  System.out.println(served.isEmpty() ?...
 *
 *   Nearest passing execution: the same before step 11, and then
 *       cook: Iterator.hasNext (E15TaskQueueBroken.java:72)
 *   in place of
 *       main: read in String.join (E15TaskQueueBroken.java:91)
 *
 *   182 executions in 1.22 s (148 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 2): heddle replay heddle-E15TaskQueueBroken.schedule.json
 *   Replay (failure 2 of 2): heddle replay heddle-E15TaskQueueBroken-2.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Wait until {@code orders.isEmpty()} before looking at the counter. Which of the outcomes above
 * are left?
 */
public final class E15TaskQueueBroken {
  private E15TaskQueueBroken() {}

  private static void cook(TaskQueue<String> orders, Collection<String> counter) {
    for (String order : orders.untilShutDown()) {
      counter.add(order);
    }
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    TaskQueue<String> orders = TaskQueue.fifo(1, "orders");
    Collection<String> counter = new ConcurrentLinkedQueue<>();
    Thread cook = new Thread(() -> cook(orders, counter), "cook");
    cook.start();
    orders.put("soup");
    orders.put("stew");
    orders.shutdown();
    String served = String.join(" ", counter);
    System.out.println(served.isEmpty() ? "nothing" : served);
    assert served.equals("soup stew") : "served: " + served;
  }
}
