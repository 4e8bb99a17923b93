package dev.heddle.sync;

import java.lang.ref.Reference;
import java.util.List;

/**
 * A pool with threads of its own, as its user has it. The threads refer to the {@link WorkerPool}
 * alone, so that a pool can be found to which nothing else refers.
 */
final class OwnPool extends ThreadPool {
  /*
   * A pool that can no longer be reached is shut down (WorkerPool.Handle). It has to be reachable as
   * long as one of its methods runs: hence the fences.
   */

  private final WorkerPool workers;

  OwnPool(Builder builder) {
    super(builder.name);
    this.workers = new WorkerPool(builder, this);
  }

  @Override
  WorkerPool identity() {
    return workers;
  }

  @Override
  void accept(PoolTask<?> task) {
    try {
      workers.accept(task);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void shutdown() {
    workers.shutdown();
  }

  @Override
  List<PoolTask<?>> shutdownAndDrain() {
    return workers.shutdownAndDrain();
  }

  @Override
  public boolean isShutDown() {
    try {
      return workers.isShutDown();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  boolean joinWithin(long nanos) throws InterruptedException {
    try {
      return workers.joinWithin(nanos);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  boolean hasEnded() {
    return workers.hasEnded();
  }

  @Override
  Role roleOfCaller() {
    return workers.roleOfCaller();
  }

  @Override
  public String toString() {
    return workers.toString();
  }
}
