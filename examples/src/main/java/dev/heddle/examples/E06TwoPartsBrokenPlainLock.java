package dev.heddle.examples;

import dev.heddle.sync.Lock;

/**
 * Two parts, broken in another way: the thread that holds the lock waits for it.
 *
 * <p>{@link E06TwoPartsBroken} forgot to hold the lock while it reads both parts. Here {@code both}
 * takes it. But it is a plain {@link Lock}, which does not know who holds it. {@code both} takes it
 * and calls {@code first}, which asks for it too, and waits for ever for a release that only its
 * own caller could make.
 *
 * <p>This needs no unlucky moment: it happens in every interleaving. Where the writer comes too
 * late for the lock, it waits as well, although it did nothing wrong.
 *
 * <p>{@link E06TwoPartsMended} uses a lock that lets its holder in again.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E06TwoPartsBrokenPlainLock
 * FAILED  dev.heddle.examples.E06TwoPartsBrokenPlainLock
 *
 *   deadlock in execution 1: self-deadlock: reader waits for a lock that it holds itself
 *       reader waits for Lock "parts"
 *           at dev.heddle.examples.E06TwoPartsBrokenPlainLock$TwoParts.first(E06TwoPartsBrokenPlainLock.java:68)
 *           held by itself since dev.heddle.examples.E06TwoPartsBrokenPlainLock$TwoParts.both(E06TwoPartsBrokenPlainLock.java:80)
 *           it is not re-entrant
 *       main waits for the end of thread writer
 *           at dev.heddle.examples.E06TwoPartsBrokenPlainLock.main(E06TwoPartsBrokenPlainLock.java:104)
 *       writer waits for Lock "parts"
 *           at dev.heddle.examples.E06TwoPartsBrokenPlainLock$TwoParts.replace(E06TwoPartsBrokenPlainLock.java:61)
 *           held by reader since dev.heddle.examples.E06TwoPartsBrokenPlainLock$TwoParts.both(E06TwoPartsBrokenPlainLock.java:80)
 *
 *   Interleaving, 5 steps
 *   #  main          writer  reader
 *   1  Thread.start                     ...rokenPlainLock.java:102  writer.start();
 *   2  Thread.start                     ...rokenPlainLock.java:103  reader.start();
 *   3                begin
 *   4                        begin
 *   5                        Lock.hold  ...BrokenPlainLock.java:80  try (var hold = lock.hold()) {
 *
 *   2 executions in 0.25 s (8 a second); continuation switching, strategy auto, seed 1
 *   Replay: heddle replay heddle-E06TwoPartsBrokenPlainLock.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Mend it without another kind of lock: which private method, that expects the lock to be held
 * already, would {@code first}, {@code second} and {@code both} have to share?
 */
public final class E06TwoPartsBrokenPlainLock {
  private E06TwoPartsBrokenPlainLock() {}

  private static final class TwoParts {
    private final Lock lock = new Lock("parts");
    private String first = "old";
    private String second = "old";

    void replace(String value) {
      try (var hold = lock.hold()) {
        first = value;
        second = value;
      }
    }

    String first() {
      try (var hold = lock.hold()) {
        return first;
      }
    }

    String second() {
      try (var hold = lock.hold()) {
        return second;
      }
    }

    String both() {
      try (var hold = lock.hold()) {
        return first() + " " + second();
      }
    }
  }

  private static void read(TwoParts parts) {
    String both = parts.both();
    System.out.println(both);
    assert both.equals("old old") || both.equals("new new") : "read halves of two states: " + both;
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    TwoParts parts = new TwoParts();
    Thread writer = new Thread(() -> parts.replace("new"), "writer");
    Thread reader = new Thread(() -> read(parts), "reader");
    writer.start();
    reader.start();
    writer.join();
    reader.join();
  }
}
