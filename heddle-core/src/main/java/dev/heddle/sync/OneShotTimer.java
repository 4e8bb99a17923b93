package dev.heddle.sync;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task once, after a time, unless it is cancelled before. Each timer has a thread of its
 * own: one task that fails, or takes long, is no matter to the others.
 *
 * <pre>{@code
 * OneShotTimer timer = new OneShotTimer(Duration.ofSeconds(30), connection::close, "idle");
 * timer.start();
 * …
 * if (!timer.cancel()) {
 *   throw new IllegalStateException("too late, the connection is closed");
 * }
 * }</pre>
 *
 * <p>An exception of the task goes to the handler for uncaught exceptions of the timer's thread.
 * What the task makes in {@link Local}s is closed at its end. Once the task has run, or the timer
 * was cancelled, the timer no longer refers to the task. An interrupt of that thread, while it
 * waits, cancels the timer; once the task runs it is the task's affair.
 *
 * <p><b>The thread</b> is a platform thread, and a daemon if the thread is that calls {@link
 * #start()}: if not, the JVM does not end before the timer has. Those of {@link #daemon} do not
 * keep it; those of {@link #virtual} do not either, and cost little.
 *
 * <p><b>Memory:</b> actions before {@link #start()} <em>happen-before</em> the task, and the task
 * <em>happens-before</em> what follows an {@link #await()}; and so do actions before a {@link
 * #cancel()} that returned true.
 *
 * <p>The reference is Python's {@code threading.Timer}, whose {@code cancel} does not say whether
 * it came in time. A {@code java.util.Timer} has one thread for all its tasks, which the first
 * failure ends; a {@code ScheduledExecutorService} keeps exceptions to itself until somebody asks.
 */
public final class OneShotTimer {
  /** How far a timer has come. */
  private enum State {
    NEW("not started"),
    WAITING("waiting"),
    CANCELLED("cancelled"),
    RUNNING("running"),
    ENDED("ended");

    final String text;

    State(String text) {
      this.text = text;
    }
  }

  private final Duration interval;

  /** Null once it will not be run, or is running. Taken by the thread that changes the state so. */
  private @Nullable Runnable task;

  private final @Nullable String name;
  private final Threads threads;

  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final Event cancelled = new Event();
  private final Event ended = new Event();

  /** The timer's thread while it runs the task. */
  private volatile @Nullable Thread runner;

  /**
   * Makes a timer that is not started.
   *
   * @param interval how long to wait after the start; zero or less runs the task at once, more than
   *     292 years is never
   * @param task what to run
   */
  public OneShotTimer(Duration interval, Runnable task) {
    this(interval, task, Threads.PLATFORM, null);
  }

  /**
   * Makes a timer that is not started.
   *
   * @param interval how long to wait after the start; zero or less runs the task at once, more than
   *     292 years is never
   * @param task what to run
   * @param name what messages call it, and its thread
   */
  public OneShotTimer(Duration interval, Runnable task, String name) {
    this(interval, task, Threads.PLATFORM, Checks.nonNull(name, "name"));
  }

  private OneShotTimer(Duration interval, Runnable task, Threads threads, @Nullable String name) {
    this.interval = Checks.nonNull(interval, "interval");
    this.task = Checks.nonNull(task, "task");
    this.threads = threads;
    this.name = name;
  }

  /**
   * Makes a timer whose thread does not keep the JVM from ending.
   *
   * @param interval how long to wait after the start; zero or less runs the task at once, more than
   *     292 years is never
   * @param task what to run
   * @param name what messages call it, and its thread
   * @return the timer, not started
   */
  public static OneShotTimer daemon(Duration interval, Runnable task, String name) {
    return new OneShotTimer(interval, task, Threads.DAEMON, Checks.nonNull(name, "name"));
  }

  /**
   * Makes a timer with a virtual thread, or, where the JDK has none, a daemon.
   *
   * @param interval how long to wait after the start; zero or less runs the task at once, more than
   *     292 years is never
   * @param task what to run
   * @param name what messages call it, and its thread
   * @return the timer, not started
   */
  public static OneShotTimer virtual(Duration interval, Runnable task, String name) {
    return new OneShotTimer(interval, task, Threads.VIRTUAL, Checks.nonNull(name, "name"));
  }

  /**
   * Lets the time begin. If the timer was cancelled before, nothing happens.
   *
   * @throws IllegalStateException if it was started before; nothing changes then
   */
  public void start() {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "cannot start %s again: it has been started before"
              .formatted(Checks.label(OneShotTimer.class, name)));
    }
    if (!state.compareAndSet(State.NEW, State.WAITING)) {
      return;
    }
    boolean running = false;
    try {
      threads.make(name == null ? "OneShotTimer" : name, this::run).start();
      running = true;
    } finally {
      if (!running) {
        cancel();
      }
    }
  }

  /**
   * Sees to it that the task does not run, if that can still be done. Any thread may call this, at
   * any time.
   *
   * @return whether this call did it: the task will never run. False if it runs or has run, or if
   *     the timer was cancelled before
   */
  public boolean cancel() {
    if (!state.compareAndSet(State.NEW, State.CANCELLED)
        && !state.compareAndSet(State.WAITING, State.CANCELLED)) {
      return false;
    }
    task = null;
    cancelled.set();
    ended.set();
    return true;
  }

  /**
   * Waits until the task has run, or failed, or the timer was cancelled. For a timer that is not
   * started that may be for ever.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws IllegalStateException if called by the timer's own task, which would wait for itself
   */
  public void await() throws InterruptedException {
    refuseOwnTask();
    ended.await();
  }

  /**
   * Waits until the task has run, or failed, or the timer was cancelled, or the time is over.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return false if the time was over before that
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws IllegalStateException if called by the timer's own task, which would wait for itself
   */
  public boolean await(Duration timeout) throws InterruptedException {
    refuseOwnTask();
    return ended.await(timeout);
  }

  private void refuseOwnTask() {
    Thread caller = Thread.currentThread();
    if (runner == caller) {
      throw new IllegalStateException(
          "%s cannot wait for the end of %s: it is running the task of that timer"
              .formatted(Checks.name(caller), Checks.label(OneShotTimer.class, name)));
    }
  }

  private void run() {
    try {
      if (isDue()) {
        runTask();
      }
    } finally {
      runner = null;
      state.compareAndSet(State.RUNNING, State.ENDED);
      ended.set();
    }
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private void runTask() {
    Runnable due = Checks.nonNull(task, "task");
    task = null;
    runner = Thread.currentThread();
    Local.Scope scope = Local.scope();
    try {
      due.run();
    } finally {
      scope.closeWithInner();
    }
  }

  /** Waits until it is time; returns whether the task is to run, which nobody can prevent then. */
  private boolean isDue() {
    try {
      return !cancelled.await(interval) && state.compareAndSet(State.WAITING, State.RUNNING);
    } catch (InterruptedException e) {
      cancel();
      return false;
    }
  }

  /** Returns a text with the name and the state, such as {@code OneShotTimer "idle" [waiting]}. */
  @Override
  public String toString() {
    return "%s [%s]".formatted(Checks.title(OneShotTimer.class, name), state.get().text);
  }
}
