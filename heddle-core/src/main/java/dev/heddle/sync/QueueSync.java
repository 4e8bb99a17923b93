package dev.heddle.sync;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TaskQueue} does, and a {@link SimpleQueue}. Times are in nanoseconds, {@link
 * Checks#FOREVER} included.
 *
 * @param <T> the items
 */
final class QueueSync<T> {
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
   */

  static final int UNBOUNDED = Integer.MAX_VALUE;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final Condition allDone = lock.newCondition();

  private final ItemStore<T> items;
  final int capacity;
  private final @Nullable String name;

  /** For how many items that were got it was said that they are done. */
  private long done;

  private boolean isShutDown;

  QueueSync(ItemStore<T> items, int capacity, @Nullable String name) {
    this.items = items;
    this.capacity = capacity;
    this.name = name;
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "%s cannot have room for %s: for one without bound, leave the number out"
              .formatted(label(), Checks.count(capacity, "item")));
    }
  }

  boolean tryPut(T item) {
    Checks.nonNull(item, "item");
    lock.lock();
    try {
      requireOpen();
      return items.size < capacity && add(item);
    } finally {
      lock.unlock();
    }
  }

  boolean put(T item, long nanos) throws InterruptedException {
    Checks.nonNull(item, "item");
    lock.lockInterruptibly();
    try {
      requireOpen();
      long left = nanos;
      while (items.size >= capacity) {
        if (left <= 0) {
          return false;
        }
        left = await(notFull, left);
        requireOpen();
      }
      return add(item);
    } finally {
      lock.unlock();
    }
  }

  @Nullable T tryGet() {
    lock.lock();
    try {
      return hasItem() ? remove() : null;
    } finally {
      lock.unlock();
    }
  }

  @Nullable T get(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!hasItem()) {
        if (left <= 0) {
          return null;
        }
        left = await(notEmpty, left);
      }
      return remove();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the next item, or null if the queue is shut down and empty. */
  @Nullable T getUntilShutDown() {
    lock.lock();
    try {
      requireNoComparison();
      while (items.size == 0 && !isShutDown) {
        notEmpty.awaitUninterruptibly();
      }
      return items.size == 0 ? null : remove();
    } finally {
      lock.unlock();
    }
  }

  boolean join(long nanos) throws InterruptedException {
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

  void taskDone() {
    lock.lock();
    try {
      if (done == items.removed) {
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

  void shutdown() {
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

  List<T> shutdownNow() {
    lock.lock();
    try {
      requireNoComparison();
      List<T> left = items.removeAll();
      shutdown();
      tellIfAllDone();
      return left;
    } finally {
      lock.unlock();
    }
  }

  boolean isShutDown() {
    lock.lock();
    try {
      return isShutDown;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return items.size;
    } finally {
      lock.unlock();
    }
  }

  long unfinished() {
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
                  ? Checks.count(items.size, "item")
                  : items.size + " of " + Checks.count(capacity, "item"),
              unfinishedNow(),
              isShutDown ? ", shut down" : "");
    } finally {
      lock.unlock();
    }
  }

  /** Names the queue in a message. */
  String label() {
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

  private boolean add(T item) {
    try {
      items.add(item);
    } catch (Throwable e) {
      notFull.signal();
      throw e;
    }
    notEmpty.signal();
    return true;
  }

  private T remove() {
    T item;
    try {
      item = items.remove();
    } catch (Throwable e) {
      notEmpty.signal();
      throw e;
    }
    notFull.signal();
    return item;
  }

  /** Returns how many items are in the queue, or were got and are not done. */
  private long unfinishedNow() {
    return items.size + items.removed - done;
  }

  private void tellIfAllDone() {
    if (unfinishedNow() == 0) {
      allDone.signalAll();
    }
  }

  /** Returns whether there is an item; throws if there never will be. */
  private boolean hasItem() {
    requireNoComparison();
    if (items.size > 0) {
      return true;
    }
    if (isShutDown) {
      throw new QueueShutDownException(
          "cannot get from %s: it was shut down and is empty".formatted(label()));
    }
    return false;
  }

  private void requireOpen() {
    requireNoComparison();
    if (isShutDown) {
      throw new QueueShutDownException("cannot put into %s: it was shut down".formatted(label()));
    }
  }

  /** The lock is re-entrant, so the comparator could come in while the order is being changed. */
  private void requireNoComparison() {
    if (items.comparing) {
      throw new IllegalStateException("cannot use %s from its own comparator".formatted(label()));
    }
  }
}
