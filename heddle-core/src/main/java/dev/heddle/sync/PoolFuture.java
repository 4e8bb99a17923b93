package dev.heddle.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task that was submitted to a {@link ThreadPool}. The task is <em>pending</em>
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
   * The stage is one reference that changes by compare-and-set, so each change is one atomic step: to
   * begin, to end, and to add a callback to what has not ended. The thread that ends the future gets
   * the callbacks with the stage it replaces; a thread that finds it ended runs its own callback.
   *
   * The end allocates nothing, so a task that meets the end of the heap still ends its future. The
   * outcome is written by the one thread that may end a future that has begun, before the stage.
   *
   * Waiting threads stand before a gate, which the first of them makes. A thread writes the gate and
   * then reads the stage; the thread that ends the future writes the stage and then reads the gate.
   * So one of the two sees the other. The gate is opened after the stage has changed: a timed wait
   * reads the stage once more when its time is over.
   */

  /** How far the task has come. */
  private sealed interface Stage {}

  /** Not done. */
  private static final class Open implements Stage {
    final boolean running;

    /** The callback added last, or null. */
    final @Nullable Callback last;

    Open(boolean running, @Nullable Callback last) {
      this.running = running;
      this.last = last;
    }

    boolean hasUserCallbacks() {
      Callback each = last;
      while (each != null && each.watches) {
        each = each.before;
      }
      return each != null;
    }
  }

  /** Done. */
  enum End implements Stage {
    /** The outcome is what the task returned. */
    FINISHED("finished"),
    /** The outcome is what the task threw. */
    FAILED("failed"),
    CANCELLED("cancelled");

    private final String text;

    End(String text) {
      this.text = text;
    }
  }

  /** What is called at the end. */
  private static final class Callback {
    final Consumer<Object> action;

    /**
     * Whether it only notes the end, for a wait for several futures: then it comes before the
     * user's callbacks, which may take their time.
     */
    final boolean watches;

    final @Nullable Callback before;

    /** Its successor, from first to last. Used only by the thread that has ended the future. */
    @Nullable Callback after;

    Callback(Consumer<Object> action, boolean watches, @Nullable Callback before) {
      this.action = action;
      this.watches = watches;
      this.before = before;
    }
  }

  /** Most tasks have no callbacks, and share these stages. */
  private static final Open PENDING = new Open(false, null);

  private static final Open RUNNING = new Open(true, null);

  @SuppressWarnings("rawtypes")
  private static final AtomicReferenceFieldUpdater<PoolFuture, Stage> STAGE =
      AtomicReferenceFieldUpdater.newUpdater(PoolFuture.class, Stage.class, "stage");

  @SuppressWarnings("rawtypes")
  private static final AtomicReferenceFieldUpdater<PoolFuture, Gate> GATE =
      AtomicReferenceFieldUpdater.newUpdater(PoolFuture.class, Gate.class, "gate");

  private volatile Stage stage = PENDING;
  private volatile @Nullable Gate gate;

  /** The result, or what was thrown; written before the stage says so. */
  private @Nullable Object outcome;

  /** What is to be done. Taken by the thread that begins or cancels the task. */
  private @Nullable CheckedCallable<? extends T, ?> body;

  private final @Nullable PoolIdentity pool;

  /** Makes the future of something that is no task of a pool. */
  PoolFuture() {
    this(null, null);
  }

  PoolFuture(@Nullable PoolIdentity pool, @Nullable CheckedCallable<? extends T, ?> body) {
    this.pool = pool;
    this.body = body;
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
    awaitDone(Checks.FOREVER);
    return resultNow();
  }

  /**
   * Waits until the task is done or the time is over, and returns the task's result.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
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
    awaitDone(Checks.FOREVER);
    return thrownNow();
  }

  /**
   * Waits until the task is done or the time is over, and returns what the task threw, as it is;
   * null if it did not.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @throws TimeoutException if the time was over first
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws CancellationException if the task was cancelled
   */
  public @Nullable Throwable exception(Duration timeout)
      throws InterruptedException, TimeoutException {
    await(timeout);
    return thrownNow();
  }

  /**
   * Cancels the task if it is pending: it will not run. Interrupts no thread.
   *
   * @return whether the task is cancelled, by this call or by an earlier one
   */
  public boolean cancel() {
    if (end(false, End.CANCELLED)) {
      body = null;
      return true;
    }
    return isCancelled();
  }

  /** Returns whether the task was cancelled. */
  public boolean isCancelled() {
    return stage == End.CANCELLED;
  }

  /** Returns whether the task runs. The answer may be out of date when it arrives. */
  public boolean isRunning() {
    return stage instanceof Open open && open.running;
  }

  /** Returns whether the task has finished or was cancelled. */
  public boolean isDone() {
    return stage instanceof End;
  }

  /**
   * Adds a callback. It is called once with this future: when the task is done, in the thread that
   * finished or cancelled it, after those that were added before; or at once, in the calling
   * thread, if the task is done already.
   *
   * <p>A wait for the result does not wait for the callbacks. An exception thrown by a callback
   * goes to the uncaught exception handler of the thread that ran it, and does not keep other
   * callbacks from running.
   *
   * @param callback what to call
   */
  public void whenDone(Consumer<? super PoolFuture<T>> callback) {
    add(Checks.nonNull(callback, "callback"), false);
  }

  /**
   * Returns the pool that the task was given to; empty if this is no task of a pool, or if nothing
   * but the pool's own threads refers to the pool any more.
   */
  public Optional<ThreadPool> pool() {
    return Optional.ofNullable(pool == null ? null : pool.handle());
  }

  /**
   * Returns a {@code CompletableFuture} that ends as this does, with what the task threw as it is.
   * Cancelling it cancels this, if this is pending; it is cancelled itself in any case. If it ends
   * in another way first, this forgets it.
   */
  public CompletableFuture<T> toCompletableFuture() {
    CompletableFuture<T> other = new CompletableFuture<>();
    Consumer<PoolFuture<T>> completer = future -> future.complete(other);
    whenDone(completer);
    other.whenComplete(
        (value, thrown) -> {
          unwatch(completer);
          if (other.isCancelled()) {
            cancel();
          }
        });
    return other;
  }

  private void complete(CompletableFuture<T> other) {
    switch (ended()) {
      case FINISHED -> other.complete(value());
      case FAILED -> other.completeExceptionally(Checks.nonNull(thrown(), "thrown"));
      case CANCELLED -> other.cancel(false);
    }
  }

  /**
   * Returns a text with the state, and the pool's name: {@code PoolFuture of ThreadPool "Worker"
   * [running]}.
   */
  @Override
  public String toString() {
    Stage now = stage;
    String state;
    if (now instanceof Open open) {
      state = open.running ? "running" : "pending";
    } else {
      state = ended().text;
    }
    return "PoolFuture%s [%s]".formatted(ofPool(), state);
  }

  private String ofPool() {
    return pool == null ? "" : " of " + pool.poolTitle();
  }

  /** Returns whether the task may be begun now by the caller: it was pending and is running now. */
  boolean begin() {
    Stage now = stage;
    while (now instanceof Open open && !open.running) {
      if (STAGE.compareAndSet(this, now, stageOf(true, open.last))) {
        return true;
      }
      now = stage;
    }
    return false;
  }

  private static Open stageOf(boolean running, @Nullable Callback last) {
    if (last == null) {
      return running ? RUNNING : PENDING;
    }
    return new Open(running, last);
  }

  /** Returns what is to be done, once. For the thread that has begun the task. */
  CheckedCallable<? extends T, ?> takeBody() {
    CheckedCallable<? extends T, ?> taken = Checks.nonNull(body, "body");
    body = null;
    return taken;
  }

  /** Notes the outcome of a task that the caller has begun, and will end. */
  void note(@Nullable Object outcomeOrThrown) {
    outcome = outcomeOrThrown;
  }

  /** Ends the task that the caller has begun. */
  void finish(T value) {
    outcome = value;
    end(true, End.FINISHED);
  }

  /** Ends the task that the caller has begun, by what it threw. */
  void fail(Throwable thrown) {
    outcome = thrown;
    end(true, End.FAILED);
  }

  /**
   * Ends a task that was not begun and will not be, unless it is cancelled. For the one thread that
   * would have begun it.
   */
  void refuse(Throwable why) {
    outcome = why;
    if (end(false, End.FAILED)) {
      body = null;
    } else {
      outcome = null;
    }
  }

  /** Ends the task that the caller has begun, with the outcome that it has noted. */
  void end(End how) {
    end(true, how);
  }

  /**
   * Ends the task that the caller has begun, with the outcome that it has noted, if no code of the
   * user is to be called for that. Returns whether it did.
   */
  boolean endQuietly(End how) {
    while (stage instanceof Open open && !open.hasUserCallbacks()) {
      if (STAGE.compareAndSet(this, open, how)) {
        announce(open.last);
        return true;
      }
    }
    return false;
  }

  /** Returns whether code of the user is to be called at the end, as far as is known now. */
  boolean hasUserCallbacks() {
    return stage instanceof Open open && open.hasUserCallbacks();
  }

  /** Calls a method as soon as this is done, before all callbacks of the user. */
  void watch(Consumer<? super PoolFuture<T>> watcher) {
    add(watcher, true);
  }

  /** Forgets a callback or watcher, if this is not done. */
  void unwatch(Consumer<?> watcher) {
    Stage now = stage;
    while (now instanceof Open open
        && !STAGE.compareAndSet(this, now, stageOf(open.running, without(watcher, open.last)))) {
      now = stage;
    }
  }

  private static @Nullable Callback without(Consumer<?> watcher, @Nullable Callback last) {
    Deque<Callback> kept = new ArrayDeque<>();
    for (Callback each = last; each != null; each = each.before) {
      if (each.action != watcher) {
        kept.push(each);
      }
    }
    Callback newLast = null;
    for (Callback each : kept) {
      newLast = new Callback(each.action, each.watches, newLast);
    }
    return newLast;
  }

  /** Returns how many callbacks and watchers there are to call; for tests. */
  int callbackCount() {
    int count = 0;
    if (stage instanceof Open open) {
      for (Callback each = open.last; each != null; each = each.before) {
        count++;
      }
    }
    return count;
  }

  /** Waits until this is done or the time is over, and returns whether it is done. */
  boolean awaitUninterruptibly(long nanos) {
    return Uninterruptibly.await(nanos, this::awaitDone);
  }

  /** Returns the result of what is done, or throws what it threw. */
  T resultNow() {
    Throwable thrown = thrownNow();
    if (thrown == null) {
      return value();
    }
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    throw new CompletionException(this + " threw " + thrown, thrown);
  }

  /** Returns whether this is done, and by something that the task threw. */
  boolean hasFailed() {
    return stage == End.FAILED;
  }

  private void await(Duration timeout) throws InterruptedException, TimeoutException {
    long nanos = Checks.nanos(timeout);
    if (!awaitDone(nanos)) {
      throw new TimeoutException("%s was not done after %s".formatted(this, Checks.text(nanos)));
    }
  }

  /** Waits until this is done or the time is over, and returns whether it is done. */
  private boolean awaitDone(long nanos) throws InterruptedException {
    if (isDone()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return true;
    }
    Gate before = gate;
    if (before == null) {
      Gate made = new Gate(this);
      before = GATE.compareAndSet(this, null, made) ? made : Checks.nonNull(gate, "gate");
      if (isDone()) {
        before.open();
      }
    }
    return before.pass(nanos) || isDone();
  }

  /** Returns what the task threw; null if it did not. Throws if it was cancelled. */
  private @Nullable Throwable thrownNow() {
    End how = ended();
    if (how == End.CANCELLED) {
      throw new CancellationException("a task%s was cancelled".formatted(ofPool()));
    }
    return how == End.FAILED ? thrown() : null;
  }

  private End ended() {
    return (End) stage;
  }

  private @Nullable Throwable thrown() {
    return (Throwable) outcome;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // a task's result, which is null only if T may be
  private T value() {
    return (T) outcome;
  }

  /** Ends this if it is running, or if it is pending; and makes all calls that are due then. */
  private boolean end(boolean running, End how) {
    Stage now = stage;
    while (now instanceof Open open && open.running == running) {
      if (STAGE.compareAndSet(this, now, how)) {
        announce(open.last);
        return true;
      }
      now = stage;
    }
    return false;
  }

  @SuppressWarnings("unchecked") // called with this alone
  private void add(Consumer<? super PoolFuture<T>> action, boolean watches) {
    Consumer<Object> untyped = (Consumer<Object>) (Consumer<?>) action;
    Stage now = stage;
    while (now instanceof Open open) {
      Open next = new Open(open.running, new Callback(untyped, watches, open.last));
      if (STAGE.compareAndSet(this, now, next)) {
        return;
      }
      now = stage;
    }
    call(untyped);
  }

  /** Wakes the waiting threads and calls the callbacks, in the thread that has ended this. */
  private void announce(@Nullable Callback last) {
    Gate waiting = gate;
    if (waiting != null) {
      waiting.open();
    }
    Callback first = null;
    for (Callback each = last; each != null; each = each.before) {
      each.after = first;
      first = each;
    }
    call(first, true);
    call(first, false);
  }

  private void call(@Nullable Callback first, boolean watches) {
    for (Callback each = first; each != null; each = each.after) {
      if (each.watches == watches) {
        call(each.action);
      }
    }
  }

  private void call(Consumer<Object> action) {
    try {
      action.accept(this);
    } catch (Throwable e) {
      Uncaught.report(e);
    }
  }
}
