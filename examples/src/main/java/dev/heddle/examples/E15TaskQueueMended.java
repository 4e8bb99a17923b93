package dev.heddle.examples;

import dev.heddle.sync.TaskQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * A queue of tasks, mended: the cook says when a dish is done, and the main thread waits for that.
 *
 * <p>The program of {@link E15TaskQueueBroken} with two lines more: {@code taskDone()} after each
 * dish, and {@code join()} before anybody looks. The counter is a plain list now. That is no race:
 * what the cook did before he said that a dish is done is visible to whoever has joined.
 *
 * <p>The queue has room for one order, so the main thread waits for the cook if it is too fast. The
 * shutdown comes last, and ends the cook's loop.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E15TaskQueueMended
 * VERIFIED  dev.heddle.examples.E15TaskQueueMended: every interleaving was explored, none fails
 *   assumes TaskQueue.fifo does nothing behind the back of its callers
 *   assumes dev.heddle.sync.TaskQueue does nothing behind the back of its callers
 *
 *   Outcomes (how many executions printed what)
 *       399  2 dishes
 *
 *   399 executions in 1.31 s (304 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>At a larger size, on real threads</h2>
 *
 * <p>A thousand orders, and room for five.
 *
 * <pre>
 * $ java -ea -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E15TaskQueueMended 1000 5
 * 1000 dishes
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Say that the task is done before the dish is on the counter. What does the checker find? And
 * what if there are two cooks?
 */
public final class E15TaskQueueMended {
  private E15TaskQueueMended() {}

  private static void cook(TaskQueue<String> orders, List<String> counter) {
    for (String order : orders.untilShutDown()) {
      counter.add(order);
      orders.taskDone();
    }
  }

  /**
   * Runs the program once.
   *
   * @param args how many orders, and how many there is room for; two, and one, if there are none
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    int number = args.length == 0 ? 2 : Integer.parseInt(args[0]);
    int room = args.length == 0 ? 1 : Integer.parseInt(args[1]);
    TaskQueue<String> orders = TaskQueue.fifo(room, "orders");
    List<String> counter = new ArrayList<>();
    Thread cook = new Thread(() -> cook(orders, counter), "cook");
    cook.start();
    for (int i = 1; i <= number; i++) {
      orders.put("dish-" + i);
    }
    orders.join();
    System.out.println(counter.size() + " dishes");
    assert counter.size() == number && counter.get(number - 1).equals("dish-" + number);
    orders.shutdown();
  }
}
