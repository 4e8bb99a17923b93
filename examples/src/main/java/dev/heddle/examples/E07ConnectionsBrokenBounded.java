package dev.heddle.examples;

import dev.heddle.sync.BoundedSemaphore;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Connections, broken in the same way, but found out: a release too many is an error.
 *
 * <p>The program of {@link E07ConnectionsBroken} with a {@link BoundedSemaphore}. It never has more
 * permits than it began with, and a release that would give it more throws. The message says which
 * semaphore it is, and the stack trace where it was released too often: in the first query, long
 * before anybody could have come too many. There is only one interleaving to explore.
 *
 * <p>{@link E07ConnectionsMended} releases once.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E07ConnectionsBrokenBounded
 * FAILED  dev.heddle.examples.E07ConnectionsBrokenBounded
 *
 *   exception in execution 1: java.lang.IllegalStateException: cannot release a permit to BoundedSemaphore "connections": it has 1 of at most 1
 *           at dev.heddle.sync.Semaphore$Sync.tryReleaseShared(Semaphore.java:224)
 *           at java.base/java.util.concurrent.locks.AbstractQueuedSynchronizer.releaseShared(AbstractQueuedSynchronizer.java:1186)
 *           at dev.heddle.sync.Semaphore.release(Semaphore.java:139)
 *           at dev.heddle.examples.E07ConnectionsBrokenBounded$Pool.query(E07ConnectionsBrokenBounded.java:70)
 *           at dev.heddle.examples.E07ConnectionsBrokenBounded.main(E07ConnectionsBrokenBounded.java:83)
 *
 *   Interleaving, 6 steps
 *   #  main
 *   1  ConcurrentLinkedDeque.push  ...nsBrokenBounded.java:58  idle.push("connection-" + i);
 *   2  BoundedSemaphore.acquire    ...nsBrokenBounded.java:63  permits.acquire();
 *   3  ConcurrentLinkedDeque.poll  ...nsBrokenBounded.java:65  String connection = idle.poll();
 *   4  ConcurrentLinkedDeque.push  ...nsBrokenBounded.java:67  idle.push(connection);
 *   5  BoundedSemaphore.release    ...nsBrokenBounded.java:68  permits.release(); // the sooner the better
 *   6  BoundedSemaphore.release    ...nsBrokenBounded.java:70  permits.release(); // never forget it
 *
 *   1 execution in 0.21 s (4 a second); continuation switching, strategy auto, seed 1
 *   Replay: heddle replay heddle-E07ConnectionsBrokenBounded.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let the main thread make its query after it has started the clients. The program still fails
 * in every interleaving, but where? While somebody else has a permit, a second release goes
 * unnoticed: look for the interleaving in which two are let in nevertheless.
 */
public final class E07ConnectionsBrokenBounded {
  private E07ConnectionsBrokenBounded() {}

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
      permits.acquire();
      try {
        String connection = idle.poll();
        assert connection != null : "let in, but no connection is left";
        idle.push(connection);
        permits.release(); // the sooner the better
      } finally {
        permits.release(); // never forget it
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
    Pool pool = new Pool(1);
    pool.query();
    Thread first = new Thread(pool::query, "client-1");
    Thread second = new Thread(pool::query, "client-2");
    first.start();
    second.start();
    first.join();
    second.join();
    System.out.println(pool.permits);
  }
}
