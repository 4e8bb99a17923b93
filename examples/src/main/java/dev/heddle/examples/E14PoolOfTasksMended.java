package dev.heddle.examples;

import dev.heddle.sync.PoolFuture;
import dev.heddle.sync.ThreadPool;

/**
 * A pool of tasks, mended: each task returns what it has found.
 *
 * <p>The program of {@link E14PoolOfTasksBroken}, in which the tasks share nothing. Each returns a
 * number, its {@link PoolFuture} brings it to the main thread, and that alone adds up. No lock is
 * needed, because there is nothing to be locked: what a task has done is visible to whoever has
 * taken its result.
 *
 * <p>The names of the workers come from the pool. Which of them does which task, and whether the
 * second is started at all, is chance; the total is not.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E14PoolOfTasksMended
 * VERIFIED  dev.heddle.examples.E14PoolOfTasksMended: every interleaving was explored, none fails
 *   assumes ThreadPool.named does nothing behind the back of its callers
 *   assumes dev.heddle.sync.OwnPool does nothing behind the back of its callers
 *   assumes dev.heddle.sync.PoolFuture does nothing behind the back of its callers
 *   assumes dev.heddle.sync.ThreadPool does nothing behind the back of its callers
 *
 *   Outcomes (how many executions printed what)
 *       450  30
 *
 *   450 executions in 2.85 s (157 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>At a larger size, on real threads</h2>
 *
 * <p>Four workers, a hundred drawers.
 *
 * <pre>
 * $ java -ea -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E14PoolOfTasksMended 4 100
 * 50500
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Use {@code pool.map} instead of {@code submit}. What is left of the loops?
 */
public final class E14PoolOfTasksMended {
  private E14PoolOfTasksMended() {}

  /**
   * Runs the program once.
   *
   * @param args how many workers, and how many drawers; two, and two, if there are none
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    int workers = args.length == 0 ? 2 : Integer.parseInt(args[0]);
    int drawers = args.length == 0 ? 2 : Integer.parseInt(args[1]);
    PoolFuture<?>[] counts = new PoolFuture<?>[drawers];
    try (ThreadPool pool = ThreadPool.named("worker").maxWorkers(workers).build()) {
      for (int i = 0; i < drawers; i++) {
        int drawer = i + 1;
        counts[i] = pool.submit(() -> 10 * drawer);
      }
    }
    int total = 0;
    for (PoolFuture<?> count : counts) {
      total += (Integer) count.result();
    }
    System.out.println(total);
    int expected = 10 * drawers * (drawers + 1) / 2;
    assert total == expected : "the total is " + total + ", not " + expected;
  }
}
