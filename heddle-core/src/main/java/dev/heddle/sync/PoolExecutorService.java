package dev.heddle.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** A pool as the JDK knows pools. */
final class PoolExecutorService extends AbstractExecutorService {
  private final ThreadPool pool;

  PoolExecutorService(ThreadPool pool) {
    this.pool = pool;
  }

  @Override
  public void execute(Runnable command) {
    pool.execute(command);
  }

  @Override
  public void shutdown() {
    pool.shutdown();
  }

  /** Cancels what waits; returns of that what came by {@code execute}. */
  @Override
  public List<Runnable> shutdownNow() {
    List<Runnable> commands = new ArrayList<>();
    for (PoolTask<?> task : pool.shutdownAndDrain()) {
      task.future.cancel();
      if (task.command != null) {
        commands.add(task.command);
      }
    }
    return commands;
  }

  @Override
  public boolean isShutdown() {
    return pool.isShutDown();
  }

  @Override
  public boolean isTerminated() {
    return pool.hasEnded();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return pool.joinWithin(Math.max(0, unit.toNanos(timeout)));
  }

  @Override
  public String toString() {
    return "ExecutorService over " + pool;
  }
}
