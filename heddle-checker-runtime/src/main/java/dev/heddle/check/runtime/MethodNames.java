package dev.heddle.check.runtime;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What the name of a method says of what a call does, wherever no exact model says it: the
 * libraries name alike what does alike.
 */
final class MethodNames {
  /** Methods that change nothing. */
  private static final Set<String> READERS =
      Set.of(
          "contains",
          "containsAll",
          "containsKey",
          "containsValue",
          "ceiling",
          "ceilingEntry",
          "ceilingKey",
          "charAt",
          "comparator",
          "copyOf",
          "descendingIterator",
          "descendingMap",
          "descendingSet",
          "doubleValue",
          "element",
          "entrySet",
          "equals",
          "first",
          "firstElement",
          "firstEntry",
          "firstKey",
          "floatValue",
          "floor",
          "floorEntry",
          "floorKey",
          "forEach",
          "get",
          "getAcquire",
          "getCount",
          "getFirst",
          "getKey",
          "getLast",
          "getNumberWaiting",
          "getOpaque",
          "getOrDefault",
          "getParties",
          "getPlain",
          "getReference",
          "getStamp",
          "getValue",
          "hasMoreElements",
          "hasNext",
          "hasPrevious",
          "hashCode",
          "headMap",
          "headSet",
          "higher",
          "higherEntry",
          "higherKey",
          "indexOf",
          "intValue",
          "isBroken",
          "isCancelled",
          "isDone",
          "isEmpty",
          "isFair",
          "isLocked",
          "isMarked",
          "isReadLocked",
          "isReadLockedByCurrentThread",
          "isSet",
          "isWriteLocked",
          "iterator",
          "keySet",
          "keys",
          "last",
          "lastElement",
          "lastEntry",
          "lastIndexOf",
          "lastKey",
          "length",
          "listIterator",
          "longValue",
          "lower",
          "lowerEntry",
          "lowerKey",
          "mappingCount",
          "navigableKeySet",
          "nextIndex",
          "parallelStream",
          "peek",
          "peekFirst",
          "peekLast",
          "previousIndex",
          "remainingCapacity",
          "size",
          "spliterator",
          "stream",
          "subList",
          "subMap",
          "subSet",
          "substring",
          "sum",
          "tailMap",
          "tailSet",
          "toArray",
          "toString",
          "values",
          "elements",
          "availablePermits",
          "waitingCount",
          "bound",
          "parties",
          "getReadLockCount",
          "getPermits",
          "readerCount",
          "getPhase",
          "getArrivedParties",
          "getRegisteredParties",
          "getUnarrivedParties",
          "isCompletedAbnormally",
          "isCompletedExceptionally",
          "isCompletedNormally",
          "isTerminated",
          "validate");

  /** Methods that only let others know what came before. */
  private static final Set<String> RELEASING =
      Set.of(
          "unlock",
          "release",
          "countDown",
          "set",
          "lazySet",
          "setRelease",
          "setPlain",
          "setOpaque",
          "close",
          "unpark");

  /** The same as {@link #RELEASING}, of queues. */
  private static final Set<String> QUEUEING =
      Set.of(
          "put",
          "offer",
          "add",
          "putFirst",
          "putLast",
          "offerFirst",
          "offerLast",
          "addFirst",
          "addLast",
          "addAll",
          "push",
          "offer/timed");

  /** How the names of methods begin that give tasks to a pool. */
  private static final Pattern GIVING_TASKS = Pattern.compile("execute|submit|schedule|invoke");

  /** Methods of atomics and handles that order less than volatile accesses do. */
  private static final Set<String> WEAK =
      Set.of(
          "lazySet",
          "setPlain",
          "setOpaque",
          "setRelease",
          "getPlain",
          "getOpaque",
          "getAcquire",
          "weakCompareAndSet",
          "weakCompareAndSetPlain",
          "weakCompareAndSetAcquire",
          "weakCompareAndSetRelease",
          "compareAndExchangeAcquire",
          "compareAndExchangeRelease");

  /** Methods that tell of threads that wait to acquire, or for a signal. */
  private static final Set<String> QUEUE_OBSERVERS =
      Set.of(
          "hasQueuedThreads",
          "hasQueuedThread",
          "getQueueLength",
          "hasWaiters",
          "getWaitQueueLength");

  private MethodNames() {}

  /** Returns the name under which models know a method: one that takes a timeout is another. */
  static String modelName(Method method) {
    List<Class<?>> parameters = Arrays.asList(method.getParameterTypes());
    boolean timed = parameters.contains(TimeUnit.class) || parameters.contains(Duration.class);
    return timed ? method.getName() + "/timed" : method.getName();
  }

  /** Returns the name of a method without the suffix of its timed form. */
  static String withoutForm(String modelName) {
    int form = modelName.indexOf('/');
    return form < 0 ? modelName : modelName.substring(0, form);
  }

  /** Returns whether a method changes nothing. What is called without a name only reads. */
  static boolean reads(String method) {
    return method.isEmpty() || READERS.contains(method) || QUEUE_OBSERVERS.contains(method);
  }

  /** Returns whether a method only lets others know what came before. */
  static boolean releases(String method) {
    return RELEASING.contains(method);
  }

  /** Returns whether a method of a queue puts something into it. */
  static boolean queues(String method) {
    return QUEUEING.contains(method);
  }

  /** Returns whether a method of a pool gives it tasks. */
  static boolean givesTasks(String method) {
    return GIVING_TASKS.matcher(method).lookingAt();
  }

  /** Returns whether a method of an atomic or a handle orders less than volatile accesses do. */
  static boolean isWeak(String method) {
    return WEAK.contains(method);
  }

  /**
   * Returns whether a method of an atomic or a handle stores less strictly than a volatile write.
   */
  static boolean storesWeakly(String method) {
    return switch (method) {
      case "lazySet", "setPlain", "setOpaque", "setRelease" -> true;
      default -> method.startsWith("putOrdered");
    };
  }

  /** Returns whether a method changes the collection or array that it is given. */
  static boolean fillsArgument(String method) {
    return switch (method) {
      case "drainTo",
          "toArray",
          "getChars",
          "copyInto",
          "read",
          "readFully",
          "readNBytes",
          "nextBytes",
          "get",
          "getBytes" ->
          true;
      default -> false;
    };
  }

  /** Returns whether a method waits on when its thread is interrupted, and keeps that for later. */
  static boolean keepsInterrupt(String method) {
    return switch (method) {
      case "awaitUninterruptibly",
          "awaitAdvance",
          "arriveAndAwaitAdvance",
          "invoke",
          "join",
          "quietlyInvoke",
          "quietlyJoin",
          "readLock",
          "writeLock" ->
          true;
      default -> false;
    };
  }

  /** Returns whether a method tells of threads that wait to acquire, or for a signal. */
  static boolean looksAtWaiters(String method) {
    return QUEUE_OBSERVERS.contains(method);
  }
}
