package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's internals that the checker needs, reached by method handles so that everything compiles
 * with the oldest supported JDK. The agent opens the packages before this class is initialised.
 */
final class JdkInternals {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final MethodHandle PARK;
  private static final MethodHandle UNPARK;
  private static final MethodHandle EXCLUSIVE_OWNER;
  private static final MethodHandle SYNCHRONIZER_STATE;
  private static final MethodHandle LONG_SYNCHRONIZER_STATE;
  private static final VarHandle THREAD_NUMBER;
  private static final AtomicInteger POOL_NUMBER;
  private static final VarHandle FORK_JOIN_POOL_NUMBER;
  private static final AtomicInteger TIMER_NUMBER;
  private static final VarHandle RANDOM_SEED;
  private static final VarHandle RANDOM_PROBE;
  private static final VarHandle SECONDARY_SEED;
  private static final MethodHandle NANO_TIME_ADJUSTMENT;
  private static final MethodHandle ACCESS_ORDER;

  static {
    try {
      Class<?> unsafeClass = Class.forName("jdk.internal.misc.Unsafe");
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(unsafeClass, LOOKUP);
      Object unsafe =
          lookup.findStatic(unsafeClass, "getUnsafe", MethodType.methodType(unsafeClass)).invoke();
      PARK =
          lookup
              .findVirtual(
                  unsafeClass, "park", MethodType.methodType(void.class, boolean.class, long.class))
              .bindTo(unsafe);
      UNPARK =
          lookup
              .findVirtual(unsafeClass, "unpark", MethodType.methodType(void.class, Object.class))
              .bindTo(unsafe);
      EXCLUSIVE_OWNER =
          MethodHandles.privateLookupIn(AbstractOwnableSynchronizer.class, LOOKUP)
              .findVirtual(
                  AbstractOwnableSynchronizer.class,
                  "getExclusiveOwnerThread",
                  MethodType.methodType(Thread.class));
      SYNCHRONIZER_STATE =
          MethodHandles.privateLookupIn(AbstractQueuedSynchronizer.class, LOOKUP)
              .findVirtual(
                  AbstractQueuedSynchronizer.class, "getState", MethodType.methodType(int.class));
      LONG_SYNCHRONIZER_STATE =
          MethodHandles.privateLookupIn(AbstractQueuedLongSynchronizer.class, LOOKUP)
              .findVirtual(
                  AbstractQueuedLongSynchronizer.class,
                  "getState",
                  MethodType.methodType(long.class));
      POOL_NUMBER =
          counter(
              Class.forName("java.util.concurrent.Executors$DefaultThreadFactory"), "poolNumber");
      FORK_JOIN_POOL_NUMBER =
          MethodHandles.privateLookupIn(ForkJoinPool.class, LOOKUP)
              .findStaticVarHandle(ForkJoinPool.class, "poolIds", int.class);
      TIMER_NUMBER = counter(Class.forName("java.util.Timer"), "nextSerialNumber");
      THREAD_NUMBER = threadNumber();
      MethodHandles.Lookup thread = MethodHandles.privateLookupIn(Thread.class, LOOKUP);
      RANDOM_SEED = thread.findVarHandle(Thread.class, "threadLocalRandomSeed", long.class);
      RANDOM_PROBE = thread.findVarHandle(Thread.class, "threadLocalRandomProbe", int.class);
      SECONDARY_SEED =
          thread.findVarHandle(Thread.class, "threadLocalRandomSecondarySeed", int.class);
      ACCESS_ORDER =
          MethodHandles.privateLookupIn(LinkedHashMap.class, LOOKUP)
              .findGetter(LinkedHashMap.class, "accessOrder", boolean.class);
      NANO_TIME_ADJUSTMENT =
          lookup.findStatic(
              Class.forName("jdk.internal.misc.VM"),
              "getNanoTimeAdjustment",
              MethodType.methodType(long.class, long.class));
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private JdkInternals() {}

  private static AtomicInteger counter(Class<?> type, String field)
      throws ReflectiveOperationException {
    return (AtomicInteger)
        MethodHandles.privateLookupIn(type, LOOKUP)
            .findStaticVarHandle(type, field, AtomicInteger.class)
            .get();
  }

  /** The number of the next thread that is not given a name; its place has moved with JDK 19. */
  private static VarHandle threadNumber() throws ReflectiveOperationException {
    boolean nested = Runtime.version().feature() >= 19;
    Class<?> holder = nested ? Class.forName("java.lang.Thread$ThreadNumbering") : Thread.class;
    return MethodHandles.privateLookupIn(holder, LOOKUP)
        .findStaticVarHandle(holder, nested ? "next" : "threadInitNumber", int.class);
  }

  /** Lets pools and timers that get no name begin to count anew; they count in static fields. */
  static void resetNames() {
    POOL_NUMBER.set(1);
    FORK_JOIN_POOL_NUMBER.setVolatile(0);
    TIMER_NUMBER.set(0);
  }

  /** Returns the number that the next thread without a name gets in its name. */
  static int nextThreadNumber() {
    return (int) THREAD_NUMBER.getVolatile();
  }

  /** Sets the number that the next thread without a name gets in its name. */
  static void setNextThreadNumber(int number) {
    THREAD_NUMBER.setVolatile(number);
  }

  /** Sets what {@code ThreadLocalRandom} keeps in a thread; the probe must not be 0. */
  static void seedThread(Thread thread, long seed, int probe) {
    RANDOM_SEED.set(thread, seed);
    RANDOM_PROBE.set(thread, probe);
    SECONDARY_SEED.set(thread, probe);
  }

  /** Parks the current thread for real, as {@code Unsafe.park} does. */
  static void park(boolean absolute, long time) {
    try {
      PARK.invokeExact(absolute, time);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** Unparks a thread for real, as {@code Unsafe.unpark} does. */
  static void unpark(Object thread) {
    try {
      UNPARK.invokeExact(thread);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** Returns the thread that holds a lock of {@code java.util.concurrent}, or null. */
  static @Nullable Thread exclusiveOwner(AbstractOwnableSynchronizer synchronizer) {
    try {
      return (Thread) EXCLUSIVE_OWNER.invokeExact(synchronizer);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** Returns the state of a synchronizer; 0 for one of an unknown kind. */
  static long stateOf(AbstractOwnableSynchronizer synchronizer) {
    try {
      if (synchronizer instanceof AbstractQueuedLongSynchronizer wide) {
        return (long) LONG_SYNCHRONIZER_STATE.invokeExact(wide);
      }
      return synchronizer instanceof AbstractQueuedSynchronizer narrow
          ? (int) SYNCHRONIZER_STATE.invokeExact(narrow)
          : 0;
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** Returns whether a look at an entry of a map changes the map's order. */
  static boolean isOrderedByAccess(LinkedHashMap<?, ?> map) {
    try {
      return (boolean) ACCESS_ORDER.invoke(map);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** Returns what {@code VM.getNanoTimeAdjustment} does. */
  static long nanoTimeAdjustment(long offsetSeconds) {
    try {
      return (long) NANO_TIME_ADJUSTMENT.invokeExact(offsetSeconds);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** Throws what a method handle threw; none of those used here declares a checked exception. */
  static RuntimeException rethrow(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    if (e instanceof RuntimeException runtime) {
      throw runtime;
    }
    throw new AssertionError(e);
  }

  /** The first word of an object, in which the JVM keeps its identity hash. */
  static final class Headers {
    private static final MethodHandle GET;
    private static final MethodHandle REPLACE;

    static {
      try {
        Class<?> unsafeClass = Class.forName("jdk.internal.misc.Unsafe");
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(unsafeClass, LOOKUP);
        Object unsafe =
            lookup
                .findStatic(unsafeClass, "getUnsafe", MethodType.methodType(unsafeClass))
                .invoke();
        GET =
            MethodHandles.insertArguments(
                lookup
                    .findVirtual(
                        unsafeClass,
                        "getLong",
                        MethodType.methodType(long.class, Object.class, long.class))
                    .bindTo(unsafe),
                1,
                0L);
        REPLACE =
            MethodHandles.insertArguments(
                lookup
                    .findVirtual(
                        unsafeClass,
                        "compareAndSetLong",
                        MethodType.methodType(
                            boolean.class, Object.class, long.class, long.class, long.class))
                    .bindTo(unsafe),
                1,
                0L);
      } catch (Throwable e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private Headers() {}

    static long get(Object object) {
      try {
        return (long) GET.invokeExact(object);
      } catch (Throwable e) {
        throw rethrow(e);
      }
    }

    /** Replaces the header if it is still as expected; returns whether it was. */
    static boolean replace(Object object, long expected, long header) {
      try {
        return (boolean) REPLACE.invokeExact(object, expected, header);
      } catch (Throwable e) {
        throw rethrow(e);
      }
    }
  }

  /** Continuations and the means to be another thread: on JDK 24 and newer. */
  static final class Continuations {
    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;
    private static final MethodHandle SET_CURRENT_THREAD;

    static {
      try {
        Class<?> scopeClass = Class.forName("jdk.internal.vm.ContinuationScope");
        Class<?> type = Class.forName("jdk.internal.vm.Continuation");
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, LOOKUP);
        Object scope =
            MethodHandles.privateLookupIn(scopeClass, LOOKUP)
                .findConstructor(scopeClass, MethodType.methodType(void.class, String.class))
                .invoke("heddle");
        MethodHandle constructor =
            lookup.findConstructor(
                type, MethodType.methodType(void.class, scopeClass, Runnable.class));
        NEW =
            MethodHandles.insertArguments(constructor, 0, scope)
                .asType(MethodType.methodType(Object.class, Runnable.class));
        RUN =
            lookup
                .findVirtual(type, "run", MethodType.methodType(void.class))
                .asType(MethodType.methodType(void.class, Object.class));
        YIELD =
            MethodHandles.insertArguments(
                lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scopeClass)),
                0,
                scope);
        SET_CURRENT_THREAD =
            MethodHandles.privateLookupIn(Thread.class, LOOKUP)
                .findVirtual(
                    Thread.class,
                    "setCurrentThread",
                    MethodType.methodType(void.class, Thread.class));
      } catch (Throwable e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private Continuations() {}

    static Object create(Runnable body) {
      try {
        return NEW.invokeExact(body);
      } catch (Throwable e) {
        throw rethrow(e);
      }
    }

    /** Runs a continuation until it yields or ends. */
    static void run(Object continuation) {
      try {
        RUN.invokeExact(continuation);
      } catch (Throwable e) {
        throw rethrow(e);
      }
    }

    /**
     * Leaves the current continuation until it is run again.
     *
     * @throws IllegalStateException if a native frame or a class initialiser is on its stack
     */
    static void yield() {
      try {
        boolean ignored = (boolean) YIELD.invokeExact();
      } catch (Throwable e) {
        throw rethrow(e);
      }
    }

    /** Lets the carrier, which must be the calling thread, be {@code thread} from now on. */
    static void become(Thread carrier, Thread thread) {
      try {
        SET_CURRENT_THREAD.invokeExact(carrier, thread);
      } catch (Throwable e) {
        throw rethrow(e);
      }
    }
  }
}
