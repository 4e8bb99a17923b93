package dev.heddle.check.runtime;

import dev.heddle.check.runtime.CallModel.Access;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes with an exact model: what each of their methods does that {@link MethodNames} does
 * not say already. A method with {@code /timed} after its name is the one with a time limit.
 */
final class ExactModels {
  private static final byte R = Footprint.READ;
  private static final byte W = Footprint.WRITE;

  private static final Map<String, Map<String, Access>> MODELS = new HashMap<>();

  static {
    addPools();
    addLocks();
    addSemaphoreAndLatch();
    addQueues();
    addAdders();
    addHeddleLocks();
    addHeddleValues();
  }

  private ExactModels() {}

  /** Returns what is known of the methods of a class, or null if it has no exact model. */
  static @Nullable Map<String, Access> of(String className) {
    return MODELS.get(className);
  }

  private static void addPools() {
    Map<String, Access> pool = new HashMap<>();
    for (String name :
        new String[] {
          "isShutdown",
          "isTerminated",
          "isTerminating",
          "getActiveCount",
          "getCompletedTaskCount",
          "getCorePoolSize",
          "getLargestPoolSize",
          "getMaximumPoolSize",
          "getPoolSize",
          "getQueue",
          "getTaskCount",
          "toString"
        }) {
      pool.put(name, Access.READ);
    }
    MODELS.put("java.util.concurrent.ThreadPoolExecutor", pool);
    MODELS.put("java.util.concurrent.ThreadPoolExecutor$Worker", Map.of("run", Access.LOCAL));
    Map<String, Access> future = new HashMap<>();
    future.put("get", Access.interruptible(R, Guard.AT_LEAST, 1));
    future.put("state", Access.READ);
    future.put("resultNow", Access.READ);
    future.put("exceptionNow", Access.READ);
    MODELS.put("java.util.concurrent.FutureTask", future);
    Map<String, Access> timer = new HashMap<>();
    for (String name :
        new String[] {
          "schedule", "scheduleAtFixedRate", "cancel", "purge", "scheduledExecutionTime"
        }) {
      // What is inside of them has points of its own.
      timer.put(name, Access.LOCAL);
    }
    MODELS.put("java.util.Timer", timer);
    MODELS.put("java.util.TimerTask", timer);
    Map<String, Access> completion = new HashMap<>();
    for (String name : new String[] {"submit", "take", "poll", "poll/timed"}) {
      completion.put(name, Access.LOCAL);
    }
    MODELS.put("java.util.concurrent.ExecutorCompletionService", completion);
  }

  private static void addLocks() {
    Map<String, Access> lock = new HashMap<>();
    lock.put("lock", Access.waiting(W, Guard.FREE, 0));
    lock.put("lockInterruptibly", Access.interruptible(W, Guard.FREE, 0));
    lock.put("unlock", Access.RELEASE);
    lock.put("isHeldByCurrentThread", Access.LOCAL);
    lock.put("getHoldCount", Access.LOCAL);
    lock.put("newCondition", Access.LOCAL);
    lock.put("isFair", Access.LOCAL);
    MODELS.put("java.util.concurrent.locks.ReentrantLock", lock);
    MODELS.put("java.util.concurrent.locks.ReentrantReadWriteLock$WriteLock", lock);
    Map<String, Access> readLock = new HashMap<>();
    readLock.put("lock", Access.waiting(W, Guard.SHARED, 0));
    readLock.put("unlock", Access.RELEASE);
    readLock.put("lockInterruptibly", Access.interruptible(W, Guard.SHARED, 0));
    MODELS.put("java.util.concurrent.locks.ReentrantReadWriteLock$ReadLock", readLock);
    Map<String, Access> readWriteLock = new HashMap<>();
    readWriteLock.put("readLock", Access.LOCAL);
    readWriteLock.put("writeLock", Access.LOCAL);
    readWriteLock.put("isWriteLockedByCurrentThread", Access.LOCAL);
    readWriteLock.put("getReadHoldCount", Access.LOCAL);
    readWriteLock.put("getWriteHoldCount", Access.LOCAL);
    MODELS.put("java.util.concurrent.locks.ReentrantReadWriteLock", readWriteLock);
  }

  private static void addSemaphoreAndLatch() {
    Map<String, Access> semaphore = new HashMap<>();
    semaphore.put("acquire", Access.interruptible(W, Guard.AT_LEAST, CallModel.FROM_CALL));
    semaphore.put("release", Access.RELEASE);
    semaphore.put("acquireUninterruptibly", Access.waiting(W, Guard.AT_LEAST, CallModel.FROM_CALL));
    MODELS.put("java.util.concurrent.Semaphore", semaphore);

    Map<String, Access> latch = new HashMap<>();
    latch.put("await", Access.interruptible(R, Guard.ZERO, 0));
    latch.put("countDown", Access.UPDATE);
    MODELS.put("java.util.concurrent.CountDownLatch", latch);
  }

  private static void addQueues() {
    Map<String, Access> queue = new HashMap<>();
    queue.put("put", Access.interruptible(W, Guard.NOT_FULL, 0));
    queue.put("take", Access.interruptible(W, Guard.NOT_EMPTY, 0));
    queue.put("putLast", Access.interruptible(W, Guard.NOT_FULL, 0));
    queue.put("putFirst", Access.interruptible(W, Guard.NOT_FULL, 0));
    queue.put("takeFirst", Access.interruptible(W, Guard.NOT_EMPTY, 0));
    queue.put("takeLast", Access.interruptible(W, Guard.NOT_EMPTY, 0));
    MODELS.put("java.util.concurrent.ArrayBlockingQueue", queue);
    MODELS.put("java.util.concurrent.LinkedBlockingQueue", queue);
    MODELS.put("java.util.concurrent.LinkedBlockingDeque", queue);
    Map<String, Access> unbounded = new HashMap<>();
    unbounded.put("take", Access.interruptible(W, Guard.NOT_EMPTY, 0));
    MODELS.put("java.util.concurrent.PriorityBlockingQueue", unbounded);
  }

  private static void addAdders() {
    Map<String, Access> adder = new HashMap<>();
    adder.put("add", Access.UPDATE);
    adder.put("increment", Access.UPDATE);
    adder.put("decrement", Access.UPDATE);
    MODELS.put("java.util.concurrent.atomic.LongAdder", adder);
    MODELS.put("java.util.concurrent.atomic.DoubleAdder", Map.of());
  }

  private static void addHeddleLocks() {
    Map<String, Access> mutex = new HashMap<>();
    for (String name : new String[] {"acquire", "hold", "run", "call"}) {
      mutex.put(name, Access.waiting(W, Guard.FREE, 0));
    }
    mutex.put("acquireInterruptibly", Access.interruptible(W, Guard.FREE, 0));
    mutex.put("holdInterruptibly", Access.interruptible(W, Guard.FREE, 0));
    mutex.put("lock", Access.waiting(W, Guard.FREE, 0));
    mutex.put("lockInterruptibly", Access.interruptible(W, Guard.FREE, 0));
    mutex.put("unlock", Access.RELEASE);
    mutex.put("release", Access.RELEASE);
    mutex.put("newCondition", Access.LOCAL);
    MODELS.put("dev.heddle.sync.Lock", mutex);
    MODELS.put("dev.heddle.sync.RLock", mutex);
    MODELS.put("dev.heddle.sync.RLock$JavaLock", mutex);
    Map<String, Access> permits = new HashMap<>();
    for (String name : new String[] {"acquire", "hold", "run", "call"}) {
      permits.put(name, Access.waiting(W, Guard.AT_LEAST, CallModel.FROM_CALL));
    }
    permits.put("release", Access.RELEASE);
    permits.put(
        "acquireInterruptibly", Access.interruptible(W, Guard.AT_LEAST, CallModel.FROM_CALL));
    permits.put("holdInterruptibly", Access.interruptible(W, Guard.AT_LEAST, 1));
    MODELS.put("dev.heddle.sync.Semaphore", permits);
    MODELS.put("dev.heddle.sync.BoundedSemaphore", permits);
    Map<String, Access> event = new HashMap<>();
    event.put("await", Access.interruptible(R, Guard.AT_LEAST, 1));
    event.put("awaitUninterruptibly", Access.waiting(R, Guard.AT_LEAST, 1));
    MODELS.put("dev.heddle.sync.Event", event);
    MODELS.put("dev.heddle.sync.Condition", Map.of("hold", Access.waiting(W, Guard.FREE, 0)));
    MODELS.put("dev.heddle.sync.Barrier", Map.of());
    MODELS.put("dev.heddle.sync.Hold", Map.of("close", Access.RELEASE));

    MODELS.put("dev.heddle.sync.RWLock", Map.of());
    MODELS.put("dev.heddle.sync.RWLock$ReadLock", Map.of("release", Access.RELEASE));
    MODELS.put("dev.heddle.sync.RWLock$WriteLock", Map.of("release", Access.RELEASE));
  }

  private static void addHeddleValues() {
    Map<String, Access> guarded = new HashMap<>();
    for (String name :
        List.of(
            "read", "update", "updateAndGet", "withLock", "call", "snapshot", "recover", "enter")) {
      guarded.put(name, Access.waiting(W, Guard.FREE, 0));
    }
    for (String name : List.of("awaitUntil", "updateWhen", "callWhen")) {
      guarded.put(name, Access.interruptible(W, Guard.FREE, 0));
    }
    guarded.put("leave", Access.RELEASE);
    guarded.put("isPoisoned", Access.READ);
    MODELS.put("dev.heddle.sync.Guarded", guarded);

    MODELS.put(
        "dev.heddle.sync.Once",
        Map.of(
            "get",
            Access.waiting(W, Guard.FREE, 0),
            "getInterruptibly",
            Access.interruptible(W, Guard.FREE, 0)));
    MODELS.put(
        "dev.heddle.sync.Latch",
        Map.of(
            "await",
            Access.READ,
            "await/timed",
            Access.READ,
            "awaitUninterruptibly",
            Access.READ,
            "count",
            Access.READ));
    MODELS.put(
        "dev.heddle.sync.Local",
        Map.of("get", Access.OWN, "remove", Access.OWN, "count", Access.READ));
  }
}
