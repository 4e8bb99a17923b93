package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The model of {@link ThreadPoolExecutor} and {@link FutureTask}. The JDK's own code runs; what it
 * does is told apart into locations so that tasks depend on each other no more than they do:
 *
 * <ul>
 *   <li>the pool as a whole, with its queue: tasks that come and go, threads that begin and end;
 *   <li>{@link Locations#ACTIVITY}: which workers are busy and how much they have done. To finish a
 *       task is an update of it, and updates commute;
 *   <li>{@link Locations#STOP}: whether the tasks are to be stopped;
 *   <li>each future.
 * </ul>
 *
 * <p>A worker that would have to wait for a task is not enabled until there is one, or until it has
 * to end. Where it would wait for a limited time only (more workers than the core size, or core
 * threads that may time out), and in pools that schedule, it goes and waits inside instead.
 *
 * <p>What orders accesses is what the documentation of {@code ExecutorService} promises, and no
 * more: what came before the submission is known to the task, and what the task did to who gets its
 * result or sees the pool terminated. That two tasks took turns at the queue's lock orders nothing.
 */
final class Pools {
  private static final VarHandle CONTROL;
  private static final VarHandle LOCK;
  private static final VarHandle FUTURE_STATE;
  private static final int NOT_DONE = 0;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CONTROL =
          MethodHandles.privateLookupIn(ThreadPoolExecutor.class, lookup)
              .findVarHandle(ThreadPoolExecutor.class, "ctl", AtomicInteger.class);
      LOCK =
          MethodHandles.privateLookupIn(ThreadPoolExecutor.class, lookup)
              .findVarHandle(ThreadPoolExecutor.class, "mainLock", ReentrantLock.class);
      FUTURE_STATE =
          MethodHandles.privateLookupIn(FutureTask.class, lookup)
              .findVarHandle(FutureTask.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Pools() {}

  /**
   * Returns whether a thread is inside a call of a pool that holds the pool's lock, such as {@code
   * shutdown}: what it does to tasks in there is part of the step, because others wait for the
   * lock.
   */
  static boolean isLocking(ControlledThread self) {
    return self.callee instanceof ThreadPoolExecutor pool
        && Synchronizers.isHeldBy(self, Owners.of(LOCK.get(pool)));
  }

  /** Returns whether a future is done; without a hook, unlike its own method. */
  static boolean isDone(FutureTask<?> future) {
    return (int) FUTURE_STATE.getVolatile(future) != NOT_DONE;
  }

  /** Returns whether a worker that asks for a task gets one, or its end, without waiting. */
  static boolean hasWork(ThreadPoolExecutor pool) {
    int control = ((AtomicInteger) CONTROL.get(pool)).get();
    int workers = control & (1 << (Integer.SIZE - 3)) - 1;
    // The high bits are negative while the pool runs.
    return control >= 0
        || workers > pool.getMaximumPoolSize()
        || !QueueSizes.isEmpty(pool.getQueue());
  }

  /** Numbers what a new pool consists of. */
  static void created(ControlledThread self, ThreadPoolExecutor pool) {
    self.scheduler.locations().created(self, pool, self.site);
    self.scheduler.locations().created(self, pool.getQueue(), self.site);
  }

  /** Announces what a call of a method touches beside the pool as a whole. */
  static void touchMore(ControlledThread self, ThreadPoolExecutor pool, String method, byte how) {
    touchQueue(self, pool, how);
    switch (method) {
      case "execute",
          "submit",
          "schedule",
          "scheduleAtFixedRate",
          "scheduleWithFixedDelay",
          "invokeAll",
          "invokeAll/timed",
          "invokeAny",
          "invokeAny/timed",
          "isShutdown",
          "isTerminating",
          "getPoolSize",
          "getLargestPoolSize",
          "getCorePoolSize",
          "getMaximumPoolSize",
          "awaitTermination/timed",
          "isTerminated" -> {}
      case "shutdownNow", "close" -> {
        touch(self, pool, Locations.ACTIVITY, Footprint.READ);
        touch(self, pool, Locations.STOP, Footprint.WRITE);
      }
      default -> touch(self, pool, Locations.ACTIVITY, Footprint.READ);
    }
  }

  /** After a call has begun: what the finished tasks did is known to who looks at their number. */
  static void takeEffect(ControlledThread self, ThreadPoolExecutor pool, String method) {
    if (!method.equals("execute") && !method.equals("submit")) {
      self.scheduler.races().acquire(self, slot(self, pool, Locations.ACTIVITY));
    }
  }

  /** After a thread has waited inside a call, for the pool to terminate. */
  static void goOn(ControlledThread self, ThreadPoolExecutor pool) {
    self.scheduler.races().acquire(self, slot(self, pool, Locations.ACTIVITY));
  }

  /** Before a worker of a pool looks whether it is to run at all. */
  static void beginWorker(ControlledThread self, ThreadPoolExecutor pool) {
    self.spins.progress();
    self.announce(Operation.ACCESS, null);
    touch(self, pool, Locations.STOP, Footprint.READ);
    self.scheduler.threads().touchInterrupt(self, self.thread);
    self.scheduler.point(self);
    self.callee = pool;
  }

  /** Before a worker asks for its next task. */
  static void beforeTask(ControlledThread self, ThreadPoolExecutor pool) {
    self.spins.progress();
    boolean waits = !mayTimeOut(pool);
    self.announce(waits ? Operation.ACQUIRE : Operation.ACCESS, waits ? pool : null);
    touch(self, pool, Locations.WHOLE, Footprint.WRITE);
    touchQueue(self, pool, Footprint.WRITE);
    touch(self, pool, Locations.STOP, Footprint.READ);
    if (waits) {
      self.waitFor(Guard.AT_LEAST, 1);
    }
    self.scheduler.threads().heedInterrupt(self);
    int slot = self.touchedSlots[0];
    self.scheduler.point(self);
    self.callee = pool;
    self.scheduler.races().acquire(self, slot);
  }

  private static boolean mayTimeOut(ThreadPoolExecutor pool) {
    return pool instanceof ScheduledThreadPoolExecutor
        || pool.allowsCoreThreadTimeOut()
        || pool.getPoolSize() > pool.getCorePoolSize();
  }

  /**
   * Returns whether a thread is a worker that waits for a task, inside its pool and nowhere else.
   */
  static boolean isIdle(ControlledThread thread) {
    return thread.operation == Operation.ACQUIRE && thread.operand instanceof ThreadPoolExecutor;
  }

  /** After a task has returned to the worker that runs it. */
  static void afterTask(ControlledThread self, ThreadPoolExecutor pool) {
    self.spins.progress();
    self.announce(Operation.ACCESS, null);
    touch(self, pool, Locations.ACTIVITY, Footprint.UPDATE);
    int slot = self.touchedSlots[0];
    self.scheduler.point(self);
    self.callee = pool;
    self.scheduler.races().release(self, slot);
  }

  private static void touchQueue(ControlledThread self, ThreadPoolExecutor pool, byte how) {
    Object queue = pool.getQueue();
    self.touch(
        self.scheduler.locations().slot(self, queue, Locations.WHOLE),
        how,
        Subject.SYNCHRONIZER,
        queue);
  }

  private static void touch(ControlledThread self, ThreadPoolExecutor pool, int facet, byte how) {
    boolean whole = facet == Locations.WHOLE;
    self.touch(
        slot(self, pool, facet),
        how,
        whole ? Subject.SYNCHRONIZER : Subject.OBJECT,
        whole ? pool : null);
  }

  private static int slot(ControlledThread self, ThreadPoolExecutor pool, int facet) {
    return self.scheduler.locations().slot(self, pool, facet);
  }
}
