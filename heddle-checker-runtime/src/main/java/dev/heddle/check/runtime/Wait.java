package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * What a thread waits for that can never go on.
 *
 * @param thread the thread
 * @param kind the kind of thing that it waits for
 * @param object the object, if there is one
 * @param holders the threads on which it depends, with the places since when
 */
record Wait(ControlledThread thread, Kind kind, @Nullable Object object, List<Holder> holders) {

  /** What threads wait for. */
  enum Kind {
    MONITOR,
    MONITOR_AGAIN,
    NOTIFICATION,
    LOCK,
    READ_LOCK,
    WRITE_LOCK,
    LOCK_AGAIN,
    CONDITION,
    PERMIT,
    LATCH,
    BARRIER,
    ITEM,
    ROOM,
    EVENT,
    RESULT,
    QUEUED_TASK,
    IDLE_IN_POOL,
    POOL,
    END,
    UNPARK,
    CHANGE,
    OTHER;

    /** Returns whether it is a lock, which its holder has to give back. */
    boolean isLock() {
      return switch (this) {
        case MONITOR, MONITOR_AGAIN, LOCK, LOCK_AGAIN, READ_LOCK, WRITE_LOCK -> true;
        default -> false;
      };
    }
  }

  /**
   * A thread on which another depends.
   *
   * @param thread the thread
   * @param site since when, or 0
   */
  record Holder(ControlledThread thread, int site) {}

  /**
   * Says what a thread waits for.
   *
   * @param past what was seen of the execution, or null
   */
  static Wait of(ControlledThread thread, @Nullable Past past) {
    return switch (thread.operation) {
      case MONITOR_ENTER, GUARDED_CALL -> forMonitor(thread, Kind.MONITOR);
      case MONITOR_REACQUIRE ->
          Monitors.isNotified(thread) || thread.interrupted
              ? forMonitor(thread, Kind.MONITOR_AGAIN)
              : alone(thread, Kind.NOTIFICATION, ((Monitor) operand(thread)).object);
      case JOIN -> {
        ControlledThread other = thread.scheduler.threads().find(operand(thread));
        yield new Wait(
            thread,
            Kind.END,
            operand(thread),
            other == null ? List.of() : List.of(new Holder(other, 0)));
      }
      case ACQUIRE -> forSynchronizer(thread, operand(thread), past);
      case PARK -> parked(thread, past);
      case SPIN -> alone(thread, Kind.CHANGE, null);
      default -> alone(thread, Kind.OTHER, null);
    };
  }

  private static Object operand(ControlledThread thread) {
    return Objects.requireNonNull(thread.operand);
  }

  private static Wait alone(ControlledThread thread, Kind kind, @Nullable Object object) {
    return new Wait(thread, kind, object, List.of());
  }

  private static Wait forMonitor(ControlledThread thread, Kind kind) {
    Monitor monitor = (Monitor) operand(thread);
    ControlledThread owner = monitor.owner;
    return new Wait(
        thread,
        kind,
        monitor.object,
        owner == null ? List.of() : List.of(new Holder(owner, monitor.takenAt)));
  }

  private static Wait parked(ControlledThread thread, @Nullable Past past) {
    if (thread.subjects[0] == Subject.PERMIT) {
      return alone(thread, Kind.UNPARK, null);
    }
    Object blocker = LockSupport.getBlocker(thread.thread);
    if (blocker instanceof FutureTask<?> task) {
      return forTask(thread, task);
    }
    Object callee = thread.callee;
    Object object = callee == null || callee == Calls.UNMODELLED ? blocker : callee;
    return object == null ? alone(thread, Kind.OTHER, null) : forSynchronizer(thread, object, past);
  }

  private static Wait forSynchronizer(ControlledThread thread, Object object, @Nullable Past past) {
    ThreadPoolExecutor idleIn = PoolWorkers.idleIn(thread.thread);
    if (idleIn != null) {
      return alone(thread, Kind.IDLE_IN_POOL, idleIn);
    }
    Object owner = Owners.of(object);
    String method = Sites.method(thread.site);
    if (method.startsWith("await")
        && (object instanceof Condition || isOfHeddle(object, "Condition"))) {
      return past != null
              && past.isSignalled(thread, object)
              && owner instanceof AbstractOwnableSynchronizer lock
          ? new Wait(thread, Kind.LOCK_AGAIN, lock, holdersOf(thread, lock))
          : alone(thread, Kind.CONDITION, object);
    }
    if (owner instanceof AbstractOwnableSynchronizer lock && Synchronizers.isLock(lock)) {
      return forLock(thread, object, lock);
    }
    if (object instanceof Semaphore
        || isOfHeddle(object, "Semaphore")
        || isOfHeddle(object, "BoundedSemaphore")) {
      return alone(thread, Kind.PERMIT, object);
    }
    if (object instanceof CountDownLatch) {
      return alone(thread, Kind.LATCH, object);
    }
    if (object instanceof CyclicBarrier || isOfHeddle(object, "Barrier")) {
      return alone(thread, Kind.BARRIER, object);
    }
    if (isOfHeddle(object, "Event")) {
      return alone(thread, Kind.EVENT, object);
    }
    if (object instanceof BlockingQueue<?>) {
      boolean puts = method.startsWith("put") || method.startsWith("offer");
      return alone(thread, puts ? Kind.ROOM : Kind.ITEM, object);
    }
    if (object instanceof FutureTask<?> task) {
      return forTask(thread, task);
    }
    if (isOfHeddle(object, "PoolFuture")) {
      return forHeddleTask(thread, object);
    }
    if (object instanceof Future<?>) {
      return alone(thread, Kind.RESULT, object);
    }
    if (Owners.front(object) instanceof ThreadPoolExecutor pool
        && (method.startsWith("awaitTermination") || method.equals("close"))) {
      return new Wait(thread, Kind.POOL, pool, workersOf(thread.scheduler, pool));
    }
    return alone(thread, Kind.OTHER, object);
  }

  static boolean isOfHeddle(Object object, String name) {
    return object.getClass().getName().equals("dev.heddle.sync." + name);
  }

  private static Wait forLock(
      ControlledThread thread, Object object, AbstractOwnableSynchronizer lock) {
    Kind kind = Kind.LOCK;
    if (Synchronizers.isReadWrite(lock)) {
      kind = object instanceof ReentrantReadWriteLock.ReadLock ? Kind.READ_LOCK : Kind.WRITE_LOCK;
    }
    return new Wait(thread, kind, lock, holdersOf(thread, lock));
  }

  private static List<Holder> holdersOf(ControlledThread thread, AbstractOwnableSynchronizer lock) {
    List<Holder> holders = new ArrayList<>();
    thread.scheduler.locks().dropWhatIsAwaited(thread.scheduler.allThreads());
    Thread owner = JdkInternals.exclusiveOwner(lock);
    for (ControlledThread other : thread.scheduler.allThreads()) {
      int site = thread.scheduler.locks().takenAt(other, lock);
      if (site != 0 || other.thread == owner) {
        holders.add(new Holder(other, site));
      }
    }
    return holders;
  }

  private static Wait forTask(ControlledThread thread, FutureTask<?> task) {
    Scheduler scheduler = thread.scheduler;
    ControlledThread runner = scheduler.threads().find(PoolWorkers.runnerOf(task));
    if (runner != null) {
      return new Wait(thread, Kind.RESULT, task, List.of(new Holder(runner, 0)));
    }
    for (ControlledThread other : scheduler.allThreads()) {
      ThreadPoolExecutor pool = PoolWorkers.poolOf(other.thread);
      if (pool != null && PoolWorkers.isQueued(pool, task)) {
        return new Wait(thread, Kind.QUEUED_TASK, task, workersOf(scheduler, pool));
      }
    }
    return alone(thread, Kind.RESULT, task);
  }

  private static Wait forHeddleTask(ControlledThread thread, Object future) {
    Object pool = HeddlePools.poolOf(future);
    List<Holder> workers = new ArrayList<>();
    for (ControlledThread other : thread.scheduler.allThreads()) {
      if (HeddlePools.futureAt(other.thread) == future) {
        return new Wait(thread, Kind.RESULT, future, List.of(new Holder(other, 0)));
      }
      if (!other.ended && pool != null && HeddlePools.poolOf(other.thread) == pool) {
        workers.add(new Holder(other, 0));
      }
    }
    return workers.isEmpty()
        ? alone(thread, Kind.RESULT, future)
        : new Wait(thread, Kind.QUEUED_TASK, future, workers);
  }

  private static List<Holder> workersOf(Scheduler scheduler, ThreadPoolExecutor pool) {
    List<Holder> workers = new ArrayList<>();
    for (ControlledThread other : scheduler.allThreads()) {
      if (!other.ended && PoolWorkers.poolOf(other.thread) == pool) {
        workers.add(new Holder(other, 0));
      }
    }
    return workers;
  }

  /** Returns whether it depends on a thread that may still go on one day. */
  boolean isForThreads() {
    return holders.stream().anyMatch(holder -> !holder.thread().ended);
  }
}
