package dev.heddle.examples;

import dev.heddle.sync.Event;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Event, mended: the clients wait until the server has set the event.
 *
 * <p>The program of {@link E08EventBroken} with an {@link Event} for a flag. Who waits before it is
 * set goes on when it is; who comes later does not wait at all.
 *
 * <p>The address is an ordinary field, and no lock protects it. What the server wrote before {@code
 * set} is visible to everybody who has waited for it: the event orders the two. The order of the
 * two lines in {@code open} is therefore all that matters.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E08EventMended
 * VERIFIED  dev.heddle.examples.E08EventMended: every interleaving was explored, none fails
 *
 *   Outcomes (how many executions printed what)
 *       2  2 clients served
 *
 *   2 executions in 0.13 s (15 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Swap the two lines in {@code open}. What does the checker find? Then use {@code
 * open.await(Duration)} and say what a client should do whose time is over.
 */
public final class E08EventMended {
  private E08EventMended() {}

  private static final class Server {
    private final Event open = new Event("open");
    private String address;

    void open() {
      address = "port 8080";
      open.set();
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
