package dev.heddle.examples;

import dev.heddle.sync.Condition;
import dev.heddle.sync.Lock;
import java.time.Duration;

/**
 * Producer and consumer, mended by a timed wait that looks again.
 *
 * <p>The program of {@link E09ProducerConsumerBrokenSignal}: one signal for each change, which may
 * wake the wrong thread. But nobody relies on being woken. Who has waited for a second looks again,
 * signal or not. The baker who was passed over finds after a second at most that there is dough.
 *
 * <p>The loop is the same as for a wait without end: whether {@code await} returned because of a
 * signal or because its time was over makes no difference to somebody who looks again anyway. A
 * wake-up that gets lost costs a second here, and not the whole program. That makes the timed wait
 * a safety net against signals that somebody else forgot, rather than a cure: {@link
 * E09ProducerConsumerMended} loses none.
 *
 * <p>No time passes while this is checked. A timeout fires when nothing else can run, and that is
 * just the moment at which the broken program waits for ever.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E09ProducerConsumerMendedTimedWait
 * VERIFIED  dev.heddle.examples.E09ProducerConsumerMendedTimedWait: every interleaving was explored, none fails
 *   assumes timeouts fire only when nothing else can run
 *
 *   Outcomes (how many executions printed what)
 *       12  took bread
 *
 *   12 executions in 0.22 s (53 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let only the baker wait with a timeout, then only the customer. Which one is enough?
 */
public final class E09ProducerConsumerMendedTimedWait {
  private E09ProducerConsumerMendedTimedWait() {}

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final class Shelf {
    private final Lock lock = new Lock("shelf");
    private final Condition changed = new Condition(lock, "changed");
    private String item = "nothing";

    void put() {
      try (var hold = lock.hold()) {
        item = "dough";
        changed.signal();
      }
    }

    void bake() throws InterruptedException {
      try (var hold = lock.hold()) {
        while (!item.equals("dough")) {
          changed.await(PATIENCE);
        }
        item = "bread";
        changed.signal();
      }
    }

    String take() throws InterruptedException {
      try (var hold = lock.hold()) {
        while (!item.equals("bread")) {
          changed.await(PATIENCE);
        }
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
