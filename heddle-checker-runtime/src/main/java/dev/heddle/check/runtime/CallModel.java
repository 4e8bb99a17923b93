package dev.heddle.check.runtime;

import java.io.PrintStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of a library's class touch and what they wait for. A call is one step; its object
 * is one location, unless a model knows better.
 *
 * <p>An exact model says for each method whether it reads, writes or only updates, and when an
 * acquiring method can succeed at once; the real method then runs without having to wait. A class
 * without a model is explored as if all such objects were one: that takes more executions and may
 * miss what such a class does behind the scenes, so the result names it.
 */
final class CallModel {
  /**
   * What one method does.
   *
   * @param how how it touches its object
   * @param guard when it can succeed
   * @param argument what the guard has to know
   * @param interruptible whether an interrupt ends its waiting
   * @param local whether it concerns the calling thread alone, or what never changes
   */
  record Access(byte how, Guard guard, int argument, boolean interruptible, boolean local) {
    static final Access READ = new Access(Footprint.READ, Guard.NONE, 0, false, false);
    static final Access WRITE = new Access(Footprint.WRITE, Guard.NONE, 0, false, false);
    static final Access UPDATE = new Access(Footprint.UPDATE, Guard.NONE, 0, false, false);
    static final Access LOCAL = new Access(Footprint.READ, Guard.NONE, 0, false, true);

    /** Gives back what an acquire has taken. */
    static final Access RELEASE = new Access(Footprint.WRITE, Guard.NONE, 1, false, false);

    /** Changes what the calling thread alone has there, and orders nothing else. */
    static final Access OWN = new Access(Footprint.UPDATE, Guard.NONE, 1, false, false);

    boolean gives() {
      return this == RELEASE;
    }

    static Access waiting(byte how, Guard guard, int argument) {
      return new Access(how, guard, argument, false, false);
    }

    static Access interruptible(byte how, Guard guard, int argument) {
      return new Access(how, guard, argument, true, false);
    }
  }

  /** What a call means for the order of other accesses. */
  enum Effect {
    /** It is an access of data itself, and has to be ordered. */
    DATA,
    /** What others released is known after it. */
    ACQUIRE,
    /** What came before it is known to those who acquire. */
    RELEASE,
    /** Both. */
    BOTH,
    /** Nothing. */
    NONE
  }

  /**
   * What is known of calls of a method of a class.
   *
   * @param access what they do
   * @param effect what they mean for the order of others
   * @param looksAtInterrupt whether they begin with a look at the thread's interrupt status, as
   *     those do that an interrupt can end
   * @param assumes what has to be said when they are called
   */
  record Call(Access access, Effect effect, boolean looksAtInterrupt, Assumption assumes) {}

  /** What the model of a method leaves out, so that the result has to name it. */
  enum Assumption {
    /** It leaves out nothing. */
    NOTHING,
    /** That the method orders less than a volatile access. */
    STRONG_ORDER,
    /** That the method sees who waits: a thread whose acquire is only guarded does not queue. */
    NO_WAITERS
  }

  /** Takes the number that the call was given; see {@link ControlledThread#callArgument}. */
  static final int FROM_CALL = -1;

  private static final byte R = Footprint.READ;
  private static final byte W = Footprint.WRITE;

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
          "readerCount");

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

  /** How the names of methods begin that give tasks to a pool. */
  private static final Pattern GIVING_TASKS = Pattern.compile("execute|submit|schedule|invoke");

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

  /** Classes of {@code java.util} whose objects threads may share as they like. */
  private static final Set<String> SAFE =
      Set.of(
          "java.util.Random",
          "java.util.Timer",
          "java.util.Vector",
          "java.util.Stack",
          "java.util.Hashtable",
          "java.util.Properties");

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

  private static final Map<String, Map<String, Access>> EXACT = new HashMap<>();

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

  static {
    Map<String, Access> pool = new HashMap<>();
    for (String name :
        new String[] {
          "isShutdown",
          "isTerminated",
          "isTerminating",
          "getActiveCount",
          "getCompletedTaskCount",
          "getCorePoolSize",
          "getLargestPoolSize",
          "getMaximumPoolSize",
          "getPoolSize",
          "getQueue",
          "getTaskCount",
          "toString"
        }) {
      pool.put(name, Access.READ);
    }
    EXACT.put("java.util.concurrent.ThreadPoolExecutor", pool);
    EXACT.put("java.util.concurrent.ThreadPoolExecutor$Worker", Map.of("run", Access.LOCAL));
    Map<String, Access> future = new HashMap<>();
    future.put("get", Access.interruptible(R, Guard.AT_LEAST, 1));
    future.put("state", Access.READ);
    future.put("resultNow", Access.READ);
    future.put("exceptionNow", Access.READ);
    EXACT.put("java.util.concurrent.FutureTask", future);
    Map<String, Access> timer = new HashMap<>();
    for (String name :
        new String[] {
          "schedule", "scheduleAtFixedRate", "cancel", "purge", "scheduledExecutionTime"
        }) {
      // What is inside of them has points of its own.
      timer.put(name, Access.LOCAL);
    }
    EXACT.put("java.util.Timer", timer);
    EXACT.put("java.util.TimerTask", timer);
    Map<String, Access> completion = new HashMap<>();
    for (String name : new String[] {"submit", "take", "poll", "poll/timed"}) {
      completion.put(name, Access.LOCAL);
    }
    EXACT.put("java.util.concurrent.ExecutorCompletionService", completion);

    Map<String, Access> lock = new HashMap<>();
    lock.put("lock", Access.waiting(W, Guard.FREE, 0));
    lock.put("lockInterruptibly", Access.interruptible(W, Guard.FREE, 0));
    lock.put("unlock", Access.RELEASE);
    lock.put("isHeldByCurrentThread", Access.LOCAL);
    lock.put("getHoldCount", Access.LOCAL);
    lock.put("newCondition", Access.LOCAL);
    lock.put("isFair", Access.LOCAL);
    EXACT.put("java.util.concurrent.locks.ReentrantLock", lock);
    EXACT.put("java.util.concurrent.locks.ReentrantReadWriteLock$WriteLock", lock);
    Map<String, Access> readLock = new HashMap<>();
    readLock.put("lock", Access.waiting(W, Guard.SHARED, 0));
    readLock.put("unlock", Access.RELEASE);
    readLock.put("lockInterruptibly", Access.interruptible(W, Guard.SHARED, 0));
    EXACT.put("java.util.concurrent.locks.ReentrantReadWriteLock$ReadLock", readLock);
    Map<String, Access> readWriteLock = new HashMap<>();
    readWriteLock.put("readLock", Access.LOCAL);
    readWriteLock.put("writeLock", Access.LOCAL);
    readWriteLock.put("isWriteLockedByCurrentThread", Access.LOCAL);
    readWriteLock.put("getReadHoldCount", Access.LOCAL);
    readWriteLock.put("getWriteHoldCount", Access.LOCAL);
    EXACT.put("java.util.concurrent.locks.ReentrantReadWriteLock", readWriteLock);

    Map<String, Access> semaphore = new HashMap<>();
    semaphore.put("acquire", Access.interruptible(W, Guard.AT_LEAST, FROM_CALL));
    semaphore.put("release", Access.RELEASE);
    semaphore.put("acquireUninterruptibly", Access.waiting(W, Guard.AT_LEAST, FROM_CALL));
    EXACT.put("java.util.concurrent.Semaphore", semaphore);

    Map<String, Access> latch = new HashMap<>();
    latch.put("await", Access.interruptible(R, Guard.ZERO, 0));
    latch.put("countDown", Access.UPDATE);
    EXACT.put("java.util.concurrent.CountDownLatch", latch);

    Map<String, Access> queue = new HashMap<>();
    queue.put("put", Access.interruptible(W, Guard.NOT_FULL, 0));
    queue.put("take", Access.interruptible(W, Guard.NOT_EMPTY, 0));
    queue.put("putLast", Access.interruptible(W, Guard.NOT_FULL, 0));
    queue.put("putFirst", Access.interruptible(W, Guard.NOT_FULL, 0));
    queue.put("takeFirst", Access.interruptible(W, Guard.NOT_EMPTY, 0));
    queue.put("takeLast", Access.interruptible(W, Guard.NOT_EMPTY, 0));
    EXACT.put("java.util.concurrent.ArrayBlockingQueue", queue);
    EXACT.put("java.util.concurrent.LinkedBlockingQueue", queue);
    EXACT.put("java.util.concurrent.LinkedBlockingDeque", queue);
    Map<String, Access> unbounded = new HashMap<>();
    unbounded.put("take", Access.interruptible(W, Guard.NOT_EMPTY, 0));
    EXACT.put("java.util.concurrent.PriorityBlockingQueue", unbounded);

    Map<String, Access> adder = new HashMap<>();
    adder.put("add", Access.UPDATE);
    adder.put("increment", Access.UPDATE);
    adder.put("decrement", Access.UPDATE);
    EXACT.put("java.util.concurrent.atomic.LongAdder", adder);
    EXACT.put("java.util.concurrent.atomic.DoubleAdder", Map.of());

    Map<String, Access> mutex = new HashMap<>();
    for (String name : new String[] {"acquire", "hold", "run", "call"}) {
      mutex.put(name, Access.waiting(W, Guard.FREE, 0));
    }
    mutex.put("acquireInterruptibly", Access.interruptible(W, Guard.FREE, 0));
    mutex.put("holdInterruptibly", Access.interruptible(W, Guard.FREE, 0));
    mutex.put("lock", Access.waiting(W, Guard.FREE, 0));
    mutex.put("lockInterruptibly", Access.interruptible(W, Guard.FREE, 0));
    mutex.put("unlock", Access.RELEASE);
    mutex.put("release", Access.RELEASE);
    mutex.put("newCondition", Access.LOCAL);
    EXACT.put("dev.heddle.sync.Lock", mutex);
    EXACT.put("dev.heddle.sync.RLock", mutex);
    EXACT.put("dev.heddle.sync.RLock$JavaLock", mutex);
    Map<String, Access> permits = new HashMap<>();
    for (String name : new String[] {"acquire", "hold", "run", "call"}) {
      permits.put(name, Access.waiting(W, Guard.AT_LEAST, FROM_CALL));
    }
    permits.put("release", Access.RELEASE);
    permits.put("acquireInterruptibly", Access.interruptible(W, Guard.AT_LEAST, FROM_CALL));
    permits.put("holdInterruptibly", Access.interruptible(W, Guard.AT_LEAST, 1));
    EXACT.put("dev.heddle.sync.Semaphore", permits);
    EXACT.put("dev.heddle.sync.BoundedSemaphore", permits);
    Map<String, Access> event = new HashMap<>();
    event.put("await", Access.interruptible(R, Guard.AT_LEAST, 1));
    event.put("awaitUninterruptibly", Access.waiting(R, Guard.AT_LEAST, 1));
    EXACT.put("dev.heddle.sync.Event", event);
    EXACT.put("dev.heddle.sync.Condition", Map.of("hold", Access.waiting(W, Guard.FREE, 0)));
    EXACT.put("dev.heddle.sync.Barrier", Map.of());
    EXACT.put("dev.heddle.sync.Hold", Map.of("close", Access.RELEASE));

    EXACT.put("dev.heddle.sync.RWLock", Map.of());
    EXACT.put("dev.heddle.sync.RWLock$ReadLock", Map.of("release", Access.RELEASE));
    EXACT.put("dev.heddle.sync.RWLock$WriteLock", Map.of("release", Access.RELEASE));

    Map<String, Access> guarded = new HashMap<>();
    for (String name :
        List.of(
            "read", "update", "updateAndGet", "withLock", "call", "snapshot", "recover", "enter")) {
      guarded.put(name, Access.waiting(W, Guard.FREE, 0));
    }
    for (String name : List.of("awaitUntil", "updateWhen", "callWhen")) {
      guarded.put(name, Access.interruptible(W, Guard.FREE, 0));
    }
    guarded.put("leave", Access.RELEASE);
    guarded.put("isPoisoned", Access.READ);
    EXACT.put("dev.heddle.sync.Guarded", guarded);

    EXACT.put(
        "dev.heddle.sync.Once",
        Map.of(
            "get",
            Access.waiting(W, Guard.FREE, 0),
            "getInterruptibly",
            Access.interruptible(W, Guard.FREE, 0)));
    EXACT.put(
        "dev.heddle.sync.Latch",
        Map.of(
            "await",
            Access.READ,
            "await/timed",
            Access.READ,
            "awaitUninterruptibly",
            Access.READ,
            "count",
            Access.READ));
    EXACT.put(
        "dev.heddle.sync.Local",
        Map.of("get", Access.OWN, "remove", Access.OWN, "count", Access.READ));
  }

  private static final ClassValue<CallModel> MODELS =
      new ClassValue<>() {
        @Override
        protected CallModel computeValue(Class<?> type) {
          return make(type);
        }
      };

  private final Map<String, Access> methods;

  /** What is known of the methods that were called; replaced as a whole, never changed. */
  private volatile Map<String, Call> calls = Map.of();

  private final boolean exact;
  private final boolean together;
  private final boolean pool;
  private final boolean data;
  private final boolean queue;
  private final boolean fair;
  private final boolean locksItself;

  /** The methods that an interrupt can end, named as {@link Sites#method} does. */
  private final Set<String> interruptible;

  private final @Nullable MethodHandle isOpen;

  private CallModel(
      Map<String, Access> methods, boolean exact, Class<?> type, @Nullable MethodHandle isOpen) {
    this.methods = methods;
    this.together = isTogether(type);
    this.exact = exact && !together;
    this.pool = ThreadPoolExecutor.class.isAssignableFrom(type);
    this.data = !together && isUnsafe(type);
    this.queue = Queue.class.isAssignableFrom(type);
    // A reader waits behind a writer that waits, in a read-write lock that is not fair, too.
    this.fair =
        type.getName().endsWith("$FairSync")
            || type.getName()
                .equals("java.util.concurrent.locks.ReentrantReadWriteLock$NonfairSync");
    this.locksItself = JdkObjects.locksItself(type);
    this.interruptible = interruptible(type);
    this.isOpen = isOpen;
  }

  /** Returns the name under which users know a class: that of the class it is nested in. */
  static String nameOf(Class<?> type) {
    Class<?> outer = type;
    while (outer.getEnclosingClass() != null) {
      outer = outer.getEnclosingClass();
    }
    return outer.getName();
  }

  static CallModel of(Class<?> type) {
    return MODELS.get(type);
  }

  /** Returns whether the model is exact, so that its objects are locations of their own. */
  boolean isExact() {
    return exact;
  }

  /**
   * Returns whether nothing has to be assumed of the class: it is modelled, alone or with others.
   */
  boolean isModelled() {
    return exact || together;
  }

  /** Returns whether a static method belongs to a class that is modelled with others. */
  static boolean isModelled(String call) {
    int dot = call.indexOf('.');
    return dot > 0 && TOGETHER.contains(call.substring(0, dot));
  }

  private static boolean isTogether(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      String name = nameOf(each);
      if (name.startsWith("java.util.concurrent.")
          && TOGETHER.contains(name.substring("java.util.concurrent.".length()))) {
        return true;
      }
    }
    return false;
  }

  /** Returns what is known of calls of a method. */
  Call call(String method) {
    Call known = calls.get(method);
    return known == null ? learn(method) : known;
  }

  private Call learn(String method) {
    Call call =
        new Call(
            access(method), effect(method), interruptible.contains(method), assumption(method));
    Map<String, Call> more = new HashMap<>(calls);
    more.put(method, call);
    calls = more;
    return call;
  }

  private Access access(String method) {
    Access known = methods.get(method);
    if (known != null) {
      return known;
    }
    // What is called without a name only reads what it is given.
    return method.isEmpty() || READERS.contains(method) || QUEUE_OBSERVERS.contains(method)
        ? Access.READ
        : Access.WRITE;
  }

  private static Assumption assumption(String method) {
    if (QUEUE_OBSERVERS.contains(method)) {
      return Assumption.NO_WAITERS;
    }
    return WEAK.contains(method) ? Assumption.STRONG_ORDER : Assumption.NOTHING;
  }

  /** Returns whether objects of the class are data, not made to be shared. */
  boolean isUnsafe() {
    return data;
  }

  /**
   * Returns whether the class is the synchronizer of a lock that serves in the order of arrival.
   */
  boolean isFair() {
    return fair;
  }

  /** Returns whether the methods of an object lock the object's own monitor. */
  boolean locksItself() {
    return locksItself;
  }

  private Effect effect(String method) {
    if (RELEASING.contains(method) || (queue && QUEUEING.contains(method))) {
      return Effect.RELEASE;
    }
    Access access = access(method);
    if (pool) {
      // What a task is given goes to it; what it has done comes by its future, or at the end.
      return GIVING_TASKS.matcher(method).lookingAt() ? Effect.RELEASE : Effect.ACQUIRE;
    }
    if (access == Access.OWN) {
      return Effect.NONE;
    }
    boolean takes =
        access.guard() != Guard.NONE
            || access.how() == Footprint.READ
            || method.startsWith("try")
            || (queue && !QUEUEING.contains(method));
    return exact && takes ? Effect.ACQUIRE : Effect.BOTH;
  }

  /** Returns whether an object of a class that lets threads through does so now. */
  boolean isOpen(Object object) {
    if (isOpen == null) {
      return false;
    }
    try {
      return (boolean) isOpen.invokeExact(object);
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  private static CallModel make(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      String name = each.getName();
      Map<String, Access> methods = EXACT.get(name);
      if (methods != null) {
        return new CallModel(
            methods, true, type, name.equals("dev.heddle.sync.Event") ? isSet(each) : null);
      }
      if (ONE_LOCATION.contains(name)) {
        return new CallModel(Map.of(), true, type, null);
      }
    }
    return new CallModel(Map.of(), isData(type), type, null);
  }

  private static Set<String> interruptible(Class<?> type) {
    Set<String> names = new HashSet<>();
    try {
      for (Method method : type.getMethods()) {
        if (method.getDeclaringClass() != Object.class
            && Arrays.asList(method.getExceptionTypes()).contains(InterruptedException.class)) {
          List<Class<?>> parameters = Arrays.asList(method.getParameterTypes());
          boolean timed =
              parameters.contains(TimeUnit.class) || parameters.contains(Duration.class);
          names.add(method.getName() + (timed ? "/timed" : ""));
        }
      }
    } catch (LinkageError e) {
      // A class of the program with a method of which a class is missing.
      return Set.of();
    }
    return names;
  }

  /** Whether a class is one of those that keep data and never let a thread wait. */
  private static boolean isData(Class<?> type) {
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
              || EXACT.containsKey(name.substring(0, nested)));
    }
    return name.startsWith("java.util.") && !name.startsWith("java.util.Timer")
        || (name.startsWith("java.lang.") && !name.startsWith("java.lang.invoke."))
        || name.startsWith("java.text.")
        || name.startsWith("java.math.")
        || name.startsWith("java.io.");
  }

  /**
   * Whether a class is not made to be shared, so that its objects are data. What only stands for
   * another object is so if that is.
   */
  private static boolean isUnsafe(Class<?> type) {
    Class<?> library = type;
    while (library.getClassLoader() != null && library.getSuperclass() != null) {
      library = library.getSuperclass();
    }
    String name = library.getName();
    if (name.startsWith("java.util.concurrent.")
        || name.startsWith("java.util.Immutable")
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

  private static MethodHandle isSet(Class<?> type) {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(type, "isSet", MethodType.methodType(boolean.class))
          .asType(MethodType.methodType(boolean.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("dev.heddle.sync.Event has no method isSet", e);
    }
  }
}
