package dev.heddle.examples;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Event, broken: a client looks once whether the server is open, and takes it for granted then.
 *
 * <p>The main thread opens a server: it sets the address, and then a flag. Two clients need the
 * address. A client that finds the flag not set lets others run for a moment, and goes on.
 *
 * <p>The moment is always long enough, on the machine on which this was written. Nothing makes the
 * client wait until the flag <em>is</em> set, and so in some order of events it asks for the
 * address too early. A longer pause would change how often that happens, and nothing else.
 *
 * <p>{@link E08EventMended} waits for an event.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E08EventBroken
 * FAILED  dev.heddle.examples.E08EventBroken
 *
 *   assertion (failure 1 of 4) in execution 9: java.lang.AssertionError: the server was not open yet in thread client-1
 *           at dev.heddle.examples.E08EventBroken.request(E08EventBroken.java:107)
 *           at dev.heddle.examples.E08EventBroken.lambda$main$0(E08EventBroken.java:120)
 *
 *   assertion (failure 2 of 4) in execution 12: java.lang.AssertionError: the server was not open yet in thread client-2
 *           at dev.heddle.examples.E08EventBroken.request(E08EventBroken.java:107)
 *           at dev.heddle.examples.E08EventBroken.lambda$main$1(E08EventBroken.java:121)
 *
 *   race (failure 3 of 4) in execution 1: nothing orders read open of client-1 at dev.heddle.examples.E08EventBroken$Server.connect(E08EventBroken.java:98) and write open of main at dev.heddle.examples.E08EventBroken$Server.open(E08EventBroken.java:94)
 *       main: write open, holding no monitor
 *           at dev.heddle.examples.E08EventBroken$Server.open(E08EventBroken.java:94)
 *           at dev.heddle.examples.E08EventBroken.main(E08EventBroken.java:124)
 *       client-1: read open, holding no monitor
 *           at dev.heddle.examples.E08EventBroken$Server.connect(E08EventBroken.java:98)
 *           at dev.heddle.examples.E08EventBroken.request(E08EventBroken.java:106)
 *           at dev.heddle.examples.E08EventBroken.lambda$main$0(E08EventBroken.java:120)
 *       they would be ordered if both threads held the same lock, if open were volatile, or if one were started or joined by the other in between
 *
 *   race (failure 4 of 4) in execution 1: nothing orders read address of client-1 at dev.heddle.examples.E08EventBroken$Server.connect(E08EventBroken.java:101) and write address of main at dev.heddle.examples.E08EventBroken$Server.open(E08EventBroken.java:93)
 *       main: write address, holding no monitor
 *           at dev.heddle.examples.E08EventBroken$Server.open(E08EventBroken.java:93)
 *           at dev.heddle.examples.E08EventBroken.main(E08EventBroken.java:124)
 *       client-1: read address, holding no monitor
 *           at dev.heddle.examples.E08EventBroken$Server.connect(E08EventBroken.java:101)
 *           at dev.heddle.examples.E08EventBroken.request(E08EventBroken.java:106)
 *           at dev.heddle.examples.E08EventBroken.lambda$main$0(E08EventBroken.java:120)
 *       they would be ordered if both threads held the same lock, if address were volatile, or if one were started or joined by the other in between
 *
 *   Outcomes (how many executions printed what)
 *       8  2 clients served
 *       6  (nothing)
 *
 *   Interleaving (failure 1 of 4), 8 steps
 *   #  main          client-1      client-2
 *   1  Thread.start                          E08EventBroken.java:122  first.start();
 *   2  Thread.start                          E08EventBroken.java:123  second.start();
 *   3                begin
 *   4                              begin
 *   5                read open               E08EventBroken.java:98  if (!open) {
 *   6                Thread.yield            E08EventBroken.java:99  Thread.yield(); // it cannot be long now
 *   7                read address            E08EventBroken.java:101  return address;
 *   8                throw                   E08EventBroken.java:107  assert address != null : "the server was not open...
 *
 *   Nearest passing execution: the same before step 7, and then
 *       main: write address (E08EventBroken.java:93)
 *   in place of
 *       client-1: read address (E08EventBroken.java:101)
 *
 *   13 executions in 0.18 s (73 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 4): heddle replay heddle-E08EventBroken.schedule.json
 *   Replay (failure 2 of 4): heddle replay heddle-E08EventBroken-2.schedule.json
 *   Replay (failure 3 of 4): heddle replay heddle-E08EventBroken-3.schedule.json
 *   Replay (failure 4 of 4): heddle replay heddle-E08EventBroken-4.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Write {@code while} in place of {@code if}, and leave out one client, so that the checker
 * comes to an end. It verifies that, and names two things that it takes for granted. Which of them
 * does not hold on real hardware, as long as the flag is not {@code volatile}? What does the loop
 * cost while the server is not open?
 */
public final class E08EventBroken {
  private E08EventBroken() {}

  private static final class Server {
    private boolean open;
    private String address;

    void open() {
      address = "port 8080";
      open = true;
    }

    String connect() {
      if (!open) {
        Thread.yield(); // it cannot be long now
      }
      return address;
    }
  }

  private static void request(Server server, AtomicInteger served) {
    String address = server.connect();
    assert address != null : "the server was not open yet";
    served.incrementAndGet();
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    Server server = new Server();
    AtomicInteger served = new AtomicInteger();
    Thread first = new Thread(() -> request(server, served), "client-1");
    Thread second = new Thread(() -> request(server, served), "client-2");
    first.start();
    second.start();
    server.open();
    first.join();
    second.join();
    System.out.println(served + " clients served");
  }
}
