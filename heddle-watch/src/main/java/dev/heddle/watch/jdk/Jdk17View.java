package dev.heddle.watch.jdk;

import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.jdk.Facts.Availability;
import dev.heddle.watch.jdk.Facts.Holder;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The internals of JDK 17 to 20: {@code Thread} with its fields in one place, and
 * java.util.concurrent, which has kept these fields since. Virtual threads, a preview in 19 and 20,
 * are not seen.
 */
class Jdk17View extends JdkView {
  private static final int ALIVE = 0x1;
  private static final int RUNNABLE = 0x4;
  private static final int INDEFINITELY = 0x10;
  private static final int IN_WAIT = 0x100;
  private static final int IN_PARK = 0x200;
  private static final int ENTERING = 0x400;
  private static final int MOST_QUEUED = 100_000;

  /** How jstack says it. */
  private static final Pattern CLASS_WAIT =
      Pattern.compile("waiting on the Class initialization monitor for (\\S+)");

  private static final Pattern THREAD_HEADER = Pattern.compile("^\"(?:.*)\" #(\\d+).*");

  final Peek peek = new Peek();
  private final HeddleView heddle;
  private final Method getThreads;
  private final Class<?> condition;
  private final Class<?> readWriteSync;
  private final Class<?> reentrantSync;
  private final Class<?> semaphoreSync;
  private final Class<?> latchSync;
  private final Class<?> poolWorker;

  /** Where the number of read holds begins in the state of a read-write lock. */
  private final int readShift;

  private final Class<?> sharedNode;
  private final Class<?> longSharedNode;
  private final Field tail;
  private final Field longTail;
  private final Field waiter;
  private final Field longWaiter;
  private final Field previous;
  private final Field longPrevious;
  private final Field threadId;
  private final Field threadLocals;
  private final Opening opening;
  private @Nullable Field threadStatus;
  private @Nullable Field target;

  Jdk17View(Opening opening) {
    this.opening = opening;
    Module base = Object.class.getModule();
    opening.open(
        base,
        "java.lang",
        "java.lang.ref",
        "java.util",
        "java.util.concurrent",
        "java.util.concurrent.atomic",
        "java.util.concurrent.locks",
        "jdk.internal.vm",
        "jdk.internal.misc");
    getThreads = peek.method(Thread.class, "getThreads");
    String queue = AbstractQueuedSynchronizer.class.getName();
    String longQueue = AbstractQueuedLongSynchronizer.class.getName();
    sharedNode = Peek.type(queue + "$SharedNode");
    longSharedNode = Peek.type(longQueue + "$SharedNode");
    tail = peek.field(AbstractQueuedSynchronizer.class, "tail");
    longTail = peek.field(AbstractQueuedLongSynchronizer.class, "tail");
    waiter = peek.field(Peek.type(queue + "$Node"), "waiter");
    longWaiter = peek.field(Peek.type(longQueue + "$Node"), "waiter");
    previous = peek.field(Peek.type(queue + "$Node"), "prev");
    longPrevious = peek.field(Peek.type(longQueue + "$Node"), "prev");
    threadId = peek.field(Thread.class, "tid");
    threadLocals = peek.field(Thread.class, "threadLocals");
    condition = Peek.type(AbstractQueuedSynchronizer.class.getName() + "$ConditionObject");
    readWriteSync = Peek.type(ReentrantReadWriteLock.class.getName() + "$Sync");
    reentrantSync = Peek.type(ReentrantLock.class.getName() + "$Sync");
    semaphoreSync = Peek.type(Semaphore.class.getName() + "$Sync");
    latchSync = Peek.type(CountDownLatch.class.getName() + "$Sync");
    poolWorker = Peek.type(ThreadPoolExecutor.class.getName() + "$Worker");
    heddle = new HeddleView(peek, opening);
    readShift = (int) peek.staticNumber(readWriteSync, "SHARED_SHIFT");
  }

  /** Fails now, rather than at the first hang, if something is not where it should be. */
  final void probe() {
    String locks = AbstractQueuedSynchronizer.class.getName();
    for (String each : new String[] {"head", "tail", "state"}) {
      peek.field(AbstractQueuedSynchronizer.class, each);
    }
    for (String each : new String[] {"prev", "next", "waiter", "status"}) {
      peek.field(Peek.type(locks + "$Node"), each);
    }
    peek.field(AbstractOwnableSynchronizer.class, "exclusiveOwnerThread");
    peek.field(condition, "this$0");
    peek.field(readWriteSync, "state");
    for (String each : new String[] {"readHolds", "firstReader", "firstReaderHoldCount"}) {
      peek.field(readWriteSync, each);
    }
    peek.field(FutureTask.class, "runner");
    peek.field(poolWorker, "this$0");
    for (String each : new String[] {"workQueue", "maximumPoolSize", "ctl"}) {
      peek.field(ThreadPoolExecutor.class, each);
    }
    peek.field(ForkJoinPool.class, "queues");
    peek.field(Thread.class, "threadLocals");
    peek.field(Peek.type("java.lang.ThreadLocal$ThreadLocalMap"), "table");
    peek.field(ThreadLocal.class, "threadLocalHashCode");
    probeThreads();
  }

  void probeThreads() {
    threadStatus = peek.field(Thread.class, "threadStatus");
    target = peek.field(Thread.class, "target");
  }

  @Override
  public String family() {
    return "17";
  }

  @Override
  public List<String> limits() {
    return Runtime.version().feature() < 19
        ? List.of()
        : List.of("Virtual threads are a preview on this JDK, and are not seen.");
  }

  // Threads

  @Override
  public Census census(int mostVirtual) {
    return new Census(List.of(platformThreads()), 0, List.of());
  }

  final Thread[] platformThreads() {
    Thread[] threads = (Thread[]) Peek.call(getThreads, null);
    return threads == null ? new Thread[0] : threads;
  }

  @Override
  public long id(Thread thread) {
    return Peek.readLong(threadId, thread);
  }

  @Override
  public Phase phase(Thread thread) {
    return phaseOf(status(thread));
  }

  int status(Thread thread) {
    return threadStatus == null ? 0 : Peek.readInt(threadStatus, thread);
  }

  /** The bits are those of the JVM Tool Interface. */
  static Phase phaseOf(int status) {
    if ((status & ALIVE) == 0) {
      return Phase.ENDED;
    }
    if ((status & ENTERING) != 0) {
      return Phase.ENTERING;
    }
    if ((status & RUNNABLE) != 0) {
      return Phase.RUNNING;
    }
    boolean untimed = (status & INDEFINITELY) != 0;
    if ((status & IN_PARK) != 0) {
      return untimed ? Phase.PARKED : Phase.TIMED_PARKED;
    }
    return untimed && (status & IN_WAIT) != 0 ? Phase.WAITING : Phase.TIMED;
  }

  /** What the thread was given to run, or null. */
  @Nullable Object task(Thread thread) {
    return target == null ? null : Peek.read(target, thread);
  }

  // Monitors

  @Override
  public MonitorWait.Report monitors(List<Thread> blocked, List<Thread> threads) {
    return new MonitorWait.Report(platform.monitors(byId(blocked), byId(threads)), List.of());
  }

  final Map<Long, Thread> byId(List<Thread> threads) {
    Map<Long, Thread> byId = new HashMap<>();
    threads.forEach(thread -> byId.put(id(thread), thread));
    return byId;
  }

  @Override
  public List<ClassWait> classWaits(Map<Long, Thread> byId) {
    List<ClassWait> waits = new ArrayList<>();
    Thread present = null;
    for (String line : threadPrint().split("\n")) {
      Matcher header = THREAD_HEADER.matcher(line);
      if (header.matches()) {
        present = byId.get(Long.parseLong(header.group(1)));
      }
      Matcher wait = CLASS_WAIT.matcher(line);
      if (present != null && wait.find()) {
        waits.add(new ClassWait(present, wait.group(1)));
      }
    }
    return waits;
  }

  /** The text that jstack prints, made by this JVM of itself. */
  private String threadPrint() {
    try {
      Class<?> commands =
          Class.forName("com.sun.management.internal.DiagnosticCommandImpl", false, null);
      opening.open(commands.getModule(), commands.getPackageName());
      Object bean = Peek.call(peek.method(commands, "getDiagnosticCommandMBean"), null);
      Method execute = peek.method(commands, "executeDiagnosticCommand", String.class);
      return String.valueOf(Peek.call(execute, bean, "Thread.print"));
    } catch (ClassNotFoundException e) {
      return "";
    }
  }

  // Synchronizers

  @Override
  public Object subject(Object blocker) {
    String type = blocker.getClass().getName();
    if (type.equals("java.util.concurrent.Phaser$QNode")) {
      return peek.require(blocker, "phaser");
    }
    return heddle.knows(type) ? heddle.subject(blocker) : blocker;
  }

  @Override
  public Facts facts(Object subject, List<Thread> threads) {
    if (heddle.knows(subject.getClass().getName())) {
      return heddle.facts(subject);
    }
    if (subject instanceof AbstractQueuedSynchronizer
        || subject instanceof AbstractQueuedLongSynchronizer) {
      return synchronizer(subject, threads);
    }
    if (condition.isInstance(subject)) {
      Object lock = peek.require(subject, "this$0");
      return Facts.event(
          ResourceKind.CONDITION, "Condition@" + identity(subject), "of " + name(lock));
    }
    if (subject instanceof StampedLock) {
      return stamped(subject);
    }
    if (subject instanceof FutureTask) {
      return futureTask(subject);
    }
    if (subject instanceof Phaser) {
      long state = peek.number(subject, "state");
      long unarrived = (int) state == 1 ? 0 : state & 0xffff;
      return Facts.event(
          ResourceKind.PHASER,
          name(subject),
          "phase %d: %d of %d parties still to arrive"
              .formatted(state >>> 32, unarrived, (int) state >>> 16));
    }
    return Facts.event(eventKind(subject), name(subject), "");
  }

  private static ResourceKind eventKind(Object subject) {
    if (subject instanceof Exchanger) {
      return ResourceKind.EXCHANGER;
    }
    if (subject instanceof ForkJoinPool) {
      return ResourceKind.POOL;
    }
    String type = subject.getClass().getName();
    if (subject instanceof ForkJoinTask || type.contains("CompletableFuture")) {
      return ResourceKind.FUTURE;
    }
    return type.contains("Queue") ? ResourceKind.QUEUE : ResourceKind.OTHER;
  }

  private Facts synchronizer(Object sync, List<Thread> threads) {
    long state = peek.number(sync, "state");
    if (readWriteSync.isInstance(sync)) {
      return readWrite(sync, state, threads);
    }
    if (semaphoreSync.isInstance(sync)) {
      return new Facts(
          ResourceKind.SEMAPHORE,
          name(sync),
          state == 1 ? "1 permit" : state + " permits",
          List.of(),
          state > 0 ? Availability.FREE : Availability.EVENT);
    }
    if (latchSync.isInstance(sync)) {
      return Facts.event(ResourceKind.LATCH, name(sync), "count " + state);
    }
    Thread owner = (Thread) peek.get(sync, "exclusiveOwnerThread");
    if (owner != null) {
      return Facts.lock(ResourceKind.LOCK, name(sync), "", List.of(new Holder(owner)));
    }
    boolean free = state == 0 && reentrantSync.isInstance(sync);
    return new Facts(
        reentrantSync.isInstance(sync) ? ResourceKind.LOCK : ResourceKind.OTHER,
        name(sync),
        free ? "free" : "state " + state,
        List.of(),
        free ? Availability.FREE : Availability.EVENT);
  }

  private Facts readWrite(Object sync, long state, List<Thread> threads) {
    Thread writer = (Thread) peek.get(sync, "exclusiveOwnerThread");
    List<Holder> holders = new ArrayList<>();
    if (writer != null) {
      holders.add(new Holder(writer, "to write", null));
    }
    long readHolds = state >>> readShift;
    long found = 0;
    if (readHolds > 0) {
      Thread first = (Thread) peek.get(sync, "firstReader");
      if (first != null) {
        found += peek.number(sync, "firstReaderHoldCount");
        holders.add(new Holder(first, "to read", null));
      }
      Object local = peek.require(sync, "readHolds");
      for (Thread each : threads) {
        long holds = found >= readHolds ? 0 : readHolds(each, local);
        if (holds > 0) {
          found += holds;
          holders.add(new Holder(each, "to read", null));
        }
      }
    }
    String text =
        writer != null
            ? "written"
            : readHolds == 0 ? "free" : readHolds == 1 ? "1 read hold" : readHolds + " read holds";
    boolean unknown = readHolds > found;
    if (unknown) {
      text += ", %d of no live thread that was seen".formatted(readHolds - found);
    }
    return new Facts(
        ResourceKind.READ_WRITE_LOCK,
        name(sync),
        text,
        holders,
        unknown
            ? Availability.HOLDERS_UNKNOWN
            : holders.isEmpty() ? Availability.FREE : Availability.HELD);
  }

  /** Looks a thread's hold counter up without touching the thread's map. */
  private long readHolds(Thread thread, Object local) {
    Object map = Peek.read(threadLocals, thread);
    Object[] table = map == null ? null : (Object[]) peek.get(map, "table");
    if (table == null) {
      return 0;
    }
    int start = (int) peek.number(local, "threadLocalHashCode") & (table.length - 1);
    for (int i = 0; i < table.length; i++) {
      Object entry = table[(start + i) & (table.length - 1)];
      if (entry == null) {
        return 0;
      }
      if (((Reference<?>) entry).get() == local) {
        Object counter = peek.get(entry, "value");
        return counter == null ? 0 : peek.number(counter, "count");
      }
    }
    return 0;
  }

  private Facts stamped(Object lock) {
    long state = peek.number(lock, "state");
    boolean written = (state & 0x80) != 0;
    long readers = (state & 0x7f) + peek.number(lock, "readerOverflow");
    return new Facts(
        ResourceKind.STAMPED_LOCK,
        name(lock),
        written ? "written by a thread that the lock does not know" : readers + " read holds",
        List.of(),
        written || readers > 0 ? Availability.EVENT : Availability.FREE);
  }

  private Facts futureTask(Object task) {
    Thread runner = (Thread) peek.get(task, "runner");
    long state = peek.number(task, "state");
    if (runner != null) {
      return new Facts(
          ResourceKind.FUTURE,
          name(task),
          "running",
          List.of(new Holder(runner)),
          Availability.HELD);
    }
    return Facts.event(ResourceKind.FUTURE, name(task), state == 0 ? "not started" : "done");
  }

  @Override
  public List<Queued> queue(Object subject) {
    Object sync = heddle.knows(subject.getClass().getName()) ? heddle.sync(subject) : subject;
    boolean isLong = sync instanceof AbstractQueuedLongSynchronizer;
    if (!isLong && !(sync instanceof AbstractQueuedSynchronizer)) {
      return List.of();
    }
    List<Queued> queue = new ArrayList<>();
    Object node = Peek.read(isLong ? longTail : tail, sync);
    for (int i = 0; node != null && i < MOST_QUEUED; i++) {
      Thread thread = (Thread) Peek.read(isLong ? longWaiter : waiter, node);
      if (thread != null) {
        boolean shared = sharedNode.isInstance(node) || longSharedNode.isInstance(node);
        queue.add(new Queued(thread, shared, node));
      }
      node = Peek.read(isLong ? longPrevious : previous, node);
    }
    Collections.reverse(queue);
    return queue;
  }

  // Executors

  @Override
  public @Nullable Object pool(Thread worker) {
    if (worker instanceof ForkJoinWorkerThread) {
      return peek.get(worker, "pool");
    }
    Object task = task(worker);
    if (poolWorker.isInstance(task)) {
      return peek.get(task, "this$0");
    }
    return task != null && heddle.isWorker(task) ? peek.get(task, "this$0") : null;
  }

  @Override
  public boolean isIdle(Thread worker) {
    if (worker instanceof ForkJoinWorkerThread) {
      return parkBlocker(worker) == peek.get(worker, "pool");
    }
    Object task = task(worker);
    if (poolWorker.isInstance(task)) {
      return peek.number(task, "state") != 1;
    }
    return task != null && heddle.isWorker(task) && heddle.isIdle(task);
  }

  @Override
  public @Nullable PoolFacts poolFacts(Object pool) {
    if (pool instanceof ForkJoinPool) {
      return forkJoin(pool);
    }
    if (pool instanceof ThreadPoolExecutor) {
      Object queue = peek.require(pool, "workQueue");
      long queued = queueItems(queue).size();
      boolean full = capacityLeft(queue) == 0;
      String most = full ? "maximumPoolSize" : "corePoolSize";
      return new PoolFacts(pool, name(pool), (int) peek.number(pool, most), queued);
    }
    return heddle.knows(pool.getClass().getName()) ? heddle.poolFacts(pool) : null;
  }

  private PoolFacts forkJoin(Object pool) {
    Object[] queues = (Object[]) peek.get(pool, "queues");
    long queued = 0;
    for (Object each : queues == null ? new Object[0] : queues) {
      if (each != null) {
        queued += Math.max(0, peek.number(each, "top") - peek.number(each, "base"));
      }
    }
    return new PoolFacts(pool, name(pool), parallelism(pool), queued);
  }

  int parallelism(Object pool) {
    return (int) peek.number(pool, "mode") & 0xffff;
  }

  @Override
  public boolean isQueued(Object pool, Object future) {
    if (pool instanceof ThreadPoolExecutor) {
      for (Object each : queueItems(peek.require(pool, "workQueue"))) {
        if (each == future) {
          return true;
        }
      }
      return false;
    }
    return heddle.knows(pool.getClass().getName()) && heddle.isQueued(pool, future);
  }

  /** The elements of one of the JDK's queues, read without its lock; of others none. */
  private List<Object> queueItems(Object queue) {
    List<Object> items = new ArrayList<>();
    switch (queue.getClass().getName()) {
      case "java.util.concurrent.LinkedBlockingQueue" -> linked(peek.require(queue, "head"), items);
      case "java.util.concurrent.LinkedBlockingDeque" -> {
        Object first = peek.get(queue, "first");
        if (first != null) {
          linked(first, items);
        }
      }
      case "java.util.concurrent.ArrayBlockingQueue" -> addAll(peek.require(queue, "items"), items);
      case "java.util.concurrent.PriorityBlockingQueue",
          "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue" ->
          addAll(peek.require(queue, "queue"), items);
      default -> {
        // A queue of the service's own: its code is not called.
      }
    }
    return items;
  }

  private void linked(Object head, List<Object> items) {
    Object node = head;
    for (int i = 0; node != null && i < MOST_QUEUED; i++) {
      Object item = peek.get(node, "item");
      if (item != null) {
        items.add(item);
      }
      Object next = peek.get(node, "next");
      // A node that was taken out points to itself.
      node = next == node ? null : next;
    }
  }

  private static void addAll(Object array, List<Object> items) {
    Arrays.stream((Object[]) array).filter(each -> each != null).forEach(items::add);
  }

  private long capacityLeft(Object queue) {
    return switch (queue.getClass().getName()) {
      case "java.util.concurrent.LinkedBlockingQueue" ->
          peek.number(queue, "capacity") - ((AtomicInteger) peek.require(queue, "count")).get();
      case "java.util.concurrent.LinkedBlockingDeque" ->
          peek.number(queue, "capacity") - peek.number(queue, "count");
      case "java.util.concurrent.ArrayBlockingQueue" ->
          ((Object[]) peek.require(queue, "items")).length - peek.number(queue, "count");
      case "java.util.concurrent.SynchronousQueue" -> 0;
      default -> Long.MAX_VALUE;
    };
  }

  // Names

  /** A name in which the synchronizer inside an object is called like the object. */
  private static String name(Object object) {
    String name = Facts.simpleName(object.getClass());
    int inner = name.indexOf('.');
    boolean sync =
        object instanceof AbstractQueuedSynchronizer
            || object instanceof AbstractQueuedLongSynchronizer;
    boolean ofJdk = object.getClass().getClassLoader() == null;
    String type =
        ofJdk && inner > 0 && (sync || name.endsWith("Signaller") || name.contains("Queue."))
            ? name.substring(0, inner)
            : name;
    return type + "@" + identity(object);
  }

  private static String identity(Object object) {
    return Integer.toHexString(System.identityHashCode(object));
  }
}
