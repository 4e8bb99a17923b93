package dev.heddle.check;

import static dev.heddle.check.ClassicAlgorithms.broken;
import static dev.heddle.check.ClassicAlgorithms.right;
import static dev.heddle.check.Switchings.inParallel;

import dev.heddle.check.ClassicAlgorithms.Case;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Threads that wait for what others do: readers and writers, philosophers, buffers, barriers. */
final class ClassicBuffers {
  private ClassicBuffers() {}

  static List<Case> all() {
    return List.of(
        right("readers and writers", 62, () -> readAndWrite(new ReadersWriters())),
        broken(
            "readers and a writer that overlooks them",
            152,
            FailureKind.RACE,
            () -> readAndWrite(new ReadersWritersHasty())),
        right("two philosophers, forks in order", 2, () -> dine(2, true)),
        broken("two philosophers, left fork first", 3, FailureKind.DEADLOCK, () -> dine(2, false)),
        right("three philosophers, forks in order", 6, () -> dine(3, true)),
        broken(
            "three philosophers, left fork first", 7, FailureKind.DEADLOCK, () -> dine(3, false)),
        right("buffer that notifies all", 80, () -> produceAndConsume(new BufferOfMonitor(true))),
        broken(
            "buffer that notifies one",
            80,
            FailureKind.DEADLOCK,
            () -> produceAndConsume(new BufferOfMonitor(false))),
        right(
            "buffer with two conditions",
            52,
            () -> produceAndConsume(new BufferOfConditions(true))),
        broken(
            "buffer with one condition",
            56,
            FailureKind.DEADLOCK,
            () -> produceAndConsume(new BufferOfConditions(false))),
        right("buffer with semaphores", 4, () -> produceAndConsume(new BufferOfSemaphores())),
        broken(
            "buffer with semaphores, locked too early",
            12,
            FailureKind.DEADLOCK,
            () -> produceAndConsume(new BufferOfSemaphoresLockedEarly())),
        right("barrier with senses", 36, () -> meetTwice(new SenseBarrier())),
        broken(
            "barrier of a monitor without senses",
            6,
            FailureKind.DEADLOCK,
            () -> meetTwice(new MonitorBarrier())));
  }

  // ---- readers and writers

  /** Courtois, Heymans, Parnas, <em>Concurrent control with "readers" and "writers"</em>, 1971. */
  private static class ReadersWriters {
    int data;
    private int readers;
    private boolean writing;

    synchronized void beginRead() throws InterruptedException {
      while (writing) {
        wait();
      }
      readers++;
    }

    synchronized void endRead() {
      if (--readers == 0) {
        notifyAll();
      }
    }

    synchronized void beginWrite() throws InterruptedException {
      while (writing || isRead(readers)) {
        wait();
      }
      writing = true;
    }

    synchronized void endWrite() {
      writing = false;
      notifyAll();
    }

    boolean isRead(int readers) {
      return readers > 0;
    }
  }

  private static final class ReadersWritersHasty extends ReadersWriters {
    @Override
    boolean isRead(int readers) {
      return false;
    }
  }

  private static void readAndWrite(ReadersWriters access) throws InterruptedException {
    Runnable read =
        () ->
            uninterrupted(
                () -> {
                  access.beginRead();
                  int seen = access.data;
                  access.endRead();
                  assert seen == 0 || seen == 1;
                });
    inParallel(
        read,
        read,
        () ->
            uninterrupted(
                () -> {
                  access.beginWrite();
                  access.data = 1;
                  access.endWrite();
                }));
  }

  /** Code that waits, where nobody interrupts. */
  private interface Waiting {
    void run() throws InterruptedException;
  }

  private static void uninterrupted(Waiting code) {
    try {
      code.run();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // ---- philosophers

  /** Dijkstra, <em>Hierarchical ordering of sequential processes</em>, 1971. */
  private static void dine(int count, boolean inOrder) throws InterruptedException {
    Object[] forks = new Object[count];
    for (int i = 0; i < count; i++) {
      forks[i] = new Object();
    }
    Runnable[] philosophers = new Runnable[count];
    for (int i = 0; i < count; i++) {
      Object left = forks[i];
      Object right = forks[(i + 1) % count];
      boolean last = i == count - 1;
      Object first = inOrder && last ? right : left;
      Object second = inOrder && last ? left : right;
      philosophers[i] =
          () -> {
            synchronized (first) {
              synchronized (second) {
                Thread.onSpinWait();
              }
            }
          };
    }
    inParallel(philosophers);
  }

  // ---- bounded buffers

  /** Room for one thing. */
  private interface Buffer {
    void put(int value) throws InterruptedException;

    int take() throws InterruptedException;
  }

  /** Hoare, <em>Monitors: an operating system structuring concept</em>, 1974. */
  private static final class BufferOfMonitor implements Buffer {
    private final boolean all;
    private int value;

    BufferOfMonitor(boolean all) {
      this.all = all;
    }

    @Override
    public synchronized void put(int value) throws InterruptedException {
      while (this.value != 0) {
        wait();
      }
      this.value = value;
      wake();
    }

    @Override
    public synchronized int take() throws InterruptedException {
      while (value == 0) {
        wait();
      }
      int taken = value;
      value = 0;
      wake();
      return taken;
    }

    private void wake() {
      if (all) {
        notifyAll();
      } else {
        notify();
      }
    }
  }

  private static final class BufferOfConditions implements Buffer {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied;
    private int value;

    BufferOfConditions(boolean two) {
      emptied = two ? lock.newCondition() : filled;
    }

    @Override
    public void put(int value) throws InterruptedException {
      lock.lock();
      try {
        while (this.value != 0) {
          emptied.await();
        }
        this.value = value;
        filled.signal();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int take() throws InterruptedException {
      lock.lock();
      try {
        while (value == 0) {
          filled.await();
        }
        int taken = value;
        value = 0;
        emptied.signal();
        return taken;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Dijkstra, <em>Cooperating sequential processes</em>, 1965. */
  private static final class BufferOfSemaphores implements Buffer {
    private final Semaphore empty = new Semaphore(1);
    private final Semaphore full = new Semaphore(0);
    private final Semaphore mutex = new Semaphore(1);
    private int value;

    @Override
    public void put(int value) throws InterruptedException {
      empty.acquire();
      mutex.acquire();
      this.value = value;
      mutex.release();
      full.release();
    }

    @Override
    public int take() throws InterruptedException {
      full.acquire();
      mutex.acquire();
      int taken = value;
      mutex.release();
      empty.release();
      return taken;
    }
  }

  private static final class BufferOfSemaphoresLockedEarly implements Buffer {
    private final Semaphore empty = new Semaphore(1);
    private final Semaphore full = new Semaphore(0);
    private final Semaphore mutex = new Semaphore(1);
    private int value;

    @Override
    public void put(int value) throws InterruptedException {
      mutex.acquire();
      empty.acquire();
      this.value = value;
      full.release();
      mutex.release();
    }

    @Override
    public int take() throws InterruptedException {
      mutex.acquire();
      full.acquire();
      int taken = value;
      empty.release();
      mutex.release();
      return taken;
    }
  }

  private static void produceAndConsume(Buffer buffer) throws InterruptedException {
    int[] taken = new int[2];
    inParallel(
        () -> uninterrupted(() -> buffer.put(1)),
        () -> uninterrupted(() -> buffer.put(2)),
        () -> uninterrupted(() -> taken[0] = buffer.take()),
        () -> uninterrupted(() -> taken[1] = buffer.take()));
    assert taken[0] + taken[1] == 3 : "something is lost";
  }

  // ---- barriers

  private static final int PARTIES = 2;

  private interface Barrier {
    void await(boolean sense) throws InterruptedException;
  }

  /** Hensgen, Finkel, Manber, <em>Two algorithms for barrier synchronization</em>, 1988. */
  private static final class SenseBarrier implements Barrier {
    private final AtomicInteger missing = new AtomicInteger(PARTIES);
    private volatile boolean sense;

    @Override
    public void await(boolean sense) {
      if (missing.decrementAndGet() == 0) {
        missing.set(PARTIES);
        this.sense = sense;
      } else {
        while (this.sense != sense) {
          Thread.onSpinWait();
        }
      }
    }
  }

  /** Who wakes up late sees the count of the next round, and waits for it. */
  private static final class MonitorBarrier implements Barrier {
    private int missing = PARTIES;

    @Override
    public synchronized void await(boolean sense) throws InterruptedException {
      missing--;
      if (missing == 0) {
        missing = PARTIES;
        notifyAll();
      } else {
        while (missing != PARTIES) {
          wait();
        }
      }
    }
  }

  private static void meetTwice(Barrier barrier) throws InterruptedException {
    int[] written = new int[PARTIES];
    inParallel(
        () -> uninterrupted(() -> writeAndLook(barrier, written, 0)),
        () -> uninterrupted(() -> writeAndLook(barrier, written, 1)));
  }

  private static void writeAndLook(Barrier barrier, int[] written, int thread)
      throws InterruptedException {
    written[thread] = 1;
    barrier.await(true);
    assert written[1 - thread] == 1 : "the other has not come";
    barrier.await(false);
    written[thread] = 2;
  }
}
