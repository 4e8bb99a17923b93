package dev.heddle.check.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What instrumented code of {@code java.util.concurrent} calls, and of {@code java.util}, where a
 * call of the program is not all one step, or keeps what outlives an execution. Every method does
 * nothing special when the calling thread is not under control.
 */
public final class JdkHooks {
  private JdkHooks() {}

  // ---- where a call is entered

  /** At the end of a constructor of a library whose objects are locations of their own. */
  public static void createdInside(Object object) {
    ControlledThread self = Hooks.self();
    if (self != null && self.linking == 0) {
      self.scheduler.locations().created(self, object, self.site);
    }
  }

  /**
   * At the beginning of a method of a library that other code of the library may have called: a
   * hand-over point, unless the step that the thread is in was announced to touch the object.
   */
  public static void enter(Object object, String method) {
    ControlledThread self = Hooks.self();
    if (self != null && self.linking == 0) {
      Calls.enter(self, object, method);
    }
  }

  /** At the beginning of a pool's worker. */
  public static void beginWorker(ThreadPoolExecutor pool) {
    ControlledThread self = Hooks.self();
    if (self != null) {
      Pools.beginWorker(self, pool);
    }
  }

  /** Before a pool's worker takes its next task. */
  public static void beforeTask(ThreadPoolExecutor pool) {
    ControlledThread self = Hooks.self();
    if (self != null) {
      Pools.beforeTask(self, pool);
    }
  }

  // ---- between the parts of a call

  /**
   * Before each part of a method that is documented as not atomic, such as {@code putAll}, or that
   * goes from element to element.
   */
  public static void nextPart(Object object) {
    ControlledThread self = Hooks.self();
    if (self != null
        && self.linking == 0
        && !self.scheduler.isLooking
        && (object instanceof ThreadPoolExecutor
            || object.getClass().getName().startsWith("java.util.concurrent."))) {
      Parts.next(self, object);
    }
  }

  /**
   * Before a bulk operation of a map goes to its tasks, which know nothing but its table.
   *
   * @param table the table; null if the map is empty
   */
  public static void beforeBulk(Object map, @Nullable Object table) {
    ControlledThread self = Hooks.self();
    if (self != null && table != null) {
      self.scheduler.bulkTables().put(table, map);
    }
  }

  /** Before each part of a task of a bulk operation. */
  public static void nextPartOfTable(@Nullable Object table) {
    ControlledThread self = Hooks.self();
    Object map = self == null || table == null ? null : self.scheduler.bulkTables().mapOf(table);
    if (self != null && map != null) {
      Parts.nextOfTask(self, map);
    }
  }

  /** At the beginning of {@code LongAdder.add}. */
  public static void beforeAdding(LongAdder adder, long number) {
    ControlledThread self = Hooks.self();
    if (self != null) {
      self.scheduler.adders().add(self, adder, number);
    }
  }

  /** Before an adder is set to zero. */
  public static void beforeReset(LongAdder adder) {
    ControlledThread self = Hooks.self();
    if (self != null) {
      self.scheduler.adders().reset(adder);
    }
  }

  /** At the end of {@code LongAdder.sum}. */
  public static long sum(long now, LongAdder adder) {
    ControlledThread self = Hooks.self();
    return self == null ? now : self.scheduler.adders().sum(self, adder, now);
  }

  // ---- what the JVM does for no reason

  /** At the beginning of a weak compare-and-set of an atomic: whether it is to fail. */
  public static boolean failsSpuriously(Object atomic) {
    ControlledThread self = Hooks.self();
    return self != null
        && !self.scheduler.isLooking
        && self.scheduler.platform().failsSpuriously(self, atomic);
  }

  /** In place of the answer whether a thread that waits for a condition may stop parking. */
  public static boolean isReleased(boolean real) {
    ControlledThread self = real ? null : Hooks.self();
    return real || (self != null && self.isWokenSpuriously);
  }

  /** In place of the answer whether a thread that waits for a condition was signalled. */
  public static boolean isSignalled(boolean real) {
    ControlledThread self = Hooks.self();
    if (self == null || !self.isWokenSpuriously) {
      return real;
    }
    self.isWokenSpuriously = false;
    return true;
  }

  // ---- assertions

  /** At the end of a constructor of {@code AssertionError}. */
  public static void assertionFailed(AssertionError error) {
    ControlledThread self = Hooks.self();
    if (self != null && !self.scheduler.isAborting()) {
      self.scheduler.assertionFailed(self, error);
    }
  }

  // ---- monitors

  /** Before a monitor of java.util.concurrent is entered, which then never has to wait. */
  public static void enterBesideReal(@Nullable Object object) {
    ControlledThread self = Hooks.self();
    if (self != null && object != null && self.linking == 0) {
      self.scheduler.monitors().enterBesideReal(self, object);
    }
  }

  /** After a monitor of java.util.concurrent was left. */
  public static void exitBesideReal(Object object) {
    ControlledThread self = Hooks.self();
    if (self != null && self.linking == 0 && !self.scheduler.isAborting()) {
      self.scheduler.monitors().exitBesideReal(self, object);
    }
  }

  // ---- pools that outlive an execution

  /** In place of the pool that the JDK keeps in a static field. */
  public static ForkJoinPool commonPool(ForkJoinPool real) {
    ControlledThread self = Hooks.self();
    return self == null ? real : self.scheduler.pools().common();
  }

  /** In place of the executor to which {@code CompletableFuture} gives what has no other. */
  public static Executor asyncPool(Executor real) {
    ControlledThread self = Hooks.self();
    return self == null ? real : self.scheduler.pools().common();
  }

  /** In place of the parallelism of the common pool. */
  public static int commonParallelism(int real) {
    ControlledThread self = Hooks.self();
    return self == null ? real : self.scheduler.pools().common().getParallelism();
  }

  /** In place of the answer whether there are enough processors for the common pool. */
  public static boolean usesCommonPool(boolean real) {
    return real || Hooks.self() != null;
  }

  /** In place of the pool that waits for the timeouts of {@code CompletableFuture}. */
  public static ScheduledThreadPoolExecutor delayer(ScheduledThreadPoolExecutor real) {
    ControlledThread self = Hooks.self();
    return self == null ? real : self.scheduler.pools().delayer();
  }
}
