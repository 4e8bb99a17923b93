package dev.heddle.sync;

import dev.heddle.sync.PoolFuture.End;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The threads of an {@link OwnPool}, and the tasks that wait for them. */
final class WorkerPool implements PoolIdentity {
  /*
   * Algorithmic notes.
   *
   * One lock guards admission, growth, shutdown and the stack of idle workers; no code of the user
   * runs under it. Tasks are added to the queue under the lock, and removed without it: a busy
   * worker goes from task to task by two atomic operations, and the lock is left to those who submit
   * and to workers that find nothing to do.
   *
   * "spare" is the number of free workers less the number of waiting tasks. Submitting takes one
   * away, under the lock. A worker that becomes free adds one, without it. A worker that takes a
   * task changes nothing: there is one free worker less, and one waiting task. So it does not matter
   * how long a worker takes to wake up or to start: it counts as free for a waiting task from the
   * moment that it is meant for it. A worker is started if there are more tasks than that, and a
   * task has to take a place of the queue only beyond that. Others can only raise "spare" while the
   * lock is held, so the bound of the queue is exact.
   *
   * Idle workers are a stack, and each parks for itself. The one that came last is woken first. A
   * worker that was woken is "searching" until it has the lock and has looked into the queue. Whenever
   * the lock is free:
   *
   *   (I) a task waits and a worker is idle  =>  a worker is searching.
   *
   * So a task that is submitted while a worker is searching wakes no other worker. Each step keeps (I):
   * - a task is added under the lock, and then a worker is woken unless one is searching (wake());
   * - a worker becomes idle if the queue was empty under the lock, where nothing is added (next());
   * - a worker stops searching with the same hold of the lock in which it takes a task, and wakes
   *   the next one if there are more tasks (next()); or in which it becomes idle, or leaves;
   * - a task that is removed without the lock makes the left side false, if it changes anything.
   * A searching worker comes to the lock whatever happens: it runs no code of the user before.
   *
   * The end of a task. A thread that waits for the result and then submits the next task should find
   * the worker free. So a worker that has called a body becomes free, then ends the future, and then
   * looks for the next task. If the end would call code of the user, which may block, the future is
   * ended first. A callback may be added just in between: then the worker is not free after all
   * (notFree()).
   *
   * Threads that wait for a place write "submitters" and then read "spare"; a worker that becomes
   * free writes "spare" and then reads "submitters". So one of the two sees the other.
   *
   * The end of the heap. A worker needs no memory of its own between two tasks, but for a contended
   * lock, which it tries again and again (Uninterruptibly.lock), and for classes that are not loaded
   * yet: those that it needs between tasks and at its end are loaded with the pool. The future of a task is ended whatever is
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

  /** Added to under the lock. */
  private final Queue<PoolTask<?>> waiting = new ConcurrentLinkedQueue<>();

  private final Set<Worker> workers = new LinkedHashSet<>();

  /** The worker that became idle last, or null. */
  private @Nullable Worker idle;

  /** How many workers were woken and have not looked into the queue since. */
  private int searching;

  /** Free workers less waiting tasks. Lowered under the lock. */
  private final AtomicInteger spare = new AtomicInteger();

  /** How many threads wait for a place. Written under the lock. */
  private volatile int submitters;

  private int started;
  private boolean isShutDown;

  /** What an initializer threw, or null. Written under the lock. */
  private volatile @Nullable Throwable breach;

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
    Uninterruptibly.load();
    Uncaught.load();
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
    } else {
      unpark(woken);
    }
  }

  /** Returns whether there is a place for a task; if not, the calling thread has to run it. */
  private boolean awaitPlace() {
    requireOpen();
    if (hasPlace()) {
      return true;
    }
    switch (whenFull) {
      case WAIT -> waitForPlace();
      case REJECT ->
          throw new RejectedExecutionException(
              "%s is full: %s busy, %s"
                  .formatted(
                      label(), Checks.count(workers.size(), "worker"), placesTaken(-spare.get())));
      case RUN_IN_CALLER -> {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // written under the lock
  private void waitForPlace() {
    submitters++;
    try {
      while (!hasPlace()) {
        notFull.awaitUninterruptibly();
        requireOpen();
      }
    } finally {
      submitters--;
    }
  }

  private String placesTaken(int number) {
    return "%d of %s wait".formatted(number, Checks.count(capacity, "task"));
  }

  private boolean hasPlace() {
    return workers.size() < maxWorkers || -spare.get() < capacity;
  }

  /** Returns the worker that is to be unparked, or null. */
  private @Nullable Worker add(PoolTask<?> task) {
    if (spare.get() <= 0 && workers.size() < maxWorkers) {
      startWorker();
    }
    spare.getAndDecrement();
    try {
      waiting.add(task);
    } catch (Throwable e) {
      spare.getAndIncrement();
      throw e;
    }
    return wake();
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
    spare.getAndIncrement();
  }

  /**
   * Finds an idle worker for the tasks that wait, unless one is on its way. Called under the lock,
   * when tasks wait. Returns the worker that is to be unparked, or null.
   */
  private @Nullable Worker wake() {
    return searching == 0 ? popIdle() : null;
  }

  private @Nullable Worker popIdle() {
    Worker top = idle;
    if (top != null) {
      idle = top.below;
      top.below = null;
      searching++;
      top.isSearching = true;
      // Last: the worker may go on, and it reads the line above without the lock.
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
      // There is memory for all: only workers, which remove some, come in between.
      List<PoolTask<?>> left = new ArrayList<>(waiting.size());
      for (PoolTask<?> task = takeWaiting(); task != null; task = takeWaiting()) {
        left.add(task);
      }
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
    return spare.get();
  }

  /** Lets a worker be free. Called by that worker. */
  private void free(Worker worker) {
    if (worker.isFree) {
      return;
    }
    worker.isFree = true;
    spare.getAndIncrement();
    if (submitters > 0) {
      Uninterruptibly.lock(lock);
      try {
        notFull.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Gives a free worker the next task, if there is one. Called by that worker. */
  private @Nullable PoolTask<?> poll(Worker worker) {
    PoolTask<?> task = breach == null ? waiting.poll() : null;
    if (task != null) {
      worker.isFree = false;
    }
    return task;
  }

  /**
   * Returns the next task for a free worker; if there is none, the worker is idle or at its end.
   */
  private @Nullable PoolTask<?> next(Worker worker) {
    PoolTask<?> task = worker.isSearching ? null : poll(worker);
    return task == null ? nextUnderLock(worker) : task;
  }

  private @Nullable PoolTask<?> nextUnderLock(Worker worker) {
    PoolTask<?> task;
    Worker woken = null;
    Uninterruptibly.lock(lock);
    try {
      endSearch(worker);
      task = poll(worker);
      if (task != null) {
        woken = wakeIfTasksWait();
      } else if (isShutDown) {
        worker.isOver = true;
      } else {
        worker.isIdle = true;
        worker.below = idle;
        idle = worker;
      }
    } finally {
      lock.unlock();
    }
    unpark(woken);
    return task;
  }

  private void endSearch(Worker worker) {
    if (worker.isSearching) {
      worker.isSearching = false;
      searching--;
    }
  }

  private @Nullable Worker wakeIfTasksWait() {
    return waiting.isEmpty() ? null : wake();
  }

  private static void unpark(@Nullable Worker woken) {
    if (woken != null) {
      LockSupport.unpark(woken.thread);
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

  /** Takes back a {@link #free}: others have to run the tasks that counted on the worker. */
  private void notFree(Worker worker) {
    Uninterruptibly.lock(lock);
    try {
      worker.isFree = false;
      spare.getAndDecrement();
      grow();
    } finally {
      lock.unlock();
    }
  }

  /** Starts a worker if tasks wait for which no worker is free, and there may be more. */
  private void grow() {
    if (spare.get() < 0 && workers.size() < maxWorkers && breach == null) {
      try {
        startWorker();
      } catch (Throwable e) {
        // No memory for a thread: the task waits for the workers that there are.
      }
    }
  }

  private void leave(Worker worker) {
    Worker woken;
    Uninterruptibly.lock(lock);
    try {
      workers.remove(worker);
      removeIdle(worker);
      endSearch(worker);
      if (worker.isFree) {
        worker.isFree = false;
        spare.getAndDecrement();
      }
      grow();
      woken = wakeIfTasksWait();
      notFull.signal();
      if (isShutDown && workers.isEmpty()) {
        ended.signalAll();
      }
    } finally {
      lock.unlock();
    }
    unpark(woken);
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

  /** Removes and returns a task that no worker will run; null if there is none. */
  private @Nullable PoolTask<?> takeWaiting() {
    PoolTask<?> task = waiting.poll();
    if (task != null) {
      spare.getAndIncrement();
    }
    return task;
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
                  ? Checks.count(waiting.size(), "waiting task")
                  : placesTaken(waiting.size()),
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

    /** Whether "spare" counts it. Its own. */
    boolean isFree = true;

    /** Whether it is in the stack of idle workers. Written under the lock. */
    volatile boolean isIdle;

    /** Whether "searching" counts it. Written under the lock; the worker reads it when not idle. */
    boolean isSearching;

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
      while (!isOver) {
        while (isIdle) {
          LockSupport.park(WorkerPool.this);
          // An interrupt of an idle worker is meant for no task.
          Thread.interrupted();
        }
        runNext(scope);
      }
    }

    /** Runs the next task, if there is one. Returns before the worker waits: it keeps no task. */
    private void runNext(Local.Scope scope) {
      PoolTask<?> task = next(this);
      if (task != null) {
        perform(task, scope);
      }
    }

    /** Runs a task. The worker is free afterwards. */
    private void perform(PoolTask<?> task, Local.Scope scope) {
      Thread.interrupted();
      present = task;
      if (task.begin()) {
        end(task.future, task.call(scope));
      }
      present = null;
      free(this);
    }

    private void end(PoolFuture<?> future, End how) {
      if (!future.hasUserCallbacks()) {
        PoolTask<?> task = present;
        present = null;
        free(this);
        if (future.endQuietly(how)) {
          return;
        }
        notFree(this);
        present = task;
      }
      future.end(how);
    }
  }
}
