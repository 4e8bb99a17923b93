package hangs;

import dev.heddle.sync.Guarded;
import dev.heddle.sync.Lock;
import dev.heddle.sync.RLock;
import dev.heddle.sync.RWLock;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/**
 * A service that hangs in the ways that its first argument names, on the threads that its second
 * names: {@code platform}, {@code virtual} or {@code mixed}. It prints {@code hanging} just before
 * its threads are (about to be) stuck, and ends when its input does.
 */
public final class Hangs {
  private static final List<Object> KEPT = new ArrayList<>();
  private static String threads = "platform";
  private static String present = "";
  private static int started;

  private Hangs() {}

  /** An action that may be interrupted. */
  private interface Action {
    void run() throws Exception;
  }

  /**
   * Hangs.
   *
   * @param arguments how, and on which threads
   */
  public static void main(String[] arguments) throws Exception {
    threads = arguments.length > 1 ? arguments[1] : threads;
    for (String each : arguments[0].split(",")) {
      present = each;
      Method hang = Hangs.class.getDeclaredMethod(each);
      hang.invoke(null);
    }
    System.out.println("hanging");
    while (System.in.read() >= 0) {
      // Until whoever started this ends.
    }
    System.exit(0);
  }

  private static Thread start(String role, Action action) throws Exception {
    String name = present + "-" + role;
    Runnable task =
        () -> {
          try {
            action.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    boolean virtual = threads.equals("virtual") || threads.equals("mixed") && started % 2 == 1;
    started++;
    Thread thread;
    if (virtual) {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      type.getMethod("name", String.class).invoke(builder, name);
      thread = (Thread) type.getMethod("unstarted", Runnable.class).invoke(builder, task);
    } else {
      thread = new Thread(task, name);
      thread.setDaemon(true);
    }
    thread.start();
    KEPT.add(thread);
    return thread;
  }

  static void nothing() throws Exception {
    CountDownLatch idle = new CountDownLatch(1);
    ReentrantLock lock = new ReentrantLock();
    Thread thread = start("short", lock::lock);
    thread.join();
    ExecutorService pool = Executors.newFixedThreadPool(2, Hangs::daemon);
    pool.submit(() -> {}).get();
    KEPT.add(List.of(idle, pool));
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, present + "-worker");
    thread.setDaemon(true);
    return thread;
  }

  static void locks() throws Exception {
    ReentrantLock left = new ReentrantLock();
    ReentrantLock right = new ReentrantLock();
    CyclicBarrier both = new CyclicBarrier(3);
    start("lefty", () -> take(left, right, both));
    start("righty", () -> take(right, left, both));
    both.await();
  }

  private static void take(ReentrantLock first, ReentrantLock second, CyclicBarrier both)
      throws Exception {
    first.lock();
    both.await();
    second.lock(); // takes the second lock
  }

  static void monitors() throws Exception {
    Object left = new Object();
    Object right = new Object();
    CyclicBarrier both = new CyclicBarrier(3);
    start("lefty", () -> enter(left, right, both));
    start("righty", () -> enter(right, left, both));
    both.await();
  }

  private static void enter(Object first, Object second, CyclicBarrier both) throws Exception {
    synchronized (first) {
      both.await();
      synchronized (second) { // enters the second monitor
        KEPT.add(first);
      }
    }
  }

  static void monitorAndLock() throws Exception {
    Object monitor = new Object();
    ReentrantLock lock = new ReentrantLock();
    CyclicBarrier both = new CyclicBarrier(3);
    start(
        "monitor-first",
        () -> {
          synchronized (monitor) {
            both.await();
            lock.lock(); // takes the lock
          }
        });
    start(
        "lock-first",
        () -> {
          lock.lock();
          both.await();
          synchronized (monitor) { // enters the monitor
            KEPT.add(lock);
          }
        });
    both.await();
  }

  static void upgrade() throws Exception {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    start(
        "reader",
        () -> {
          lock.readLock().lock();
          lock.writeLock().lock(); // wants to write, too
        });
  }

  static void readers() throws Exception {
    ReentrantReadWriteLock left = new ReentrantReadWriteLock();
    ReentrantReadWriteLock right = new ReentrantReadWriteLock();
    CyclicBarrier both = new CyclicBarrier(3);
    start("bystander", () -> left.readLock().lock()).join();
    start("lefty", () -> readThenWrite(left, right, both));
    start("righty", () -> readThenWrite(right, left, both));
    both.await();
  }

  private static void readThenWrite(
      ReentrantReadWriteLock first, ReentrantReadWriteLock second, CyclicBarrier both)
      throws Exception {
    first.readLock().lock();
    both.await();
    second.writeLock().lock(); // wants to write
  }

  static void stamped() throws Exception {
    StampedLock lock = new StampedLock();
    start(
        "stamper",
        () -> {
          lock.writeLock();
          lock.writeLock(); // is not reentrant
        });
  }

  static void semaphore() throws Exception {
    Semaphore permits = new Semaphore(1);
    permits.acquire();
    for (String each : List.of("first", "second")) {
      start(each, () -> permits.acquire()); // wants a permit
    }
  }

  static void latch() throws Exception {
    CountDownLatch latch = new CountDownLatch(3);
    start("latched", () -> latch.await()); // waits for the latch
  }

  static void condition() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Condition condition = lock.newCondition();
    start(
        "conditional",
        () -> {
          lock.lock();
          condition.await();
        });
  }

  static void barrier() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(3);
    start("early", () -> barrier.await()); // waits for the others
  }

  static void phaser() throws Exception {
    Phaser phaser = new Phaser(3);
    start("early", () -> phaser.arriveAndAwaitAdvance()); // waits for the phase
  }

  static void exchanger() throws Exception {
    Exchanger<String> exchanger = new Exchanger<>();
    start("alone", () -> exchanger.exchange("mine")); // waits for a partner
  }

  static void completable() throws Exception {
    CompletableFuture<String> future = new CompletableFuture<>();
    start("joiner", () -> future.join()); // waits for the future
  }

  static void queue() throws Exception {
    ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    SynchronousQueue<String> handOver = new SynchronousQueue<>();
    queue.add("full");
    start("producer", () -> queue.put("more")); // waits for room
    start("giver", () -> handOver.put("more"));
  }

  static void join() throws Exception {
    Thread[] both = new Thread[2];
    CountDownLatch made = new CountDownLatch(1);
    both[0] = start("joiner-1", () -> joinOther(made, both, 1));
    both[1] = start("joiner-2", () -> joinOther(made, both, 0));
    made.countDown();
  }

  private static void joinOther(CountDownLatch made, Thread[] both, int other) throws Exception {
    made.await();
    both[other].join(); // waits for its end
  }

  static void pool() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2, Hangs::daemon);
    CyclicBarrier both = new CyclicBarrier(2);
    for (int i = 0; i < 2; i++) {
      pool.submit(
          () -> {
            both.await();
            Future<String> inner = pool.submit(() -> "never run");
            return inner.get(); // waits for a task in its own queue
          });
    }
    KEPT.add(pool);
  }

  static void heddlePool() throws Exception {
    dev.heddle.sync.ThreadPool pool =
        dev.heddle.sync.ThreadPool.named("reports").maxWorkers(2).daemon(true).build();
    CyclicBarrier both = new CyclicBarrier(2);
    for (int i = 0; i < 2; i++) {
      pool.submit(
          () -> {
            both.await();
            return pool.submit(() -> "never run").result(); // waits for a task in its own queue
          });
    }
    KEPT.add(pool);
  }

  static void forkJoin() throws Exception {
    ForkJoinPool pool = new ForkJoinPool(2);
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      pool.submit(
          () -> {
            started.countDown();
            started.await();
            pool.submit(never::countDown);
            never.await(); // waits for a task in its own pool
            return null;
          });
    }
    KEPT.add(pool);
  }

  static void deadOwner() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    start("departed", lock::lock).join();
    start("heir", () -> lock.lock()); // waits for a dead owner
  }

  static void deadReader() throws Exception {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    lock.readLock().lock();
    start("departed", () -> lock.readLock().lock()).join();
    lock.readLock().unlock();
    start("writer", () -> lock.writeLock().lock()); // waits for a dead reader
  }

  static void noHolder() throws Exception {
    LosesWakeUps lock = new LosesWakeUps();
    lock.lose();
    KEPT.add(lock);
  }

  /** Frees a lock without waking the one who waits, as a JDK with a fault does. */
  private static final class LosesWakeUps {
    private final ReentrantLock lock = new ReentrantLock();

    void lose() throws Exception {
      lock.lock();
      Thread waiter = start("forgotten", lock::lock);
      while (!lock.hasQueuedThread(waiter) || waiter.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      java.lang.reflect.Field field = ReentrantLock.class.getDeclaredField("sync");
      field.setAccessible(true);
      Object sync = field.get(lock);
      Class<?> type = java.util.concurrent.locks.AbstractQueuedSynchronizer.class;
      java.lang.reflect.Method owner =
          java.util.concurrent.locks.AbstractOwnableSynchronizer.class.getDeclaredMethod(
              "setExclusiveOwnerThread", Thread.class);
      owner.setAccessible(true);
      owner.invoke(sync, (Object) null);
      java.lang.reflect.Method state = type.getDeclaredMethod("setState", int.class);
      state.setAccessible(true);
      state.invoke(sync, 0);
    }
  }

  static void classes() throws Exception {
    start("egg", () -> Egg.use());
    start("hen", () -> Hen.use());
    Eggs.MET.await();
  }

  /** Where the two meet before each needs the other. */
  private static final class Eggs {
    static final CyclicBarrier MET = new CyclicBarrier(3);

    static int meet() {
      try {
        MET.await();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      return 1;
    }
  }

  private static final class Egg {
    static final int MET = Eggs.meet();
    static final int OTHER = Hen.use();

    static int use() {
      return MET;
    }
  }

  private static final class Hen {
    static final int MET = Eggs.meet();
    static final int OTHER = Egg.use();

    static int use() {
      return MET;
    }
  }

  static void pinned() throws Exception {
    threads = "virtual";
    int carriers = Integer.getInteger("jdk.virtualThreadScheduler.parallelism", 2);
    CountDownLatch in = new CountDownLatch(carriers);
    CountDownLatch never = new CountDownLatch(1);
    Runnable waits =
        () -> {
          in.countDown();
          try {
            never.await(); // waits below a native frame
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    PINS.add(waits);
    PINS.add(waits);
    start("pinned-1", () -> Pin1.use());
    start("pinned-2", () -> Pin2.use());
    in.await();
    start("starving", never::countDown);
  }

  private static final List<Runnable> PINS = new ArrayList<>();

  private static final class Pin1 {
    static {
      PINS.get(0).run();
    }

    static void use() {}
  }

  private static final class Pin2 {
    static {
      PINS.get(1).run();
    }

    static void use() {}
  }

  static void heddleLocks() throws Exception {
    RLock accounts = new RLock("accounts");
    RWLock prices = new RWLock("prices");
    Guarded<Integer> stock = new Guarded<>(1, "stock");
    CyclicBarrier all = new CyclicBarrier(4);
    start(
        "one",
        () -> {
          accounts.acquire();
          all.await();
          prices.writeLock().acquire(); // wants the prices
        });
    start(
        "two",
        () -> {
          prices.readLock().acquire();
          all.await();
          stock.withLock(KEPT::add); // wants the stock
        });
    start(
        "three",
        () ->
            stock.withLock(
                value -> {
                  all.await();
                  accounts.acquire(); // wants the accounts
                }));
    all.await();
  }

  static void heddleWaits() throws Exception {
    Lock lock = new Lock("plain");
    lock.acquire();
    dev.heddle.sync.Semaphore permits = new dev.heddle.sync.BoundedSemaphore(1, "connections");
    permits.acquire();
    dev.heddle.sync.Event event = new dev.heddle.sync.Event("ready");
    dev.heddle.sync.Barrier barrier = new dev.heddle.sync.Barrier(2, "start");
    dev.heddle.sync.Latch latch = new dev.heddle.sync.Latch(2, "loaded");
    RLock queue = new RLock("queue");
    dev.heddle.sync.Condition condition = new dev.heddle.sync.Condition(queue, "not empty");
    start("wants-lock", lock::acquire);
    start("wants-permit", permits::acquire);
    start("wants-event", event::await);
    start("wants-barrier", barrier::await);
    start("wants-latch", latch::await);
    start(
        "wants-condition",
        () -> {
          queue.acquire();
          condition.await();
        });
    KEPT.add(List.of(lock, permits));
  }
}
