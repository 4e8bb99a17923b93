package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/** What is known of the threads of {@link ThreadPoolExecutor}, for those who ask why all wait. */
final class PoolWorkers {
  private static final Class<?> WORKER;
  private static final MethodHandle TARGET;
  private static final MethodHandle HOLDER;
  private static final MethodHandle POOL;
  private static final MethodHandle RUNNER;

  static {
    try {
      MethodHandles.Lookup own = MethodHandles.lookup();
      boolean hasHolder = Runtime.version().feature() >= 19;
      Class<?> holder = hasHolder ? Class.forName("java.lang.Thread$FieldHolder") : Thread.class;
      TARGET =
          MethodHandles.privateLookupIn(holder, own)
              .findGetter(holder, hasHolder ? "task" : "target", Runnable.class)
              .asType(MethodType.methodType(Object.class, Object.class));
      HOLDER =
          hasHolder
              ? MethodHandles.privateLookupIn(Thread.class, own)
                  .findGetter(Thread.class, "holder", holder)
                  .asType(MethodType.methodType(Object.class, Thread.class))
              : MethodHandles.identity(Object.class)
                  .asType(MethodType.methodType(Object.class, Thread.class));
      WORKER = Class.forName("java.util.concurrent.ThreadPoolExecutor$Worker");
      POOL =
          MethodHandles.privateLookupIn(WORKER, own)
              .findGetter(WORKER, "this$0", ThreadPoolExecutor.class)
              .asType(MethodType.methodType(ThreadPoolExecutor.class, Object.class));
      RUNNER =
          MethodHandles.privateLookupIn(FutureTask.class, own)
              .findGetter(FutureTask.class, "runner", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private PoolWorkers() {}

  /** Returns what a thread was made to run, or null; virtual threads do not tell. */
  static @Nullable Object targetOf(Thread thread) {
    try {
      Object holder = (Object) HOLDER.invokeExact(thread);
      return holder == null ? null : (Object) TARGET.invokeExact(holder);
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  /** Returns the pool whose worker a thread is, or null. */
  static @Nullable ThreadPoolExecutor poolOf(Thread thread) {
    Object worker = targetOf(thread);
    try {
      return WORKER.isInstance(worker) ? (ThreadPoolExecutor) POOL.invokeExact(worker) : null;
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  /** Returns the pool in which a thread waits for a task; null for one that runs a task. */
  static @Nullable ThreadPoolExecutor idleIn(Thread thread) {
    // A worker holds its own lock while it runs a task.
    return targetOf(thread) instanceof AbstractOwnableSynchronizer worker
            && WORKER.isInstance(worker)
            && JdkInternals.stateOf(worker) == 0
        ? poolOf(thread)
        : null;
  }

  /** Returns the thread that runs a task, or null. */
  static @Nullable Thread runnerOf(FutureTask<?> task) {
    try {
      return (Thread) RUNNER.invokeExact(task);
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  /** Returns whether a task waits for a thread of a pool; false also if that cannot be asked. */
  static boolean isQueued(ThreadPoolExecutor pool, FutureTask<?> task) {
    // Of other queues a thread that waits might hold the lock.
    return pool.getQueue() instanceof LinkedBlockingQueue<?> queue && queue.contains(task);
  }
}
