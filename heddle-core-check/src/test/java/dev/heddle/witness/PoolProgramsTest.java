package dev.heddle.witness;

import dev.heddle.sync.PoolFuture;
import dev.heddle.sync.ThreadPool;
import dev.heddle.sync.ThreadPool.WhenFull;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Small programs with pools, through every interleaving of the pool's insides. */
class PoolProgramsTest {
  private static ThreadPool pool(int workers) {
    return ThreadPool.named("Worker").maxWorkers(workers).build();
  }

  @Test
  void threadPool_twoTasksOneWorker_bothAreDone() {
    Programs.verify(
        "one worker",
        () -> {
          AtomicInteger done = new AtomicInteger();
          try (ThreadPool pool = pool(1)) {
            pool.submit(done::incrementAndGet);
            pool.submit(done::incrementAndGet);
          }
          assert done.get() == 2;
        });
  }

  @Test
  void threadPool_twoTasksTwoWorkers_haveTheirResults() {
    Programs.explore(
        "two workers",
        () -> {
          try (ThreadPool pool = pool(2)) {
            PoolFuture<Integer> one = pool.submit(() -> 1);
            PoolFuture<Integer> two = pool.submit(() -> 2);
            assert one.result() + two.result() == 3;
          }
        });
  }

  @Test
  void threadPool_cancel_taskIsDoneOrCancelled() {
    Programs.verify(
        "cancel against run",
        () -> {
          AtomicInteger done = new AtomicInteger();
          PoolFuture<Integer> future;
          boolean cancelled;
          try (ThreadPool pool = pool(1)) {
            future = pool.submit(done::incrementAndGet);
            cancelled = future.cancel();
          }
          assert future.isCancelled() == cancelled;
          assert done.get() == (cancelled ? 0 : 1);
        });
  }

  @Test
  void threadPool_shutdownAndCancel_taskIsDoneOrCancelledOrRefused() {
    Programs.verify(
        "shutdown against submit",
        () -> {
          ThreadPool pool = pool(1);
          AtomicInteger ends = new AtomicInteger();
          Thread submitter =
              Programs.start(
                  () -> {
                    try {
                      pool.submit(() -> 1).whenDone(future -> ends.incrementAndGet());
                    } catch (RejectedExecutionException e) {
                      ends.incrementAndGet();
                    }
                  });
          pool.shutdownAndCancel();
          submitter.join();
          pool.join();
          assert ends.get() == 1;
        });
  }

  @Test
  void threadPool_fullAndWaiting_everyTaskIsDone() {
    Programs.verify(
        "bounded",
        () -> {
          AtomicInteger done = new AtomicInteger();
          try (ThreadPool pool =
              ThreadPool.named("Worker").maxWorkers(1).capacity(0, WhenFull.WAIT).build()) {
            pool.submit(done::incrementAndGet);
            pool.submit(done::incrementAndGet);
          }
          assert done.get() == 2;
        });
  }

  /** Takes six milliseconds of the checker's clock: nobody counts the latch down. */
  private static int slowly(int n) {
    try {
      boolean counted = new CountDownLatch(1).await(6, TimeUnit.MILLISECONDS);
      assert !counted;
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts", e);
    }
    return n;
  }

  /** On the checker's clock, which stands still while anything can happen. */
  @Test
  void map_timeout_countsFromTheCall() {
    Programs.explore(
        "map with a timeout",
        () -> {
          try (ThreadPool pool = pool(1)) {
            Iterator<Integer> results =
                pool.map(PoolProgramsTest::slowly, List.of(1, 2), Duration.ofMillis(10)).iterator();
            assert results.next() == 1;
            try {
              results.next();
              throw new AssertionError("12 ms are more than 10");
            } catch (CompletionException e) {
              assert e.getCause() instanceof TimeoutException;
            }
          }
        });
  }
}
