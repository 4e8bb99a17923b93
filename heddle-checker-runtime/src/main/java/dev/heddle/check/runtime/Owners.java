package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the object in which a library's object keeps its state: the map of a view or an iterator,
 * the array of a list that shows it ({@link ArrayViews}), the synchronizer of a lock, of its
 * conditions and of what holds it. Calls on all of them touch that one object.
 */
final class Owners {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /** Fields of objects that only stand for others. */
  private static final String[] BACKING = {
    "this$0",
    "root",
    "parent",
    "map",
    "m",
    "c",
    "list",
    "al",
    "e",
    "base",
    "completionQueue",
    "collection"
  };

  private static final String WRAPPED_EXECUTOR = "java.util.concurrent.Executors$";

  private static final ClassValue<Getter> GETTERS =
      new ClassValue<>() {
        @Override
        protected Getter computeValue(Class<?> type) {
          return getterOf(type);
        }
      };

  private static final ClassValue<Getter> MUTEXES =
      new ClassValue<>() {
        @Override
        protected Getter computeValue(Class<?> type) {
          return mutexGetterOf(type);
        }
      };

  /** Reads the field that leads on, if there is one. */
  private record Getter(@Nullable MethodHandle handle) {}

  private Owners() {}

  /** Returns the object that keeps the state of an object: itself, unless it is known better. */
  static Object of(Object object) {
    Object at = object;
    while (true) {
      Object next = next(at);
      if (next == at) {
        return at;
      }
      at = next;
    }
  }

  /** Returns the object that an object stands for, which may stand for another; or itself. */
  static Object next(Object object) {
    MethodHandle getter = GETTERS.get(object.getClass()).handle();
    if (getter == null) {
      return object;
    }
    try {
      Object next = (Object) getter.invokeExact(object);
      return next == null ? object : next;
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  /** Returns what reads a field of int type, or null if its class is not open to the checker. */
  static @Nullable MethodHandle numberGetter(Class<?> type, String field) {
    try {
      return MethodHandles.privateLookupIn(type, LOOKUP)
          .findGetter(type, field, int.class)
          .asType(MethodType.methodType(int.class, Object.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** Returns whether objects of a class go through the elements of an array. */
  static boolean isArraySpliterator(String name) {
    return name.startsWith("java.util.Spliterators$") && name.endsWith("ArraySpliterator");
  }

  /**
   * Returns the object whose monitor the methods of an object lock: of a view of a synchronized
   * collection that of the collection, otherwise the object itself.
   */
  static Object mutexOf(Object object) {
    MethodHandle getter = MUTEXES.get(object.getClass()).handle();
    if (getter == null) {
      return object;
    }
    try {
      return (Object) getter.invokeExact(object);
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  private static Getter mutexGetterOf(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (each.getName().startsWith("java.util.Collections$Synchronized")) {
        for (Field field : each.getDeclaredFields()) {
          if (field.getName().equals("mutex")) {
            return new Getter(unreflect(each, field));
          }
        }
      }
    }
    return new Getter(null);
  }

  /**
   * Returns the object that does what an object is asked for: the executor inside those that {@code
   * Executors} wraps so that they cannot be configured, otherwise the object itself.
   */
  static Object front(Object object) {
    return isWrapper(object.getClass()) ? of(object) : object;
  }

  /** Returns whether objects of a class are such wrappers. */
  static boolean isWrapper(Class<?> type) {
    return type.getName().startsWith(WRAPPED_EXECUTOR);
  }

  /**
   * Returns what a stream has still to read, a collection or a spliterator, or null if that is not
   * known.
   *
   * @param tables knows the maps whose streams know nothing but their tables
   */
  static @Nullable Object sourceOf(Object stream, BulkTables tables) {
    try {
      Object spliterator = Streams.spliteratorOf(stream);
      if (spliterator == null) {
        return null;
      }
      Object table = Streams.tableOf(spliterator);
      Object map = table == null ? null : tables.mapOf(table);
      return map == null ? spliterator : map;
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  /** Reads the source of a stream; looked up when the first stream is used. */
  private static final class Streams {
    private static final @Nullable Class<?> PIPELINE;
    private static final @Nullable MethodHandle STAGE;
    private static final @Nullable MethodHandle SPLITERATOR;
    private static final @Nullable Class<?> TRAVERSER;
    private static final @Nullable MethodHandle TABLE;

    static {
      Class<?> pipeline = null;
      MethodHandle stage = null;
      MethodHandle spliterator = null;
      Class<?> traverser = null;
      MethodHandle table = null;
      try {
        pipeline = Class.forName("java.util.stream.AbstractPipeline");
        stage = unreflect(pipeline, pipeline.getDeclaredField("sourceStage"));
        spliterator = unreflect(pipeline, pipeline.getDeclaredField("sourceSpliterator"));
        traverser = Class.forName("java.util.concurrent.ConcurrentHashMap$Traverser");
        table = unreflect(traverser, traverser.getDeclaredField("tab"));
      } catch (ReflectiveOperationException e) {
        // Then streams are taken for what they hold themselves.
      }
      PIPELINE = pipeline;
      STAGE = stage;
      SPLITERATOR = spliterator;
      TRAVERSER = traverser;
      TABLE = table;
    }

    /** Returns the table that a stream of a {@code ConcurrentHashMap} reads, or null. */
    static @Nullable Object tableOf(Object spliterator) throws Throwable {
      return TABLE == null || TRAVERSER == null || !TRAVERSER.isInstance(spliterator)
          ? null
          : (Object) TABLE.invokeExact(spliterator);
    }

    static @Nullable Object spliteratorOf(Object stream) throws Throwable {
      if (PIPELINE == null
          || STAGE == null
          || SPLITERATOR == null
          || !PIPELINE.isInstance(stream)) {
        return null;
      }
      Object stage = (Object) STAGE.invokeExact(stream);
      return stage == null ? null : (Object) SPLITERATOR.invokeExact(stage);
    }
  }

  private static Getter getterOf(Class<?> type) {
    if (type.getName().startsWith("java.util.ImmutableCollections")) {
      // Only their iterators are mutable.
      return new Getter(null);
    }
    // A program class that extends a library class has its state in the library class.
    Class<?> from = type;
    while (from != null && !isOfLibrary(from)) {
      from = from.getSuperclass();
    }
    for (Class<?> each = from; each != null && each != Object.class; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (leadsOn(each, field)) {
          return new Getter(unreflect(each, field));
        }
      }
    }
    return new Getter(null);
  }

  private static boolean isOfLibrary(Class<?> type) {
    String name = type.getName();
    return type.getClassLoader() == null && name.startsWith("java.util.")
        || TrustedPackages.contain(name);
  }

  private static boolean leadsOn(Class<?> type, Field field) {
    if (java.lang.reflect.Modifier.isStatic(field.getModifiers())) {
      return false;
    }
    String name = type.getName();
    if (field.getType().isArray()) {
      return isArrayView(name);
    }
    if (AbstractOwnableSynchronizer.class.isAssignableFrom(field.getType())) {
      // A barrier has a new one for each cycle, and stands for itself.
      return java.lang.reflect.Modifier.isFinal(field.getModifiers())
          && !AbstractOwnableSynchronizer.class.isAssignableFrom(type);
    }
    if (AbstractOwnableSynchronizer.class.isAssignableFrom(type)
        || !isStandIn(name)
        || field.getType().isPrimitive()) {
      return false;
    }
    for (String backing : BACKING) {
      if (field.getName().equals(backing)) {
        return true;
      }
    }
    return false;
  }

  /** Whether objects of a class only show the elements of an array that others may reach. */
  private static boolean isArrayView(String name) {
    return name.equals("java.util.Arrays$ArrayList")
        || name.equals("java.util.Arrays$ArrayItr")
        || isArraySpliterator(name);
  }

  /** Whether objects of a class stand for another object: nested classes, and sets made of maps. */
  private static boolean isStandIn(String name) {
    return name.indexOf('$') > 0
            && !name.equals("java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask")
            && !name.equals("java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue")
            && !name.equals("java.util.concurrent.ExecutorCompletionService$QueueingFuture")
            && !name.startsWith("java.util.concurrent.CompletableFuture$")
        || name.equals("java.util.concurrent.ExecutorCompletionService")
        || name.equals("java.util.concurrent.Phaser")
        || name.startsWith("java.util.ReverseOrder")
        || name.equals("java.util.HashSet")
        || name.equals("java.util.TreeSet")
        || name.equals("java.util.concurrent.ConcurrentSkipListSet")
        || name.equals("java.util.concurrent.CopyOnWriteArraySet");
  }

  private static @Nullable MethodHandle unreflect(Class<?> declarer, Field field) {
    try {
      return MethodHandles.privateLookupIn(declarer, LOOKUP)
          .unreflectGetter(field)
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (IllegalAccessException e) {
      // A module that is not open to the checker: its objects stand for themselves.
      return null;
    }
  }
}
