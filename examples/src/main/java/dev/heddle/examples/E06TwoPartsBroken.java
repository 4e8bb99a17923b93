package dev.heddle.examples;

import dev.heddle.sync.Lock;

/**
 * Two parts, broken: every access is locked, and the reader still sees a state that never was.
 *
 * <p>An object has two parts that belong together. A writer replaces both under a lock, so that
 * nobody meets it half-way. There is a getter for each part, and each takes the lock. A third
 * getter wants both, and calls the other two.
 *
 * <p>Between these two calls nobody holds the lock. When the writer comes in just then, the reader
 * gets the first part of the old state and the second of the new one. No single access is wrong,
 * and there is no data race: what is broken is that two right actions were taken for one. The
 * opposite mixture, {@code new old}, is impossible, because the first part is read first.
 *
 * <p>The way out is to hold the lock around both calls. {@link E06TwoPartsBrokenPlainLock} tries
 * that with the wrong lock, {@link E06TwoPartsMended} with the right one.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E06TwoPartsBroken
 * FAILED  dev.heddle.examples.E06TwoPartsBroken
 *
 *   assertion in execution 3: java.lang.AssertionError: read halves of two states: old new in thread reader
 *           at dev.heddle.examples.E06TwoPartsBroken.read(E06TwoPartsBroken.java:104)
 *           at dev.heddle.examples.E06TwoPartsBroken.lambda$main$1(E06TwoPartsBroken.java:116)
 *
 *   Outcomes (how many executions printed what)
 *       1  new new
 *       1  old new
 *       1  old old
 *
 *   Interleaving, 16 steps
 *    #  main          writer        reader
 *    1  Thread.start                                     E06TwoPartsBroken.java:117  writer.start();
 *    2  Thread.start                                     E06TwoPartsBroken.java:118  reader.start();
 *    3                begin
 *    4                              begin
 *    5                              Lock.hold            E06TwoPartsBroken.java:85   try (var hold = lock.hold()) {
 *    6                              read first           E06TwoPartsBroken.java:86   return first;
 *    7                              Hold.close           E06TwoPartsBroken.java:87   }
 *    8                Lock.hold                          E06TwoPartsBroken.java:78   try (var hold = lock.hold()) {
 *    9                write first                        E06TwoPartsBroken.java:79   first = value;
 *   10                write second                       E06TwoPartsBroken.java:80   second = value;
 *   11                Hold.close                         E06TwoPartsBroken.java:81   }
 *   12                end
 *   13                              Lock.hold            E06TwoPartsBroken.java:91   try (var hold = lock.hold()) {
 *   14                              read second          E06TwoPartsBroken.java:92   return second;
 *   15                              Hold.close           E06TwoPartsBroken.java:93   }
 *   16                              PrintStream.println  E06TwoPartsBroken.java:103  System.out.println(both);
 *
 *   Nearest passing execution: the same before step 8, and then
 *       reader: Lock.hold (E06TwoPartsBroken.java:91)
 *   in place of
 *       writer: Lock.hold (E06TwoPartsBroken.java:78)
 *
 *   3 executions in 0.21 s (14 a second); continuation switching, strategy auto, seed 1
 *   Replay: heddle replay heddle-E06TwoPartsBroken.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Replace the lock by a {@code ConcurrentHashMap} that maps {@code "first"} and {@code "second"}
 * to their values, and read both. Which outcomes does the thread-safe map rule out, and which does
 * it add?
 */
public final class E06TwoPartsBroken {
  private E06TwoPartsBroken() {}

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
      return first() + " " + second();
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
