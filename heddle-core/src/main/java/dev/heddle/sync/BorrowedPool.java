package dev.heddle.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** A pool whose tasks an executor does. */
final class BorrowedPool extends ThreadPool {
  private final ExecutorService executor;

  /** Those that were given to the executor and have not ended. */
  private final Set<PoolTask<?>> tasks = ConcurrentHashMap.newKeySet();

  /** The threads that do a task of this pool. */
  private final Set<Thread> busy = ConcurrentHashMap.newKeySet();

  BorrowedPool(ExecutorService executor) {
    super(null);
    this.executor = executor;
  }

  @Override
  void accept(PoolTask<?> task) {
    if (executor.isShutdown()) {
      throw new PoolShutDownException(label() + " was shut down, and takes no more tasks");
    }
    tasks.add(task);
    task.future.watch(future -> tasks.remove(task));
    try {
      executor.execute(() -> run(task));
    } catch (Throwable e) {
      tasks.remove(task);
      throw e;
    }
  }

  private void run(PoolTask<?> task) {
    Thread caller = Thread.currentThread();
    boolean outermost = busy.add(caller);
    try {
      task.run();
    } finally {
      if (outermost) {
        busy.remove(caller);
      }
    }
  }

  @Override
  public void shutdown() {
    executor.shutdown();
  }

  @Override
  List<PoolTask<?>> shutdownAndDrain() {
    executor.shutdown();
    List<PoolTask<?>> left = new ArrayList<>(tasks);
    left.removeIf(task -> !task.future.cancel());
    return left;
  }

  @Override
  public boolean isShutDown() {
    return executor.isShutdown();
  }

  @Override
  boolean joinWithin(long nanos) throws InterruptedException {
    return executor.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  boolean hasEnded() {
    return executor.isTerminated();
  }

  @Override
  boolean isWorker() {
    return busy.contains(Thread.currentThread());
  }

  @Override
  public String toString() {
    return "%s [over %s, %s not done]"
        .formatted(title(), executor, Checks.count(tasks.size(), "task"));
  }
}
