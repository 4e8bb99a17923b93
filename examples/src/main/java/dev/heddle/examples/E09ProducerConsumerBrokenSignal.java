package dev.heddle.examples;

import dev.heddle.sync.Condition;
import dev.heddle.sync.Lock;

/**
 * Producer and consumer, broken in another way: the wrong thread is woken, and all wait for ever.
 *
 * <p>The program of {@link E09ProducerConsumerBrokenIf} with the loop as it should be, but with
 * {@code signal} in place of {@code signalAll}, in order to wake no more threads than there is work
 * for.
 *
 * <p>{@code signal} wakes the one that has waited longest, and two threads wait here for two
 * different things on one condition. If the customer came first, the signal that there is dough
 * reaches him. He looks, finds no bread, and waits again. The baker has work to do and sleeps, and
 * nobody is left to wake him.
 *
 * <p>{@link E09ProducerConsumerMended} wakes them all, {@link E09ProducerConsumerMendedTimedWait}
 * does not rely on being woken, and {@link E10TwoConditionsMended} shows how to wait in different
 * places.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E09ProducerConsumerBrokenSignal
 * FAILED  dev.heddle.examples.E09ProducerConsumerBrokenSignal
 *
 *   deadlock in execution 8: missing signal: baker and customer wait, and nobody is left to signal
 *       baker waits for a signal of Condition "changed"
 *           at dev.heddle.examples.E09ProducerConsumerBrokenSignal$Shelf.bake(E09ProducerConsumerBrokenSignal.java:94)
 *           signalled by main at dev.heddle.examples.E09ProducerConsumerBrokenSignal$Shelf.put(E09ProducerConsumerBrokenSignal.java:87)
 *       customer waits for a signal of Condition "changed"
 *           at dev.heddle.examples.E09ProducerConsumerBrokenSignal$Shelf.take(E09ProducerConsumerBrokenSignal.java:104)
 *           signalled by main at dev.heddle.examples.E09ProducerConsumerBrokenSignal$Shelf.put(E09ProducerConsumerBrokenSignal.java:87)
 *       main waits for the end of thread baker
 *           at dev.heddle.examples.E09ProducerConsumerBrokenSignal.main(E09ProducerConsumerBrokenSignal.java:142)
 *
 *   Outcomes (how many executions printed what)
 *       7  took bread
 *       1  (nothing)
 *
 *   Interleaving, 17 steps
 *    #  main              baker            customer
 *    1  Thread.start                                                ...erBrokenSignal.java:139  baker.start();
 *    2  Thread.start                                                ...erBrokenSignal.java:140  customer.start();
 *    3                    begin
 *    4                                     begin
 *    5                                     Lock.hold                ...erBrokenSignal.java:102  try (var hold = lock.ho...
 *    6                                     read item                ...erBrokenSignal.java:103  while (!item.equals("br...
 *    7                                     Condition.await          ...erBrokenSignal.java:104  changed.await();
 *    8                    Lock.hold                                 ...merBrokenSignal.java:92  try (var hold = lock.ho...
 *    9                    read item                                 ...merBrokenSignal.java:93  while (!item.equals("do...
 *   10                    Condition.await                           ...merBrokenSignal.java:94  changed.await();
 *   11  Lock.hold                                                   ...merBrokenSignal.java:85  try (var hold = lock.ho...
 *   12  write item                                                  ...merBrokenSignal.java:86  item = "dough";
 *   13  Condition.signal                                            ...merBrokenSignal.java:87  changed.signal();
 *   14  Hold.close                                                  ...merBrokenSignal.java:88  }
 *   15                                     go on in Condition.a...  ...erBrokenSignal.java:104  changed.await();
 *   16                                     read item                ...erBrokenSignal.java:103  while (!item.equals("br...
 *   17                                     Condition.await          ...erBrokenSignal.java:104  changed.await();
 *
 *   Nearest passing execution: the same before step 8, and then
 *       main: Lock.hold (E09ProducerConsumerBrokenSignal.java:85)
 *   in place of
 *       baker: Lock.hold (E09ProducerConsumerBrokenSignal.java:92)
 *
 *   8 executions in 0.21 s (37 a second); continuation switching, strategy auto, seed 1
 *   Replay: heddle replay heddle-E09ProducerConsumerBrokenSignal.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Which of the two {@code signal} has to be {@code signalAll}? Ask the checker, then find out
 * why.
 */
public final class E09ProducerConsumerBrokenSignal {
  private E09ProducerConsumerBrokenSignal() {}

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
          changed.await();
        }
        item = "bread";
        changed.signal();
      }
    }

    String take() throws InterruptedException {
      try (var hold = lock.hold()) {
        while (!item.equals("bread")) {
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
