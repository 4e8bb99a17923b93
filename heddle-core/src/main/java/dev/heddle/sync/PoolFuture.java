package dev.heddle.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What will come of a task that was given to a {@link ThreadPool}. The task is <em>pending</em>
 * until a thread begins it, then <em>running</em>, and in the end <em>finished</em>, with a result
 * or an exception; or it is <em>cancelled</em> while it is pending.
 *
 * <pre>{@code
 * PoolFuture<Integer> sum = pool.submit(() -> addUp(numbers));
 * sum.whenDone(future -> log(future + " is done"));
 * System.out.println(sum.result());
 * }</pre>
 *
 * <ul>
 *   <li><b>What the task throws</b> is what {@link #result()} throws: unchecked exceptions and
 *       errors as they are, checked ones as the cause of a {@link CompletionException}. {@link
 *       #exception()} returns them as they are.
 *   <li><b>To cancel</b> never interrupts. A task that runs cannot be cancelled.
 *   <li><b>Waits</b> are ended by an interrupt. A timeout that is over is a {@link
 *       TimeoutException}, and changes nothing.
 * </ul>
 *
 * <p><b>Memory:</b> actions before a task is submitted <em>happen-before</em> it runs, and what it
 * does <em>happens-before</em> what follows a {@link #result()}, an {@link #exception()}, an {@link
 * #isDone()} that saw it done, and its callbacks.
 *
 * <p>The reference is Python's {@code concurrent.futures.Future}. <b>Beside {@code
 * java.util.concurrent.Future}:</b> no {@code ExecutionException} to unwrap, and cancelling never
 * says that a task is over which still runs.
 *
 * @param <T> the result
 */
public final class PoolFuture<T extends @Nullable Object> {
  /*
   * All that changes is one reference to an immutable stage, so each change is one atomic step: to
   * begin, to end, and to add a callback to what has not ended. Whoever ends the future gets the
   * callbacks with the stage it replaced; whoever finds that it has ended runs its own.
   *
   * Those who wait stand before a gate that is opened after the stage has changed. Somebody may see
   * in between that the future is done: so a timed wait looks at the stage once more when its time is
   * over.
   */

  /** What is known of the task. */
  private sealed interface Stage<T extends @Nullable Object> {}

  /** Not done. The callbacks are those added so far, the last first. */
  private record Open<T extends @Nullable Object>(boolean running, @Nullable Callback<T> last)
      implements Stage<T> {}

  /** Done: with a value, or with what was thrown, or cancelled. */
  private record Done<T extends @Nullable Object>(
      @Nullable T value, @Nullable Throwable thrown, boolean cancelled) implements Stage<T> {}

  /**
   * What runs when it is done.
   *
   * @param watches whether it only notes that, for a wait for several futures: then it comes before
   *     the others, which may take their time
   */
  private record Callback<T extends @Nullable Object>(
      Consumer<? super PoolFuture<T>> action, boolean watches, @Nullable Callback<T> before) {}

  /** Most tasks have no callbacks, and share these stages. */
  private static final Open<?> PENDING = new Open<>(false, null);

  private static final Open<?> RUNNING = new Open<>(true, null);

  private final AtomicReference<Stage<T>> stage = new AtomicReference<>(withoutCallbacks(PENDING));
  private final Gate gate = new Gate(this);
  private final @Nullable ThreadPool pool;

  PoolFuture(@Nullable ThreadPool pool) {
    this.pool = pool;
  }

  /**
   * Waits until the task is done, and returns its result.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws CancellationException if the task was cancelled
   * @throws CompletionException if the task threw a checked exception, which is the cause;
   *     unchecked exceptions and errors of the task are thrown as they are
   */
  public T result() throws InterruptedException {
    gate.pass();
    return resultNow();
  }

  /**
   * Waits until the task is done or the time is over, and returns the task's result.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years is for ever
   * @throws TimeoutException if the time was over first
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws CancellationException if the task was cancelled
   * @throws CompletionException if the task threw a checked exception, which is the cause;
   *     unchecked exceptions and errors of the task are thrown as they are
   */
  public T result(Duration timeout) throws InterruptedException, TimeoutException {
    await(timeout);
    return resultNow();
  }

  /**
   * Waits until the task is done, and returns what it threw, as it is; null if it did not.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws CancellationException if the task was cancelled
   */
  public @Nullable Throwable exception() throws InterruptedException {
    gate.pass();
    return done().thrown();
  }

  /**
   * Waits until the task is done or the time is over, and returns what the task threw, as it is;
   * null if it did not.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years is for ever
   * @throws TimeoutException if the time was over first
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws CancellationException if the task was cancelled
   */
  public @Nullable Throwable exception(Duration timeout)
      throws InterruptedException, TimeoutException {
    await(timeout);
    return done().thrown();
  }

  /**
   * Cancels the task if it is pending: it will not run. Does not interrupt anybody.
   *
   * @return whether the task is cancelled, by this call or by an earlier one
   */
  public boolean cancel() {
    return end(false, new Done<>(null, null, true)) || isCancelled();
  }

  /** Returns whether the task was cancelled. */
  public boolean isCancelled() {
    return stage.get() instanceof Done<T> done && done.cancelled();
  }

  /** Returns whether the task runs. The answer may be out of date when it arrives. */
  public boolean isRunning() {
    return stage.get() instanceof Open<T> open && open.running();
  }

  /** Returns whether the task has finished or was cancelled. */
  public boolean isDone() {
    return stage.get() instanceof Done<T>;
  }

  /**
   * Adds a callback. It is called once with this future: when the task is done, in the thread that
   * finished or cancelled it, after those that were added before; or at once, in the calling
   * thread, if the task is done already.
   *
   * <p>Those who wait for the result do not wait for the callbacks. What a callback throws goes to
   * the handler for uncaught exceptions of the thread that it ran in, and does not keep others from
   * running.
   *
   * @param callback what to call
   */
  public void whenDone(Consumer<? super PoolFuture<T>> callback) {
    add(Checks.nonNull(callback, "callback"), false);
  }

  /** Returns the pool that the task was given to; empty if this stands for something else. */
  public Optional<ThreadPool> pool() {
    return Optional.ofNullable(pool);
  }

  /**
   * Returns a {@code CompletableFuture} that ends as this does, with what the task threw as it is.
   * To cancel it cancels this, if this is pending; it is cancelled itself in any case.
   */
  public CompletableFuture<T> toCompletableFuture() {
    CompletableFuture<T> other = new CompletableFuture<>();
    whenDone(
        future -> {
          Done<T> done = future.ended();
          if (done.cancelled()) {
            other.cancel(false);
          } else if (done.thrown() != null) {
            other.completeExceptionally(done.thrown());
          } else {
            other.complete(done.value());
          }
        });
    other.whenComplete(
        (value, thrown) -> {
          if (other.isCancelled()) {
            cancel();
          }
        });
    return other;
  }

  /**
   * Returns a text with the state, and the pool's name: {@code PoolFuture of ThreadPool "Worker"
   * [running]}.
   */
  @Override
  public String toString() {
    Stage<T> now = stage.get();
    String state;
    if (now instanceof Open<T> open) {
      state = open.running() ? "running" : "pending";
    } else {
      Done<T> done = ended();
      state = done.cancelled() ? "cancelled" : done.thrown() == null ? "finished" : "failed";
    }
    return "PoolFuture%s [%s]".formatted(pool == null ? "" : " of " + pool.title(), state);
  }

  /** Returns whether the task may be begun now by the caller: it was pending and is running now. */
  boolean begin() {
    Stage<T> now = stage.get();
    while (now instanceof Open<T> open && !open.running()) {
      Open<T> next =
          open.last() == null ? withoutCallbacks(RUNNING) : new Open<>(true, open.last());
      if (stage.compareAndSet(now, next)) {
        return true;
      }
      now = stage.get();
    }
    return false;
  }

  @SuppressWarnings("unchecked") // without callbacks there is nothing that depends on the type
  private static <T extends @Nullable Object> Open<T> withoutCallbacks(Open<?> open) {
    return (Open<T>) open;
  }

  /** Ends the task that the caller has begun. */
  void finish(T value) {
    end(true, new Done<>(value, null, false));
  }

  /** Ends the task that the caller has begun, by what it threw. */
  void fail(Throwable thrown) {
    end(true, new Done<>(null, thrown, false));
  }

  /** Calls a method as soon as this is done, before all callbacks of the user. */
  void watch(Consumer<? super PoolFuture<T>> watcher) {
    add(watcher, true);
  }

  /** Forgets a watcher, if this is not done. */
  void unwatch(Consumer<?> watcher) {
    Stage<T> now = stage.get();
    while (now instanceof Open<T> open
        && !stage.compareAndSet(now, new Open<>(open.running(), without(watcher, open.last())))) {
      now = stage.get();
    }
  }

  private static <T extends @Nullable Object> @Nullable Callback<T> without(
      Consumer<?> watcher, @Nullable Callback<T> last) {
    Deque<Callback<T>> kept = new ArrayDeque<>();
    for (Callback<T> each = last; each != null; each = each.before()) {
      if (each.action() != watcher) {
        kept.push(each);
      }
    }
    Callback<T> newLast = null;
    for (Callback<T> each : kept) {
      newLast = new Callback<>(each.action(), each.watches(), newLast);
    }
    return newLast;
  }

  /** Returns how many callbacks and watchers there are to call; for tests. */
  int callbackCount() {
    int count = 0;
    if (stage.get() instanceof Open<T> open) {
      for (Callback<T> each = open.last(); each != null; each = each.before()) {
        count++;
      }
    }
    return count;
  }

  /** Waits until this is done or the time is over, and returns whether it is done. */
  boolean awaitUninterruptibly(long nanos) {
    return Uninterruptibly.await(nanos, gate::pass) || isDone();
  }

  /** Returns the result of what is done, or throws what it threw. */
  T resultNow() {
    Done<T> done = done();
    Throwable thrown = done.thrown();
    if (thrown == null) {
      return value(done);
    }
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    throw new CompletionException(this + " threw " + thrown, thrown);
  }

  /** Gives what the task threw to the handler for uncaught exceptions, if it threw. */
  void reportFailure() {
    Throwable thrown = ended().thrown();
    if (thrown != null) {
      Uncaught.report(thrown);
    }
  }

  /** Returns whether this is done, and by something that the task threw. */
  boolean hasFailed() {
    return stage.get() instanceof Done<T> done && done.thrown() != null;
  }

  @SuppressWarnings("NullAway") // null only if the task may return null
  private static <T extends @Nullable Object> T value(Done<T> done) {
    return done.value();
  }

  private void await(Duration timeout) throws InterruptedException, TimeoutException {
    long nanos = Checks.nanos(timeout);
    if (!gate.pass(nanos) && !isDone()) {
      throw new TimeoutException("%s was not done after %s".formatted(this, Checks.text(nanos)));
    }
  }

  /** Returns how this has ended; throws if it was cancelled. */
  private Done<T> done() {
    Done<T> done = ended();
    if (done.cancelled()) {
      throw new CancellationException(
          "a task%s was cancelled".formatted(pool == null ? "" : " of " + pool.title()));
    }
    return done;
  }

  private Done<T> ended() {
    return (Done<T>) stage.get();
  }

  /** Ends this if it is running, or if it is pending; and calls whoever is to be called. */
  private boolean end(boolean running, Done<T> done) {
    Stage<T> now = stage.get();
    while (now instanceof Open<T> open && open.running() == running) {
      if (stage.compareAndSet(now, done)) {
        gate.open();
        call(open.last());
        return true;
      }
      now = stage.get();
    }
    return false;
  }

  private void add(Consumer<? super PoolFuture<T>> action, boolean watches) {
    Stage<T> now = stage.get();
    while (now instanceof Open<T> open) {
      if (stage.compareAndSet(
          now, new Open<>(open.running(), new Callback<>(action, watches, open.last())))) {
        return;
      }
      now = stage.get();
    }
    call(action);
  }

  private void call(@Nullable Callback<T> last) {
    if (last == null) {
      return;
    }
    Deque<Callback<T>> inOrder = new ArrayDeque<>();
    for (Callback<T> each = last; each != null; each = each.before()) {
      inOrder.push(each);
    }
    for (boolean watches : new boolean[] {true, false}) {
      for (Callback<T> each : inOrder) {
        if (each.watches() == watches) {
          call(each.action());
        }
      }
    }
  }

  private void call(Consumer<? super PoolFuture<T>> action) {
    try {
      action.accept(this);
    } catch (Throwable e) {
      Uncaught.report(e);
    }
  }
}
