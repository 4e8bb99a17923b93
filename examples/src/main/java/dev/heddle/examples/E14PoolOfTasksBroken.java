package dev.heddle.examples;

import dev.heddle.sync.ThreadPool;

/**
 * A pool of tasks, broken: the tasks add to one total.
 *
 * <p>A till is counted by a pool with named workers, one task for each drawer. Each task counts its
 * drawer and adds what it finds to the total. The end of the block closes the pool: it waits until
 * all tasks are done, so the main thread does not read the total too early.
 *
 * <p>But the tasks themselves run at the same time. To add is to read, to compute and to write, and
 * if two workers read the same total, what one of them adds is lost. That there is no thread to be
 * seen in this program does not help: a pool is threads.
 *
 * <p>{@link E14PoolOfTasksMended} lets each task return what it has found.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E14PoolOfTasksBroken
 * FAILED  dev.heddle.examples.E14PoolOfTasksBroken
 *
 *   assertion (failure 1 of 3) in execution 25: java.lang.AssertionError: the total is 10, not 30
 *           at dev.heddle.examples.E14PoolOfTasksBroken.main(E14PoolOfTasksBroken.java:124)
 *
 *   assertion (failure 2 of 3) in execution 31: java.lang.AssertionError: the total is 20, not 30
 *           at dev.heddle.examples.E14PoolOfTasksBroken.main(E14PoolOfTasksBroken.java:124)
 *
 *   race (failure 3 of 3) in execution 13: nothing orders read total of worker_1 at dev.heddle.examples.E14PoolOfTasksBroken$Till.count(E14PoolOfTasksBroken.java:110) and write total of worker_0 at dev.heddle.examples.E14PoolOfTasksBroken$Till.count(E14PoolOfTasksBroken.java:110)
 *       worker_0: write total, holding no monitor
 *           at dev.heddle.examples.E14PoolOfTasksBroken$Till.count(E14PoolOfTasksBroken.java:110)
 *           at dev.heddle.examples.E14PoolOfTasksBroken.lambda$main$0(E14PoolOfTasksBroken.java:120)
 *           at dev.heddle.sync.ThreadPool.lambda$submit$0(ThreadPool.java:125)
 *           at dev.heddle.sync.PoolTask.callBody(PoolTask.java:80)
 *           at dev.heddle.sync.PoolTask.call(PoolTask.java:62)
 *           at dev.heddle.sync.WorkerPool$Worker.perform(WorkerPool.java:620)
 *           at dev.heddle.sync.WorkerPool$Worker.work(WorkerPool.java:591)
 *           at dev.heddle.sync.WorkerPool$Worker.run(WorkerPool.java:547)
 *       worker_1: read total, holding no monitor
 *           at dev.heddle.examples.E14PoolOfTasksBroken$Till.count(E14PoolOfTasksBroken.java:110)
 *           at dev.heddle.examples.E14PoolOfTasksBroken.lambda$main$1(E14PoolOfTasksBroken.java:121)
 *           at dev.heddle.sync.ThreadPool.lambda$submit$0(ThreadPool.java:125)
 *           at dev.heddle.sync.PoolTask.callBody(PoolTask.java:80)
 *           at dev.heddle.sync.PoolTask.call(PoolTask.java:62)
 *           at dev.heddle.sync.WorkerPool$Worker.perform(WorkerPool.java:620)
 *           at dev.heddle.sync.WorkerPool$Worker.work(WorkerPool.java:591)
 *           at dev.heddle.sync.WorkerPool$Worker.run(WorkerPool.java:547)
 *       they would be ordered if both threads held the same lock, if total were volatile, or if one were started or joined by the other in between
 *
 *   Outcomes (how many executions printed what)
 *       2402  30
 *        610  10
 *        610  20
 *
 *   Interleaving (failure 1 of 3), 29 steps
 *    #  main                  worker_0     worker_1
 *    1  ThreadPool.named                                ...lOfTasksBroken.java:119  try (ThreadPool pool = ThreadPool.n...
 *    2  ThreadPool.Builder.maxWorkers                   ...lOfTasksBroken.java:119  try (ThreadPool pool = ThreadPool.n...
 *    3  ThreadPool.Builder.build                        ...lOfTasksBroken.java:119  try (ThreadPool pool = ThreadPool.n...
 *    4  ThreadPool.submit                               ...lOfTasksBroken.java:120  pool.submit(() -&gt; till.count(10));
 *    5  ThreadPool.submit                               ...lOfTasksBroken.java:120  pool.submit(() -&gt; till.count(10));
 *    6                        begin
 *    7  ThreadPool.submit                               ...lOfTasksBroken.java:121  pool.submit(() -&gt; till.count(20));
 *    8  ThreadPool.submit                               ...lOfTasksBroken.java:121  pool.submit(() -&gt; till.count(20));
 *    9                                     begin
 *   10  ThreadPool.close                                ...lOfTasksBroken.java:122  }
 *   11                        start
 *   12                        start
 *   13                        read total                ...lOfTasksBroken.java:108  total += drawer;
 *   14                                     start
 *   15                                     start
 *   16                                     read total   ...lOfTasksBroken.java:108  total += drawer;
 *   17                                     write total  ...lOfTasksBroken.java:108  total += drawer;
 *   18                                     start
 *   19                                     start
 *   20                                     end
 *   21                        write total               ...lOfTasksBroken.java:108  total += drawer;
 *   22                        start
 *   23                        start
 *   24                        end
 *   25  go on in ThreadPool.close                       ...lOfTasksBroken.java:122  }
 *   26  read total                                      ...lOfTasksBroken.java:123  System.out.println(till.total);
 *   27  PrintStream.println                             ...lOfTasksBroken.java:123  System.out.println(till.total);
 *   28  read total                                      ...lOfTasksBroken.java:124  assert till.total == 30 : "the tota...
 *   29  read total                                      ...lOfTasksBroken.java:124  assert till.total == 30 : "the tota...
 *
 *   Nearest passing execution: the same before step 16, and then
 *       worker_0: write total (E14PoolOfTasksBroken.java:110)
 *   in place of
 *       worker_1: read total (E14PoolOfTasksBroken.java:110)
 *
 *   3622 executions in 2.91 s (1243 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 3): heddle replay heddle-E14PoolOfTasksBroken.schedule.json
 *   Replay (failure 2 of 3): heddle replay heddle-E14PoolOfTasksBroken-2.schedule.json
 *   Replay (failure 3 of 3): heddle replay heddle-E14PoolOfTasksBroken-3.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Give the pool one worker. Is the program right now? Would it be if it did not close the pool?
 */
public final class E14PoolOfTasksBroken {
  private E14PoolOfTasksBroken() {}

  private static final class Till {
    private int total;

    void count(int drawer) {
      total += drawer;
    }
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   */
  public static void main(String[] args) {
    Till till = new Till();
    try (ThreadPool pool = ThreadPool.named("worker").maxWorkers(2).build()) {
      pool.submit(() -> till.count(10));
      pool.submit(() -> till.count(20));
    }
    System.out.println(till.total);
    assert till.total == 30 : "the total is " + till.total + ", not 30";
  }
}
