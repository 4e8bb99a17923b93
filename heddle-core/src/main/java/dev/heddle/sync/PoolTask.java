package dev.heddle.sync;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A task on its way through a pool: what is to be done, and the future of it.
 *
 * @param <T> the result
 */
final class PoolTask<T extends @Nullable Object> implements Runnable {
  final PoolFuture<T> future;

  /** What was given to {@code execute}, or null if the task came in another way. */
  final @Nullable Runnable command;

  private final CheckedCallable<? extends T, ?> body;

  PoolTask(ThreadPool pool, CheckedCallable<? extends T, ?> body, @Nullable Runnable command) {
    this.future = new PoolFuture<>(pool);
    this.body = body;
    this.command = command;
  }

  /**
   * Runs the task in the calling thread, unless it was cancelled; never throws. What it made in
   * {@link Local}s is closed before anybody learns that it is done.
   */
  @Override
  public void run() {
    if (!future.begin()) {
      return;
    }
    T value;
    try {
      value = callInScope();
    } catch (Throwable e) {
      future.fail(e);
      return;
    }
    future.finish(value);
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private T callInScope() throws Throwable {
    try (var scope = Local.scope()) {
      return body.call();
    }
  }

  /** Lets the task fail that will not be run. */
  void refuse(RejectedExecutionException why) {
    if (future.begin()) {
      future.fail(why);
    }
  }
}
