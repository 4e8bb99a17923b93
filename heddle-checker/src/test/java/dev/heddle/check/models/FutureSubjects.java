package dev.heddle.check.models;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Futures: of tasks, and those that are completed. */
final class FutureSubjects {
  private FutureSubjects() {}

  static List<Subject<?>> all() {
    return List.of(task(), completion(), stages(), timeouts());
  }

  /** A task, and what it changes. */
  private static final class Work {
    volatile int count;
    final FutureTask<Integer> task = new FutureTask<>(this::increment);

    private int increment() {
      count = count + 1;
      return count;
    }
  }

  private static Subject<Work> task() {
    return Subject.<Work>of(
            "FutureTask", w -> w.count + (w.task.isDone() ? " done" : "") + w.task.isCancelled())
        .beginning("not run", Work::new)
        .beginning(
            "done",
            () -> {
              Work work = new Work();
              work.task.run();
              return work;
            })
        .beginning(
            "cancelled",
            () -> {
              Work work = new Work();
              work.task.cancel(false);
              return work;
            })
        .doing("run", (w, turn) -> w.task.run())
        .call("get", (w, turn) -> w.task.get())
        .timed("get(1s)", (w, turn) -> w.task.get(1, TimeUnit.SECONDS))
        .call("cancel(false)", (w, turn) -> w.task.cancel(false))
        .call("cancel(true)", (w, turn) -> w.task.cancel(true))
        .call("isDone", (w, turn) -> w.task.isDone())
        .call("isCancelled", (w, turn) -> w.task.isCancelled())
        .call("count", (w, turn) -> w.count)
        .interrupting()
        .large()
        .build();
  }

  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static Object nowOf(CompletableFuture<Integer> future) {
    return future.isDone() ? attempt(() -> future.getNow(-1)) : "not done";
  }

  private static Object attempt(Callable<?> call) {
    try {
      return String.valueOf(call.call());
    } catch (Exception e) {
      return e.getClass().getSimpleName();
    }
  }

  private static Subject<CompletableFuture<Integer>> completion() {
    return Subject.<CompletableFuture<Integer>>of("CompletableFuture", FutureSubjects::nowOf)
        .beginning("not done", CompletableFuture::new)
        .call("complete", (f, turn) -> f.complete(turn.number()))
        .call("completeExceptionally", (f, turn) -> f.completeExceptionally(new Broken()))
        .call("cancel", (f, turn) -> f.cancel(true))
        .doing("obtrudeValue", (f, turn) -> f.obtrudeValue(7))
        .call("get", (f, turn) -> f.get())
        .timed("get(1s)", (f, turn) -> f.get(1, TimeUnit.SECONDS))
        .call("join", (f, turn) -> f.join())
        .call("getNow", (f, turn) -> f.getNow(-1))
        .call("isDone", (f, turn) -> f.isDone())
        .interrupting()
        .build();
  }

  /** Two futures, and what the stages that depend on them change. */
  private static final class Stages {
    final CompletableFuture<Integer> one = new CompletableFuture<>();
    final CompletableFuture<Integer> two = CompletableFuture.completedFuture(2);
    volatile int count;

    private int add(int value) {
      count = count + value;
      return count;
    }
  }

  private static Subject<Stages> stages() {
    return Subject.<Stages>of("stages of a CompletableFuture", s -> s.count + " " + nowOf(s.one))
        .beginning("of which one is not done", Stages::new)
        .call("complete", (s, turn) -> s.one.complete(turn.number() + 4))
        .call("completeExceptionally", (s, turn) -> s.one.completeExceptionally(new Broken()))
        .call("thenApply", (s, turn) -> nowOf(s.one.thenApply(s::add)))
        .call(
            "thenCombine",
            (s, turn) -> nowOf(s.one.thenCombine(s.two, (value, other) -> s.add(value + other))))
        .call("exceptionally", (s, turn) -> nowOf(s.one.exceptionally(thrown -> s.add(9))))
        .call("handle", (s, turn) -> nowOf(s.one.handle((value, thrown) -> s.add(1))))
        .call("allOf", (s, turn) -> CompletableFuture.allOf(s.one, s.two).isDone())
        .call(
            "join of anyOf",
            (s, turn) -> CompletableFuture.anyOf(s.one, s.two).thenApply(v -> 1).join())
        .call("join of thenApply", (s, turn) -> s.one.thenApply(s::add).join())
        .build();
  }

  private static Subject<CompletableFuture<Integer>> timeouts() {
    return Subject.<CompletableFuture<Integer>>of(
            "timeouts of a CompletableFuture", FutureSubjects::nowOf)
        .beginning("not done", CompletableFuture::new)
        .call("complete", (f, turn) -> f.complete(turn.number()))
        .call("cancel", (f, turn) -> f.cancel(true))
        .timed("join of orTimeout(1s)", (f, turn) -> f.orTimeout(1, TimeUnit.SECONDS).join())
        .timed(
            "join of completeOnTimeout(1s)",
            (f, turn) -> f.completeOnTimeout(9, 1, TimeUnit.SECONDS).join())
        .timed("orTimeout(1s)", (f, turn) -> f.orTimeout(1, TimeUnit.SECONDS).isDone())
        .interrupting()
        .large()
        .build();
  }
}
