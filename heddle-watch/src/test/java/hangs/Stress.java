package hangs;

import dev.heddle.sync.RLock;
import dev.heddle.sync.RWLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/**
 * Threads that take locks of all kinds, up to three at once and always in one order, as fast as
 * they can: nothing hangs, however much it may look so for a moment.
 */
public final class Stress {
  private static final int LOCKS = 12;
  private static final List<Object> ALL = new ArrayList<>();
  private static final AtomicLong ROUNDS = new AtomicLong();
  private static volatile int sink;

  private Stress() {}

  /**
   * Runs until the input ends.
   *
   * @param arguments a seed
   */
  public static void main(String[] arguments) throws Exception {
    long seed = Long.parseLong(arguments[0]);
    for (int i = 0; i < LOCKS; i++) {
      ALL.add(
          switch (i % 6) {
            case 0 -> new ReentrantLock();
            case 1 -> new Object();
            case 2 -> new ReentrantReadWriteLock();
            case 3 -> new Semaphore(1);
            case 4 -> new RLock("lock-" + i);
            default -> i == 5 ? new StampedLock() : new RWLock("lock-" + i);
          });
    }
    ExecutorService pool = Executors.newFixedThreadPool(2, Stress::daemon);
    ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
    for (int i = 0; i < 6; i++) {
      Random random = new Random(seed + i);
      start(i % 2 == 1, () -> work(random, pool));
    }
    start(false, () -> give(queue));
    start(true, () -> take(queue));
    System.out.println("hanging");
    while (System.in.read() >= 0) {
      // Until whoever started this ends.
    }
    System.exit(ROUNDS.get() > 0 ? 0 : 1);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  private static void start(boolean virtual, Runnable task) throws Exception {
    if (virtual && Runtime.version().feature() >= 21) {
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    } else {
      daemon(task).start();
    }
  }

  private static void give(ArrayBlockingQueue<Integer> queue) {
    try {
      for (int i = 0; ; i++) {
        queue.put(i);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void take(ArrayBlockingQueue<Integer> queue) {
    try {
      while (true) {
        sink = queue.take();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void work(Random random, ExecutorService pool) {
    try {
      while (true) {
        int first = random.nextInt(LOCKS - 2);
        int second = first + 1 + random.nextInt(LOCKS - 1 - first);
        with(random, first, () -> with(random, second, () -> sink = busy(random.nextInt(2_000))));
        if (random.nextInt(64) == 0) {
          Future<?> task = pool.submit(() -> with(random, 0, () -> sink = busy(100)));
          task.get();
        }
        ROUNDS.incrementAndGet();
      }
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(2);
    }
  }

  private static int busy(int steps) {
    int x = steps;
    for (int i = 0; i < steps; i++) {
      x = x * 31 + i;
    }
    return x;
  }

  private static void with(Random random, int index, Runnable body) {
    Object each = ALL.get(index);
    if (each instanceof ReentrantLock lock) {
      lock.lock();
      try {
        body.run();
      } finally {
        lock.unlock();
      }
    } else if (each instanceof ReentrantReadWriteLock lock) {
      var side = random.nextBoolean() ? lock.readLock() : lock.writeLock();
      side.lock();
      try {
        body.run();
      } finally {
        side.unlock();
      }
    } else if (each instanceof Semaphore semaphore) {
      semaphore.acquireUninterruptibly();
      try {
        body.run();
      } finally {
        semaphore.release();
      }
    } else if (each instanceof RLock lock) {
      lock.run(body::run);
    } else if (each instanceof RWLock lock) {
      if (random.nextBoolean()) {
        lock.readLock().run(body::run);
      } else {
        lock.writeLock().run(body::run);
      }
    } else if (each instanceof StampedLock lock) {
      long stamp = lock.writeLock();
      try {
        body.run();
      } finally {
        lock.unlockWrite(stamp);
      }
    } else {
      synchronized (each) {
        body.run();
      }
    }
  }
}
