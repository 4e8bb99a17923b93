package dev.heddle.examples;

import dev.heddle.sync.Lock;

/**
 * Chat spool, mended: who sends a message has the spool for himself until its last character.
 *
 * <p>The program of {@link E04ChatSpoolBroken} with a {@link Lock} around the loop. What has to
 * stay together decides how long a lock is held: the message here, not the character.
 *
 * <p>Under the lock a {@link StringBuilder} is enough. The spool needs no protection of its own, as
 * long as everybody who reads or writes it holds the lock.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E04ChatSpoolMended
 * VERIFIED  dev.heddle.examples.E04ChatSpoolMended: every interleaving was explored, none fails
 *
 *   Outcomes (how many executions printed what)
 *       1  hiyo
 *       1  yohi
 *
 *   2 executions in 0.11 s (17 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Move the {@code try} into the loop. The lock is taken and released as before, only more often:
 * what is lost?
 */
public final class E04ChatSpoolMended {
  private E04ChatSpoolMended() {}

  private static final class Spool {
    private final Lock lock = new Lock("spool");
    private final StringBuilder text = new StringBuilder();

    void send(String message) {
      try (var hold = lock.hold()) {
        for (int i = 0; i < message.length(); i++) {
          text.append(message.charAt(i));
        }
      }
    }
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    Spool spool = new Spool();
    Thread ann = new Thread(() -> spool.send("hi"), "ann");
    Thread bob = new Thread(() -> spool.send("yo"), "bob");
    ann.start();
    bob.start();
    ann.join();
    bob.join();
    String all = spool.text.toString();
    System.out.println(all);
    assert all.equals("hiyo") || all.equals("yohi") : "the messages are mixed: " + all;
  }
}
