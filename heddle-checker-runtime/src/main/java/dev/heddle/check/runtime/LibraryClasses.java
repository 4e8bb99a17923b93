package dev.heddle.check.runtime;

import java.io.PrintStream;
import java.lang.reflect.Modifier;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The kinds of library classes: which keep their state in one location, which share one with
 * others, and which are data that threads may not share without more.
 */
final class LibraryClasses {
  /** Classes whose objects are one location each, and no more. */
  private static final Set<String> ONE_LOCATION =
      Set.of(
          "java.util.concurrent.ConcurrentLinkedQueue",
          "java.util.concurrent.ConcurrentLinkedDeque",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentSkipListMap",
          "java.util.concurrent.ConcurrentSkipListSet",
          "java.util.concurrent.CopyOnWriteArrayList",
          "java.util.concurrent.CopyOnWriteArraySet",
          "java.util.concurrent.CyclicBarrier",
          "java.util.concurrent.DelayQueue",
          "java.util.concurrent.Exchanger",
          "java.util.concurrent.LinkedTransferQueue",
          "java.util.concurrent.Phaser",
          "java.util.concurrent.SynchronousQueue",
          "java.util.concurrent.locks.StampedLock",
          "java.util.concurrent.locks.AbstractQueuedLongSynchronizer$ConditionObject",
          "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject",
          "java.util.concurrent.atomic.AtomicBoolean",
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicIntegerArray",
          "java.util.concurrent.atomic.AtomicLong",
          "java.util.concurrent.atomic.AtomicLongArray",
          "java.util.concurrent.atomic.AtomicReference",
          "java.util.concurrent.atomic.AtomicReferenceArray",
          "java.util.concurrent.atomic.AtomicMarkableReference",
          "java.util.concurrent.atomic.AtomicStampedReference",
          "java.util.concurrent.atomic.DoubleAccumulator",
          "java.util.concurrent.atomic.LongAccumulator");

  /**
   * Classes whose objects are all one location: they work together behind the scenes, and what one
   * does to another is not told apart.
   */
  private static final Set<String> TOGETHER =
      Set.of(
          "CompletableFuture",
          "CountedCompleter",
          "ForkJoinPool",
          "ForkJoinTask",
          "RecursiveAction",
          "RecursiveTask",
          "StructuredTaskScope",
          "StructuredTaskScopeImpl",
          "ThreadPerTaskExecutor");

  private static final Set<String> OF_ACCUMULATORS =
      Set.of(
          "sum",
          "sumThenReset",
          "get",
          "getThenReset",
          "reset",
          "intValue",
          "longValue",
          "floatValue",
          "doubleValue",
          "toString");

  /**
   * Methods that are taken for one step although others may come in between: sizes that are counted
   * apart from the elements, sums over cells, and a write that looks first whether it is needed.
   */
  private static final Map<String, Set<String>> TAKEN_FOR_ONE_STEP =
      Map.of(
          "java.util.concurrent.ConcurrentHashMap", Set.of("size", "mappingCount", "isEmpty"),
          "java.util.concurrent.ConcurrentSkipListMap", Set.of("size"),
          "java.util.concurrent.ConcurrentSkipListSet", Set.of("size"),
          "java.util.concurrent.atomic.AtomicMarkableReference", Set.of("set"),
          "java.util.concurrent.atomic.AtomicStampedReference", Set.of("set"),
          "java.util.concurrent.atomic.DoubleAdder", OF_ACCUMULATORS,
          "java.util.concurrent.atomic.DoubleAccumulator", OF_ACCUMULATORS,
          "java.util.concurrent.atomic.LongAccumulator", OF_ACCUMULATORS);

  private static final String TRANSFER_QUEUE = "java.util.concurrent.LinkedTransferQueue";

  /** The JDK whose transfer queue is another than before, with points inside its traversals. */
  private static final int NEW_TRANSFER_QUEUE = 22;

  /** Classes of {@code java.util} whose objects threads may share as they like. */
  private static final Set<String> SAFE =
      Set.of(
          "java.util.Random",
          "java.util.Timer",
          "java.util.Vector",
          "java.util.Stack",
          "java.util.Hashtable",
          "java.util.Properties");

  private LibraryClasses() {}

  /** Returns the name under which users know a class: that of the class it is nested in. */
  static String nameOf(Class<?> type) {
    if (type.isArray()) {
      return type.getCanonicalName() == null ? "an array" : type.getCanonicalName();
    }
    Class<?> outer = type;
    while (isMadeByTheJvm(outer)) {
      // A lambda, a proxy, a form of a handle: users know what it is made as.
      Class<?>[] interfaces = outer.getInterfaces();
      Class<?> parent = outer.getSuperclass();
      outer =
          parent != null && parent != Object.class
              ? parent
              : interfaces.length > 0 ? interfaces[0] : Object.class;
    }
    while (outer.getEnclosingClass() != null) {
      outer = outer.getEnclosingClass();
    }
    return outer.getName();
  }

  private static boolean isMadeByTheJvm(Class<?> type) {
    return type.isHidden()
        || type.isSynthetic()
        || type.getName().startsWith("jdk.proxy")
        || type.getName().startsWith("com.sun.proxy.")
        || (type.getName().startsWith("java.lang.invoke.")
            && !Modifier.isPublic(type.getModifiers()));
  }

  /** Returns the methods of a class that are taken for one step, and are none in the JDK. */
  static Set<String> takenForOneStep(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      String name = nameOf(each);
      Set<String> methods = TAKEN_FOR_ONE_STEP.get(name);
      if (methods != null) {
        return methods;
      }
      if (name.equals(TRANSFER_QUEUE) && Runtime.version().feature() < NEW_TRANSFER_QUEUE) {
        return Set.of(
            "size", "toArray", "toString", "forEach", "removeIf", "removeAll", "retainAll");
      }
    }
    return Set.of();
  }

  /** Returns whether objects of a class are one location each, and no more. */
  static boolean haveOneLocation(String name) {
    return ONE_LOCATION.contains(name);
  }

  /** Returns whether a class works together with others behind the scenes. */
  static boolean isTogether(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (ExactModels.of(each.getName()) != null) {
        // For example a FutureTask made by an executor.
        return false;
      }
    }
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      String name = nameOf(each);
      if (name.startsWith("java.util.concurrent.")
          && TOGETHER.contains(name.substring("java.util.concurrent.".length()))) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a class of {@code java.util.concurrent}, by its simple name, is such a one. */
  static boolean isTogether(String simpleName) {
    return TOGETHER.contains(simpleName);
  }

  /** Returns whether a class is one of those that keep data and never let a thread wait. */
  static boolean isData(Class<?> type) {
    // The program knows it as a stream, and it is one.
    Class<?> library = type == CapturedOutput.class ? PrintStream.class : type;
    while (library.getClassLoader() != null
        && !TrustedPackages.contain(library.getName())
        && library.getSuperclass() != null) {
      library = library.getSuperclass();
    }
    String name = library.getName();
    if (name.startsWith("java.util.concurrent.")) {
      // Views and iterators of the collections that are known.
      int nested = name.indexOf('$');
      return nested > 0
          && (ONE_LOCATION.contains(name.substring(0, nested))
              || ExactModels.of(name.substring(0, nested)) != null);
    }
    return name.startsWith("java.util.") && !name.startsWith("java.util.Timer")
        || (name.startsWith("java.lang.") && !name.startsWith("java.lang.invoke."))
        || name.startsWith("java.text.")
        || name.startsWith("java.math.")
        || name.startsWith("java.io.");
  }

  /**
   * Returns whether a class is not made to be shared, so that its objects are data. What only
   * stands for another object is so if that is.
   */
  static boolean isUnsafe(Class<?> type) {
    if (type.isArray()) {
      return true;
    }
    Class<?> library = type;
    while (library.getClassLoader() != null && library.getSuperclass() != null) {
      library = library.getSuperclass();
    }
    String name = library.getName();
    if (name.startsWith("java.util.concurrent.")
        || (name.startsWith("java.util.Immutable") && !Iterator.class.isAssignableFrom(library))
        || name.startsWith("java.util.logging.")) {
      return false;
    }
    for (Class<?> each = library; each != null; each = each.getSuperclass()) {
      if (SAFE.contains(each.getName())) {
        return false;
      }
    }
    return name.startsWith("java.util.")
        || name.startsWith("java.text.")
        || name.equals("java.lang.StringBuilder");
  }
}
