package dev.heddle.examples;

import dev.heddle.sync.BoundedSemaphore;
import dev.heddle.sync.PoolFuture;
import dev.heddle.sync.ThreadPool;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A connection limit, mended: a bounded semaphore in front of the connections.
 *
 * <p>The program of {@link E16ConnectionLimitBroken}, with a semaphore. A {@link BoundedSemaphore}
 * has a permit for each connection, and who has a permit finds a connection. The others wait,
 * whatever thread they are in; the size of the pool of threads is another matter, and can be chosen
 * for other reasons.
 *
 * <p>The connection is put back before the permit is, because the block ends after it. And should
 * some path give a permit back twice, that is an error where it happens, as in {@link
 * E07ConnectionsBrokenBounded}.
 *
 * <p>{@code JdbcConnectionLimitTest} does the same with a real database.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E16ConnectionLimitMended
 * VERIFIED  dev.heddle.examples.E16ConnectionLimitMended: every interleaving was explored, none fails
 *   assumes ThreadPool.named does nothing behind the back of its callers
 *   assumes dev.heddle.sync.OwnPool does nothing behind the back of its callers
 *   assumes dev.heddle.sync.PoolFuture does nothing behind the back of its callers
 *   assumes dev.heddle.sync.ThreadPool does nothing behind the back of its callers
 *
 *   Outcomes (how many executions printed what)
 *       6  BoundedSemaphore "connections" [1 of 1 permits]
 *
 *   6 executions in 0.53 s (11 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>At a larger size, on real threads</h2>
 *
 * <p>Twenty workers share five connections for a thousand requests.
 *
 * <pre>
 * $ java -ea -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E16ConnectionLimitMended 20 5 1000
 * BoundedSemaphore "connections" [5 of 5 permits]
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let a request give up if it gets no connection within a second, by {@code tryHold}.
 */
public final class E16ConnectionLimitMended {
  private E16ConnectionLimitMended() {}

  private static final class Database {
    private final BoundedSemaphore permits;
    private final ConcurrentLinkedQueue<String> idle = new ConcurrentLinkedQueue<>();

    Database(int connections) {
      permits = new BoundedSemaphore(connections, "connections");
      for (int i = 1; i <= connections; i++) {
        idle.add("connection-" + i);
      }
    }

    String query() {
      try (var hold = permits.hold()) {
        String connection = idle.poll();
        if (connection == null) {
          throw new IllegalStateException("too many connections");
        }
        idle.add(connection);
        return connection;
      }
    }
  }

  /**
   * Runs the program once.
   *
   * @param args how many workers, connections and requests; one, one and one, if there are none
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    int workers = args.length == 0 ? 1 : Integer.parseInt(args[0]);
    int connections = args.length == 0 ? 1 : Integer.parseInt(args[1]);
    int requests = args.length == 0 ? 1 : Integer.parseInt(args[2]);
    Database database = new Database(connections);
    try (ThreadPool pool = ThreadPool.named("worker").maxWorkers(workers).build()) {
      PoolFuture<?>[] answers = new PoolFuture<?>[requests];
      for (int i = 0; i < requests; i++) {
        answers[i] = pool.submit(database::query);
      }
      database.query();
      for (PoolFuture<?> answer : answers) {
        answer.result();
      }
    }
    System.out.println(database.permits);
  }
}
