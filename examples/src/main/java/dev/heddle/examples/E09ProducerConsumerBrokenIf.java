package dev.heddle.examples;

import dev.heddle.sync.Condition;
import dev.heddle.sync.Lock;

/**
 * Producer and consumer, broken: who was woken does not look again.
 *
 * <p>The main thread puts dough on a shelf, a baker makes it bread, and a customer takes the bread.
 * Who does not find what he needs waits on a condition; who changes something signals everybody who
 * waits.
 *
 * <p>The waiting is guarded by {@code if}. It takes for granted that what was waited for holds when
 * {@code await} returns. But a signal only says that something has changed, not what, and between
 * the signal and the return others may have come. The customer waits for bread; the dough is put on
 * the shelf, everybody is signalled, and if the customer gets the lock before the baker, he takes
 * the dough.
 *
 * <p>{@link E09ProducerConsumerMended} looks again.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E09ProducerConsumerBrokenIf
 * FAILED  dev.heddle.examples.E09ProducerConsumerBrokenIf
 *
 *   assertion in execution 7: java.lang.AssertionError: the customer took dough in thread customer
 *           at dev.heddle.examples.E09ProducerConsumerBrokenIf.buy(E09ProducerConsumerBrokenIf.java:114)
 *           at dev.heddle.examples.E09ProducerConsumerBrokenIf.lambda$main$1(E09ProducerConsumerBrokenIf.java:129)
 *
 *   Outcomes (how many executions printed what)
 *       6  took bread
 *       2  took dough
 *
 *   Interleaving, 15 steps
 *    #  main                 baker  customer
 *    1  Thread.start                                          ...nsumerBrokenIf.java:130  baker.start();
 *    2  Thread.start                                          ...nsumerBrokenIf.java:131  customer.start();
 *    3                       begin
 *    4                              begin
 *    5                              Lock.hold                 ...onsumerBrokenIf.java:93  try (var hold = lock.hold()) {
 *    6                              read item                 ...onsumerBrokenIf.java:94  if (!item.equals("bread")) {
 *    7                              Condition.await           ...onsumerBrokenIf.java:95  changed.await();
 *    8  Lock.hold                                             ...onsumerBrokenIf.java:76  try (var hold = lock.hold()) {
 *    9  write item                                            ...onsumerBrokenIf.java:77  item = "dough";
 *   10  Condition.signalAll                                   ...onsumerBrokenIf.java:78  changed.signalAll();
 *   11  Hold.close                                            ...onsumerBrokenIf.java:79  }
 *   12                              go on in Condition.await  ...onsumerBrokenIf.java:95  changed.await();
 *   13                              read item                 ...onsumerBrokenIf.java:97  return item;
 *   14                              Hold.close                ...onsumerBrokenIf.java:98  }
 *   15                              PrintStream.println       ...nsumerBrokenIf.java:113  System.out.println("took " + ...
 *
 *   Nearest passing execution: the same before step 12, and then
 *       baker: Lock.hold (E09ProducerConsumerBrokenIf.java:83)
 *   in place of
 *       customer: go on in Condition.await (E09ProducerConsumerBrokenIf.java:95)
 *
 *   8 executions in 0.16 s (49 a second); continuation switching, strategy auto, seed 1
 *   Replay: heddle replay heddle-E09ProducerConsumerBrokenIf.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Write {@code while} in {@code take} only. Is it enough for this program? Would it be with a
 * second baker?
 */
public final class E09ProducerConsumerBrokenIf {
  private E09ProducerConsumerBrokenIf() {}

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
        if (!item.equals("dough")) {
          changed.await();
        }
        item = "bread";
        changed.signalAll();
      }
    }

    String take() throws InterruptedException {
      try (var hold = lock.hold()) {
        if (!item.equals("bread")) {
          changed.await();
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
