package dev.heddle.witness;

import dev.heddle.sync.CheckedRunnable;
import dev.heddle.sync.Futures;
import dev.heddle.sync.Local;
import dev.heddle.sync.PoolFuture;
import dev.heddle.sync.ThreadPool;
import dev.heddle.sync.ThreadPool.WhenFull;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

  @Test
  void threadPool_callbackAgainstTheEnd_isCalledOnce() {
    Programs.verify(
        "callback against end",
        () -> {
          AtomicInteger calls = new AtomicInteger();
          try (ThreadPool pool = pool(1)) {
            pool.submit(() -> 1).whenDone(done -> calls.incrementAndGet());
          }
          assert calls.get() == 1;
        });
  }

  @Test
  void threadPool_callbackAddedAtTheEndAndTasksWait_allAreRun() {
    Programs.explore(
        "callback that waits for the next task",
        1,
        () -> {
          AtomicInteger sum = new AtomicInteger();
          CountDownLatch begun = new CountDownLatch(1);
          try (ThreadPool pool = pool(2)) {
            PoolFuture<?> first = pool.submit(begun::countDown);
            begun.await();
            PoolFuture<Integer> second = pool.submit(() -> 2);
            first.whenDone(done -> sum.addAndGet(resultOf(second)));
          }
          assert sum.get() == 2;
        });
  }

  private static int resultOf(PoolFuture<Integer> future) {
    try {
      return future.result();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts", e);
    }
  }

  @Test
  void threadPool_oneAfterTheOther_needsOneWorker() {
    Programs.explore(
        "one after the other",
        () -> {
          try (ThreadPool pool = pool(2)) {
            Thread first = workerOf(pool);
            assert first == workerOf(pool);
          }
        });
  }

  /**
   * Two tasks that wait for each other need both workers. If the worker woken by the first submit
   * has not started yet, the second submit wakes none, and that worker has to wake the other one.
   */
  @Test
  void threadPool_tasksThatMeet_wakeBothIdleWorkers() {
    Programs.explore(
        "tasks that meet",
        () -> {
          try (ThreadPool pool = pool(2)) {
            meet(pool);
            meet(pool);
          }
        });
  }

  private static void meet(ThreadPool pool) throws InterruptedException {
    CountDownLatch there = new CountDownLatch(2);
    CheckedRunnable<InterruptedException> task =
        () -> {
          there.countDown();
          there.await();
        };
    PoolFuture<?> one = pool.submit(task);
    PoolFuture<?> two = pool.submit(task);
    one.result();
    two.result();
  }

  @Test
  void threadPool_twoSubmittersOneIdleWorker_bothTasksAreDone() {
    Programs.explore(
        "two submitters",
        () -> {
          try (ThreadPool pool = pool(1)) {
            assert pool.submit(() -> 1).result() == 1;
            Thread other =
                Programs.start(
                    () -> {
                      assert pool.submit(() -> 2).result() == 2;
                    });
            assert pool.submit(() -> 3).result() == 3;
            other.join();
          }
        });
  }

  /** Both wait for the one place, and a worker that becomes free lets one of them in at a time. */
  @Test
  void threadPool_twoSubmittersWaitForAPlace_bothTasksAreDone() {
    Programs.explore(
        "two wait for a place",
        () -> {
          try (ThreadPool pool =
              ThreadPool.named("Worker").maxWorkers(1).capacity(0, WhenFull.WAIT).build()) {
            PoolFuture<Integer> first = pool.submit(() -> 1);
            Thread other =
                Programs.start(
                    () -> {
                      assert pool.submit(() -> 2).result() == 2;
                    });
            assert pool.submit(() -> 3).result() == 3;
            other.join();
            assert first.result() == 1;
          }
        });
  }

  private static Thread workerOf(ThreadPool pool) throws InterruptedException {
    return pool.submit(Thread::currentThread).result();
  }

  @Test
  void threadPool_taskThrowsAnError_theNextIsRun() {
    Programs.explore(
        "an error",
        () -> {
          try (ThreadPool pool = pool(1)) {
            PoolFuture<Object> failing =
                pool.submit(
                    () -> {
                      throw new OutOfMemoryError("of the task");
                    });
            PoolFuture<Integer> next = pool.submit(() -> 2);
            assert failing.exception() instanceof OutOfMemoryError;
            assert next.result() == 2;
          }
        });
  }

  @Test
  void threadPool_taskLeavesAScopeOpen_isClosedBeforeTheResult() {
    Programs.explore(
        "a scope left open",
        () -> {
          AtomicInteger closed = new AtomicInteger();
          Local<Object> local = new Local<>(Object::new, object -> closed.incrementAndGet());
          try (ThreadPool pool = pool(1)) {
            Object object =
                pool.submit(
                        () -> {
                          Local.scope();
                          return local.get();
                        })
                    .result();
            assert object != null && closed.get() == 1 && local.count() == 0;
          }
        });
  }

  @Test
  void asCompleted_againstCancel_returnsEachOnce() {
    Programs.verify(
        "asCompleted against cancel",
        () -> {
          CompletableFuture<Integer> source = new CompletableFuture<>();
          PoolFuture<Integer> one = Futures.from(source);
          PoolFuture<Integer> two = Futures.from(new CompletableFuture<>());
          Thread ender =
              Programs.start(
                  () -> {
                    source.complete(1);
                    two.cancel();
                  });
          int count = 0;
          for (PoolFuture<Integer> each : Futures.asCompleted(List.of(one, two))) {
            assert each.isDone();
            count++;
          }
          assert count == 2;
          ender.join();
        });
  }

  @Test
  void await_againstCancel_endsAndLeavesNothing() {
    Programs.verify(
        "await against cancel",
        () -> {
          PoolFuture<Integer> one = Futures.from(new CompletableFuture<>());
          Thread ender = Programs.start(one::cancel);
          assert Futures.await(List.of(one), Futures.Until.FIRST_EXCEPTION).done().size() == 1;
          ender.join();
        });
  }

  @Test
  void result_interruptedAgainstTheEnd_isOneOrTheOther() {
    Programs.verify(
        "interrupt against end",
        () -> {
          CompletableFuture<Integer> source = new CompletableFuture<>();
          PoolFuture<Integer> future = Futures.from(source);
          AtomicInteger ends = new AtomicInteger();
          Thread waiter =
              new Thread(
                  () -> {
                    try {
                      ends.addAndGet(future.result());
                    } catch (InterruptedException e) {
                      ends.incrementAndGet();
                    }
                  });
          waiter.start();
          waiter.interrupt();
          source.complete(1);
          waiter.join();
          assert ends.get() == 1;
        });
  }

  @Test
  void local_closeAllAgainstScope_closesEachOnce() {
    Programs.verify(
        "closeAll against a scope",
        () -> {
          AtomicInteger closed = new AtomicInteger();
          Local<Object> local = new Local<>(Object::new, object -> closed.incrementAndGet());
          Thread user =
              Programs.start(
                  () -> {
                    Local.Scope scope = Local.scope();
                    Object object = local.get();
                    assert object != null;
                    scope.close();
                  });
          local.closeAll();
          user.join();
          assert closed.get() == 1;
          assert local.count() == 0;
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
