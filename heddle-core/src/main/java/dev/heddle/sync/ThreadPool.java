package dev.heddle.sync;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An executor that runs each submitted task on one of a bounded set of pooled threads.
 *
 * <pre>{@code
 * try (ThreadPool pool = ThreadPool.named("Worker").maxWorkers(4).build()) {
 *   PoolFuture<Integer> first = pool.submit(() -> count(firstHalf));
 *   PoolFuture<Integer> second = pool.submit(() -> count(secondHalf));
 *   System.out.println(first.result() + second.result());
 * }
 * }</pre>
 *
 * <ul>
 *   <li><b>Workers</b> are started as they are needed: no worker is started for a task that is
 *       submitted while one is free. A worker is free as soon as the future of its task is done, or
 *       once it has run the callbacks, if there are any. Workers are named {@code Worker_0}, {@code
 *       Worker_1}, and live until the pool is shut down. They are not daemons, unless {@link
 *       Builder#daemon} makes them so: a pool that is never shut down keeps the JVM running.
 *   <li><b>Tasks</b> for which no worker is free wait in the order of their submission. Their
 *       number is unlimited, unless {@link Builder#capacity} sets a bound. Each task begins with
 *       its interrupt status clear. The objects it made in {@link Local}s are closed at its end,
 *       even those in a {@link Local.Scope} that it left open. If a close hook throws, the task
 *       fails.
 *   <li><b>Errors.</b> Anything that a task throws, an {@code OutOfMemoryError} included, is in its
 *       {@link PoolFuture} and does not end the worker. If memory runs out in the pool itself, the
 *       {@code OutOfMemoryError} is thrown by the submitting method, or is in that task's future.
 *   <li><b>Shutdown.</b> {@link #shutdown()} refuses new tasks; the waiting ones are still run,
 *       unless {@link #shutdownAndCancel()} cancels them. Running tasks are never stopped or
 *       interrupted. {@link #close()} shuts down and waits for the end. A pool that is referenced
 *       by nothing but its own threads is shut down when another pool is built after the garbage
 *       collector has found it unreachable.
 *   <li><b>References.</b> An idle worker refers to nothing of the tasks it has run. A pool refers
 *       to a cancelled task until its turn comes, but not to the task's body.
 * </ul>
 *
 * <p>A task that waits for another task of its own pool can deadlock: all workers may be waiting
 * like this.
 *
 * <p><b>Memory:</b> see {@link PoolFuture}. The end of the last worker <em>happens-before</em> the
 * return of {@link #join()}.
 *
 * <p>The reference is Python's {@code concurrent.futures.ThreadPoolExecutor}. <b>Beside {@code
 * java.util.concurrent.ThreadPoolExecutor}:</b> there is one number of workers, not two, of which
 * the larger counts only when the queue is full; cancelling and shutting down never interrupt.
 */
public abstract sealed class ThreadPool implements Executor, AutoCloseable
    permits OwnPool, BorrowedPool {
  private final @Nullable String name;

  ThreadPool(@Nullable String name) {
    this.name = name;
  }

  /** Returns a builder of a pool without a name. */
  public static Builder builder() {
    return new Builder(null);
  }

  /**
   * Returns a builder of a named pool.
   *
   * @param name the pool's name in messages, and the prefix of its workers' names
   */
  public static Builder named(String name) {
    return new Builder(Checks.nonNull(name, "name"));
  }

  /**
   * Returns a pool that runs its tasks in an executor. To shut the pool down is to shut the
   * executor down, and interrupts are as the executor has them. A task that the executor discards
   * silently ({@code shutdownNow()}, a policy that discards) is cancelled, but only when this pool
   * is used again after the garbage collector has found the task unreachable; until then its future
   * stays pending.
   *
   * @param executor runs the tasks
   */
  public static ThreadPool over(ExecutorService executor) {
    return new BorrowedPool(Checks.nonNull(executor, "executor"));
  }

  /**
   * Submits a task that returns a result.
   *
   * @param <T> the result
   * @param task what to do; may throw anything
   * @return what will come of it
   * @throws RejectedExecutionException if the pool does not take it: a {@link
   *     PoolShutDownException} if it was shut down, a {@link BrokenPoolException} if it is broken,
   *     or just this if it is full and {@link WhenFull#REJECT rejects}
   */
  public final <T extends @Nullable Object> PoolFuture<T> submit(
      CheckedCallable<? extends T, ?> task) {
    return submit(Checks.nonNull(task, "task"), null);
  }

  private <T extends @Nullable Object> PoolFuture<T> submit(
      CheckedCallable<? extends T, ?> task, @Nullable Interest interest) {
    PoolTask<T> accepted = PoolTask.of(identity(), task, interest);
    accept(accepted);
    return accepted.future;
  }

  /**
   * Submits a task that returns nothing.
   *
   * @param task what to do; may throw anything
   * @return what will come of it: null, or what it throws
   * @throws RejectedExecutionException if the pool does not take it, as in {@link
   *     #submit(CheckedCallable)}
   */
  public final PoolFuture<@Nullable Void> submit(CheckedRunnable<?> task) {
    Checks.nonNull(task, "task");
    return submit(
        () -> {
          task.run();
          return null;
        },
        null);
  }

  /**
   * Submits a task without a future. Anything it throws goes to the worker's handler for uncaught
   * exceptions; the worker goes on.
   *
   * @param command what to do
   * @throws RejectedExecutionException if the pool does not take it, as in {@link
   *     #submit(CheckedCallable)}
   */
  @Override
  public final void execute(Runnable command) {
    accept(PoolTask.of(identity(), Checks.nonNull(command, "command")));
  }

  /**
   * Applies a function to each of some inputs. All inputs are read and submitted at once, as tasks
   * of their own; the results come in the order of the inputs.
   *
   * @param <A> the inputs
   * @param <R> the results
   * @param function what to apply; may be called by several threads at once
   * @param inputs finitely many
   * @throws RejectedExecutionException if the pool does not take a task; those that it took are
   *     cancelled
   */
  public final <A extends @Nullable Object, R extends @Nullable Object> PoolResults<R> map(
      Function<? super A, ? extends R> function, Iterable<? extends A> inputs) {
    return map(function, inputs, Integer.MAX_VALUE, Checks.FOREVER);
  }

  /**
   * Applies a function to each of some inputs. Inputs are read as results are taken: at any time
   * there are at most {@code buffer} tasks whose results were not taken.
   *
   * @param <A> the inputs
   * @param <R> the results
   * @param function what to apply; may be called by several threads at once
   * @param inputs may be endless
   * @param buffer how many tasks there are ahead; 1 or more
   * @throws IllegalArgumentException if {@code buffer} is less than one
   * @throws RejectedExecutionException if the pool does not take a task; those that it took are
   *     cancelled
   */
  public final <A extends @Nullable Object, R extends @Nullable Object> PoolResults<R> map(
      Function<? super A, ? extends R> function, Iterable<? extends A> inputs, int buffer) {
    return map(function, inputs, buffer, Checks.FOREVER);
  }

  /**
   * Applies a function to each of some inputs, with a limit of time for all of them. All inputs are
   * read and submitted at once.
   *
   * @param <A> the inputs
   * @param <R> the results
   * @param function what to apply; may be called by several threads at once
   * @param inputs finitely many
   * @param timeout until when results can be taken, from now; zero or less does not wait, more than
   *     292 years means no limit
   * @throws RejectedExecutionException if the pool does not take a task; those that it took are
   *     cancelled
   */
  public final <A extends @Nullable Object, R extends @Nullable Object> PoolResults<R> map(
      Function<? super A, ? extends R> function, Iterable<? extends A> inputs, Duration timeout) {
    return map(function, inputs, Integer.MAX_VALUE, Checks.nanos(timeout));
  }

  /**
   * Applies a function to each of some inputs, with a limit of time for all of them. Inputs are
   * read as results are taken.
   *
   * @param <A> the inputs
   * @param <R> the results
   * @param function what to apply; may be called by several threads at once
   * @param inputs may be endless
   * @param buffer how many tasks there are ahead; 1 or more
   * @param timeout until when results can be taken, from now; zero or less does not wait, more than
   *     292 years means no limit
   * @throws IllegalArgumentException if {@code buffer} is less than one
   * @throws RejectedExecutionException if the pool does not take a task; those that it took are
   *     cancelled
   */
  public final <A extends @Nullable Object, R extends @Nullable Object> PoolResults<R> map(
      Function<? super A, ? extends R> function,
      Iterable<? extends A> inputs,
      int buffer,
      Duration timeout) {
    return map(function, inputs, buffer, Checks.nanos(timeout));
  }

  private <A extends @Nullable Object, R extends @Nullable Object> PoolResults<R> map(
      Function<? super A, ? extends R> function,
      Iterable<? extends A> inputs,
      int buffer,
      long nanos) {
    Checks.nonNull(function, "function");
    Iterator<? extends A> each = Checks.nonNull(inputs, "inputs").iterator();
    return PoolResults.of(
        this,
        (input, interest) -> submit(() -> function.apply(input), interest),
        each,
        buffer,
        nanos);
  }

  /**
   * Refuses new tasks from now on, and returns. The waiting tasks are still run, and then the
   * workers end. Does nothing if the pool is shut down already.
   */
  public abstract void shutdown();

  /**
   * Refuses new tasks from now on, cancels those that wait, and returns. The tasks that run are
   * neither stopped nor interrupted. May follow a {@link #shutdown()}.
   */
  public final void shutdownAndCancel() {
    shutdownAndDrain().forEach(task -> task.future.cancel());
  }

  /** Returns whether the pool was shut down, in any way; it may still be at work. */
  public abstract boolean isShutDown();

  /**
   * Waits until the pool was shut down, all its tasks are done, and its workers have come to their
   * end.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws IllegalStateException if called by a worker of this pool, in a task or a callback: it
   *     would wait for itself
   */
  public final void join() throws InterruptedException {
    refuseWorker();
    joinWithin(Checks.FOREVER);
  }

  /**
   * Waits until the pool was shut down, all its tasks are done, and its workers have come to their
   * end; or until the time is over.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return whether that is so
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws IllegalStateException if called by a worker of this pool, in a task or a callback: it
   *     would wait for itself
   */
  public final boolean join(Duration timeout) throws InterruptedException {
    refuseWorker();
    return joinWithin(Checks.nanos(timeout));
  }

  /**
   * Shuts the pool down, and waits until all its tasks are done. An interrupt does not end the
   * wait, and leaves the thread's interrupt status set.
   *
   * @throws IllegalStateException if called by a worker of this pool, in a task or a callback: it
   *     would wait for itself; nothing changes then
   */
  @Override
  public final void close() {
    refuseWorker();
    shutdown();
    Uninterruptibly.await(Checks.FOREVER, this::joinWithin);
  }

  /**
   * Returns this pool as an {@code ExecutorService}: the same workers, the same shutdown. Its
   * futures are those of the JDK, whose {@code cancel(true)} interrupts; its {@code shutdownNow()}
   * interrupts no thread.
   */
  public final ExecutorService asExecutorService() {
    return new PoolExecutorService(this);
  }

  /** Takes a task, or throws. */
  abstract void accept(PoolTask<?> task);

  /** Shuts down, and returns the tasks that were not begun, which no thread will begin. */
  abstract List<PoolTask<?>> shutdownAndDrain();

  /** Waits for so many nanoseconds until the pool has ended, and returns whether it has. */
  abstract boolean joinWithin(long nanos) throws InterruptedException;

  /** Returns whether the pool has ended. */
  abstract boolean hasEnded();

  /** Returns what the calling thread is to this pool. */
  abstract Role roleOfCaller();

  /** Returns what futures refer to, in place of this. */
  abstract PoolIdentity identity();

  /** Names the pool in a message. */
  final String label() {
    return Checks.label(ThreadPool.class, name);
  }

  /** Names the pool in a text. */
  final String title() {
    return Checks.title(ThreadPool.class, name);
  }

  private void refuseWorker() {
    Role role = roleOfCaller();
    if (role != Role.OUTSIDER) {
      throw new IllegalStateException(
          "%s cannot wait for the end of %s: it is %s"
              .formatted(Checks.name(Thread.currentThread()), label(), role.text));
    }
  }

  /** What a thread is to a pool. */
  enum Role {
    OUTSIDER("no worker of that pool"),
    TASK("running a task of that pool"),
    /** It runs a callback, the initializer, or a handler for uncaught exceptions. */
    WORKER("a worker of that pool, and would wait for itself");

    private final String text;

    Role(String text) {
      this.text = text;
    }
  }

  /** What a pool does with a task if no worker is free and no place either. */
  public enum WhenFull {
    /**
     * The submitting method waits for a place. An interrupt does not end the wait. A task that
     * submits to its own pool can deadlock.
     */
    WAIT,
    /** The task is refused, with a {@link RejectedExecutionException}. */
    REJECT,
    /**
     * The submitting thread runs the task itself, before the submitting method returns. The task
     * begins with the interrupt status clear; an interrupt from before, or during the task, is set
     * again afterwards.
     */
    RUN_IN_CALLER
  }

  /** Builds a pool. */
  public static final class Builder {
    private static final int MOST_BY_DEFAULT = 32;
    private static final int BESIDE_PROCESSORS = 4;

    final @Nullable String name;
    int maxWorkers =
        Math.min(MOST_BY_DEFAULT, Runtime.getRuntime().availableProcessors() + BESIDE_PROCESSORS);
    int capacity = Integer.MAX_VALUE;
    WhenFull whenFull = WhenFull.REJECT;
    boolean daemon;
    boolean virtual;
    CheckedRunnable<?> initializer = () -> {};

    Builder(@Nullable String name) {
      this.name = name;
    }

    /**
     * Sets the maximum number of workers. The default is the number of processors plus four, but at
     * most 32.
     *
     * @param number 1 or more
     * @throws IllegalArgumentException if {@code number} is less than one
     */
    public Builder maxWorkers(int number) {
      if (number < 1) {
        throw new IllegalArgumentException(
            "%s cannot have %s"
                .formatted(Checks.label(ThreadPool.class, name), Checks.count(number, "worker")));
      }
      maxWorkers = number;
      return this;
    }

    /**
     * Sets how many tasks can wait, in addition to those that are running or for which a worker is
     * free. By default there is no bound. A cancelled task keeps its place until its turn comes.
     *
     * @param places 0 or more
     * @param policy what to do with a task for which there is no place
     * @throws IllegalArgumentException if {@code places} is negative
     */
    public Builder capacity(int places, WhenFull policy) {
      if (places < 0) {
        throw new IllegalArgumentException(
            "%s cannot have room for %s"
                .formatted(Checks.label(ThreadPool.class, name), Checks.count(places, "task")));
      }
      capacity = places;
      whenFull = Checks.nonNull(policy, "policy");
      return this;
    }

    /**
     * Sets whether workers are daemons. If this is not called they are not: the JVM runs until the
     * pool is shut down and has done its tasks.
     */
    public Builder daemon(boolean on) {
      daemon = on;
      return this;
    }

    /**
     * Makes the workers virtual threads, which are daemons always.
     *
     * @throws UnsupportedOperationException if the JDK has none, which is so before 21
     */
    public Builder virtual() {
      VirtualThreads.require();
      virtual = true;
      return this;
    }

    /**
     * Sets what each worker runs when it starts. If it throws, the pool is broken: the waiting
     * tasks fail with a {@link BrokenPoolException}, and every later submit throws one.
     *
     * @param body may throw anything
     */
    public Builder initializer(CheckedRunnable<?> body) {
      initializer = Checks.nonNull(body, "body");
      return this;
    }

    /** Builds the pool. No worker is started before the first task. */
    public ThreadPool build() {
      return new OwnPool(this);
    }
  }
}
