package dev.heddle.sync;

import dev.heddle.sync.PoolFuture.End;
import org.jspecify.annotations.Nullable;

/**
 * A task on its way through a pool: what is to be done, and the future of it. The one thread to
 * which a pool gives it calls {@link #begin} and {@link #call}, which do not throw, and ends the
 * future: so that ends whatever the task does.
 *
 * @param <T> the result
 */
final class PoolTask<T extends @Nullable Object> {
  final PoolFuture<T> future;

  /** What was given to {@code execute}, or null if the task came in another way. */
  final @Nullable Runnable command;

  /** Of the results of a map, or null. */
  private final @Nullable Interest interest;

  private PoolTask(PoolFuture<T> future, @Nullable Runnable command, @Nullable Interest interest) {
    this.future = future;
    this.command = command;
    this.interest = interest;
  }

  static <T extends @Nullable Object> PoolTask<T> of(
      PoolIdentity pool, CheckedCallable<? extends T, ?> body, @Nullable Interest interest) {
    return new PoolTask<>(new PoolFuture<>(pool, body), null, interest);
  }

  static PoolTask<@Nullable Void> of(PoolIdentity pool, Runnable command) {
    return new PoolTask<>(new PoolFuture<>(pool, null), command, null);
  }

  /** Returns whether the caller has to go on; if not, the future has ended. */
  boolean begin() {
    if (interest != null && interest.isLost()) {
      future.cancel();
      return false;
    }
    try {
      return future.begin();
    } catch (Throwable e) {
      // No memory for another stage.
      future.refuse(e);
      return false;
    }
  }

  /**
   * Calls the body, closes what it has made in {@link Local}s, and notes its outcome.
   *
   * @param scope for the locals, opened by the calling thread; stays open
   * @return how the future is to be ended
   */
  End call(Local.Scope scope) {
    Object outcome = null;
    Throwable thrown = null;
    try {
      outcome = callBody();
    } catch (Throwable e) {
      thrown = e;
    }
    try {
      scope.reset();
    } catch (Throwable e) {
      thrown = Failures.join(thrown, e);
    }
    future.note(thrown == null ? outcome : thrown);
    if (thrown != null && command != null) {
      Uncaught.report(thrown);
    }
    return thrown == null ? End.FINISHED : End.FAILED;
  }

  private @Nullable Object callBody() throws Throwable {
    if (command == null) {
      return future.takeBody().call();
    }
    command.run();
    return null;
  }

  /**
   * Runs the task in a thread that is no worker. The task begins without an interrupt; one that was
   * there before, or came meanwhile, is there afterwards.
   */
  void runHere() {
    if (!begin()) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      runInScope();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Runs the task, which the calling thread has begun; it is no worker. */
  void runInScope() {
    End how;
    try {
      Local.Scope scope = Local.scope();
      try {
        how = call(scope);
      } finally {
        scope.closeWithInner();
      }
    } catch (Throwable e) {
      // No memory for a scope.
      future.note(e);
      how = End.FAILED;
    }
    future.end(how);
  }

  /** Lets the task fail that will not be run. */
  void refuse(Throwable why) {
    future.refuse(why);
    if (command != null) {
      Uncaught.report(why);
    }
  }
}
