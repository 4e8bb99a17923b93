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
 * started, and its initialiser runs, all in one step and in the order of JLS 12.4.2. So cycles,
 * failures and the order of initialisation are what they are in a JVM of its own for each
 * execution.
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
  private static final List<Entry> ENTRIES = new ArrayList<>();
  private static final Map<ClassLoader, Map<String, Integer>> NUMBERS = new WeakHashMap<>();
  private static final List<Entry> KEPT = new ArrayList<>();

  private StaticState() {}

  private static final class Entry {
    final String name;
    final WeakReference<ClassLoader> loader;

    /** Why the class is not started afresh, or null if it is. */
    final @Nullable String reasonToKeep;

    /** Known when the JVM has initialised the class. */
    @Nullable MethodHandle initialiser;

    /** The epoch in which the initialiser failed, or 0; what to throw first; and why, later. */
    long failedAt;

    @Nullable Error failure;
    @Nullable Error reason;

    Entry(String name, ClassLoader loader, @Nullable String reasonToKeep) {
      this.name = name;
      this.loader = new WeakReference<>(loader);
      this.reasonToKeep = reasonToKeep;
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
    int number = ENTRIES.size();
    ENTRIES.add(new Entry(name, loader, reasonToKeep));
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

  /** Starts a class unless that was done in this execution. */
  static void start(int number) {
    ControlledThread self = Hooks.self();
    if (self == null || epochs[number] >= epoch) {
      return;
    }
    if (self.scheduler.isAborting()) {
      throw self.scheduler.abort(self);
    }
    Entry entry = entry(number);
    if (entry.reasonToKeep != null) {
      noteKept(number, entry);
      return;
    }
    if (entry.initialiser == null) {
      // The JVM initialises it, which comes to initialise.
      letJvmInitialise(self, entry);
    }
    if (entry.failedAt != epoch && epochs[number] < epoch) {
      if (entry.initialiser == null) {
        // It is not there, or another loader's: what uses it will tell, or does not need a start.
        setEpoch(number, NEVER_START);
        return;
      }
      run(self, number, entry);
    }
    if (entry.failedAt == epoch) {
      throw failureOf(entry);
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

  private static synchronized Entry entry(int number) {
    return ENTRIES.get(number);
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
    try {
      Class.forName(entry.name, true, entry.loader.get());
    } catch (ExceptionInInitializerError e) {
      // An interface of its superclasses failed.
      throw e;
    } catch (ClassNotFoundException | LinkageError e) {
      // The instruction that comes next fails in the same way, and its exception is the right one.
      return;
    } finally {
      self.atomicDepth--;
    }
  }

  /**
   * Initialises a class for the JVM. Under control a failure is not thrown: the JVM would never
   * initialise the class again. The use that comes next throws it.
   */
  static void initialise(int number, MethodHandles.Lookup lookup) throws Throwable {
    Entry entry = entry(number);
    MethodHandle initialiser =
        lookup.findStatic(lookup.lookupClass(), INITIALISER, MethodType.methodType(void.class));
    entry.initialiser = initialiser;
    ControlledThread self = Hooks.self();
    if (self == null || epoch == 0) {
      initialiser.invokeExact();
    } else {
      run(self, number, entry);
    }
  }

  private static void run(ControlledThread self, int number, Entry entry) {
    MethodHandle initialiser = Objects.requireNonNull(entry.initialiser);
    // Before the initialiser: what uses the class from within it finds it as it is.
    setEpoch(number, epoch);
    self.atomicDepth++;
    try {
      initialiser.invokeExact();
    } catch (ExecutionAborted e) {
      throw e;
    } catch (Throwable e) {
      setEpoch(number, epoch - 1);
      entry.failedAt = epoch;
      entry.failure = e instanceof Error error ? error : new ExceptionInInitializerError(e);
    } finally {
      self.atomicDepth--;
    }
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
