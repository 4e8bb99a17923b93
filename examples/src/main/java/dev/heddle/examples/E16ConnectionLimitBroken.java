package dev.heddle.examples;

import dev.heddle.sync.PoolFuture;
import dev.heddle.sync.ThreadPool;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A connection limit, broken: more workers than connections.
 *
 * <p>A server has a pool of workers for its requests, and connections to a database, which are kept
 * and used again. There are as many connections as workers, one. But the main thread has a question
 * to the database, too.
 *
 * <p>The pool of threads limits how many of its tasks run at once, and nothing else. If every
 * worker is busy with the database when somebody else comes, he finds no connection, which shows
 * under heavy load only.
 *
 * <p>{@link E16ConnectionLimitMended} has those wait for whom there is none.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E16ConnectionLimitBroken
 * FAILED  dev.heddle.examples.E16ConnectionLimitBroken
 *
 *   exception in execution 5: java.lang.IllegalStateException: too many connections
 *           at dev.heddle.examples.E16ConnectionLimitBroken$Database.query(E16ConnectionLimitBroken.java:81)
 *           at dev.heddle.examples.E16ConnectionLimitBroken.main(E16ConnectionLimitBroken.java:98)
 *
 *   Outcomes (how many executions printed what)
 *       6  connection-1 connection-1
 *       4  (nothing)
 *
 *   Interleaving, 16 steps
 *    #  main                          worker_0
 *    1  ConcurrentLinkedQueue.add                                 ...tionLimitBroken.java:74  idle.add("connection-" + i);
 *    2  ThreadPool.named                                          ...tionLimitBroken.java:96  try (ThreadPool pool = Th...
 *    3  ThreadPool.Builder.maxWorkers                             ...tionLimitBroken.java:96  try (ThreadPool pool = Th...
 *    4  ThreadPool.Builder.build                                  ...tionLimitBroken.java:96  try (ThreadPool pool = Th...
 *    5  ThreadPool.submit                                         ...tionLimitBroken.java:97  PoolFuture&lt;String&gt; answer...
 *    6  ThreadPool.submit                                         ...tionLimitBroken.java:97  PoolFuture&lt;String&gt; answer...
 *    7                                begin
 *    8                                start
 *    9                                start
 *   10                                ConcurrentLinkedQueue.poll  ...tionLimitBroken.java:79  String connection = idle....
 *   11  ConcurrentLinkedQueue.poll                                ...tionLimitBroken.java:79  String connection = idle....
 *   12  ThreadPool.close                                          ...tionLimitBroken.java:96  try (ThreadPool pool = Th...
 *   13                                ConcurrentLinkedQueue.add   ...tionLimitBroken.java:83  idle.add(connection);
 *   14                                start
 *   15                                end
 *   16  go on in ThreadPool.close                                 ...tionLimitBroken.java:96  try (ThreadPool pool = Th...
 *
 *   Nearest passing execution: the same before step 11, and then
 *       worker_0: ConcurrentLinkedQueue.add (E16ConnectionLimitBroken.java:83)
 *   in place of
 *       main: ConcurrentLinkedQueue.poll (E16ConnectionLimitBroken.java:79)
 *
 *   10 executions in 1.02 s (9 a second); continuation switching, strategy auto, seed 1
 *   Replay: heddle replay heddle-E16ConnectionLimitBroken.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let the pool do the main thread's query, too. When is that a good answer, and when not?
 */
public final class E16ConnectionLimitBroken {
  private E16ConnectionLimitBroken() {}

  private static final class Database {
    private final ConcurrentLinkedQueue<String> idle = new ConcurrentLinkedQueue<>();

    Database(int connections) {
      for (int i = 1; i <= connections; i++) {
        idle.add("connection-" + i);
      }
    }

    String query() {
      String connection = idle.poll();
      if (connection == null) {
        throw new IllegalStateException("too many connections");
      }
      idle.add(connection);
      return connection;
    }
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    Database database = new Database(1);
    try (ThreadPool pool = ThreadPool.named("worker").maxWorkers(1).build()) {
      PoolFuture<String> answer = pool.submit(database::query);
      String mine = database.query();
      System.out.println(mine + " " + answer.result());
    }
  }
}
