package dev.heddle.examples;

import java.util.concurrent.Semaphore;

/**
 * Two parts, broken in another way: the thread that holds the lock waits for it.
 *
 * <p>{@link E06TwoPartsBroken} forgot to hold the lock while it reads both parts. Here {@code both}
 * takes it. But the lock is a plain one, a semaphore with a single permit: it does not know who
 * holds it. {@code both} takes the permit and calls {@code first}, which asks for the permit too,
 * and waits for ever for a release that only its own caller could make.
 *
 * <p>This needs no unlucky moment: it happens in every interleaving. Where the writer comes too
 * late for the permit, it waits as well, although it did nothing wrong.
 *
 * <p>{@link E06TwoPartsMended} uses a lock that lets its holder in again.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes dev.heddle.examples.E06TwoPartsBrokenPlainLock
 * FAILED  dev.heddle.examples.E06TwoPartsBrokenPlainLock
 *
 *   deadlock (failure 1 of 2) in execution 1: nobody can wake main and reader any more
 *       main waits for the end of thread reader at dev.heddle.examples.E06TwoPartsBrokenPlainLock.main(E06TwoPartsBrokenPlainLock.java:123)
 *       reader waits in java.util.concurrent.Semaphore at dev.heddle.examples.E06TwoPartsBrokenPlainLock$TwoParts.first(E06TwoPartsBrokenPlainLock.java:77)
 *
 *   deadlock (failure 2 of 2) in execution 13: nobody can wake main, writer and reader any more
 *       main waits for the end of thread writer at dev.heddle.examples.E06TwoPartsBrokenPlainLock.main(E06TwoPartsBrokenPlainLock.java:122)
 *       writer waits in java.util.concurrent.Semaphore at dev.heddle.examples.E06TwoPartsBrokenPlainLock$TwoParts.replace(E06TwoPartsBrokenPlainLock.java:67)
 *       reader waits in java.util.concurrent.Semaphore at dev.heddle.examples.E06TwoPartsBrokenPlainLock$TwoParts.first(E06TwoPartsBrokenPlainLock.java:77)
 *
 *   Interleaving (failure 1 of 2), 12 steps
 *    #  main          writer                reader
 *    1  Thread.start                                                ...rokenPlainLock.java:120  writer.start();
 *    2  Thread.start                                                ...rokenPlainLock.java:121  reader.start();
 *    3                begin
 *    4                                      begin
 *    5                Semaphore.acquireUninterruptibly              ...BrokenPlainLock.java:67  permit.acquireUninterru...
 *    6                write first                                   ...BrokenPlainLock.java:69  first = value;
 *    7                write second                                  ...BrokenPlainLock.java:70  second = value;
 *    8                Semaphore.release                             ...BrokenPlainLock.java:72  permit.release();
 *    9                end
 *   10  Thread.join                                                 ...rokenPlainLock.java:122  writer.join();
 *   11                                      Semaphore.acquireUn...  ...BrokenPlainLock.java:95  permit.acquireUninterru...
 *   12                                      Semaphore.acquireUn...  ...BrokenPlainLock.java:77  permit.acquireUninterru...
 *
 *   14 executions in 0.06 s (253 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 2): heddle replay heddle-E06TwoPartsBrokenPlainLock.schedule.json
 *   Replay (failure 2 of 2): heddle replay heddle-E06TwoPartsBrokenPlainLock-2.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Mend it without another kind of lock: which private method, that expects the permit to be held
 * already, would {@code first}, {@code second} and {@code both} have to share?
 */
public final class E06TwoPartsBrokenPlainLock {
  private E06TwoPartsBrokenPlainLock() {}

  private static final class TwoParts {
    private final Semaphore permit = new Semaphore(1);
    private String first = "old";
    private String second = "old";

    void replace(String value) {
      permit.acquireUninterruptibly();
      try {
        first = value;
        second = value;
      } finally {
        permit.release();
      }
    }

    String first() {
      permit.acquireUninterruptibly();
      try {
        return first;
      } finally {
        permit.release();
      }
    }

    String second() {
      permit.acquireUninterruptibly();
      try {
        return second;
      } finally {
        permit.release();
      }
    }

    String both() {
      permit.acquireUninterruptibly();
      try {
        return first() + " " + second();
      } finally {
        permit.release();
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
