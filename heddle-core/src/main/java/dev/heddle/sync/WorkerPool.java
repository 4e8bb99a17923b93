package dev.heddle.sync;

import dev.heddle.sync.PoolFuture.End;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The threads of an {@link OwnPool}, and the tasks that wait for them. */
final class WorkerPool implements PoolIdentity {
  /*
   * Algorithmic notes.
   *
   * One lock guards everything but the tasks themselves; no code of the user runs under it.
   * Admission, growth and shutdown have to be one step: whether a task is taken depends on whether a
   * worker is free, and whether a worker is started depends on that, too.
   *
   * "spare" is the number of free workers less the number of waiting tasks. Submitting takes one
   * away, a worker that becomes free adds one, and a worker that takes a task changes nothing: there
   * is one free worker less, and one waiting task. So it does not matter how long a worker takes to
   * wake up or to start: it counts as free for a waiting task from the moment that it is meant for
   * it. A worker is started if there are more tasks than that, and a task has to take a place of the
   * queue only beyond that.
   *
   * The end of a task. A thread that waits for the result and then submits the next task should find
   * the worker free. So a worker that has called a body first becomes free, and takes the next task
   * or becomes idle, with the same hold of the lock; then it ends the future. If that would call code of the user,
   * which may block, the future is ended first. A callback may be added just in between: then the
   * worker is not free after all, and puts the next task back (perform()).
   *
   * Idle workers are a stack, and each parks for itself. The one that came last is woken first. To
   * wake it is a hint: a worker that takes a task looks into the queue under the lock, and one that
   * finds nothing there is idle again.
   *
   * The end of the heap. A worker needs no memory of its own between two tasks, but for a contended
   * lock, which it tries again and again (Uninterruptibly.lock). The future of a task is ended whatever is
   * thrown (PoolTask). A worker that ends all the same, which only Thread.stop of old JDKs can
   * bring about, is replaced if tasks wait.
   */

  private static final ReferenceQueue<ThreadPool> LOST = new ReferenceQueue<>();

  private static final long PAUSE_NANOS = 1_000_000;

  private final @Nullable String name;
  private final Handle handle;
  private final int maxWorkers;
  private final int capacity;
  private final ThreadPool.WhenFull whenFull;
  private final boolean daemon;
  private final boolean virtual;
  private final CheckedRunnable<?> initializer;
  private final String prefix;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notFull = lock.newCondition();
  private final Condition ended = lock.newCondition();

  private final ItemStore.Fifo<PoolTask<?>> waiting = new ItemStore.Fifo<>();
  private final Set<Worker> workers = new LinkedHashSet<>();

  /** The worker that became idle last, or null. */
  private @Nullable Worker idle;

  private int spare;
  private int started;
  private boolean isShutDown;

  /** What an initializer threw, or null. */
  private @Nullable Throwable breach;

  /** The pool as its user has it, until the user has it no more. */
  private static final class Handle extends WeakReference<ThreadPool> {
    final WorkerPool workers;

    Handle(ThreadPool pool, WorkerPool workers) {
      super(pool, LOST);
      this.workers = workers;
    }
  }

  WorkerPool(ThreadPool.Builder builder, ThreadPool pool) {
    this.name = builder.name;
    this.maxWorkers = builder.maxWorkers;
    this.capacity = builder.capacity;
    this.whenFull = builder.whenFull;
    this.daemon = builder.daemon;
    this.virtual = builder.virtual;
    this.initializer = builder.initializer;
    this.prefix = builder.name == null ? ThreadPool.class.getSimpleName() : builder.name;
    this.handle = new Handle(pool, this);
    shutDownLost();
  }

  /** Shuts down the pools that their users have lost. */
  private static void shutDownLost() {
    for (Reference<?> each = LOST.poll(); each != null; each = LOST.poll()) {
      ((Handle) each).workers.shutdown();
    }
  }

  @Override
  public @Nullable ThreadPool handle() {
    return handle.get();
  }

  @Override
  public String poolTitle() {
    return Checks.title(ThreadPool.class, name);
  }

  private String label() {
    return Checks.label(ThreadPool.class, name);
  }

  void accept(PoolTask<?> task) {
    boolean hasPlace;
    Worker woken = null;
    lock.lock();
    try {
      hasPlace = awaitPlace();
      if (hasPlace) {
        woken = add(task);
      }
    } finally {
      lock.unlock();
    }
    if (!hasPlace) {
      task.runHere();
    } else if (woken != null) {
      LockSupport.unpark(woken.thread);
    }
  }

  /** Returns whether there is a place for a task; if not, the calling thread has to run it. */
  private boolean awaitPlace() {
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
    return true;
  }

  private String placesTaken() {
    return "%d of %s wait".formatted(waiting.size, Checks.count(capacity, "task"));
  }

  private boolean hasPlace() {
    return spare > 0 || workers.size() < maxWorkers || -spare < capacity;
  }

  /** Returns the worker that is to be unparked, or null. */
  private @Nullable Worker add(PoolTask<?> task) {
    waiting.add(task);
    spare--;
    if (spare < 0 && workers.size() < maxWorkers) {
      try {
        startWorker();
      } catch (Throwable e) {
        waiting.removeLast();
        spare++;
        throw e;
      }
      return null;
    }
    return popIdle();
  }

  private void startWorker() {
    Worker worker = new Worker(prefix + "_" + started);
    workers.add(worker);
    try {
      worker.thread.start();
    } catch (Throwable e) {
      workers.remove(worker);
      throw e;
    }
    started++;
    spare++;
  }

  private @Nullable Worker popIdle() {
    Worker top = idle;
    if (top != null) {
      idle = top.below;
      top.below = null;
      top.isIdle = false;
    }
    return top;
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

  void shutdown() {
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    isShutDown = true;
    for (Worker top = popIdle(); top != null; top = popIdle()) {
      LockSupport.unpark(top.thread);
    }
    notFull.signalAll();
    if (workers.isEmpty()) {
      ended.signalAll();
    }
  }

  List<PoolTask<?>> shutdownAndDrain() {
    lock.lock();
    try {
      List<PoolTask<?>> left = waiting.removeAll();
      spare += left.size();
      end();
      return left;
    } finally {
      lock.unlock();
    }
  }

  boolean isShutDown() {
    lock.lock();
    try {
      return isShutDown;
    } finally {
      lock.unlock();
    }
  }

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

  boolean hasEnded() {
    lock.lock();
    try {
      return isShutDown && workers.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  ThreadPool.Role roleOfCaller() {
    Thread caller = Thread.currentThread();
    lock.lock();
    try {
      for (Worker worker : workers) {
        if (worker.thread == caller) {
          PoolTask<?> present = worker.present;
          return present == null || present.future.isDone()
              ? ThreadPool.Role.WORKER
              : ThreadPool.Role.TASK;
        }
      }
      return ThreadPool.Role.OUTSIDER;
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

  /** Lets a worker be free. Called under the lock. */
  private void free(Worker worker) {
    if (!worker.isFree) {
      worker.isFree = true;
      spare++;
      notFull.signal();
    }
  }

  /** Gives a free worker the next task, if there is one. Called under the lock. */
  private @Nullable PoolTask<?> poll(Worker worker) {
    if (waiting.size == 0 || breach != null) {
      return null;
    }
    worker.isFree = false;
    return waiting.remove();
  }

  /** Lets a worker be free, and returns the next task for it; if there is none, it is idle. */
  private @Nullable PoolTask<?> next(Worker worker) {
    Uninterruptibly.lock(lock);
    try {
      free(worker);
      PoolTask<?> task = poll(worker);
      worker.isOver = task == null && isShutDown;
      if (task == null && !isShutDown && !worker.isIdle) {
        worker.isIdle = true;
        worker.below = idle;
        idle = worker;
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a worker out of the stack of idle ones, if it is there. Called under the lock. */
  private void removeIdle(Worker worker) {
    if (!worker.isIdle) {
      return;
    }
    if (idle == worker) {
      idle = worker.below;
    } else {
      Worker above = idle;
      while (above != null && above.below != worker) {
        above = above.below;
      }
      if (above != null) {
        above.below = worker.below;
      }
    }
    worker.below = null;
    worker.isIdle = false;
  }

  /**
   * Takes back a {@link #next}: the worker is not free, and others have to run the task.
   *
   * @return the task if it could not be taken back; then the worker has to run it after all
   */
  private @Nullable PoolTask<?> takeBack(Worker worker, @Nullable PoolTask<?> task) {
    Worker woken;
    Uninterruptibly.lock(lock);
    try {
      if (task != null && !putBack(task)) {
        return task;
      }
      removeIdle(worker);
      worker.isOver = false;
      worker.isFree = false;
      spare--;
      woken = findWorker();
    } finally {
      lock.unlock();
    }
    if (woken != null) {
      LockSupport.unpark(woken.thread);
    }
    return null;
  }

  private boolean putBack(PoolTask<?> task) {
    if (breach != null) {
      return false;
    }
    try {
      waiting.putBack(task);
      return true;
    } catch (Throwable e) {
      // No memory for a place.
      return false;
    }
  }

  /** Finds a worker for a waiting task. Returns one that is to be unparked, or null. */
  private @Nullable Worker findWorker() {
    if (waiting.size == 0) {
      return null;
    }
    Worker woken = popIdle();
    if (woken == null && spare < 0 && workers.size() < maxWorkers) {
      try {
        startWorker();
      } catch (Throwable e) {
        // No memory for a thread: the task waits for the workers that there are.
      }
    }
    return woken;
  }

  private void leave(Worker worker) {
    Worker woken;
    Uninterruptibly.lock(lock);
    try {
      workers.remove(worker);
      removeIdle(worker);
      if (worker.isFree) {
        worker.isFree = false;
        spare--;
      }
      woken = breach == null ? findWorker() : null;
      if (isShutDown && workers.isEmpty()) {
        ended.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (woken != null) {
      LockSupport.unpark(woken.thread);
    }
  }

  /** Shuts the pool down because an initializer has failed, and lets the waiting tasks fail. */
  private void breakBy(Throwable thrown) {
    Uninterruptibly.lock(lock);
    try {
      breach = breach == null ? thrown : breach;
      end();
    } finally {
      lock.unlock();
    }
    boolean told = false;
    for (PoolTask<?> task = takeWaiting(); task != null; task = takeWaiting()) {
      task.refuse(whyBroken(thrown));
      told = true;
    }
    if (!told) {
      Uncaught.report(thrown);
    }
  }

  private Throwable whyBroken(Throwable thrown) {
    try {
      return broken(thrown);
    } catch (Throwable e) {
      // No memory for an exception of its own.
      return thrown;
    }
  }

  private @Nullable PoolTask<?> takeWaiting() {
    Uninterruptibly.lock(lock);
    try {
      if (waiting.size == 0) {
        return null;
      }
      spare++;
      return waiting.remove();
    } finally {
      lock.unlock();
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
              poolTitle(),
              workers.size(),
              Checks.count(maxWorkers, "worker"),
              busy,
              capacity == Integer.MAX_VALUE
                  ? Checks.count(waiting.size, "waiting task")
                  : placesTaken(),
              state);
    } finally {
      lock.unlock();
    }
  }

  /** A thread of the pool, and what it does. */
  private final class Worker implements Runnable {
    final Thread thread;

    /** The task that the worker runs, callbacks included, or null. */
    volatile @Nullable PoolTask<?> present;

    /** Whether "spare" counts it. Guarded by the lock. */
    boolean isFree = true;

    /** Whether it is in the stack of idle workers. Written under the lock. */
    volatile boolean isIdle;

    /** Whether there will be no task for it any more. Its own. */
    boolean isOver;

    /** The next in the stack of idle workers. Guarded by the lock. */
    @Nullable Worker below;

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
        Local.Scope scope = openScope();
        if (initialize()) {
          work(openScope());
        }
        scope.closeWithInner();
      } catch (Throwable e) {
        // A close hook of what the initializer has made, or Thread.stop of an old JDK.
        abandonPresent(e);
        Uncaught.report(e);
      } finally {
        leave(this);
      }
    }

    private void abandonPresent(Throwable thrown) {
      PoolTask<?> left = present;
      if (left != null) {
        left.future.fail(thrown);
        present = null;
      }
    }

    private Local.Scope openScope() {
      while (true) {
        try {
          return Local.scope();
        } catch (Throwable e) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
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

    private void work(Local.Scope scope) {
      // Null while the worker waits, so that it keeps no task alive.
      PoolTask<?> task = await();
      while (task != null) {
        task = perform(task, scope);
        if (task == null) {
          task = await();
        }
      }
    }

    /** Waits for the next task; null if there will be none. */
    private @Nullable PoolTask<?> await() {
      PoolTask<?> task = null;
      while (task == null && !isOver) {
        while (isIdle) {
          LockSupport.park(WorkerPool.this);
          // An interrupt of an idle worker is meant for no task.
          Thread.interrupted();
        }
        task = next(this);
      }
      return task;
    }

    /** Runs a task, and returns the next one if there is one already. */
    private @Nullable PoolTask<?> perform(PoolTask<?> task, Local.Scope scope) {
      Thread.interrupted();
      present = task;
      if (!task.begin()) {
        present = null;
        return null;
      }
      End how = task.call(scope);
      if (task.future.hasUserCallbacks()) {
        task.future.end(how);
        present = null;
        return null;
      }
      present = null;
      PoolTask<?> next = next(this);
      if (task.future.endQuietly(how)) {
        return next;
      }
      present = task;
      next = takeBack(this, next);
      task.future.end(how);
      present = null;
      return next;
    }
  }
}
