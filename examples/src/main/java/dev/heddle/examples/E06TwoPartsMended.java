package dev.heddle.examples;

import dev.heddle.sync.RLock;

/**
 * Two parts, mended: a re-entrant lock is held while both are read.
 *
 * <p>The program of {@link E06TwoPartsBroken}, except that {@code both} holds the lock from before
 * the first getter until after the second. An {@link RLock} knows its owner and counts how often it
 * was acquired, so that the getters can acquire it again, and it is free once it has been released
 * as often.
 *
 * <p>The reader sees the old state or the new one, whole. A {@code synchronized} method that calls
 * another one of the same object is right for the same reason: monitors are re-entrant.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E06TwoPartsMended
 * VERIFIED  dev.heddle.examples.E06TwoPartsMended: every interleaving was explored, none fails
 *
 *   Outcomes (how many executions printed what)
 *       1  new new
 *       1  old old
 *
 *   2 executions in 0.12 s (16 a second); continuation switching, strategy auto, seed 1
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
    private final RLock lock = new RLock("parts");
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
