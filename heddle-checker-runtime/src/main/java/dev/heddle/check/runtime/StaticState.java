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
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The static state of the program's classes, which starts afresh in each execution.
 *
 * <p>Executions are numbered; the number is the <em>epoch</em>. Each class with static state
 * remembers the epoch in which it was last started. The first active use in an execution finds an
 * older one there, and <em>starts</em> the class: its static fields are zeroed, its superclass is
 * started, and its initialiser runs, in the order of JLS 12.4.2. So cycles, failures and the order
 * of initialisation are what they are in a JVM of its own for each execution.
 *
 * <p>The JVM's own initialisation only makes the initialiser known; it runs in the use that asked
 * for it, so that it may be left in the middle. What it does <em>happens-before</em> every later
 * first use by a thread. Most initialisers are one step with the use, and it does not matter who
 * comes first. Where it might, because the initialiser takes a step that others may see, depends on
 * the thread that runs it, fails, or asks for a class that waits for its own, its class is
 * <em>promoted</em> ({@link Promotions}) and the search begins again: then the first use by each
 * thread is a step, with a lock that the initialiser holds, and so are the steps in it.
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

  /** Each class by its number; replaced as a whole, so that it can be read without the lock. */
  private static volatile Entry[] entries = new Entry[0];

  private static final Map<ClassLoader, Map<String, Integer>> NUMBERS = new WeakHashMap<>();
  private static final List<Entry> KEPT = new ArrayList<>();

  private StaticState() {}

  /** A class with static state, and how far it is in the execution that is running. */
  static final class Entry {
    final String name;
    final int number;
    final WeakReference<ClassLoader> loader;

    /** Why the class is not started afresh, or null if it is. */
    final @Nullable String reasonToKeep;

    /** Known when the JVM has initialised the class. */
    @Nullable MethodHandle initialiser;

    /** The epoch to which what follows belongs. */
    private long of;

    private @Nullable ControlledThread runner;
    private @Nullable Entry outer;
    private boolean isOver;
    private @Nullable Initialisation initialisation;

    /** What to throw first, if the initialiser failed; and why, later. */
    @Nullable Error failure;

    @Nullable Error reason;

    Entry(int number, String name, ClassLoader loader, @Nullable String reasonToKeep) {
      this.number = number;
      this.name = name;
      this.loader = new WeakReference<>(loader);
      this.reasonToKeep = reasonToKeep;
    }

    /** Forgets what another execution has left. */
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
   * The initialisation of a class in one execution, as an object: those who use the class take its
   * monitor when that is a step.
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

  /** Forgets what earlier checks used. */
  public static synchronized void beginCheck() {
    KEPT.clear();
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
    return KEPT.stream().map(entry -> entry.name + ": " + entry.reasonToKeep).sorted().toList();
  }

  /** Returns the number of the execution that is running, or ran last. */
  static long execution() {
    return lastEpoch;
  }

  // ---- starting classes

  /** Starts a class unless that was done in this execution, and what it did is ordered. */
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
    if (entry.reasonToKeep != null) {
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
      // Code is being linked, which can wait for nobody.
      return;
    }
    if (entry.hasFailed()) {
      throw failureOf(entry);
    }
    if (scheduler.isAlone()) {
      // Whoever comes later is started by this thread.
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

  /** JLS 12.4.2, with one lock for as long as the initialiser runs: nobody can tell. */
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

  /** Returns the place of the program that uses a class now. */
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
   * Says that it matters when, or by whom, the initialisers run in the middle of which a thread is.
   *
   * @return whether one of them is still a single step, so that the search begins again
   */
  static boolean learn(ControlledThread self) {
    Promotions promotions = self.scheduler.races().promotions();
    boolean any = false;
    for (Entry each = self.initialising; each != null; each = each.outer) {
      any |= promotions.learn(variableOf(each));
    }
    return any;
  }

  /** The same for something that shows only if other threads are there. */
  static void learnUnlessAlone(ControlledThread self) {
    if (self.initialising != null && !self.scheduler.isAlone()) {
      learn(self);
    }
  }

  /** A thread comes back to a class that it initialises itself. */
  private static void noteCycle(ControlledThread self, Entry entry) {
    if (self.initialising != entry) {
      // Another thread may begin at the other end.
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
   * Initialises a class for the JVM. Under control that only makes the initialiser known: the use
   * that comes next runs it, outside of the JVM's frames, which may not be left in the middle.
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
      // Who gets the failure itself is who comes first.
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
