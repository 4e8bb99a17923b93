package dev.heddle.examples;

/**
 * Chat spool, broken: two messages are sent at once and come out mixed.
 *
 * <p>Two people write into one spool, character by character, as a terminal or a socket takes them.
 * The spool is a {@link StringBuffer}, a class that is documented as safe for use by several
 * threads, and it keeps that promise: no character is lost and none comes twice.
 *
 * <p>But a message is more than its characters. Between two of them the other writer may append one
 * of its own, and nothing in the spool knows that they belong together. Two messages of two letters
 * each can come out in six ways, and in four of them neither can be read.
 *
 * <p>{@link E04ChatSpoolMended} puts a lock around the message.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E04ChatSpoolBroken
 * FAILED  dev.heddle.examples.E04ChatSpoolBroken
 *
 *   assertion (failure 1 of 4) in execution 2: java.lang.AssertionError: the messages are mixed: hyoi
 *           at dev.heddle.examples.E04ChatSpoolBroken.main(E04ChatSpoolBroken.java:105)
 *
 *   assertion (failure 2 of 4) in execution 3: java.lang.AssertionError: the messages are mixed: hyio
 *           at dev.heddle.examples.E04ChatSpoolBroken.main(E04ChatSpoolBroken.java:105)
 *
 *   assertion (failure 3 of 4) in execution 5: java.lang.AssertionError: the messages are mixed: yhio
 *           at dev.heddle.examples.E04ChatSpoolBroken.main(E04ChatSpoolBroken.java:105)
 *
 *   assertion (failure 4 of 4) in execution 6: java.lang.AssertionError: the messages are mixed: yhoi
 *           at dev.heddle.examples.E04ChatSpoolBroken.main(E04ChatSpoolBroken.java:105)
 *
 *   Outcomes (how many executions printed what)
 *       1  hiyo
 *       1  hyio
 *       1  hyoi
 *       1  yhio
 *       1  yhoi
 *       1  yohi
 *
 *   Interleaving (failure 1 of 4), 14 steps
 *    #  main                  ann                  bob
 *    1  Thread.start                                                E04ChatSpoolBroken.java:99  ann.start();
 *    2  Thread.start                                                ...hatSpoolBroken.java:100  bob.start();
 *    3                        begin
 *    4                                             begin
 *    5                        StringBuffer.append                   E04ChatSpoolBroken.java:84  text.append(message.cha...
 *    6                                             StringBuffer...  E04ChatSpoolBroken.java:84  text.append(message.cha...
 *    7                                             StringBuffer...  E04ChatSpoolBroken.java:84  text.append(message.cha...
 *    8                                             end
 *    9                        StringBuffer.append                   E04ChatSpoolBroken.java:84  text.append(message.cha...
 *   10                        end
 *   11  Thread.join                                                 ...hatSpoolBroken.java:101  ann.join();
 *   12  Thread.join                                                 ...hatSpoolBroken.java:102  bob.join();
 *   13  StringBuffer.toString                                       ...hatSpoolBroken.java:103  String all = spool.text...
 *   14  PrintStream.println                                         ...hatSpoolBroken.java:104  System.out.println(all);
 *
 *   Nearest passing execution: the same before step 6, and then
 *       ann: StringBuffer.append (E04ChatSpoolBroken.java:84)
 *   in place of
 *       bob: StringBuffer.append (E04ChatSpoolBroken.java:84)
 *
 *   6 executions in 0.23 s (26 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 4): heddle replay heddle-E04ChatSpoolBroken.schedule.json
 *   Replay (failure 2 of 4): heddle replay heddle-E04ChatSpoolBroken-2.schedule.json
 *   Replay (failure 3 of 4): heddle replay heddle-E04ChatSpoolBroken-3.schedule.json
 *   Replay (failure 4 of 4): heddle replay heddle-E04ChatSpoolBroken-4.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let {@code send} append the whole message at once. Why is that right? Would it still be if
 * {@code send} appended the name of the sender first?
 */
public final class E04ChatSpoolBroken {
  private E04ChatSpoolBroken() {}

  private static final class Spool {
    private final StringBuffer text = new StringBuffer();

    void send(String message) {
      for (int i = 0; i < message.length(); i++) {
        text.append(message.charAt(i));
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
