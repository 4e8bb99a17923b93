package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The pools that the JDK keeps in static fields and that outlive whoever uses them: the common
 * pool, and the thread that waits for the timeouts of {@code CompletableFuture}. An execution has
 * its own, made at the first use, so that nothing of it is left for the next.
 */
final class SharedPools {
  /**
   * How many workers the common pool has if its system property says nothing: two, so that two
   * tasks can overtake each other, and the same on every machine.
   */
  static final int PARALLELISM = 2;

  private static final String PROPERTY = "java.util.concurrent.ForkJoinPool.common.parallelism";

  private @Nullable ForkJoinPool common;
  private @Nullable ScheduledThreadPoolExecutor delayer;

  void reset() {
    common = null;
    delayer = null;
  }

  /** Returns the execution's common pool. */
  ForkJoinPool common() {
    ForkJoinPool pool = common;
    if (pool == null) {
      pool = Maker.make();
      common = pool;
    }
    return pool;
  }

  /** Returns what takes the place of {@code CompletableFuture.Delayer.delayer}. */
  ScheduledThreadPoolExecutor delayer() {
    ScheduledThreadPoolExecutor executor = delayer;
    if (executor == null) {
      executor =
          new ScheduledThreadPoolExecutor(
              1,
              task -> {
                Thread thread = new Thread(task, "CompletableFutureDelayScheduler");
                thread.setDaemon(true);
                return thread;
              });
      executor.setRemoveOnCancelPolicy(true);
      delayer = executor;
    }
    return executor;
  }

  /** Makes pools as the JDK makes its common pool; looked up when the first is needed. */
  private static final class Maker {
    private static final MethodHandle CONSTRUCTOR;

    static {
      try {
        CONSTRUCTOR =
            MethodHandles.privateLookupIn(ForkJoinPool.class, MethodHandles.lookup())
                .findConstructor(ForkJoinPool.class, MethodType.methodType(void.class, byte.class));
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    static ForkJoinPool make() {
      String set = System.getProperty(PROPERTY);
      try {
        // The number of processors would decide otherwise.
        if (set == null) {
          System.setProperty(PROPERTY, Integer.toString(PARALLELISM));
        }
        return (ForkJoinPool) CONSTRUCTOR.invokeExact((byte) 0);
      } catch (Throwable e) {
        throw JdkInternals.rethrow(e);
      } finally {
        if (set == null) {
          System.clearProperty(PROPERTY);
        }
      }
    }
  }
}
