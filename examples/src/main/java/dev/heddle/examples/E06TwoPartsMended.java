package dev.heddle.examples;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Two parts, mended: a re-entrant lock is held while both are read.
 *
 * <p>The program of {@link E06TwoPartsBroken}, except that {@code both} holds the lock from before
 * the first getter until after the second. A {@link ReentrantLock} knows its holder and counts how
 * often it was taken, so that the getters can take it again, and it is free once it has been
 * released as often.
 *
 * <p>The reader sees the old state or the new one, whole. A {@code synchronized} method that calls
 * another one of the same object is right for the same reason: monitors are re-entrant.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes dev.heddle.examples.E06TwoPartsMended
 * VERIFIED  dev.heddle.examples.E06TwoPartsMended: every interleaving was explored, none fails
 *   assumes sequential consistency
 *
 *   Outcomes (how many executions printed what)
 *       48  old old
 *       40  new new
 *
 *   88 executions in 0.10 s (855 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Replace the lock by {@code synchronized} methods. Does the checker need more interleavings,
 * fewer, or as many? Count the places at which another thread could notice a difference.
 */
public final class E06TwoPartsMended {
  private E06TwoPartsMended() {}

  private static final class TwoParts {
    private final Lock lock = new ReentrantLock();
    private String first = "old";
    private String second = "old";

    void replace(String value) {
      lock.lock();
      try {
        first = value;
        second = value;
      } finally {
        lock.unlock();
      }
    }

    String first() {
      lock.lock();
      try {
        return first;
      } finally {
        lock.unlock();
      }
    }

    String second() {
      lock.lock();
      try {
        return second;
      } finally {
        lock.unlock();
      }
    }

    String both() {
      lock.lock();
      try {
        return first() + " " + second();
      } finally {
        lock.unlock();
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
