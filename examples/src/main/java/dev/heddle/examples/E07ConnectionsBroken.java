package dev.heddle.examples;

import dev.heddle.sync.Semaphore;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Connections, broken: a release too many lets one too many in.
 *
 * <p>A pool has one connection, and a semaphore with a permit for each connection that it has. Who
 * has a permit finds a connection, takes it, works with it, puts it back and gives the permit back.
 *
 * <p>Here it is given back twice: once when the work is done and once more in the {@code finally}
 * block. A {@link Semaphore} counts and knows no owners. To it the second release is as good as the
 * first, and from then on it has a permit for a connection that does not exist. Nothing fails where
 * the mistake is made, by the query of the main thread. Later two clients are let in at once, and
 * the one that finds no connection has done nothing wrong yet.
 *
 * <p>If the clients do not happen to come at the same time all goes well, and only the number of
 * permits tells: after three queries there are four of them, for one connection.
 *
 * <p>{@link E07ConnectionsBrokenBounded} makes the same mistake, and is told so; {@link
 * E07ConnectionsMended} does not make it.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E07ConnectionsBroken
 * FAILED  dev.heddle.examples.E07ConnectionsBroken
 *
 *   assertion (failure 1 of 2) in execution 11: java.lang.AssertionError: let in, but no connection is left in thread client-2
 *           at dev.heddle.examples.E07ConnectionsBroken$Pool.query(E07ConnectionsBroken.java:91)
 *
 *   assertion (failure 2 of 2) in execution 20: java.lang.AssertionError: let in, but no connection is left in thread client-1
 *           at dev.heddle.examples.E07ConnectionsBroken$Pool.query(E07ConnectionsBroken.java:91)
 *
 *   Outcomes (how many executions printed what)
 *       32  Semaphore "connections" [4 permits]
 *       12  (nothing)
 *
 *   Interleaving (failure 1 of 2), 15 steps
 *    #  main                  client-1              client-2
 *    1  ConcurrentLinkedDeque.push                                  ...nnectionsBroken.java:83  idle.push("connection-"...
 *    2  Semaphore.acquire                                           ...nnectionsBroken.java:88  permits.acquire();
 *    3  ConcurrentLinkedDeque.poll                                  ...nnectionsBroken.java:90  String connection = idl...
 *    4  ConcurrentLinkedDeque.push                                  ...nnectionsBroken.java:92  idle.push(connection);
 *    5  Semaphore.release                                           ...nnectionsBroken.java:93  permits.release(); // t...
 *    6  Semaphore.release                                           ...nnectionsBroken.java:95  permits.release(); // n...
 *    7  Thread.start                                                ...nectionsBroken.java:111  first.start();
 *    8  Thread.start                                                ...nectionsBroken.java:112  second.start();
 *    9                        begin
 *   10                                              begin
 *   11                        Semaphore.acquire                     ...nnectionsBroken.java:88  permits.acquire();
 *   12                        ConcurrentLinkedDeque.poll            ...nnectionsBroken.java:90  String connection = idl...
 *   13                                              Semaphore.a...  ...nnectionsBroken.java:88  permits.acquire();
 *   14                                              ConcurrentL...  ...nnectionsBroken.java:90  String connection = idl...
 *   15                                              Semaphore.r...  ...nnectionsBroken.java:95  permits.release(); // n...
 *
 *   Nearest passing execution: the same before step 14, and then
 *       client-1: ConcurrentLinkedDeque.push (E07ConnectionsBroken.java:92)
 *   in place of
 *       client-2: ConcurrentLinkedDeque.poll (E07ConnectionsBroken.java:90)
 *
 *   44 executions in 0.17 s (258 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 2): heddle replay heddle-E07ConnectionsBroken.schedule.json
 *   Replay (failure 2 of 2): heddle replay heddle-E07ConnectionsBroken-2.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let the pool put the connection back twice as well. Now nobody is left without one. What is
 * broken instead, and what would you have to assert so that the checker finds it?
 */
public final class E07ConnectionsBroken {
  private E07ConnectionsBroken() {}

  private static final class Pool {
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<String> idle = new ConcurrentLinkedDeque<>();

    Pool(int connections) {
      permits = new Semaphore(connections, "connections");
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
