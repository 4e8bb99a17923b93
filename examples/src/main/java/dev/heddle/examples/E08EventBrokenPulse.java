package dev.heddle.examples;

import dev.heddle.sync.Event;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Event, broken in another way: it is cleared too early, and who comes late waits for ever.
 *
 * <p>The clients of {@link E08EventBroken} wait for an {@link Event} now. The server sets it, and
 * clears it at once, so that it can be used again. Who is waiting just then goes on, even if it has
 * been cleared before it gets to run: {@code set} lets go everybody who waits.
 *
 * <p>But a client that has not come to its waiting yet finds the event not set, as if the server
 * had never opened. An event is a state and not a message. Clear it when the state has ended, here
 * when the server closes, and not when it has begun.
 *
 * <p>{@link E08EventMended} leaves it set.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E08EventBrokenPulse
 * FAILED  dev.heddle.examples.E08EventBrokenPulse
 *
 *   deadlock (failure 1 of 3) in execution 1: missing set: client-1 and client-2 wait, and nobody is left to set the event
 *       client-1 waits for Event "open" to be set
 *           at dev.heddle.examples.E08EventBrokenPulse$Server.connect(E08EventBrokenPulse.java:93)
 *           set by main at dev.heddle.examples.E08EventBrokenPulse$Server.open(E08EventBrokenPulse.java:88)
 *           cleared by main at dev.heddle.examples.E08EventBrokenPulse$Server.open(E08EventBrokenPulse.java:89)
 *       client-2 waits for Event "open" to be set
 *           at dev.heddle.examples.E08EventBrokenPulse$Server.connect(E08EventBrokenPulse.java:93)
 *           set by main at dev.heddle.examples.E08EventBrokenPulse$Server.open(E08EventBrokenPulse.java:88)
 *           cleared by main at dev.heddle.examples.E08EventBrokenPulse$Server.open(E08EventBrokenPulse.java:89)
 *       main waits for the end of thread client-1
 *           at dev.heddle.examples.E08EventBrokenPulse.main(E08EventBrokenPulse.java:118)
 *
 *   deadlock (failure 2 of 3) in execution 2: missing set: client-2 waits, and nobody is left to set the event
 *       client-2 waits for Event "open" to be set
 *           at dev.heddle.examples.E08EventBrokenPulse$Server.connect(E08EventBrokenPulse.java:93)
 *           set by main at dev.heddle.examples.E08EventBrokenPulse$Server.open(E08EventBrokenPulse.java:88)
 *           cleared by main at dev.heddle.examples.E08EventBrokenPulse$Server.open(E08EventBrokenPulse.java:89)
 *       main waits for the end of thread client-2
 *           at dev.heddle.examples.E08EventBrokenPulse.main(E08EventBrokenPulse.java:119)
 *
 *   deadlock (failure 3 of 3) in execution 5: missing set: client-1 waits, and nobody is left to set the event
 *       client-1 waits for Event "open" to be set
 *           at dev.heddle.examples.E08EventBrokenPulse$Server.connect(E08EventBrokenPulse.java:93)
 *           set by main at dev.heddle.examples.E08EventBrokenPulse$Server.open(E08EventBrokenPulse.java:88)
 *           cleared by main at dev.heddle.examples.E08EventBrokenPulse$Server.open(E08EventBrokenPulse.java:89)
 *       main waits for the end of thread client-1
 *           at dev.heddle.examples.E08EventBrokenPulse.main(E08EventBrokenPulse.java:118)
 *
 *   Outcomes (how many executions printed what)
 *       3  (nothing)
 *       2  2 clients served
 *
 *   Interleaving (failure 1 of 3), 7 steps
 *   #  main           client-1  client-2
 *   1  Thread.start                       ...entBrokenPulse.java:115  first.start();
 *   2  Thread.start                       ...entBrokenPulse.java:116  second.start();
 *   3                 begin
 *   4                           begin
 *   5  write address                      ...ventBrokenPulse.java:87  address = "port 8080";
 *   6  Event.set                          ...ventBrokenPulse.java:88  open.set();
 *   7  Event.clear                        ...ventBrokenPulse.java:89  open.clear();
 *
 *   5 executions in 0.21 s (24 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 3): heddle replay heddle-E08EventBrokenPulse.schedule.json
 *   Replay (failure 2 of 3): heddle replay heddle-E08EventBrokenPulse-2.schedule.json
 *   Replay (failure 3 of 3): heddle replay heddle-E08EventBrokenPulse-3.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Sometimes everybody who is there should go on once, and whoever comes later should wait for
 * the next time. How do you make sure that all are there? ({@code Barrier}, or a count under the
 * lock of a {@code Condition}.)
 */
public final class E08EventBrokenPulse {
  private E08EventBrokenPulse() {}

  private static final class Server {
    private final Event open = new Event("open");
    private String address;

    void open() {
      address = "port 8080";
      open.set();
      open.clear();
    }

    String connect() {
      open.awaitUninterruptibly();
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
