package dev.heddle.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A pool with threads of its own. */
final class WorkerPool extends ThreadPool {
  /*
   * One lock guards everything but the tasks themselves; no code of the user runs under it. Admission,
   * growth and shutdown have to be one step: whether a task is taken depends on whether a worker is
   * free, and whether a worker is started depends on that, too.
   *
   * "spare" is the number of workers that do no task, less the number of tasks that wait. Submitting
   * takes one away, the end of a task adds one, and a worker that begins a task changes nothing: it
   * is one worker less, and one task. So it does not matter how long a worker takes to wake up or to
   * start: it counts as free for a task that waits from the moment that it is meant for it. A worker
   * is started if there are more tasks than that, and a task has to take a place of the queue only
   * beyond that.
   */

  private final int maxWorkers;
  private final int capacity;
  private final WhenFull whenFull;
  private final boolean daemon;
  private final boolean virtual;
  private final CheckedRunnable<?> initializer;
  private final String prefix;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final Condition ended = lock.newCondition();

  private final ArrayDeque<PoolTask<?>> waiting = new ArrayDeque<>();
  private final Set<Worker> workers = new LinkedHashSet<>();
  private int spare;
  private int started;
  private boolean isShutDown;

  /** What an initializer threw, or null. */
  private @Nullable Throwable breach;

  WorkerPool(Builder builder) {
    super(builder.name);
    this.maxWorkers = builder.maxWorkers;
    this.capacity = builder.capacity;
    this.whenFull = builder.whenFull;
    this.daemon = builder.daemon;
    this.virtual = builder.virtual;
    this.initializer = builder.initializer;
    this.prefix = builder.name == null ? ThreadPool.class.getSimpleName() : builder.name;
  }

  @Override
  void accept(PoolTask<?> task) {
    if (!enqueue(task)) {
      task.run();
    }
  }

  /** Returns whether the task was taken; if not, the calling thread has to do it. */
  private boolean enqueue(PoolTask<?> task) {
    lock.lock();
    try {
      requireOpen();
      while (!hasPlace()) {
        switch (whenFull) {
          case WAIT -> {
            notFull.awaitUninterruptibly();
            requireOpen();
          }
          case REJECT ->
              throw new RejectedExecutionException(
                  "%s is full: %s busy, %s"
                      .formatted(label(), Checks.count(workers.size(), "worker"), placesTaken()));
          case RUN_IN_CALLER -> {
            return false;
          }
        }
      }
      add(task);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private String placesTaken() {
    return "%d of %s wait".formatted(waiting.size(), Checks.count(capacity, "task"));
  }

  private boolean hasPlace() {
    return spare > 0 || workers.size() < maxWorkers || -spare < capacity;
  }

  private void add(PoolTask<?> task) {
    waiting.addLast(task);
    spare--;
    if (spare < 0 && workers.size() < maxWorkers) {
      try {
        startWorker();
      } catch (Throwable e) {
        waiting.removeLast();
        spare++;
        throw e;
      }
    }
    notEmpty.signal();
  }

  private void startWorker() {
    Worker worker = new Worker(prefix + "_" + started);
    worker.thread.start();
    started++;
    workers.add(worker);
    spare++;
  }

  private void requireOpen() {
    if (breach != null) {
      throw broken(breach);
    }
    if (isShutDown) {
      throw new PoolShutDownException(label() + " was shut down, and takes no more tasks");
    }
  }

  private BrokenPoolException broken(Throwable cause) {
    return new BrokenPoolException(
        label() + " is broken: the initializer of a worker failed", cause);
  }

  @Override
  public void shutdown() {
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    isShutDown = true;
    notEmpty.signalAll();
    notFull.signalAll();
    if (workers.isEmpty()) {
      ended.signalAll();
    }
  }

  @Override
  List<PoolTask<?>> shutdownAndDrain() {
    lock.lock();
    try {
      List<PoolTask<?>> left = new ArrayList<>(waiting);
      waiting.clear();
      spare += left.size();
      end();
      return left;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isShutDown() {
    lock.lock();
    try {
      return isShutDown;
    } finally {
      lock.unlock();
    }
  }

  @Override
  boolean joinWithin(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!hasEnded()) {
        if (left <= 0) {
          return false;
        }
        left = QueueSync.await(ended, left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  boolean hasEnded() {
    lock.lock();
    try {
      return isShutDown && workers.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  boolean isWorker() {
    Thread caller = Thread.currentThread();
    lock.lock();
    try {
      return workers.stream().anyMatch(worker -> worker.thread == caller);
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many workers are free for more tasks; negative if tasks wait. For tests. */
  int spare() {
    lock.lock();
    try {
      return spare;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the next task, and waits for one; null if there will be none. */
  private @Nullable PoolTask<?> next(boolean afterTask) {
    lock.lock();
    try {
      if (afterTask) {
        spare++;
        notFull.signal();
      }
      while (waiting.isEmpty() && !isShutDown) {
        notEmpty.awaitUninterruptibly();
      }
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  private void leave(Worker worker) {
    lock.lock();
    try {
      workers.remove(worker);
      spare--;
      if (isShutDown && workers.isEmpty()) {
        ended.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets everybody know that an initializer has failed. */
  private void breakBy(Throwable thrown) {
    List<PoolTask<?>> left;
    lock.lock();
    try {
      breach = breach == null ? thrown : breach;
      left = shutdownAndDrain();
    } finally {
      lock.unlock();
    }
    left.forEach(task -> task.refuse(broken(thrown)));
    if (left.isEmpty()) {
      Uncaught.report(thrown);
    }
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      String state = breach != null ? ", broken" : isShutDown ? ", shut down" : "";
      long busy = workers.stream().filter(worker -> worker.present != null).count();
      return "%s [%d of %s, %d busy, %s%s]"
          .formatted(
              title(),
              workers.size(),
              Checks.count(maxWorkers, "worker"),
              busy,
              capacity == Integer.MAX_VALUE
                  ? Checks.count(waiting.size(), "waiting task")
                  : placesTaken(),
              state);
    } finally {
      lock.unlock();
    }
  }

  /** A thread of the pool, and what it does. */
  private final class Worker implements Runnable {
    final Thread thread;

    /** The task that the worker does just now, or null. */
    volatile @Nullable PoolTask<?> present;

    Worker(String name) {
      if (virtual) {
        thread = VirtualThreads.make(name, this);
      } else {
        thread = new Thread(this, name);
        thread.setDaemon(daemon);
      }
    }

    @Override
    public void run() {
      try {
        if (initialize()) {
          work();
        }
      } finally {
        leave(this);
      }
    }

    private boolean initialize() {
      try {
        initializer.run();
        return true;
      } catch (Throwable e) {
        breakBy(e);
        return false;
      }
    }

    private void work() {
      PoolTask<?> task = next(false);
      while (task != null) {
        // An interrupt that came before belongs to nobody.
        Thread.interrupted();
        present = task;
        task.run();
        present = null;
        task = next(true);
      }
    }
  }
}
