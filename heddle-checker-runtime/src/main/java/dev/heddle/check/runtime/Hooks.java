package dev.heddle.check.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What instrumented code calls. Every method does nothing special, or what the real operation does,
 * when the calling thread is not under control.
 *
 * <p>The {@code site} of a call is a number of {@link Sites}. Operations that replace a method of
 * the JDK take that method's arguments and no site, so that method references can be replaced too;
 * {@link #at} tells the site beforehand.
 */
public final class Hooks {
  /**
   * The thread that has the turn. Other threads may read a stale value; they compare it with
   * themselves and find that it is not theirs.
   */
  static @Nullable ControlledThread current;

  /** Tells {@link #afterCallback} that what was called is a task. */
  private static final int ALWAYS = -1;

  private Hooks() {}

  /** Returns the calling thread if it is under control, otherwise null. */
  static @Nullable ControlledThread self() {
    ControlledThread thread = current;
    return thread != null && thread.identity == Thread.currentThread() ? thread : null;
  }

  /** Returns whether the calling thread is under control. */
  public static boolean isControlled() {
    return self() != null;
  }

  // ---- accesses of the program's own fields and arrays

  /** Before a field of an object is read. */
  public static void readField(@Nullable Object object, int site) {
    ControlledThread self = self();
    if (self != null && object != null) {
      Accesses.readField(self, object, site);
    }
  }

  /** Before a static field is read. */
  public static void readStatic(int site) {
    ControlledThread self = self();
    if (self != null) {
      Accesses.readField(self, null, site);
    }
  }

  /** Before an array element is read. */
  public static void readArray(@Nullable Object array, int index, int site) {
    ControlledThread self = self();
    if (self != null && array != null) {
      Accesses.readElement(self, array, index, site);
    }
  }

  /** Before a field of an object is written. */
  public static void writeField(@Nullable Object object, int site) {
    ControlledThread self = self();
    if (self != null && object != null) {
      Accesses.writeField(self, object, site);
    }
  }

  /** Before a static field is written. */
  public static void writeStatic(int site) {
    ControlledThread self = self();
    if (self != null) {
      Accesses.writeField(self, null, site);
    }
  }

  /** Before an array element is written. */
  public static void writeArray(@Nullable Object array, int index, int site) {
    ControlledThread self = self();
    if (self != null && array != null) {
      Accesses.writeElement(self, array, index, site);
    }
  }

  /** After the program's code has created an object, or got one from a library that may be new. */
  public static void created(@Nullable Object object) {
    ControlledThread self = self();
    if (self != null && object != null) {
      Object owner = Owners.of(object);
      if (owner instanceof ThreadPoolExecutor pool) {
        Pools.created(self, pool);
      } else {
        self.scheduler.locations().created(self, owner);
      }
      Past past = self.scheduler.past();
      if (past != null) {
        past.made(owner);
      }
    }
  }

  /** At the end of a constructor of a library whose objects are locations of their own. */
  public static void createdInside(Object object) {
    ControlledThread self = self();
    if (self != null && self.linking == 0) {
      self.scheduler.locations().created(self, object);
    }
  }

  /** After an array of arrays was created by the program's code. */
  public static void createdNested(Object array) {
    created(array);
    if (array instanceof Object[] elements) {
      for (Object element : elements) {
        if (element != null && element.getClass().isArray()) {
          createdNested(element);
        }
      }
    }
  }

  // ---- calls into the JDK

  /** Before a call of which the model has to know a number that it is given. */
  public static void argument(int number) {
    ControlledThread self = self();
    if (self != null) {
      self.callArgument = number;
    }
  }

  /** Before a call that is given an object that it may read or change. */
  public static void argument(@Nullable Object object) {
    ControlledThread self = self();
    if (self != null && object != null) {
      Calls.addArgument(self, object);
    }
  }

  /** Before a call that is given the key of a map. */
  public static void key(@Nullable Object key) {
    ControlledThread self = self();
    if (self != null) {
      self.callKey = key;
    }
  }

  /** Before a method of an object is called whose class is known only now. */
  public static void beforeCall(@Nullable Object receiver, int site) {
    ControlledThread self = self();
    if (self == null) {
      return;
    }
    if (receiver != null
        && JdkObjects.hasState(receiver)
        && !JdkObjects.isOverridden(receiver, nameOf(site))) {
      self.site = site;
      Calls.before(self, receiver, site);
    } else {
      self.callArguments.clear();
      self.callKey = null;
    }
  }

  /**
   * Returns the name of the method that is called at a place, without what tells its forms apart.
   */
  private static String nameOf(int site) {
    String method = Sites.method(site);
    int form = method.indexOf('/');
    return form < 0 ? method : method.substring(0, form);
  }

  /**
   * Before an access through a handle of a variable.
   *
   * @param handle what is called
   * @param object the first argument, if it is an object
   * @param number the second argument, if it is a whole number
   */
  public static void beforeHandle(
      @Nullable Object handle, @Nullable Object object, long number, int site) {
    ControlledThread self = self();
    if (self == null) {
      return;
    }
    if (handle != null && HandleCalls.isHandle(handle)) {
      self.site = site;
      HandleCalls.before(self, handle, object, number, site);
    } else {
      beforeCall(handle, site);
    }
  }

  /** Before a method is called that an object inherits from the JDK. */
  public static void beforeInheritedCall(@Nullable Object receiver, int site) {
    ControlledThread self = self();
    if (self != null && receiver != null) {
      self.site = site;
      if (receiver instanceof Thread thread) {
        self.scheduler.threads().announceCall(self, thread, Sites.method(site));
      } else {
        Calls.before(self, receiver, site);
      }
    }
  }

  /**
   * At the beginning of a method of a library that other code of the library may have called: a
   * hand-over point, unless the step that the thread is in was announced to touch the object.
   */
  public static void enter(Object object, String method) {
    ControlledThread self = self();
    if (self != null && self.linking == 0) {
      Calls.enter(self, object, method);
    }
  }

  /**
   * Before each part of a method that is documented as not atomic, such as {@code putAll}, or that
   * goes from element to element.
   */
  public static void nextPart(Object object) {
    ControlledThread self = self();
    if (self != null
        && self.linking == 0
        && !self.scheduler.isLooking
        && object.getClass().getName().startsWith("java.util.concurrent.")) {
      Parts.next(self, object);
    }
  }

  /**
   * Before a bulk operation of a map goes to its tasks, which know nothing but its table.
   *
   * @param table the table; null if the map is empty
   */
  public static void beforeBulk(Object map, @Nullable Object table) {
    ControlledThread self = self();
    if (self != null && table != null) {
      self.scheduler.bulkTables().put(table, map);
    }
  }

  /** Before each part of a task of a bulk operation. */
  public static void nextPartOfTable(@Nullable Object table) {
    ControlledThread self = self();
    Object map = self == null || table == null ? null : self.scheduler.bulkTables().mapOf(table);
    if (self != null && map != null) {
      Parts.nextOfTask(self, map);
    }
  }

  /** At the beginning of {@code LongAdder.add}. */
  public static void beforeAdding(LongAdder adder, long number) {
    ControlledThread self = self();
    if (self != null) {
      self.scheduler.adders().add(self, adder, number);
    }
  }

  /** Before an adder is set to zero. */
  public static void beforeReset(LongAdder adder) {
    ControlledThread self = self();
    if (self != null) {
      self.scheduler.adders().reset(adder);
    }
  }

  /** At the end of {@code LongAdder.sum}. */
  public static long sum(long now, LongAdder adder) {
    ControlledThread self = self();
    return self == null ? now : self.scheduler.adders().sum(self, adder, now);
  }

  /** At the beginning of a pool's worker. */
  public static void beginWorker(ThreadPoolExecutor pool) {
    ControlledThread self = self();
    if (self != null) {
      Pools.beginWorker(self, pool);
    }
  }

  /** Before a pool's worker takes its next task. */
  public static void beforeTask(ThreadPoolExecutor pool) {
    ControlledThread self = self();
    if (self != null) {
      Pools.beforeTask(self, pool);
    }
  }

  /** Before a static method of the JDK is called that may touch what threads share. */
  public static void beforeStaticCall(int site) {
    ControlledThread self = self();
    if (self != null) {
      self.site = site;
      Calls.beforeStatic(self, site);
    }
  }

  /** Before a static method of the JDK is called that touches nothing but what it is given. */
  public static void beforeFunction(int site) {
    ControlledThread self = self();
    if (self != null) {
      self.site = site;
      Calls.beforeFunction(self, site);
    }
  }

  /** Before a static method of {@code Thread} is called that concerns the calling thread. */
  public static void beforeOwnCall(int site) {
    ControlledThread self = self();
    if (self != null) {
      self.site = site;
      self.scheduler.threads().announceCall(self, self.thread, Sites.method(site));
    }
  }

  /** Before a thread that a library has started runs that library's code. */
  static void beginOfLibrary() {
    ControlledThread self = self();
    if (self != null) {
      Calls.afterCallback(self, null);
    }
  }

  /** Before a library is told that a thread has run. */
  static void endInLibrary() {
    ControlledThread self = self();
    if (self != null && !self.scheduler.isAborting()) {
      Calls.afterCallback(self, null);
    }
  }

  /** Returns how many steps the calling thread has announced, for {@link #afterCallback}. */
  public static int announced() {
    ControlledThread self = self();
    if (self == null) {
      return 0;
    }
    self.announcedBeforeCallback = self.announced;
    return self.announced;
  }

  /** Returns the object that the calling thread is inside of, for {@link #afterCallback}. */
  public static @Nullable Object callee() {
    ControlledThread self = self();
    return self == null ? null : self.callee;
  }

  /** Returns the place where the calling thread was last, for {@link #afterCallback}. */
  public static int site() {
    ControlledThread self = self();
    return self == null ? 0 : self.site;
  }

  /**
   * After code of the program may have run that a library's object has called.
   *
   * @param callee what {@link #callee} was before
   * @param library the object that has called, which goes on now
   * @param announced what {@link #announced} was before: if nothing was since, what ran was part of
   *     the step, perhaps the library's own code; {@link #ALWAYS} for a point in any case
   */
  public static void afterCallback(
      @Nullable Object callee, @Nullable Object library, int site, int announced) {
    ControlledThread self = self();
    if (self == null || self.linking != 0) {
      return;
    }
    if (self.announced == announced) {
      // It may have called what is no step, and has another object.
      self.callee = callee;
    } else {
      self.site = site;
      if (announced == ALWAYS && library instanceof ThreadPoolExecutor pool) {
        Pools.afterTask(self, pool);
      } else {
        Calls.afterCallback(self, library);
      }
    }
  }

  /** The same where what the program's code has thrown is caught. */
  public static void afterThrowingCallback(@Nullable Object library, int site) {
    ControlledThread self = self();
    // Not thrown again when all is over: the handler may be its own, as that of a monitor is.
    if (self != null
        && self.linking == 0
        && self.announced != self.announcedBeforeCallback
        && !self.scheduler.isAborting()) {
      self.site = site;
      Calls.afterCallback(self, library);
    }
  }

  /** Tells the site of the replaced call that follows. */
  public static void at(int site) {
    ControlledThread self = self();
    if (self != null) {
      self.site = site;
      self.callee = null;
    }
  }

  // ---- monitors

  /** Instead of {@code monitorenter} in the program. */
  public static void monitorEnter(Object object, int site) {
    ControlledThread self = self();
    object.getClass();
    if (self == null) {
      SubstituteMonitors.enter(object);
    } else {
      self.callee = null;
      self.scheduler.monitors().enter(self, object, site);
    }
  }

  /** Instead of {@code monitorexit} in the program. */
  public static void monitorExit(Object object, int site) {
    ControlledThread self = self();
    if (self == null) {
      SubstituteMonitors.exit(object);
    } else if (!self.scheduler.isAborting()) {
      self.callee = null;
      self.scheduler.monitors().exit(self, object, site);
    }
  }

  /** Before a monitor of java.util.concurrent is entered, which then never has to wait. */
  public static void enterBesideReal(@Nullable Object object) {
    ControlledThread self = self();
    if (self != null && object != null && self.linking == 0) {
      self.scheduler.monitors().enterBesideReal(self, object);
    }
  }

  /** After a monitor of java.util.concurrent was left. */
  public static void exitBesideReal(Object object) {
    ControlledThread self = self();
    if (self != null && self.linking == 0 && !self.scheduler.isAborting()) {
      self.scheduler.monitors().exitBesideReal(self, object);
    }
  }

  /** Instead of {@link Object#wait()}. */
  public static void await(Object object) throws InterruptedException {
    await(object, 0);
  }

  /** Instead of {@link Object#wait(long)}. */
  public static void await(Object object, long millis) throws InterruptedException {
    ControlledThread self = self();
    if (self == null) {
      SubstituteMonitors.await(object, millis);
      return;
    }
    object.getClass();
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    long deadline =
        millis == 0 ? ControlledThread.NEVER : self.scheduler.clock().deadlineInMillis(millis);
    self.scheduler.monitors().await(self, object, deadline, self.site);
  }

  /** Instead of {@link Object#wait(long, int)}. */
  public static void await(Object object, long millis, int nanos) throws InterruptedException {
    await(object, roundUp(millis, nanos));
  }

  /** Instead of {@link Object#notify()}. */
  public static void notifyOne(Object object) {
    ControlledThread self = self();
    object.getClass();
    if (self == null) {
      SubstituteMonitors.signal(object);
    } else {
      self.scheduler.monitors().notifyOne(self, object, self.site);
    }
  }

  /** Instead of {@link Object#notifyAll()}. */
  public static void notifyEvery(Object object) {
    ControlledThread self = self();
    object.getClass();
    if (self == null) {
      SubstituteMonitors.signalAll(object);
    } else {
      self.scheduler.monitors().notifyAll(self, object, self.site);
    }
  }

  /** Instead of {@link Thread#holdsLock(Object)}. */
  public static boolean holdsLock(Object object) {
    ControlledThread self = self();
    object.getClass();
    return Thread.holdsLock(object)
        || (self == null
            ? SubstituteMonitors.isHeld(object)
            : self.scheduler.monitors().isHeldBy(self, object));
  }

  // ---- parking

  /** Before the program's code parks or unparks by {@code LockSupport}. */
  public static void beforeParking(int site) {
    ControlledThread self = self();
    if (self != null) {
      self.site = site;
      self.parksItself = true;
    }
  }

  /** Instead of {@code Unsafe.park}. */
  public static void park(Object unsafe, boolean absolute, long time) {
    ControlledThread self = self();
    if (self == null) {
      JdkInternals.park(absolute, time);
    } else {
      self.scheduler.threads().park(self, absolute, time);
    }
  }

  /** Instead of {@code Unsafe.unpark}. */
  public static void unpark(Object unsafe, Object thread) {
    ControlledThread self = self();
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
    ControlledThread self = self();
    if (self == null || !JdkObjects.isProgramThread(thread)) {
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
    return self() == null;
  }

  /** Instead of {@code Thread.isVirtual} where the JDK parks in one of two ways. */
  public static boolean parksAsVirtual(Thread thread) {
    return self() == null && ThreadContainers.isVirtual(thread);
  }

  /** Instead of {@link Thread#join()}. */
  public static void join(Thread thread) throws InterruptedException {
    ControlledThread self = self();
    if (isForeign(self, thread)) {
      thread.join();
    } else {
      self.scheduler.threads().join(self, thread, ControlledThread.NEVER);
    }
  }

  /** Instead of {@link Thread#join(long)}. */
  public static void join(Thread thread, long millis) throws InterruptedException {
    ControlledThread self = self();
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
    ControlledThread self = self();
    if (isForeign(self, thread)) {
      thread.join(Math.max(1, saturatedNanos(time) / 1_000_000));
    } else if (isAliveInside(thread) && saturatedNanos(time) > 0) {
      long deadline = self.scheduler.clock().deadlineIn(saturatedNanos(time));
      self.scheduler.threads().join(self, thread, deadline);
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
    ControlledThread self = self();
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
    ControlledThread self = self();
    if (self == null) {
      Thread.yield();
    } else {
      self.scheduler.threads().letOthersGo(self);
    }
  }

  /** Instead of {@link Thread#currentThread()}: a pooled thread is the thread that it runs. */
  public static Thread currentThread() {
    Thread real = Thread.currentThread();
    if (real instanceof ThreadSwitcher.PooledThread pooled) {
      ControlledThread task = pooled.task;
      return task == null ? real : task.thread;
    }
    return real;
  }

  /** At the beginning of {@link Thread#interrupt()}; returns whether the model has done it all. */
  public static boolean interrupt(Thread thread) {
    ControlledThread self = self();
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
    ControlledThread self = self();
    if (self == null) {
      return -1;
    }
    self.scheduler.threads().lookedAtInterrupt(self);
    return self.scheduler.threads().clearInterrupt(self) ? 1 : 0;
  }

  /** Instead of {@link Thread#isAlive()}. */
  public static boolean isAlive(Thread thread) {
    ControlledThread self = self();
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
    ControlledThread self = self();
    return self == null ? null : self.scheduler.threads().find(thread);
  }

  // ---- time

  /** Instead of {@link System#nanoTime()}. */
  public static long nanoTime() {
    ControlledThread self = self();
    return self == null ? System.nanoTime() : self.scheduler.clock().read(self);
  }

  /** Instead of {@link System#currentTimeMillis()}. */
  public static long currentTimeMillis() {
    ControlledThread self = self();
    return self == null ? System.currentTimeMillis() : self.scheduler.clock().readMillis(self);
  }

  /** Instead of {@code VM.getNanoTimeAdjustment}, from which {@code Instant.now} is made. */
  public static long nanoTimeAdjustment(long offsetSeconds) {
    ControlledThread self = self();
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

  private static long roundUp(long millis, int nanos) {
    if (nanos < 0 || nanos > 999_999) {
      throw new IllegalArgumentException("nanosecond timeout value out of range");
    }
    return nanos > 0 && millis >= 0 && millis < Long.MAX_VALUE ? millis + 1 : millis;
  }

  // ---- what cannot be stepped through

  /** At the beginning of a class initialiser: all that happens in it is one step. */
  public static void enterAtomic() {
    ControlledThread self = self();
    if (self != null) {
      self.atomicDepth++;
    }
  }

  /** Before a class is loaded or code is linked, which may happen in any step, or not. */
  public static void enterLinking() {
    ControlledThread self = self();
    if (self != null) {
      self.linking++;
    }
  }

  /** After a class was loaded or code was linked. */
  public static void exitLinking() {
    ControlledThread self = self();
    if (self != null && self.linking > 0) {
      self.linking--;
    }
  }

  /** At the end of a class initialiser. */
  public static void exitAtomic() {
    ControlledThread self = self();
    if (self != null && self.atomicDepth > 0) {
      self.atomicDepth--;
    }
  }

  /** In place of the pool that the JDK keeps in a static field. */
  public static ForkJoinPool commonPool(ForkJoinPool real) {
    ControlledThread self = self();
    return self == null ? real : self.scheduler.pools().common();
  }

  /** In place of the executor to which {@code CompletableFuture} gives what has no other. */
  public static Executor asyncPool(Executor real) {
    ControlledThread self = self();
    return self == null ? real : self.scheduler.pools().common();
  }

  /** In place of the parallelism of the common pool. */
  public static int commonParallelism(int real) {
    ControlledThread self = self();
    return self == null ? real : self.scheduler.pools().common().getParallelism();
  }

  /** In place of the answer whether there are enough processors for the common pool. */
  public static boolean usesCommonPool(boolean real) {
    return real || self() != null;
  }

  /** In place of the pool that waits for the timeouts of {@code CompletableFuture}. */
  public static ScheduledThreadPoolExecutor delayer(ScheduledThreadPoolExecutor real) {
    ControlledThread self = self();
    return self == null ? real : self.scheduler.pools().delayer();
  }

  /** A method of a class begins that was there before the agent. */
  public static void entersEarlyClass(String name) {
    ControlledThread self = self();
    if (self != null) {
      self.scheduler.unsupported(
          self,
          "class "
              + name
              + " was loaded before Heddle's agent came, so its steps are not seen: start the JVM"
              + " with -javaagent:<path of heddle-checker.jar>, or install the agent before the class"
              + " is used");
    }
  }

  /** Instead of {@link System#exit(int)}. */
  public static void exit(int status) {
    ControlledThread self = self();
    if (self == null) {
      System.exit(status);
    } else {
      self.scheduler.unsupported(
          self, "it calls System.exit(" + status + ") at " + Sites.get(self.site).place());
    }
  }

  /** Instead of {@link Runtime#exit(int)}. */
  public static void exit(Runtime runtime, int status) {
    exit(status);
  }

  /** Instead of {@link Runtime#halt(int)}. */
  public static void halt(Runtime runtime, int status) {
    if (self() == null) {
      runtime.halt(status);
    } else {
      exit(status);
    }
  }

  /** At the beginning of a handler of {@code Throwable} or {@code Error} in the program. */
  public static void caught(Throwable thrown) {
    if (thrown instanceof ExecutionAborted aborted) {
      throw aborted;
    }
  }
}
