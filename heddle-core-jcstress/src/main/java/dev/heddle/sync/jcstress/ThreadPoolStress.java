package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.PoolFuture;
import dev.heddle.sync.PoolShutDownException;
import dev.heddle.sync.ThreadPool;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A pool runs each task that it took exactly once, and wakes its workers for it. */
public final class ThreadPoolStress {
  /** How long a task may take that has to be run, before it is called forgotten. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ThreadPoolStress() {}

  private static ThreadPool pool(int workers) {
    return ThreadPool.builder().maxWorkers(workers).daemon(true).build();
  }

  /** Returns 1 if a task is done in time, -1 if not. */
  private static int outcomeOf(PoolFuture<?> future) {
    return Waiting.uninterrupted(
        () -> {
          try {
            future.result(PATIENCE);
            return 1;
          } catch (TimeoutException e) {
            return -1;
          }
        });
  }

  /** Two threads each submit a task to a pool with one worker, which is idle or about to be. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both tasks were run.")
  @Outcome(expect = FORBIDDEN, desc = "The worker was not woken for a task.")
  @State
  public static class TwoSubmitToOneWorker {
    private static final ThreadPool POOL = pool(1);

    /** Submits. */
    @Actor
    public void first(II_Result r) {
      r.r1 = outcomeOf(POOL.submit(() -> 1));
    }

    /** Submits. */
    @Actor
    public void second(II_Result r) {
      r.r2 = outcomeOf(POOL.submit(() -> 2));
    }
  }

  /** Each of two tasks goes on when the other has begun: so both workers are needed at once. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both workers were woken.")
  @Outcome(expect = FORBIDDEN, desc = "A worker stayed idle while a task waited.")
  @State
  public static class TwoSubmitTasksThatMeet {
    private static final ThreadPool POOL = pool(2);

    private final AtomicInteger begun = new AtomicInteger();

    private int submit() {
      return outcomeOf(
          POOL.submit(
              () -> {
                begun.incrementAndGet();
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                Waiting.spinUntil(() -> begun.get() == 2 || System.nanoTime() - deadline > 0);
                return begun.get();
              }));
    }

    /** Submits. */
    @Actor
    public void first(II_Result r) {
      r.r1 = submit();
    }

    /** Submits. */
    @Actor
    public void second(II_Result r) {
      r.r2 = submit();
    }
  }

  /** A task is cancelled while a worker begins it. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "It was cancelled, and not run.")
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "It was run, and not cancelled.")
  @Outcome(expect = FORBIDDEN, desc = "It was cancelled and run, or neither, or run twice.")
  @State
  public static class RunAgainstCancel {
    private static final ThreadPool POOL = pool(1);

    private final AtomicInteger runs = new AtomicInteger();
    private volatile PoolFuture<?> future;

    /** Submits, and waits for the end. */
    @Actor
    public void submitter(III_Result r) {
      PoolFuture<?> submitted = POOL.submit(runs::incrementAndGet);
      future = submitted;
      try {
        r.r2 = outcomeOf(submitted) == 1 ? 0 : -1;
      } catch (CancellationException e) {
        r.r2 = 1;
      }
    }

    /** Cancels. */
    @Actor
    public void canceller(III_Result r) {
      Waiting.spinUntil(() -> future != null);
      r.r1 = future.cancel() ? 1 : 0;
    }

    /** Counts. */
    @Arbiter
    public void after(III_Result r) {
      r.r3 = runs.get();
    }
  }

  /** A task comes while the pool is closed. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It was taken, and done before the end.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It was refused.")
  @Outcome(expect = FORBIDDEN, desc = "It was taken and forgotten, or refused and run.")
  @State
  public static class SubmitAgainstClose {
    private final ThreadPool pool = pool(1);
    private final AtomicInteger runs = new AtomicInteger();

    /** Submits. */
    @Actor
    public void submitter(II_Result r) {
      try {
        pool.submit(runs::incrementAndGet);
        r.r1 = 1;
      } catch (PoolShutDownException e) {
        r.r1 = 0;
      }
    }

    /** Closes. */
    @Actor
    public void closer() {
      pool.close();
    }

    /** Counts. */
    @Arbiter
    public void after(II_Result r) {
      r.r2 = runs.get();
    }
  }

  /** A task comes while the pool is shut down and its tasks are cancelled. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It was run.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It was cancelled.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It was refused.")
  @Outcome(expect = FORBIDDEN, desc = "It has not ended, or in two ways.")
  @State
  public static class SubmitAgainstShutdownAndCancel {
    private final ThreadPool pool = pool(1);
    private final AtomicInteger runs = new AtomicInteger();

    /** Submits, and waits for the end. */
    @Actor
    public void submitter(II_Result r) {
      try {
        r.r2 = outcomeOf(pool.submit(runs::incrementAndGet)) == 1 ? 0 : -1;
      } catch (CancellationException e) {
        r.r2 = 1;
      } catch (PoolShutDownException e) {
        r.r2 = 0;
      }
    }

    /** Shuts down. */
    @Actor
    public void closer() {
      pool.shutdownAndCancel();
    }

    /** Counts. */
    @Arbiter
    public void after(II_Result r) {
      r.r1 = runs.get();
    }
  }
}
