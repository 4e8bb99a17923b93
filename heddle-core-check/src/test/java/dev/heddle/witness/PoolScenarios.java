package dev.heddle.witness;

import dev.heddle.sync.Futures;
import dev.heddle.sync.PoolFuture;
import dev.heddle.sync.ThreadPool;
import dev.heddle.witness.Scenario.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** Every pair of operations of a future, and of a pool with one worker. */
final class PoolScenarios {
  private static final Duration SHORT = Duration.ofMillis(1);

  private PoolScenarios() {}

  static List<Scenario<?>> all() {
    List<Scenario<?>> all = new ArrayList<>();
    all.addAll(Scenarios.pairs("PoolFuture", Promise::new, ofFuture(), List.of()));
    all.addAll(Scenarios.pairs("ThreadPool", PoolScenarios::pool, ofPool(), List.of()));
    all.addAll(Scenarios.pairs("ThreadPool, errors", PoolScenarios::pool, withErrors(), List.of()));
    return all;
  }

  private static ThreadPool pool() {
    return ThreadPool.named("Worker").maxWorkers(1).daemon(true).build();
  }

  /** A future, and what ends it. */
  private static final class Promise {
    private final CompletableFuture<String> source = new CompletableFuture<>();
    private final PoolFuture<String> future = Futures.from(source);

    @Override
    public String toString() {
      return future.toString();
    }
  }

  private static List<Operation<Promise>> ofFuture() {
    return List.of(
        Operation.of(
            "complete",
            promise -> {
              // Whether it did complete is no matter: the future may be cancelled in between.
              promise.source.complete("value");
              return "done";
            }),
        Operation.of("cancel", promise -> promise.future.cancel()),
        Operation.of("result", promise -> promise.future.result()),
        Operation.of(
            "result(1 ms)",
            promise -> {
              try {
                return promise.future.result(SHORT);
              } catch (TimeoutException e) {
                return "too late";
              }
            }),
        Operation.of("isDone", promise -> promise.future.isDone()));
  }

  private static List<Operation<ThreadPool>> ofPool() {
    return List.of(
        Operation.of("submit", pool -> pool.submit(() -> "value").result()),
        Operation.of("submit and cancel", pool -> pool.submit(() -> "value").cancel()),
        Operation.of(
            "shutdown",
            pool -> {
              pool.shutdown();
              return "done";
            }),
        Operation.of(
            "shutdownAndCancel",
            pool -> {
              pool.shutdownAndCancel();
              return "done";
            }),
        Operation.of("join(1 ms)", pool -> pool.join(SHORT)),
        Operation.of(
            "close",
            pool -> {
              pool.close();
              return "done";
            }));
  }

  /** Tasks that fail or are cancelled while others do. */
  private static List<Operation<ThreadPool>> withErrors() {
    return List.of(
        Operation.of(
            "submit and fail",
            pool -> {
              PoolFuture<Object> future =
                  pool.submit(
                      () -> {
                        throw new AssertionError("of the task");
                      });
              return future.exception() instanceof AssertionError;
            }),
        Operation.of(
            "submit and cancel",
            pool -> {
              PoolFuture<String> future = pool.submit(() -> "value");
              boolean cancelled = future.cancel();
              return cancelled == future.isCancelled();
            }),
        Operation.of(
            "shutdownAndCancel",
            pool -> {
              pool.shutdownAndCancel();
              return "done";
            }));
  }
}
