package dev.heddle.examples;

import dev.heddle.sync.Condition;
import dev.heddle.sync.Lock;

/**
 * Producer and consumer, mended: look again after each wait, wake everybody after each change.
 *
 * <p>{@code awaitUntil} is the waiting loop: it asks whether what is waited for holds, waits for a
 * signal if not, and asks again. A thread goes on only if the answer was yes while it held the
 * lock. Each change signals all who wait, so that the right one is always among them; the others
 * look, and wait again. {@link E09ProducerConsumerBrokenIf} and {@link
 * E09ProducerConsumerBrokenSignal} show what happens when one of the two is missing.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E09ProducerConsumerMended
 * VERIFIED  dev.heddle.examples.E09ProducerConsumerMended: every interleaving was explored, none fails
 *
 *   Outcomes (how many executions printed what)
 *       8  took bread
 *
 *   8 executions in 0.17 s (45 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Write the loop by hand, with {@code while} and {@code await}. Does the checker need more
 * interleavings, fewer, or as many?
 */
public final class E09ProducerConsumerMended {
  private E09ProducerConsumerMended() {}

  private static final class Shelf {
    private final Lock lock = new Lock("shelf");
    private final Condition changed = new Condition(lock, "changed");
    private String item = "nothing";

    void put() {
      try (var hold = lock.hold()) {
        item = "dough";
        changed.signalAll();
      }
    }

    void bake() throws InterruptedException {
      try (var hold = lock.hold()) {
        changed.awaitUntil(() -> item.equals("dough"));
        item = "bread";
        changed.signalAll();
      }
    }

    String take() throws InterruptedException {
      try (var hold = lock.hold()) {
        changed.awaitUntil(() -> item.equals("bread"));
        return item;
      }
    }
  }

  private static void bake(Shelf shelf) {
    try {
      shelf.bake();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the baker", e);
    }
  }

  private static void buy(Shelf shelf) {
    try {
      String item = shelf.take();
      System.out.println("took " + item);
      assert item.equals("bread") : "the customer took " + item;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a customer", e);
    }
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    Shelf shelf = new Shelf();
    Thread baker = new Thread(() -> bake(shelf), "baker");
    Thread customer = new Thread(() -> buy(shelf), "customer");
    baker.start();
    customer.start();
    shelf.put();
    baker.join();
    customer.join();
  }
}
