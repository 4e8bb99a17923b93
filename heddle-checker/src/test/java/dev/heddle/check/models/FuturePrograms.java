package dev.heddle.check.models;

import static dev.heddle.check.Switchings.inParallel;
import static dev.heddle.check.models.ModelProgram.failing;
import static dev.heddle.check.models.ModelProgram.timed;
import static dev.heddle.check.models.ModelProgram.verified;

import dev.heddle.check.FailureKind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** How futures fail, are cancelled, interrupted, and come too late. */
final class FuturePrograms {
  private FuturePrograms() {}

  private static String attempt(Callable<?> call) {
    try {
      return String.valueOf(call.call());
    } catch (Exception e) {
      Throwable cause = e.getCause();
      return e.getClass().getSimpleName()
          + (cause == null ? "" : " of " + cause.getClass().getSimpleName());
    }
  }

  private static String interrupted(Callable<?> call) throws InterruptedException {
    String[] result = new String[1];
    Thread thread = new Thread(() -> result[0] = attempt(call));
    thread.start();
    thread.interrupt();
    thread.join();
    return result[0];
  }

  private static Integer fail() {
    throw new UnsupportedOperationException();
  }

  static List<ModelProgram> all() {
    return List.of(
        verified(
            "FutureTask: get of one that failed, and of one that was cancelled",
            Set.of("ExecutionException of UnsupportedOperationException CancellationException"),
            () -> {
              FutureTask<Integer> failed = new FutureTask<>(FuturePrograms::fail);
              FutureTask<Integer> cancelled = new FutureTask<>(() -> 1);
              failed.run();
              cancelled.cancel(true);
              return attempt(failed::get) + " " + attempt(cancelled::get);
            }),
        verified(
            "FutureTask: cancel(true) interrupts who runs it",
            Set.of("InterruptedException true", "not run true"),
            () -> {
              String[] seen = {"not run"};
              CountDownLatch never = new CountDownLatch(1);
              FutureTask<Integer> task =
                  new FutureTask<>(
                      () -> {
                        seen[0] =
                            attempt(
                                () -> {
                                  never.await();
                                  return "";
                                });
                        return 1;
                      });
              Thread runner = new Thread(task);
              runner.start();
              boolean isCancelled = task.cancel(true);
              runner.join();
              return seen[0] + " " + isCancelled;
            }),
        verified(
            "FutureTask: it runs once, whoever runs it",
            Set.of("1"),
            () -> {
              int[] runs = new int[1];
              FutureTask<Integer> task = new FutureTask<>(() -> ++runs[0]);
              inParallel(task, task);
              return task.get();
            }),
        timed(
            "FutureTask: get with a time ends when nobody runs it",
            Set.of("TimeoutException"),
            () -> attempt(() -> new FutureTask<>(() -> 1).get(1, TimeUnit.SECONDS))),
        verified(
            "FutureTask: an interrupt ends a get",
            Set.of("InterruptedException"),
            () -> interrupted(new FutureTask<>(() -> 1)::get)),
        verified(
            "CompletableFuture: an interrupt ends a get",
            Set.of("InterruptedException"),
            () -> interrupted(new CompletableFuture<Integer>()::get)),
        failing(
            "CompletableFuture: no interrupt ends a join",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> interrupted(new CompletableFuture<Integer>()::join)),
        verified(
            "CompletableFuture: get and join say the same in their own ways",
            Set.of(
                "ExecutionException of IllegalStateException CompletionException of"
                    + " IllegalStateException"),
            () -> {
              CompletableFuture<Integer> future = new CompletableFuture<>();
              inParallel(() -> future.completeExceptionally(new IllegalStateException()));
              return attempt(future::get) + " " + attempt(future::join);
            }),
        verified(
            "CompletableFuture: a cancelled one cancels itself and fails those that depend on it",
            Set.of("true CompletionException of CancellationException"),
            () -> {
              CompletableFuture<Integer> future = new CompletableFuture<>();
              CompletableFuture<Integer> next = future.thenApply(value -> value + 1);
              inParallel(() -> future.cancel(true));
              return future.isCancelled() + " " + attempt(next::join);
            }),
        verified(
            "CompletableFuture: who completes first decides",
            Set.of("1 true false", "2 false true"),
            () -> {
              CompletableFuture<Integer> future = new CompletableFuture<>();
              boolean[] decided = new boolean[2];
              inParallel(
                  () -> decided[0] = future.complete(1), () -> decided[1] = future.complete(2));
              return future.join() + " " + decided[0] + " " + decided[1];
            }),
        verified(
            "CompletableFuture: a stage is run by who completes, or by who adds it",
            Set.of("completer", "adder"),
            () -> {
              CompletableFuture<Integer> future = new CompletableFuture<>();
              Thread completer = new Thread(() -> future.complete(1));
              completer.start();
              String who =
                  future
                      .thenApply(v -> Thread.currentThread() == completer ? "completer" : "adder")
                      .join();
              completer.join();
              return who;
            }),
        verified(
            "CompletableFuture: exceptionally and handle see what a stage threw",
            Set.of("CompletionException of UnsupportedOperationException 7"),
            () -> {
              CompletableFuture<Integer> future = new CompletableFuture<>();
              CompletableFuture<Integer> failed = future.thenApply(value -> fail());
              CompletableFuture<Integer> healed = failed.exceptionally(thrown -> 7);
              CompletableFuture<String> handled =
                  failed.handle(
                      (value, thrown) ->
                          attempt(
                              () -> {
                                throw (Exception) thrown;
                              }));
              inParallel(() -> future.complete(1));
              return handled.join() + " " + healed.join();
            }),
        verified(
            "CompletableFuture: allOf waits for all, and anyOf for any",
            Set.of("1 3", "2 3"),
            () -> {
              CompletableFuture<Integer> one = new CompletableFuture<>();
              CompletableFuture<Integer> two = new CompletableFuture<>();
              CompletableFuture<Object> any = CompletableFuture.anyOf(one, two);
              CompletableFuture<Integer> sum =
                  CompletableFuture.allOf(one, two).thenApply(none -> one.join() + two.join());
              inParallel(() -> one.complete(1), () -> two.complete(2));
              return any.join() + " " + sum.join();
            }),
        verified(
            "CompletableFuture: what is obtruded replaces the value",
            Set.of("1 then 2", "2 then 2"),
            () -> {
              CompletableFuture<Integer> future = CompletableFuture.completedFuture(1);
              Thread other = new Thread(() -> future.obtrudeValue(2));
              other.start();
              int seen = future.join();
              other.join();
              return seen + " then " + future.join();
            }),
        timed(
            "CompletableFuture: orTimeout fires only when nobody completes",
            Set.of("1"),
            () -> {
              CompletableFuture<Integer> future =
                  new CompletableFuture<Integer>().orTimeout(1, TimeUnit.SECONDS);
              inParallel(() -> future.complete(1));
              return attempt(future::join);
            }),
        timed(
            "CompletableFuture: get with a time leaves the future as it is",
            Set.of("TimeoutException false"),
            () -> {
              CompletableFuture<Integer> future = new CompletableFuture<>();
              return attempt(() -> future.get(1, TimeUnit.SECONDS)) + " " + future.isDone();
            }),
        failing(
            "CompletableFuture: two that wait for each other",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> {
              CompletableFuture<Integer> one = new CompletableFuture<>();
              CompletableFuture<Integer> two = new CompletableFuture<>();
              inParallel(() -> one.complete(two.join()), () -> two.complete(one.join()));
              return "";
            }));
  }
}
