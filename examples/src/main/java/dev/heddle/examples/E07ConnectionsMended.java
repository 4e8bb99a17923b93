package dev.heddle.examples;

import dev.heddle.sync.BoundedSemaphore;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Connections, mended: as many clients at once as there are connections, and no more.
 *
 * <p>Three clients share two connections; one of them is the main thread, which keeps its
 * connection until it has started the others. Unlike in {@link E07ConnectionsBrokenBounded}, the
 * permit belongs to a block: {@code hold()} takes it and the end of the block gives it back, once.
 * Closing a hold a second time does nothing, so that not even an explicit {@code close()} inside
 * the block would release twice.
 *
 * <p>The semaphore counts permits, and the deque has the connections. That there is a connection
 * for whoever has a permit follows from the order of the steps: it is put back <em>before</em> the
 * permit is.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E07ConnectionsMended
 * VERIFIED  dev.heddle.examples.E07ConnectionsMended: every interleaving was explored, none fails
 *
 *   Outcomes (how many executions printed what)
 *       98  BoundedSemaphore "connections" [2 of 2 permits]
 *
 *   98 executions in 0.16 s (599 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>At a larger size, on real threads</h2>
 *
 * <p>A hundred clients share five connections.
 *
 * <pre>
 * $ java -ea -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E07ConnectionsMended 100 5
 * BoundedSemaphore "connections" [5 of 5 permits]
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Put the connection back after the block instead of inside it. Which interleaving does the
 * checker show?
 */
public final class E07ConnectionsMended {
  private E07ConnectionsMended() {}

  private static final class Pool {
    private final BoundedSemaphore permits;
    private final ConcurrentLinkedDeque<String> idle = new ConcurrentLinkedDeque<>();

    Pool(int connections) {
      permits = new BoundedSemaphore(connections, "connections");
      for (int i = 1; i <= connections; i++) {
        idle.push("connection-" + i);
      }
    }

    void query() {
      try (var hold = permits.hold()) {
        String connection = idle.poll();
        assert connection != null : "let in, but no connection is left";
        idle.push(connection);
      }
    }
  }

  /**
   * Runs the program once.
   *
   * @param args how many clients, and how many connections; three, and two, if there are none
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    int clients = args.length == 0 ? 3 : Integer.parseInt(args[0]);
    int connections = args.length == 0 ? 2 : Integer.parseInt(args[1]);
    Pool pool = new Pool(connections);
    Thread[] others = new Thread[clients - 1];
    try (var hold = pool.permits.hold()) {
      String connection = pool.idle.poll();
      for (int i = 0; i < others.length; i++) {
        others[i] = new Thread(pool::query, "client-" + (i + 1));
        others[i].start();
      }
      pool.idle.push(connection);
    }
    for (Thread other : others) {
      other.join();
    }
    System.out.println(pool.permits);
    assert pool.idle.size() == connections : "a connection was lost";
  }
}
