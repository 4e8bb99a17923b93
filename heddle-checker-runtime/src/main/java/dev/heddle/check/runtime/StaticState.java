package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The static state of the program's classes, which starts afresh in each execution.
 *
 * <p>Executions are numbered; the number is the <em>epoch</em>. Each class with static state
 * remembers the epoch in which it was last started. The first active use in an execution finds an
 * older one there, and <em>starts</em> the class: its static fields are zeroed, its superclass is
 * started, and its initialiser runs, in the order of JLS 12.4.2. So cycles, failures and the order
 * of initialisation are the same as if each execution had a JVM of its own.
 *
 * <p>The JVM's own initialisation only registers the initialiser. The use that triggered it runs
 * the initialiser, outside the JVM's frames, so the thread can yield inside. The initialiser
 * <em>happens-before</em> each thread's first use of the class.
 *
 * <p>By default an initialiser is part of the step that uses the class, and its order relative to
 * other threads is not explored. A class is <em>promoted</em> ({@link Promotions}), and the search
 * restarts, if that order can matter: the initialiser takes a step visible to other threads, asks
 * which thread runs it, fails, or is part of a cycle. For a promoted class, each thread's first use
 * is a step that takes a lock, which the initialiser holds, and the initialiser's steps are
 * explored.
 *
 * <p>Outside an execution, and for threads that are not under control, nothing is started: there
 * classes are initialised by the JVM, once.
 *
 * <p>Enums and interfaces are not started: the constants of an enum have to stay the same objects.
 * Those with state that may change are named by {@link #kept()} when an execution has used them.
 */
public final class StaticState {
  /** The method that zeroes the static fields of a class and runs its initialiser. */
  public static final String INITIALISER = "heddle$initialise";

  private static final long NEVER_START = Long.MAX_VALUE;

  /**
   * The epoch in which each class was started last, by number. Only code that has the lock writes
   * it; who reads an outdated value comes to {@link #start}, which looks again.
   */
  static long[] epochs = new long[256];

  /** The epoch of the execution that is running; 0 if there is none, or static state is kept. */
  static long epoch;

  private static long lastEpoch;

  /** The classes by number; copied on write, so that reads need no lock. */
  private static volatile Entry[] entries = new Entry[0];

  private static final Map<ClassLoader, Map<String, Integer>> NUMBERS = new WeakHashMap<>();
  private static final List<Entry> KEPT = new ArrayList<>();

  private StaticState() {}

  /** A class with static state, and its initialisation state in the current execution. */
  static final class Entry {
    final String name;
    final int number;
    final WeakReference<ClassLoader> loader;

    /** Why the class is never started afresh, or null if it is. */
    private final @Nullable String reasonToKeep;

    /** Why the class is not started afresh in this check, or null if it is. */
    private @Nullable String reasonOfCheck;

    /** Known when the JVM has initialised the class. */
    @Nullable MethodHandle initialiser;

    /** The epoch to which the fields below belong. */
    private long of;

    private @Nullable ControlledThread runner;
    private @Nullable Entry outer;
    private boolean isOver;
    private @Nullable Initialisation initialisation;

    /** The failure to throw at the first use after a failed initialisation, or null. */
    @Nullable Error failure;

    /** The cause to give at later uses, or null. */
    @Nullable Error reason;

    Entry(int number, String name, ClassLoader loader, @Nullable String reasonToKeep) {
      this.number = number;
      this.name = name;
      this.loader = new WeakReference<>(loader);
      this.reasonToKeep = reasonToKeep;
    }

    @Nullable String reasonToKeep() {
      return reasonToKeep == null ? reasonOfCheck : reasonToKeep;
    }

    /** Clears the state left by an earlier execution. */
    private void renew() {
      if (of != epoch) {
        of = epoch;
        runner = null;
        outer = null;
        isOver = false;
        initialisation = null;
        failure = null;
        reason = null;
      }
    }

    private Initialisation initialisation() {
      if (initialisation == null) {
        initialisation = new Initialisation(name);
      }
      return initialisation;
    }

    private boolean hasFailed() {
      return isOver && (failure != null || reason != null);
    }
  }

  /**
   * The initialisation of a class in one execution. Threads that use a promoted class enter its
   * monitor.
   *
   * @param className the class's binary name
   */
  record Initialisation(String className) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return className.hashCode();
    }

    @Override
    public String toString() {
      return "the initialiser of class " + className;
    }
  }

  // ---- what instrumentation asks

  /**
   * Returns the number of a class, by which {@link DeterminismHooks#use(int)} knows it.
   *
   * @param loader the class loader that defines it
   * @param name its binary name
   * @param reasonToKeep why it is not to be started afresh, or null if it is
   */
  public static synchronized int numberOf(
      ClassLoader loader, String name, @Nullable String reasonToKeep) {
    // No lambda: linking one goes through instrumented classes of the JDK.
    Map<String, Integer> numbers = NUMBERS.get(loader);
    if (numbers == null) {
      numbers = new HashMap<>();
      NUMBERS.put(loader, numbers);
    }
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    int number = entries.length;
    Entry[] more = Arrays.copyOf(entries, number + 1);
    more[number] = new Entry(number, name, loader, reasonToKeep);
    entries = more;
    if (number == epochs.length) {
      epochs = Arrays.copyOf(epochs, 2 * number);
    }
    numbers.put(name, number);
    return number;
  }

  // ---- what a check asks

  /**
   * Forgets what earlier checks used.
   *
   * @param kept the classes that this check does not start afresh
   * @param reason why it does not
   */
  public static synchronized void beginCheck(Set<Class<?>> kept, String reason) {
    KEPT.clear();
    for (Entry entry : entries) {
      entry.reasonOfCheck = null;
    }
    for (Class<?> type : kept) {
      Integer number = find(type);
      if (number != null) {
        entries[number].reasonOfCheck = reason;
      }
    }
  }

  /**
   * Begins an execution.
   *
   * @param keep whether static state is to be kept from the execution before
   * @return what to pass to {@link #end}
   */
  public static synchronized long begin(boolean keep) {
    lastEpoch++;
    epoch = keep ? 0 : lastEpoch;
    return lastEpoch;
  }

  /** Ends an execution, unless another has begun because this one was given up. */
  public static synchronized void end(long begun) {
    if (begun == lastEpoch) {
      epoch = 0;
    }
  }

  /** Returns what the executions of this check have used that is not started afresh, and why. */
  public static synchronized List<String> kept() {
    return KEPT.stream().map(entry -> entry.name + ": " + entry.reasonToKeep()).sorted().toList();
  }

  /** Returns the number of the execution that is running, or ran last. */
  static long execution() {
    return lastEpoch;
  }

  // ---- starting classes

  /** Starts a class if this execution has not; orders its initialiser before the caller's use. */
  static void start(int number) {
    ControlledThread self = Hooks.self();
    if (self == null || epochs[number] >= epoch || self.hasUsed(number)) {
      return;
    }
    Scheduler scheduler = self.scheduler;
    if (scheduler.isAborting()) {
      throw scheduler.abort(self);
    }
    Entry entry = entries[number];
    if (entry.reasonToKeep() != null) {
      noteKept(number, entry);
      return;
    }
    entry.renew();
    if (entry.runner == self) {
      noteCycle(self, entry);
      return;
    }
    if (entry.initialiser == null) {
      letJvmInitialise(self, entry);
      if (entry.initialiser == null) {
        // It is not there, or another loader's: what uses it will tell, or does not need a start.
        setEpoch(number, NEVER_START);
        return;
      }
    }
    if (self.linking == 0 && scheduler.races().promotions().isPromoted(variableOf(entry))) {
      useAsStep(self, entry);
    } else if (entry.runner == null) {
      useAtOnce(self, entry);
    } else {
      // Linking must not block.
      return;
    }
    if (entry.hasFailed()) {
      throw failureOf(entry);
    }
    if (scheduler.isAlone()) {
      // Any later thread is started by this one, which orders the initialiser before it.
      setEpoch(number, epoch);
    } else {
      self.use(number);
    }
  }

  private static void useAtOnce(ControlledThread self, Entry entry) {
    Races races = self.scheduler.races();
    if (entry.isOver) {
      if (entry.initialisation != null) {
        races.acquire(self, slotOf(self, entry));
      }
      return;
    }
    self.atomicDepth++;
    try {
      run(self, entry);
    } finally {
      self.atomicDepth--;
    }
    if (!self.scheduler.isAlone() && !entry.hasFailed()) {
      entry.initialisation();
      races.release(self, slotOf(self, entry));
    }
  }

  private static int slotOf(ControlledThread self, Entry entry) {
    return self.scheduler.locations().slot(self, entry.initialisation(), Locations.MONITOR);
  }

  /**
   * Runs the procedure of JLS 12.4.2, but holds one lock for its whole duration. The difference is
   * not observable.
   */
  private static void useAsStep(ControlledThread self, Entry entry) {
    Monitors monitors = self.scheduler.monitors();
    int site = siteOf(entry);
    self.callee = null;
    monitors.enter(self, entry.initialisation(), site);
    if (!entry.isOver) {
      run(self, entry);
    }
    self.callee = null;
    monitors.exit(self, entry.initialisation(), site);
  }

  /** Returns the site in the program that is using a class. */
  private static int siteOf(Entry entry) {
    String packageName = StaticState.class.getPackageName() + ".";
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      String name = frame.getClassName();
      if (!name.startsWith(packageName)
          && !name.startsWith("java.")
          && !name.startsWith("jdk.")
          && !frame.getMethodName().equals(INITIALISER)) {
        return Sites.add(
            new Site(
                name,
                frame.getMethodName(),
                frame.getFileName(),
                Math.max(0, frame.getLineNumber()),
                "use class "
                    + entry.name.substring(entry.name.lastIndexOf('.') + 1).replace('$', '.')));
      }
    }
    return 0;
  }

  private static String variableOf(Entry entry) {
    return Promotions.INITIALISER + entry.name;
  }

  /**
   * Schedules the classes that a thread is initialising for promotion.
   *
   * @return whether any of them is not promoted yet, so that the search will restart
   */
  static boolean learn(ControlledThread self) {
    Promotions promotions = self.scheduler.races().promotions();
    boolean any = false;
    for (Entry each = self.initialising; each != null; each = each.outer) {
      any |= promotions.learn(variableOf(each));
    }
    return any;
  }

  /** Does the same, but only if other threads exist. */
  static void learnUnlessAlone(ControlledThread self) {
    if (self.initialising != null && !self.scheduler.isAlone()) {
      learn(self);
    }
  }

  /** Handles a recursive request by the thread that is initialising the class. */
  private static void noteCycle(ControlledThread self, Entry entry) {
    if (self.initialising != entry) {
      // Another thread may enter the cycle at another class.
      learnUnlessAlone(self);
    }
  }

  /** Starts a class, or the nearest of its superclasses with static state. */
  static void start(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      Integer number = find(each);
      if (number != null) {
        DeterminismHooks.use(number);
        return;
      }
    }
  }

  private static synchronized @Nullable Integer find(Class<?> type) {
    Map<String, Integer> numbers = NUMBERS.get(type.getClassLoader());
    return numbers == null ? null : numbers.get(type.getName());
  }

  private static synchronized void setEpoch(int number, long value) {
    epochs[number] = value;
  }

  private static synchronized void noteKept(int number, Entry entry) {
    epochs[number] = epoch;
    if (!KEPT.contains(entry)) {
      KEPT.add(entry);
    }
  }

  private static void letJvmInitialise(ControlledThread self, Entry entry) {
    self.atomicDepth++;
    self.unordered++;
    try {
      Class.forName(entry.name, true, entry.loader.get());
    } catch (ExceptionInInitializerError e) {
      // An interface of its superclasses failed.
      throw e;
    } catch (ClassNotFoundException | LinkageError e) {
      // The instruction that comes next fails in the same way, and its exception is the right one.
      return;
    } finally {
      self.unordered--;
      self.atomicDepth--;
    }
  }

  /**
   * Initialises a class for the JVM. Under control this only registers the initialiser. The use
   * that follows runs it, outside the JVM's frames, below which a thread cannot yield.
   */
  static void initialise(int number, MethodHandles.Lookup lookup) throws Throwable {
    MethodHandle initialiser =
        lookup.findStatic(lookup.lookupClass(), INITIALISER, MethodType.methodType(void.class));
    entries[number].initialiser = initialiser;
    ControlledThread self = Hooks.self();
    if (self == null) {
      initialiser.invokeExact();
    } else if (epoch == 0) {
      self.atomicDepth++;
      self.unordered++;
      try {
        initialiser.invokeExact();
      } finally {
        self.unordered--;
        self.atomicDepth--;
      }
    }
  }

  private static void run(ControlledThread self, Entry entry) {
    MethodHandle initialiser = Objects.requireNonNull(entry.initialiser);
    entry.runner = self;
    entry.outer = self.initialising;
    self.initialising = entry;
    try {
      initialiser.invokeExact();
    } catch (ExecutionAborted e) {
      throw e;
    } catch (Throwable e) {
      entry.failure = e instanceof Error error ? error : new ExceptionInInitializerError(e);
      // Only the first thread gets the failure itself.
      learnUnlessAlone(self);
    }
    self.initialising = entry.outer;
    entry.outer = null;
    entry.runner = null;
    entry.isOver = true;
  }

  /** What the JVM throws: the failure itself at first, and then that the class is erroneous. */
  private static Error failureOf(Entry entry) {
    Error failure = entry.failure;
    if (failure != null) {
      entry.failure = null;
      entry.reason = reasonOf(failure);
      return failure;
    }
    Error erroneous = new NoClassDefFoundError("Could not initialize class " + entry.name);
    erroneous.initCause(entry.reason);
    return erroneous;
  }

  /** What the JVM gives as the cause when it says that a class is erroneous. */
  private static Error reasonOf(Error failure) {
    Throwable original = failure;
    if (failure instanceof ExceptionInInitializerError wrapped && wrapped.getCause() != null) {
      original = wrapped.getCause();
    }
    Error reason =
        new ExceptionInInitializerError(
            "Exception "
                + original
                + " [in thread \""
                + ThreadHooks.currentThread().getName()
                + "\"]");
    reason.setStackTrace(original.getStackTrace());
    return reason;
  }
}
