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
 *   deadlock (failure 1 of 2) in execution 1: nobody can wake main and reader any more
 *       main waits for the end of thread reader at dev.heddle.examples.E06TwoPartsBrokenPlainLock.main(E06TwoPartsBrokenPlainLock.java:110)
 *       reader waits in Lock "parts" [locked] at dev.heddle.examples.E06TwoPartsBrokenPlainLock$TwoParts.first(E06TwoPartsBrokenPlainLock.java:73)
 *
 *   deadlock (failure 2 of 2) in execution 2: nobody can wake main, writer and reader any more
 *       main waits for the end of thread writer at dev.heddle.examples.E06TwoPartsBrokenPlainLock.main(E06TwoPartsBrokenPlainLock.java:109)
 *       writer waits in Lock "parts" [locked] at dev.heddle.examples.E06TwoPartsBrokenPlainLock$TwoParts.replace(E06TwoPartsBrokenPlainLock.java:66)
 *       reader waits in Lock "parts" [locked] at dev.heddle.examples.E06TwoPartsBrokenPlainLock$TwoParts.first(E06TwoPartsBrokenPlainLock.java:73)
 *
 *   Interleaving (failure 1 of 2), 11 steps
 *    #  main          writer        reader
 *    1  Thread.start                           ...rokenPlainLock.java:107  writer.start();
 *    2  Thread.start                           ...rokenPlainLock.java:108  reader.start();
 *    3                begin
 *    4                              begin
 *    5                Lock.hold                ...BrokenPlainLock.java:66  try (var hold = lock.hold()) {
 *    6                write first              ...BrokenPlainLock.java:67  first = value;
 *    7                write second             ...BrokenPlainLock.java:68  second = value;
 *    8                Hold.close               ...BrokenPlainLock.java:69  }
 *    9                end
 *   10  Thread.join                            ...rokenPlainLock.java:109  writer.join();
 *   11                              Lock.hold  ...BrokenPlainLock.java:85  try (var hold = lock.hold()) {
 *
 *   2 executions in 0.25 s (8 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 2): heddle replay heddle-E06TwoPartsBrokenPlainLock.schedule.json
 *   Replay (failure 2 of 2): heddle replay heddle-E06TwoPartsBrokenPlainLock-2.schedule.json
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
