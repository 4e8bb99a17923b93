package dev.heddle.check.instrument;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which calls into the JDK are steps of their own, as far as the call alone tells. */
final class JdkCalls {
  /** The methods of {@code Thread} that read or change what other threads see. */
  private static final Set<String> THREAD_STEPS =
      Set.of(
          "interrupt()V",
          "isInterrupted()Z",
          "interrupted()Z",
          "getName()Ljava/lang/String;",
          "setName(Ljava/lang/String;)V",
          "getPriority()I",
          "setPriority(I)V",
          "getState()Ljava/lang/Thread$State;");

  /** Classes whose static methods depend on nothing but their arguments. */
  private static final List<String> PURE_STATICS =
      List.of(
          "java/lang/Math",
          "java/lang/StrictMath",
          "java/lang/String",
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Short",
          "java/lang/Byte",
          "java/lang/Character",
          "java/lang/Boolean",
          "java/lang/Double",
          "java/lang/Float",
          "java/lang/Class",
          "java/lang/Enum",
          "java/lang/Record",
          "java/lang/Throwable",
          "java/lang/Thread",
          "java/lang/ThreadLocal",
          "java/lang/Runtime",
          "java/lang/ScopedValue",
          "java/lang/invoke/MethodHandles",
          "java/lang/invoke/MethodType",
          "java/util/Objects",
          "java/util/Optional",
          "java/util/OptionalInt",
          "java/util/OptionalLong",
          "java/util/List",
          "java/util/Set",
          "java/util/Map",
          "java/util/Locale",
          "java/util/Comparator",
          "java/util/concurrent/Executors",
          "java/util/concurrent/atomic/AtomicIntegerFieldUpdater",
          "java/util/concurrent/atomic/AtomicLongFieldUpdater",
          "java/util/concurrent/atomic/AtomicReferenceFieldUpdater",
          "java/util/concurrent/TimeUnit",
          "java/util/regex/Pattern",
          "dev/heddle/sync/BoundedSemaphore",
          "dev/heddle/sync/Checks",
          "dev/heddle/sync/Guarded",
          "dev/heddle/sync/Local",
          "dev/heddle/sync/Lock",
          "dev/heddle/sync/Once",
          "dev/heddle/sync/RLock",
          "dev/heddle/sync/RWLock",
          "dev/heddle/sync/Semaphore");

  private static final List<String> PURE_PACKAGES =
      List.of("java/util/function/", "java/time/", "java/util/stream/");

  /** Classes whose inherited methods do not touch what threads share. */
  private static final Set<String> PURE_SUPERCLASSES =
      Set.of("java/lang/Object", "java/lang/Enum", "java/lang/Record", "java/lang/Throwable");

  /** Methods of Heddle's primitives that tell what never changes, or what only a thread knows. */
  private static final Map<String, Set<String>> PURE_TRUSTED =
      Map.ofEntries(
          Map.entry("dev/heddle/sync/Hold", Set.of("held")),
          Map.entry(
              "dev/heddle/sync/RLock",
              Set.of("asJavaLock", "isHeldByCurrentThread", "holdCount", "isFair")),
          Map.entry("dev/heddle/sync/Lock", Set.of("isFair")),
          Map.entry("dev/heddle/sync/Semaphore", Set.of("isFair")),
          Map.entry("dev/heddle/sync/BoundedSemaphore", Set.of("bound", "isFair")),
          Map.entry("dev/heddle/sync/RWLock", Set.of("readLock", "writeLock", "isFair")),
          Map.entry("dev/heddle/sync/RWLock$ReadLock", Set.of("holdCount")),
          Map.entry("dev/heddle/sync/RWLock$WriteLock", Set.of("holdCount")),
          Map.entry("dev/heddle/sync/Condition", Set.of("lock")),
          Map.entry("dev/heddle/sync/Barrier", Set.of("parties")),
          Map.entry("dev/heddle/sync/Guarded", Set.of("value", "setValue", "label", "checked")),
          Map.entry("dev/heddle/sync/Local", Set.of("isPresent")));

  /** Static methods that read a setting of the JVM which others may change. */
  private static final Set<String> READS_SETTING =
      Set.of(
          "java/lang/System.getProperty",
          "java/lang/Integer.getInteger",
          "java/lang/Long.getLong",
          "java/lang/Boolean.getBoolean",
          "java/util/Locale.getDefault",
          "java/util/TimeZone.getDefault",
          "java/time/ZoneId.systemDefault");

  /** Static methods that change one, or return what it can be changed by. */
  private static final Set<String> CHANGES_SETTING =
      Set.of(
          "java/lang/System.setProperty",
          "java/lang/System.clearProperty",
          "java/lang/System.setProperties",
          "java/lang/System.getProperties",
          "java/lang/System.setIn",
          "java/lang/System.setOut",
          "java/lang/System.setErr",
          "java/util/Locale.setDefault",
          "java/util/TimeZone.setDefault");

  /** Static methods that tell which threads there are. */
  private static final Set<String> CENSUS =
      Set.of(
          "java/lang/Thread.activeCount",
          "java/lang/Thread.enumerate",
          "java/lang/Thread.getAllStackTraces");

  private JdkCalls() {}

  static boolean readsSetting(String owner, String name) {
    return READS_SETTING.contains(owner + "." + name);
  }

  static boolean changesSetting(String owner, String name) {
    return CHANGES_SETTING.contains(owner + "." + name);
  }

  static boolean takesCensus(String owner, String name) {
    return CENSUS.contains(owner + "." + name);
  }

  static boolean isThreadStep(String nameAndDescriptor) {
    return THREAD_STEPS.contains(nameAndDescriptor);
  }

  /** Returns whether a method waits on a monitor, for a condition or for a permit. */
  static boolean mayEndForNoReason(String name, String descriptor) {
    return name.startsWith("await")
        || name.startsWith("park")
        || name.equals("wait") && descriptor.endsWith(")V");
  }

  static boolean isPureStatic(String owner) {
    return PURE_STATICS.contains(owner) || PURE_PACKAGES.stream().anyMatch(owner::startsWith);
  }

  /** Returns whether a call's first argument may be the key of a map that tells keys apart. */
  static boolean takesKey(String owner, String descriptor) {
    return descriptor.startsWith("(Ljava/lang/Object;")
        && (owner.equals("java/util/concurrent/ConcurrentHashMap")
            || owner.equals("java/util/concurrent/ConcurrentMap")
            || owner.equals("java/util/Map"));
  }

  /** Returns whether a call's first argument is the index of an element of a list. */
  static boolean takesIndex(String owner, String name, String descriptor) {
    return descriptor.startsWith("(I")
        && (name.equals("get") || name.equals("set"))
        && (owner.equals("java/util/List") || owner.equals("java/util/AbstractList"));
  }

  /**
   * Returns whether a static method only keeps or passes on the objects that it is given, and reads
   * nothing in them: what it returns reads them when it is used.
   */
  static boolean onlyKeeps(String owner, String name) {
    return switch (owner) {
      case "java/util/Arrays" ->
          name.equals("asList") || name.equals("stream") || name.equals("spliterator");
      case "java/util/Collections" ->
          name.startsWith("unmodifiable")
              || name.startsWith("synchronized")
              || name.startsWith("checked");
      case "java/util/Objects" ->
          name.startsWith("requireNonNull") || name.equals("isNull") || name.equals("nonNull");
      case "java/util/Optional" -> name.startsWith("of");
      case "java/util/stream/Stream",
          "java/util/stream/IntStream",
          "java/util/stream/LongStream",
          "java/util/stream/DoubleStream" ->
          name.startsWith("of");
      default -> false;
    };
  }

  /** Returns the name under which models know a method: those that wait for a time are others. */
  static String modelName(String name, String descriptor) {
    boolean timed =
        descriptor.contains("Ljava/util/concurrent/TimeUnit;")
            || descriptor.contains("Ljava/time/Duration;");
    return timed ? name + "/timed" : name;
  }

  /** Returns whether calls of a class are accesses of variables elsewhere. */
  static boolean isHandle(String owner) {
    return owner.equals("java/lang/invoke/VarHandle")
        || owner.equals("java/lang/invoke/MethodHandle")
        || owner.equals("java/lang/reflect/Field")
        || owner.equals("java/lang/reflect/Method")
        || owner.equals("sun/misc/Unsafe")
        || owner.startsWith("java/util/concurrent/atomic/Atomic") && owner.endsWith("FieldUpdater");
  }

  /** Returns whether a static method changes its first argument, and only reads the others. */
  static boolean changesFirst(String owner, String name) {
    return switch (owner) {
      case "java/util/Arrays" ->
          switch (name) {
            case "sort", "parallelSort", "fill", "setAll", "parallelSetAll", "parallelPrefix" ->
                true;
            default -> false;
          };
      case "java/util/Collections" ->
          switch (name) {
            case "sort",
                "shuffle",
                "reverse",
                "rotate",
                "swap",
                "fill",
                "addAll",
                "copy",
                "replaceAll" ->
                true;
            default -> false;
          };
      default -> false;
    };
  }

  static boolean isPureTrusted(String owner, String name) {
    return PURE_TRUSTED.getOrDefault(owner, Set.of()).contains(name);
  }

  static boolean isPureSuperclass(String declarer) {
    return PURE_SUPERCLASSES.contains(declarer) || declarer.endsWith("Exception");
  }
}
