package dev.heddle.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A pool that is used in many ways while allocations fail. Loaded together with the instrumented
 * library, and run by {@link FaultInjectionTest}.
 */
public final class FaultScenario implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Runnable arm;
  private final Runnable disarm;

  private final Local<Object> local = new Local<>(Object::new, object -> {});
  private final Event mayEnd = new Event();
  private final List<PoolFuture<?>> futures = new ArrayList<>();

  /** Called by reflection. */
  public FaultScenario(Runnable arm, Runnable disarm) {
    this.arm = arm;
    this.disarm = disarm;
  }

  /** A use of the pool. */
  private interface Step {
    void run() throws InterruptedException;
  }

  @Override
  public void run() {
    ThreadPool pool =
        ThreadPool.named("faulty")
            .maxWorkers(2)
            .initializer(() -> Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {}))
            .build();
    try {
      arm.run();
      use(pool);
      for (PoolFuture<?> each : futures) {
        requireEnd(each);
      }
      disarm.run();
      requireWhole(pool);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts", e);
    } finally {
      disarm.run();
    }
  }

  private void use(ThreadPool pool) {
    attempt(() -> futures.add(pool.submit(() -> 1)));
    attempt(() -> futures.add(pool.submit(local::get)));
    attempt(
        () ->
            futures.add(
                pool.submit(
                    () -> {
                      Local.scope();
                      Local.scope();
                      return local.get();
                    })));
    attempt(
        () ->
            futures.add(
                pool.submit(
                    () -> {
                      throw new java.io.IOException("of the task");
                    })));
    attempt(
        () -> {
          PoolFuture<Boolean> future = pool.submit(() -> mayEnd.await(PATIENCE));
          futures.add(future);
          future.whenDone(done -> {});
          future.whenDone(
              done -> {
                throw new IllegalStateException("of the callback");
              });
        });
    mayEnd.set();
    attempt(() -> pool.execute(() -> {}));
    attempt(
        () ->
            pool.execute(
                () -> {
                  throw new IllegalStateException("of the command");
                }));
    attempt(
        () -> {
          PoolFuture<Integer> cancelled = pool.submit(() -> 2);
          futures.add(cancelled);
          cancelled.cancel();
        });
    attempt(
        () -> {
          for (Integer square : pool.map(n -> n * n, List.of(1, 2, 3), 2)) {
            require(square > 0, "a square");
          }
        });
    attempt(
        () -> {
          PoolFuture<?> watched = submitUntilWatched(pool);
          Futures.asCompleted(List.of(watched), PATIENCE).iterator().next();
        });
    attempt(
        () -> {
          PoolFuture<?> watched = submitUntilWatched(pool);
          require(
              Futures.await(List.of(watched), Futures.Until.FIRST_EXCEPTION, PATIENCE)
                  .notDone()
                  .isEmpty(),
              "await while the task runs");
        });
    attempt(
        () -> {
          for (PoolFuture<?> each : Futures.asCompleted(new ArrayList<>(futures), PATIENCE)) {
            require(each.isDone(), "asCompleted");
          }
        });
    attempt(
        () ->
            require(
                Futures.await(futures, Futures.Until.ALL_COMPLETED, PATIENCE).notDone().isEmpty(),
                "await"));
  }

  /** Submits a task that runs until its future is watched, or for 200 ms. */
  private PoolFuture<?> submitUntilWatched(ThreadPool pool) {
    AtomicReference<PoolFuture<?>> itself = new AtomicReference<>();
    long deadline = System.nanoTime() + Duration.ofMillis(200).toNanos();
    PoolFuture<?> future =
        pool.submit(
            () -> {
              PoolFuture<?> known = itself.get();
              while ((known == null || known.callbackCount() == 0)
                  && System.nanoTime() - deadline < 0) {
                Thread.onSpinWait();
                known = itself.get();
              }
              return 0;
            });
    itself.set(future);
    futures.add(future);
    return future;
  }

  /** Runs a step. What may be thrown is what was injected, or that a task has met. */
  private void attempt(Step step) {
    try {
      step.run();
    } catch (OutOfMemoryError e) {
      require(e.getMessage() != null && e.getMessage().startsWith("injected"), "a real end");
    } catch (RejectedExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    } catch (CompletionException e) {
      throw new AssertionError("something is not done in time", e);
    }
  }

  private static void requireEnd(PoolFuture<?> future) throws InterruptedException {
    try {
      future.exception(PATIENCE);
    } catch (TimeoutException e) {
      throw new AssertionError(future + " does not end", e);
    } catch (CancellationException e) {
      require(future.isCancelled(), "cancelled");
    } catch (OutOfMemoryError e) {
      require(future.callbackCount() >= 0, "injected into the wait");
      requireEnd(future);
    }
  }

  /** The pool works as if nothing had been. */
  private void requireWhole(ThreadPool pool) throws InterruptedException {
    Event both = new Event();
    Latch latch = new Latch(2);
    List<PoolFuture<Boolean>> together = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      together.add(
          pool.submit(
              () -> {
                latch.countDown();
                return latch.await(PATIENCE) && !both.isSet();
              }));
    }
    for (PoolFuture<Boolean> each : together) {
      require(each.result(), "two workers at once in " + pool);
    }
    require(((WorkerPool) pool.identity()).spare() == 2, "two workers are free in " + pool);
    require(pool.submit(local::isPresent).result() == Boolean.FALSE, "no local is left");
    pool.shutdown();
    require(pool.join(PATIENCE), "the end of " + pool);
    require(local.count() == 0, local.toString());
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
