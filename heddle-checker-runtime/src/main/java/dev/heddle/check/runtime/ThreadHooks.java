package dev.heddle.check.runtime;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What instrumented code calls in the place of methods of {@link Thread}, of parking and of the
 * clocks, in the program and in the JDK. Every method does what the real one does when the calling
 * thread is not under control.
 *
 * <p>The hooks take the arguments of what they replace and no site, so that method references can
 * be replaced too; {@link Hooks#at} tells the site beforehand.
 */
public final class ThreadHooks {
  private ThreadHooks() {}

  // ---- parking

  /** Instead of {@code Unsafe.park}. */
  public static void park(Object unsafe, boolean absolute, long time) {
    ControlledThread self = Hooks.self();
    if (self == null || (self.libraries > 0 && !self.parksItself)) {
      JdkInternals.park(absolute, time);
    } else {
      self.scheduler.threads().park(self, absolute, time);
    }
  }

  /** Instead of {@code Unsafe.unpark}. */
  public static void unpark(Object unsafe, Object thread) {
    ControlledThread self = Hooks.self();
    ControlledThread other = self == null ? null : self.scheduler.threads().find(thread);
    if (self != null && other != null) {
      self.scheduler.threads().unpark(self, other);
    } else if (self != null
        && thread instanceof Thread started
        && JdkObjects.isProgramThread(started)
        && started.getState() == Thread.State.NEW) {
      self.scheduler.threads().unparkNotStarted(self, started);
    } else {
      JdkInternals.unpark(thread);
      unparkCarrier(thread);
    }
  }

  /**
   * A thread that is blocked inside a library does not park itself but its carrier, which the JVM
   * does not find by the thread.
   */
  private static void unparkCarrier(Object thread) {
    ControlledThread caller = Hooks.libraryCaller;
    if (caller != null && caller.thread == thread) {
      Thread carrier = caller.scheduler.carrierOf(caller);
      if (carrier != null && carrier != thread) {
        JdkInternals.unpark(carrier);
      }
    }
  }

  // ---- threads

  /**
   * At the beginning of {@code Thread.start}.
   *
   * @return whether the thread is under control from now on, and must not be started for real
   */
  public static boolean start(Thread thread) {
    return start(thread, null);
  }

  /** The same for a thread that an executor or a structured scope starts. */
  public static boolean start(Thread thread, @Nullable Object container) {
    ControlledThread self = Hooks.self();
    if (self == null || !JdkObjects.isProgramThread(thread)) {
      return false;
    }
    boolean itself = self.startsThread;
    self.startsThread = false;
    if (self.libraries > 0 && !itself) {
      return false;
    }
    self.scheduler.threads().start(self, thread, container);
    return true;
  }

  /**
   * Instead of {@code ContinuationSupport.isSupported} where the JDK makes a virtual thread: under
   * control it makes the kind that it has for JVMs without continuations, which is started and
   * parks like any thread.
   */
  public static boolean makesVirtualThreads() {
    return Hooks.self() == null;
  }

  /** Instead of {@code Thread.isVirtual} where the JDK parks in one of two ways. */
  public static boolean parksAsVirtual(Thread thread) {
    return Hooks.self() == null && ThreadContainers.isVirtual(thread);
  }

  /** Instead of {@link Thread#join()}. */
  public static void join(Thread thread) throws InterruptedException {
    ControlledThread self = Hooks.self();
    if (isForeign(self, thread)) {
      thread.join();
    } else {
      self.scheduler.threads().join(self, thread, ControlledThread.NEVER);
    }
  }

  /** Instead of {@link Thread#join(long)}. */
  public static void join(Thread thread, long millis) throws InterruptedException {
    ControlledThread self = Hooks.self();
    if (isForeign(self, thread)) {
      thread.join(millis);
      return;
    }
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    long deadline =
        millis == 0 ? ControlledThread.NEVER : self.scheduler.clock().deadlineInMillis(millis);
    self.scheduler.threads().join(self, thread, deadline);
  }

  /** Instead of {@link Thread#join(long, int)}. */
  public static void join(Thread thread, long millis, int nanos) throws InterruptedException {
    join(thread, roundUp(millis, nanos));
  }

  /** Instead of {@code Thread.join(Duration)}, which JDK 19 brought. */
  public static boolean join(Thread thread, Duration time) throws InterruptedException {
    if (thread.getState() == Thread.State.NEW) {
      throw new IllegalThreadStateException("Thread not started");
    }
    ControlledThread self = Hooks.self();
    if (isForeign(self, thread)) {
      thread.join(Math.max(1, saturatedNanos(time) / 1_000_000));
    } else {
      self.scheduler.observations().seeLiveness();
      if (isAliveInside(thread) && saturatedNanos(time) > 0) {
        long deadline = self.scheduler.clock().deadlineIn(saturatedNanos(time));
        self.scheduler.threads().join(self, thread, deadline);
      }
    }
    return !isAliveInside(thread);
  }

  /** Whether a thread is not to be joined by the model: one of the two is not under control. */
  private static boolean isForeign(@Nullable ControlledThread self, Thread thread) {
    return self == null
        || (self.scheduler.threads().find(thread) == null
            && thread.getState() != Thread.State.NEW
            && thread.getState() != Thread.State.TERMINATED);
  }

  /** Instead of {@link Thread#sleep(long)}. */
  public static void sleep(long millis) throws InterruptedException {
    ControlledThread self = Hooks.self();
    if (self == null) {
      Thread.sleep(millis);
      return;
    }
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    long nanos = millis > Long.MAX_VALUE / 1_000_000 ? Long.MAX_VALUE : millis * 1_000_000;
    self.scheduler.threads().sleep(self, nanos);
  }

  /** Instead of {@link Thread#sleep(long, int)}. */
  public static void sleep(long millis, int nanos) throws InterruptedException {
    sleep(roundUp(millis, nanos));
  }

  /** Instead of {@code Thread.sleep(Duration)}, which JDK 19 brought. */
  public static void sleep(Duration time) throws InterruptedException {
    long nanos = Math.max(0, saturatedNanos(time));
    sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
  }

  /** Instead of {@link Thread#yield()} and {@link Thread#onSpinWait()}. */
  public static void letOthersGo() {
    ControlledThread self = Hooks.self();
    if (self == null) {
      Thread.yield();
    } else {
      self.scheduler.threads().letOthersGo(self);
    }
  }

  /** Instead of {@link Thread#currentThread()}: a pooled thread is the thread that it runs. */
  public static Thread currentThread() {
    ControlledThread self = Hooks.self();
    if (self != null && self.initialising != null) {
      // The result depends on which thread initialises the class.
      StaticState.learnUnlessAlone(self);
    }
    return presentThread();
  }

  private static Thread presentThread() {
    Thread real = Thread.currentThread();
    if (real instanceof ThreadSwitcher.PooledThread pooled) {
      ControlledThread task = pooled.task;
      return task == null ? real : task.thread;
    }
    return real;
  }

  /** At the beginning of {@link Thread#interrupt()}; returns whether the model has done it all. */
  public static boolean interrupt(Thread thread) {
    ControlledThread self = Hooks.self();
    ControlledThread other = find(thread);
    if (self == null || other == null) {
      return false;
    }
    self.scheduler.threads().interrupt(self, other);
    return true;
  }

  /** At the beginning of {@link Thread#isInterrupted()}: 0 or 1, or -1 to ask the real thread. */
  public static int isInterrupted(Thread thread) {
    ControlledThread other = find(thread);
    return other == null ? -1 : other.interrupted ? 1 : 0;
  }

  /** At the beginning of {@link Thread#interrupted()}: 0 or 1, or -1 to ask the real thread. */
  public static int interrupted() {
    ControlledThread self = Hooks.self();
    if (self == null) {
      return -1;
    }
    self.scheduler.threads().lookedAtInterrupt(self);
    return self.scheduler.threads().clearInterrupt(self) ? 1 : 0;
  }

  /** Instead of {@link Thread#isAlive()}. */
  public static boolean isAlive(Thread thread) {
    ControlledThread self = Hooks.self();
    if (self != null) {
      self.scheduler.threads().lookWhetherAlive(self, thread);
    }
    return isAliveInside(thread);
  }

  /** Instead of {@link Thread#isAlive()} inside the JDK, where it is part of a step. */
  public static boolean isAliveInside(Thread thread) {
    ControlledThread other = find(thread);
    return other == null ? thread.isAlive() : !other.ended;
  }

  /** At the beginning of {@link Thread#getState()}: the state, or null to ask the real thread. */
  public static Thread.@Nullable State state(Thread thread) {
    ControlledThread other = find(thread);
    return other == null ? null : ProgramThreads.stateOf(other);
  }

  private static @Nullable ControlledThread find(Thread thread) {
    ControlledThread self = Hooks.self();
    return self == null ? null : self.scheduler.threads().find(thread);
  }

  // ---- time

  /** Instead of {@link System#nanoTime()}. */
  public static long nanoTime() {
    ControlledThread self = Hooks.self();
    return self == null ? System.nanoTime() : self.scheduler.clock().read(self);
  }

  /** Instead of {@link System#currentTimeMillis()}. */
  public static long currentTimeMillis() {
    ControlledThread self = Hooks.self();
    return self == null ? System.currentTimeMillis() : self.scheduler.clock().readMillis(self);
  }

  /** Instead of {@code VM.getNanoTimeAdjustment}, from which {@code Instant.now} is made. */
  public static long nanoTimeAdjustment(long offsetSeconds) {
    ControlledThread self = Hooks.self();
    return self == null
        ? JdkInternals.nanoTimeAdjustment(offsetSeconds)
        : self.scheduler.clock().readAdjustment(self, offsetSeconds);
  }

  private static long saturatedNanos(Duration time) {
    try {
      return time.toNanos();
    } catch (ArithmeticException e) {
      return time.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  static long roundUp(long millis, int nanos) {
    if (nanos < 0 || nanos > 999_999) {
      throw new IllegalArgumentException("nanosecond timeout value out of range");
    }
    return nanos > 0 && millis >= 0 && millis < Long.MAX_VALUE ? millis + 1 : millis;
  }
}
