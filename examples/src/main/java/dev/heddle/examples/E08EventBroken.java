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
 *   assertion (failure 1 of 2) in execution 876: java.lang.AssertionError: the server was not open yet in thread client-1
 *           at dev.heddle.examples.E08EventBroken.request(E08EventBroken.java:84)
 *           at dev.heddle.examples.E08EventBroken.lambda$main$0(E08EventBroken.java:97)
 *
 *   assertion (failure 2 of 2) in execution 1066: java.lang.AssertionError: the server was not open yet in thread client-2
 *           at dev.heddle.examples.E08EventBroken.request(E08EventBroken.java:84)
 *           at dev.heddle.examples.E08EventBroken.lambda$main$1(E08EventBroken.java:98)
 *
 *   Outcomes (how many executions printed what)
 *       3322  2 clients served
 *         20  (nothing)
 *
 *   Interleaving (failure 1 of 2), 7 steps
 *   #  main          client-1      client-2
 *   1  Thread.start                          E08EventBroken.java:99   first.start();
 *   2  Thread.start                          E08EventBroken.java:100  second.start();
 *   3                begin
 *   4                              begin
 *   5                read open               E08EventBroken.java:75   if (!open) {
 *   6                Thread.yield            E08EventBroken.java:76   Thread.yield(); // it cannot be long now
 *   7                read address            E08EventBroken.java:78   return address;
 *
 *   Nearest passing execution: the same before step 7, and then
 *       main: write address (E08EventBroken.java:70)
 *   in place of
 *       client-1: read address (E08EventBroken.java:78)
 *
 *   3342 executions in 1.27 s (2623 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 2): heddle replay heddle-E08EventBroken.schedule.json
 *   Replay (failure 2 of 2): heddle replay heddle-E08EventBroken-2.schedule.json
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
