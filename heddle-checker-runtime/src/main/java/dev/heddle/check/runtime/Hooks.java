package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What instrumented code of the program calls; {@link ThreadHooks} stands in for the methods of
 * threads and clocks, and {@link JdkHooks} is called inside the JDK. Every method does nothing
 * special, or what the real operation does, when the calling thread is not under control.
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

  /**
   * The thread that has called a library last whose calls are single steps, and may block in it.
   */
  static volatile @Nullable ControlledThread libraryCaller;

  /** The thread that had the turn when code began that is not the program's; null otherwise. */
  private static @Nullable ControlledThread foreign;

  /** How many such pieces of code the thread is in. */
  private static int foreignDepth;

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
      Accesses.field(self, object, site, false);
    }
  }

  /** Before a static field is read. */
  public static void readStatic(int site) {
    ControlledThread self = self();
    if (self != null) {
      Accesses.field(self, null, site, false);
    }
  }

  /** Before an array element is read. */
  public static void readArray(@Nullable Object array, int index, int site) {
    ControlledThread self = self();
    if (self != null && array != null) {
      Accesses.element(self, array, index, site, false);
    }
  }

  /** Before a field of an object is written. */
  public static void writeField(@Nullable Object object, int site) {
    ControlledThread self = self();
    if (self != null && object != null) {
      Accesses.field(self, object, site, true);
    }
  }

  /** Before a static field is written. */
  public static void writeStatic(int site) {
    ControlledThread self = self();
    if (self != null) {
      Accesses.field(self, null, site, true);
    }
  }

  /** Before an array element is written. */
  public static void writeArray(@Nullable Object array, int index, int site) {
    ControlledThread self = self();
    if (self != null && array != null) {
      Accesses.element(self, array, index, site, true);
    }
  }

  /** After the program's code has created an object, or got one from a library that may be new. */
  public static void created(@Nullable Object object, int site) {
    ControlledThread self = self();
    if (self != null && object != null) {
      self.site = site;
      Object owner = Owners.of(object);
      if (owner instanceof ThreadPoolExecutor pool) {
        Pools.created(self, pool);
      } else {
        self.scheduler.locations().created(self, owner, site);
      }
      Past past = self.scheduler.past();
      if (past != null) {
        past.made(owner);
      }
    }
  }

  /** After an array of arrays was created by the program's code. */
  public static void createdNested(Object array, int site) {
    created(array, site);
    if (array instanceof Object[] elements) {
      for (Object element : elements) {
        if (element != null && element.getClass().isArray()) {
          createdNested(element, site);
        }
      }
    }
  }

  /**
   * Before {@code clone} is called on an object of the program.
   *
   * @param isSuper whether this is {@code super.clone()}
   */
  public static void beforeClone(@Nullable Object object, boolean isSuper, int site) {
    ControlledThread self = self();
    if (self != null && object != null) {
      Clones.read(self, object, isSuper, site);
    }
  }

  /** Before a method that the JVM implements for a record reads the components. */
  public static void beforeMethodOfRecord(@Nullable Object object, int site) {
    ControlledThread self = self();
    if (self != null && object != null) {
      Records.read(object, site);
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

  /** Before a call that changes one of its arguments, and only reads the others. */
  public static void changedArgument(@Nullable Object object) {
    ControlledThread self = self();
    if (self != null && object != null) {
      Calls.addChanged(self, object);
    }
  }

  /** Before a call that uses the elements of an array between two indexes. */
  public static void range(@Nullable Object array, int from, int to) {
    addPart(array, from, to, false);
  }

  /** Before a call that uses so many elements of an array from an index on. */
  public static void part(@Nullable Object array, int from, int length) {
    addPart(array, from, (long) from + length, false);
  }

  /** Before a call that changes so many elements of an array, and only reads other arguments. */
  public static void changedPart(@Nullable Object array, int from, int length) {
    addPart(array, from, (long) from + length, true);
  }

  private static void addPart(@Nullable Object array, int from, long to, boolean isChanged) {
    ControlledThread self = self();
    if (self != null && array != null && array.getClass().isArray()) {
      Calls.addPart(self, ArrayPart.of(array, from, to));
      if (isChanged) {
        self.changedArgument = array;
      }
    }
  }

  /** Before an element is read by reflection, of what may be no array. */
  public static void readArrayReflectively(@Nullable Object array, int index, int site) {
    if (array != null && array.getClass().isArray()) {
      readArray(array, index, site);
    }
  }

  /** Before an element is written by reflection, of what may be no array. */
  public static void writeArrayReflectively(@Nullable Object array, int index, int site) {
    if (array != null && array.getClass().isArray()) {
      writeArray(array, index, site);
    }
  }

  /** Before an array is read as a whole. */
  public static void readArray(@Nullable Object array, int site) {
    ControlledThread self = self();
    if (self != null && array != null && array.getClass().isArray()) {
      self.site = site;
      Calls.addArgument(self, array);
      Calls.beforeFunction(self, site);
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
    CallSites.Entry known = receiver == null ? null : CallSites.of(site, receiver);
    if (known != null && known.isModelled()) {
      self.site = site;
      Calls.before(self, receiver, known, site);
    } else {
      self.callKey = null;
      if (receiver != null && JdkObjects.isLibrary(receiver.getClass())) {
        // It has no state, and may use what it is given.
        self.site = site;
        Calls.beforeFunction(self, site);
      } else {
        Calls.clearArguments(self);
      }
    }
  }

  /** The same of a method that is given an index. */
  public static void beforeIndexedCall(@Nullable Object receiver, int index, int site) {
    ControlledThread self = self();
    if (self != null) {
      self.callIndex = index;
      beforeCall(receiver, site);
      self.callIndex = ArrayViews.NO_INDEX;
    }
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
      } else if (JdkObjects.hasSteps(receiver)) {
        Calls.clearArguments(self);
      } else {
        Calls.before(self, receiver, site);
      }
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
      Calls.afterCallback(self, null, null);
    }
  }

  /** Before a library is told that a thread has run. */
  static void endInLibrary() {
    ControlledThread self = self();
    if (self != null && !self.scheduler.isAborting()) {
      Calls.afterCallback(self, null, null);
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
    return self == null ? null : Calls.suspend(self);
  }

  /** Returns the place where the calling thread was last, for {@link #afterCallback}. */
  public static int site() {
    ControlledThread self = self();
    return self == null ? 0 : self.site;
  }

  /**
   * After code of the program may have run that a library's object has called.
   *
   * @param suspended what {@link #callee} was before
   * @param caller the object that has called, which goes on now; the same for a static method
   * @param announced what {@link #announced} was before: if nothing was since, what ran was part of
   *     the step, perhaps the library's own code; {@link #ALWAYS} for a point in any case
   */
  public static void afterCallback(
      @Nullable Object suspended, @Nullable Object caller, int site, int announced) {
    ControlledThread self = self();
    if (self == null || self.linking != 0) {
      return;
    }
    // A static method knows no better.
    Object library = Calls.calleeOf(caller);
    if (self.announced == announced) {
      // It may have called what is no step, and has another object.
      Calls.resume(self, suspended);
      if (library != null && Calls.isPromotedData(self, library)) {
        self.site = site;
        Calls.accessDataAgain(self, library, Calls.locationOf(library));
      }
    } else {
      self.site = site;
      if (announced == ALWAYS && library instanceof ThreadPoolExecutor pool) {
        Pools.afterTask(self, pool);
      } else {
        Calls.afterCallback(self, library, suspended);
      }
    }
  }

  /**
   * The same where the exception of a task is caught: its result, which reports the exception, also
   * publishes what the task did before.
   */
  public static void afterThrowingTask(@Nullable Object library, int site) {
    ControlledThread self = self();
    if (self != null && self.linking == 0 && !self.scheduler.isAborting()) {
      self.site = site;
      Calls.afterCallback(self, library, null);
    }
  }

  /** The same where what the program's code has thrown is caught. */
  public static void afterThrowingCallback(@Nullable Object library, int site) {
    ControlledThread self = self();
    // Not thrown again when all is over: the handler may be its own, as that of a monitor is.
    if (self == null || self.linking != 0 || self.scheduler.isAborting()) {
      return;
    }
    if (self.announced != self.announcedBeforeCallback) {
      self.site = site;
      Calls.afterCallback(self, library, null);
    } else {
      Calls.resume(self, self.callee);
    }
  }

  /** Tells the site of the replaced call that follows. */
  public static void at(int site) {
    ControlledThread self = self();
    if (self != null) {
      self.site = site;
      self.callee = null;
      self.startsThread = true;
    }
  }

  /** Before the program's code parks or unparks by {@code LockSupport}. */
  public static void beforeParking(int site) {
    ControlledThread self = self();
    if (self != null) {
      self.site = site;
      self.parksItself = true;
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

  /** Instead of {@link Object#wait()}. */
  public static void await(Object object) throws InterruptedException {
    await(object, 0);
  }

  /** Instead of {@link Object#wait(long)}. */
  public static void await(Object object, long millis) throws InterruptedException {
    ControlledThread self = self();
    if (isReal(self, object)) {
      object.wait(millis);
      return;
    }
    if (self == null) {
      SubstituteMonitors.await(object, millis);
      return;
    }
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    long deadline =
        millis == 0 ? ControlledThread.NEVER : self.scheduler.clock().deadlineInMillis(millis);
    self.scheduler.monitors().await(self, object, deadline, self.site);
  }

  /** Instead of {@link Object#wait(long, int)}. */
  public static void await(Object object, long millis, int nanos) throws InterruptedException {
    await(object, ThreadHooks.roundUp(millis, nanos));
  }

  /** Instead of {@link Object#notify()}. */
  public static void notifyOne(Object object) {
    ControlledThread self = self();
    if (isReal(self, object)) {
      object.notify();
    } else if (self == null) {
      SubstituteMonitors.signal(object);
    } else {
      self.scheduler.monitors().notifyOne(self, object, self.site);
    }
  }

  /** Instead of {@link Object#notifyAll()}. */
  public static void notifyEvery(Object object) {
    ControlledThread self = self();
    if (isReal(self, object)) {
      object.notifyAll();
    } else if (self == null) {
      SubstituteMonitors.signalAll(object);
    } else {
      self.scheduler.monitors().notifyAll(self, object, self.site);
    }
  }

  /** Instead of {@link Thread#holdsLock(Object)}. */
  public static boolean holdsLock(Object object) {
    return Thread.holdsLock(object) || holdsModel(self(), object);
  }

  private static boolean holdsModel(@Nullable ControlledThread self, Object object) {
    return self == null
        ? SubstituteMonitors.isHeld(object)
        : self.scheduler.monitors().isHeldBy(self, object);
  }

  /**
   * Whether a thread waits on the JVM's own monitor: code of the JDK that is not instrumented has
   * entered it and calls code that is, as {@code Process.waitFor} calls {@code TimeUnit.timedWait}.
   */
  private static boolean isReal(@Nullable ControlledThread self, Object object) {
    return Thread.holdsLock(object) && !holdsModel(self, object);
  }

  // ---- loops

  /** Whether the thread that has the turn is to describe the state at the heads of its loops. */
  public static volatile boolean attention;

  private static final VarHandle ATTENTION;

  static {
    try {
      ATTENTION =
          MethodHandles.lookup().findStaticVarHandle(Hooks.class, "attention", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Says whether heads of loops are to come here; the thread that has the turn calls this. */
  static void attend(boolean watching) {
    ControlledThread thread = current;
    // Only the thread that has the turn has to see it at once.
    ATTENTION.setRelease(watching || (thread != null && thread.scheduler.isToStop()));
  }

  /** The same for a thread that did not have the turn. */
  static void attendNow() {
    attention = true;
  }

  /**
   * At the head of a loop, while {@link #attention} is set.
   *
   * @param frame what this returned before in the same activation of the method, or null
   * @return what belongs to the activation
   */
  public static @Nullable Object loop(@Nullable Object frame, int site) {
    ControlledThread self = self();
    if (self == null) {
      return frame;
    }
    self.scheduler.stopIfAsked(self);
    return self.spins.begin(frame, site);
  }

  /** Tells a local variable at the head of a loop. */
  public static void local(int value) {
    local((long) value);
  }

  /** Tells a local variable at the head of a loop. */
  public static void local(long value) {
    ControlledThread self = self();
    if (self != null) {
      self.spins.local(value);
    }
  }

  /** Tells a local variable at the head of a loop. */
  public static void local(float value) {
    local((long) Float.floatToRawIntBits(value));
  }

  /** Tells a local variable at the head of a loop. */
  public static void local(double value) {
    local(Double.doubleToRawLongBits(value));
  }

  /** Tells a local variable at the head of a loop. */
  public static void local(@Nullable Object value) {
    ControlledThread self = self();
    if (self != null) {
      self.spins.local(value);
    }
  }

  /** All local variables at the head of a loop are told. */
  public static void endOfLocals() {
    ControlledThread self = self();
    if (self != null) {
      self.scheduler.spinning().atLoopHead(self);
    }
  }

  // ---- what cannot be stepped through

  /** At the beginning of an initialiser that the JVM runs: it executes as a single step. */
  public static void enterAtomic() {
    ControlledThread self = self();
    if (self != null) {
      self.atomicDepth++;
      self.unordered++;
    }
  }

  /**
   * At the beginning of code that is not the program's although one of its threads runs it: the
   * transformers of other agents, which the JVM calls in the middle of loading a class, and what
   * coverage tools add to classes. No hook has an effect until it ends, so that no thread switches
   * while the JVM's own frames are on the stack.
   */
  public static void enterForeign() {
    ControlledThread self = self();
    if (self != null) {
      foreign = self;
      foreignDepth = 1;
      self.scheduler.giveTurn(null);
    } else if (isForeign()) {
      foreignDepth++;
    }
  }

  /** At the end of such code. */
  public static void exitForeign() {
    ControlledThread thread = foreign;
    if (thread != null && isForeign() && --foreignDepth == 0) {
      foreign = null;
      thread.scheduler.giveTurn(thread);
    }
  }

  /** Notes, within a transformer, that a class which the program may call is left without hooks. */
  public static void madeForeign(String name) {
    ControlledThread thread = foreign;
    if (thread != null && isForeign()) {
      thread.scheduler.observations().unmodelled().add(name);
    }
  }

  /** Notes a class of the JDK, before it is loaded, that is instrumented as the program's are. */
  public static void hasSteps(String name) {
    JdkObjects.addWithSteps(name);
  }

  private static boolean isForeign() {
    ControlledThread thread = foreign;
    return thread != null && thread.identity == Thread.currentThread();
  }

  /** Before the program calls a library whose calls are single steps. */
  public static void beforeLibrary(int site) {
    ControlledThread self = self();
    if (self != null) {
      self.librarySite = site;
    }
  }

  /**
   * At the beginning of a method of a library whose calls are single steps. The outermost call is
   * the step; inside, the hooks of the JDK's classes have no effect, and threads that the library
   * starts or parks are not under control.
   *
   * @param site the method itself, in case the program has not named its own place
   */
  public static void enterLibrary(int site) {
    ControlledThread self = self();
    if (self == null) {
      return;
    }
    if (self.libraries == 0 && self.linking == 0 && !self.scheduler.isAborting()) {
      self.site = self.librarySite == 0 ? site : self.librarySite;
      Calls.announceLibrary(self, Sites.get(site));
    }
    if (libraryCaller != self) {
      libraryCaller = self;
    }
    self.librarySite = 0;
    self.startsThread = false;
    self.libraries++;
    self.linking++;
  }

  /** At the end of such a method. */
  public static void exitLibrary() {
    ControlledThread self = self();
    if (self != null && self.libraries > 0) {
      self.libraries--;
      self.linking--;
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

  /** At the end of an initialiser that the JVM runs. */
  public static void exitAtomic() {
    ControlledThread self = self();
    if (self != null && self.unordered > 0) {
      self.atomicDepth--;
      self.unordered--;
    }
  }

  /** A method of a class begins that was there before the agent. */
  public static void entersEarlyClass(String name, String advice) {
    ControlledThread self = self();
    if (self != null) {
      self.scheduler.unsupported(
          self,
          "class "
              + name
              + " was loaded before Heddle's agent came, so its steps are not seen: "
              + advice);
    }
  }

  /** Instead of {@link System#exit(int)}. */
  public static void exit(int status) {
    if (self() == null) {
      System.exit(status);
    } else {
      refuseToEnd("System.exit", status);
    }
  }

  /** Instead of {@link Runtime#exit(int)}. */
  public static void exit(Runtime runtime, int status) {
    if (self() == null) {
      runtime.exit(status);
    } else {
      refuseToEnd("Runtime.exit", status);
    }
  }

  /** Instead of {@link Runtime#halt(int)}. */
  public static void halt(Runtime runtime, int status) {
    if (self() == null) {
      runtime.halt(status);
    } else {
      refuseToEnd("Runtime.halt", status);
    }
  }

  private static void refuseToEnd(String method, int status) {
    ControlledThread self = self();
    if (self != null) {
      String place = Sites.get(self.site).place();
      self.scheduler.unsupported(self, "it calls " + method + "(" + status + ") at " + place);
    }
  }

  // ---- settings of the JVM

  /** Before the program reads a setting of the JVM, such as a system property. */
  public static void readSetting(int site) {
    ControlledThread self = self();
    if (self != null) {
      self.site = site;
      self.callee = null;
      self.scheduler.settings().announce(self, false);
    }
  }

  /** Before the program changes a setting of the JVM, or gets what it can change it by. */
  public static void changeSetting(int site) {
    ControlledThread self = self();
    if (self != null) {
      self.site = site;
      self.callee = null;
      self.scheduler.settings().announce(self, true);
    }
  }

  /** Instead of {@link Runtime#addShutdownHook}. */
  public static void addShutdownHook(Runtime runtime, Thread hook) {
    ControlledThread self = self();
    if (self == null) {
      runtime.addShutdownHook(hook);
    } else {
      self.scheduler.settings().addShutdownHook(self, hook);
    }
  }

  /** Instead of {@link Runtime#removeShutdownHook}. */
  public static boolean removeShutdownHook(Runtime runtime, Thread hook) {
    ControlledThread self = self();
    return self == null
        ? runtime.removeShutdownHook(hook)
        : self.scheduler.settings().removeShutdownHook(hook);
  }

  /** Before the program asks which threads there are. */
  public static void beforeCensus(int site) {
    ControlledThread self = self();
    if (self != null) {
      self.site = site;
      self.scheduler.unsupported(
          self,
          "it asks which threads the JVM has, by "
              + Sites.get(site).what()
              + " at "
              + Sites.get(site).place());
    }
  }

  /** At the beginning of a handler of {@code Throwable} or {@code Error} in the program. */
  public static void caught(Throwable thrown) {
    if (thrown instanceof ExecutionAborted aborted) {
      throw aborted;
    }
  }
}
