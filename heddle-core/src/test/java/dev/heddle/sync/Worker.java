package dev.heddle.sync;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * A thread of a test, with what it returned or threw. No wait of a test is without end: one that
 * takes this long has failed.
 *
 * @param <T> what the body returns
 */
final class Worker<T> {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FutureTask<T> task;
  private final Thread thread;

  private Worker(ThreadFactory factory, Callable<T> body) {
    this.task = new FutureTask<>(body);
    this.thread = factory.newThread(task);
  }

  static <T> Worker<T> start(ThreadFactory factory, Callable<T> body) {
    return startNamed(factory, "", body);
  }

  static <T> Worker<T> startNamed(ThreadFactory factory, String name, Callable<T> body) {
    Worker<T> worker = new Worker<>(factory, body);
    if (!name.isEmpty()) {
      worker.thread.setName(name);
    }
    worker.thread.setDaemon(true);
    worker.thread.start();
    return worker;
  }

  /** Sets a scene before a timed wait is over, and looks what comes of it. */
  interface Attempt {
    /** Returns whether the scene could be set in time; if it could, the promise was kept. */
    boolean within(Duration time) throws Exception;
  }

  /** Repeats an attempt with more and more time until a scene could be set. */
  static void attempt(Attempt attempt) throws Exception {
    for (long millis = 50; millis < PATIENCE.toMillis(); millis *= 10) {
      if (attempt.within(Duration.ofMillis(millis))) {
        return;
      }
    }
    throw new AssertionError("the machine is too slow to set the scene");
  }

  /** A body without result, for {@link #run}. */
  interface Body {
    void run() throws Exception;
  }

  static Worker<Void> run(ThreadFactory factory, Body body) {
    return start(
        factory,
        () -> {
          body.run();
          return null;
        });
  }

  /** Returns once the thread is parked: nothing but another thread, or time, lets it go on. */
  Worker<T> parked() {
    return awaitState(Thread.State.WAITING, Thread.State.TIMED_WAITING);
  }

  /** Returns once the thread is parked without a time limit, or no longer with one. */
  Worker<T> parkedForEver() {
    return awaitState(Thread.State.WAITING, Thread.State.WAITING);
  }

  private Worker<T> awaitState(Thread.State one, Thread.State other) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Thread.State state = thread.getState();
      if (state == one || state == other) {
        return this;
      }
      if (state == Thread.State.TERMINATED) {
        throw new AssertionError("the thread has ended, and should wait");
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the thread does not park: " + state);
      }
      Thread.yield();
    }
  }

  Worker<T> interrupt() {
    thread.interrupt();
    return this;
  }

  boolean hasEnded() {
    return task.isDone();
  }

  /** Returns what the body returned; throws what it threw. */
  T result() throws Exception {
    try {
      return task.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception thrown) {
        throw thrown;
      }
      throw (Error) e.getCause();
    }
  }

  /** Returns what the body threw. */
  Throwable failure() throws Exception {
    try {
      T result = task.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      throw new AssertionError("nothing was thrown, but returned: " + result);
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
