package dev.heddle.sync;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TaskQueue} does, and a {@link SimpleQueue}; {@link ItemStore} adds where the items
 * are, and in which order. Times are in nanoseconds, {@link Checks#FOREVER} included.
 *
 * @param <T> the items
 */
abstract sealed class QueueSync<T> permits ItemStore {
  /*
   * One lock guards everything, with a condition for each of the three reasons to wait. A wait is
   * always in a loop that looks again, so a thread that comes in between may take what another was
   * signalled for: that one waits on, and nothing is lost, because what it was signalled for is
   * gone. Who leaves without using what it may have been signalled for (the comparator threw) passes
   * the signal on.
   *
   * No counter of unfinished items is kept: they are those in the queue, and those that were got and
   * are not done. So putting and getting count nothing beside what the items need anyway, and an
   * immediate shutdown needs no care.
   *
   * The waiting threads are counted, so that no signal is sent when there are none: to learn that
   * from a condition takes five loads, each of which needs the one before, while the lock is held.
   *
   * The lock, the counts and the array of the items are fields of one object: with the items in an
   * object of their own, each operation would read one reference more while it holds the lock.
   */

  static final int UNBOUNDED = Integer.MAX_VALUE;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final Condition allDone = lock.newCondition();

  final int capacity;
  private final @Nullable String name;

  /** Number of threads that wait for an item, or were woken and have not gone on yet. */
  private int getters;

  /** Number of threads that wait for room, or were woken and have not gone on yet. */
  private int putters;

  /** How many items there are. */
  int size;

  /** How many items were ever removed one by one. */
  long removed;

  /** Whether code of the user is deciding about the order; then nothing else may be called. */
  boolean comparing;

  /** Number of items for which {@code taskDone()} has been called. */
  private long done;

  private boolean isShutDown;

  QueueSync(int capacity, @Nullable String name) {
    this.capacity = capacity;
    this.name = name;
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "%s cannot have room for %s: for one without bound, leave the number out"
              .formatted(label(), Checks.count(capacity, "item")));
    }
  }

  /** Adds an item under the lock. What throws has changed nothing. */
  abstract void add(T item);

  /** Removes and returns the next item under the lock; there is one. */
  abstract T remove();

  /** Removes and returns all items in their order, under the lock. */
  abstract List<T> removeAll();

  final boolean tryPut(T item) {
    Checks.nonNull(item, "item");
    lock.lock();
    try {
      requireOpen();
      return size < capacity && addAndSignal(item);
    } finally {
      lock.unlock();
    }
  }

  final boolean put(T item, long nanos) throws InterruptedException {
    Checks.nonNull(item, "item");
    lock.lockInterruptibly();
    try {
      requireOpen();
      long left = nanos;
      while (size >= capacity) {
        if (left <= 0) {
          return false;
        }
        left = awaitRoom(left);
        requireOpen();
      }
      return addAndSignal(item);
    } finally {
      lock.unlock();
    }
  }

  final @Nullable T tryGet() {
    lock.lock();
    try {
      return hasItem() ? removeAndSignal() : null;
    } finally {
      lock.unlock();
    }
  }

  final @Nullable T get(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!hasItem()) {
        if (left <= 0) {
          return null;
        }
        left = awaitItem(left);
      }
      return removeAndSignal();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the next item, or null if the queue is shut down and empty. */
  final @Nullable T getUntilShutDown() {
    lock.lock();
    try {
      requireNoComparison();
      while (size == 0 && !isShutDown) {
        getters++;
        try {
          notEmpty.awaitUninterruptibly();
        } finally {
          getters--;
        }
      }
      return size == 0 ? null : removeAndSignal();
    } finally {
      lock.unlock();
    }
  }

  final boolean join(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      requireNoComparison();
      long left = nanos;
      while (unfinishedNow() > 0) {
        if (left <= 0) {
          return false;
        }
        left = await(allDone, left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  final void taskDone() {
    lock.lock();
    try {
      if (done == removed) {
        throw new IllegalStateException(
            "no task of %s is left to be done: each item that was got is done already"
                .formatted(label()));
      }
      done++;
      tellIfAllDone();
    } finally {
      lock.unlock();
    }
  }

  final void shutdown() {
    lock.lock();
    try {
      requireNoComparison();
      isShutDown = true;
      notFull.signalAll();
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
  }

  final List<T> shutdownNow() {
    lock.lock();
    try {
      requireNoComparison();
      List<T> left = removeAll();
      shutdown();
      tellIfAllDone();
      return left;
    } finally {
      lock.unlock();
    }
  }

  final boolean isShutDown() {
    lock.lock();
    try {
      return isShutDown;
    } finally {
      lock.unlock();
    }
  }

  final int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  final long unfinished() {
    lock.lock();
    try {
      return unfinishedNow();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      return "%s [%s, %d unfinished%s]"
          .formatted(
              Checks.title(TaskQueue.class, name),
              capacity == UNBOUNDED
                  ? Checks.count(size, "item")
                  : size + " of " + Checks.count(capacity, "item"),
              unfinishedNow(),
              isShutDown ? ", shut down" : "");
    } finally {
      lock.unlock();
    }
  }

  /** Names the queue in a message. */
  final String label() {
    return Checks.label(TaskQueue.class, name);
  }

  /** Waits for a signal, and returns how much of the time is left. */
  static long await(Condition condition, long nanos) throws InterruptedException {
    if (nanos == Checks.FOREVER) {
      condition.await();
      return nanos;
    }
    return condition.awaitNanos(nanos);
  }

  private long awaitRoom(long nanos) throws InterruptedException {
    putters++;
    try {
      return await(notFull, nanos);
    } finally {
      putters--;
    }
  }

  private long awaitItem(long nanos) throws InterruptedException {
    getters++;
    try {
      return await(notEmpty, nanos);
    } finally {
      getters--;
    }
  }

  private boolean addAndSignal(T item) {
    try {
      add(item);
    } catch (Throwable e) {
      notFull.signal();
      throw e;
    }
    if (getters > 0) {
      notEmpty.signal();
    }
    return true;
  }

  private T removeAndSignal() {
    T item;
    try {
      item = remove();
    } catch (Throwable e) {
      notEmpty.signal();
      throw e;
    }
    if (putters > 0) {
      notFull.signal();
    }
    return item;
  }

  /** Returns how many items are in the queue, or were got and are not done. */
  private long unfinishedNow() {
    return size + removed - done;
  }

  private void tellIfAllDone() {
    if (unfinishedNow() == 0) {
      allDone.signalAll();
    }
  }

  /** Returns whether there is an item; throws if there never will be. */
  private boolean hasItem() {
    if (size > 0 && !comparing) {
      return true;
    }
    requireNoComparison();
    if (isShutDown) {
      throw new QueueShutDownException(
          "cannot get from %s: it was shut down and is empty".formatted(label()));
    }
    return false;
  }

  private void requireOpen() {
    if (comparing || isShutDown) {
      requireNoComparison();
      throw new QueueShutDownException("cannot put into %s: it was shut down".formatted(label()));
    }
  }

  /** The lock is re-entrant, so the comparator could come in while the order is being changed. */
  private void requireNoComparison() {
    if (comparing) {
      throw new IllegalStateException("cannot use %s from its own comparator".formatted(label()));
    }
  }
}
