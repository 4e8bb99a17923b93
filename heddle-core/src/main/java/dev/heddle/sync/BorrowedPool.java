package dev.heddle.sync;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** A pool whose tasks an executor does. */
final class BorrowedPool extends ThreadPool implements PoolIdentity {
  /*
   * An executor may throw tasks away without a word. What it was given is then referred to by
   * nothing, and the collector finds it: so "tasks" refers weakly to what the executor has, and does
   * not grow with what was discarded. Found when the pool is used again.
   */

  private final ExecutorService executor;

  /** Those that were given to the executor and have not ended. */
  private final Set<Given> tasks = ConcurrentHashMap.newKeySet();

  private final ReferenceQueue<Runnable> discarded = new ReferenceQueue<>();

  /** The threads that do a task of this pool. */
  private final Set<ThreadKey> busy = ConcurrentHashMap.newKeySet();

  BorrowedPool(ExecutorService executor) {
    super(null);
    this.executor = executor;
  }

  /** A task, and whether the executor still has it. */
  private static final class Given extends WeakReference<Runnable> {
    final PoolTask<?> task;

    Given(PoolTask<?> task, Runnable given, ReferenceQueue<Runnable> discarded) {
      super(given, discarded);
      this.task = task;
    }
  }

  @Override
  public BorrowedPool handle() {
    return this;
  }

  @Override
  public String poolTitle() {
    return title();
  }

  @Override
  BorrowedPool identity() {
    return this;
  }

  @Override
  void accept(PoolTask<?> task) {
    cancelDiscarded();
    if (executor.isShutdown()) {
      throw new PoolShutDownException(label() + " was shut down, and takes no more tasks");
    }
    Runnable run =
        new Runnable() {
          @Override
          public void run() {
            boolean begun = task.begin();
            // Not discarded, now that the future says that it runs.
            Reference.reachabilityFence(this);
            if (begun) {
              BorrowedPool.this.run(task);
            }
          }
        };
    Given given = new Given(task, run, discarded);
    try {
      tasks.add(given);
      task.future.watch(future -> tasks.remove(given));
      executor.execute(run);
    } catch (Throwable e) {
      tasks.remove(given);
      throw e;
    }
  }

  private void run(PoolTask<?> task) {
    ThreadKey caller;
    boolean outermost;
    try {
      caller = new ThreadKey(Thread.currentThread());
      outermost = busy.add(caller);
    } catch (Throwable e) {
      // No memory for an entry.
      task.future.fail(e);
      return;
    }
    task.runInScope();
    if (outermost) {
      busy.remove(caller);
    }
  }

  private void cancelDiscarded() {
    for (Reference<?> each = discarded.poll(); each != null; each = discarded.poll()) {
      ((Given) each).task.future.cancel();
    }
  }

  @Override
  public void shutdown() {
    executor.shutdown();
    cancelDiscarded();
  }

  @Override
  List<PoolTask<?>> shutdownAndDrain() {
    executor.shutdown();
    List<PoolTask<?>> left = new ArrayList<>();
    for (Given given : tasks) {
      if (given.task.future.cancel()) {
        left.add(given.task);
      }
    }
    return left;
  }

  @Override
  public boolean isShutDown() {
    return executor.isShutdown();
  }

  @Override
  boolean joinWithin(long nanos) throws InterruptedException {
    cancelDiscarded();
    return executor.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  boolean hasEnded() {
    return executor.isTerminated();
  }

  @Override
  Role roleOfCaller() {
    return busy.contains(new ThreadKey(Thread.currentThread())) ? Role.TASK : Role.OUTSIDER;
  }

  @Override
  public String toString() {
    cancelDiscarded();
    return "%s [over %s, %s not done]"
        .formatted(title(), executor, Checks.count(tasks.size(), "task"));
  }
}
