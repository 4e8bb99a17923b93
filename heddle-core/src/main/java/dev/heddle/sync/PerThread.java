package dev.heddle.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One value for each thread. Unlike a {@code ThreadLocal} it can be walked through, and what a
 * thread leaves behind when it ends is found again: there are never more such values than twice
 * those of living threads, and a few.
 *
 * @param <V> what each thread has; told apart by identity
 */
final class PerThread<V> {
  private static final int FEW = 16;

  private final ConcurrentHashMap<Thread, V> values = new ConcurrentHashMap<>();

  /** At more values than this, those of threads that have ended are looked for. */
  private final AtomicLong limit = new AtomicLong(FEW);

  /** Returns what a thread has, or null. */
  @Nullable V get(Thread thread) {
    return values.get(thread);
  }

  /** Gives the calling thread a value, in place of the one it has. */
  void put(Thread caller, V value) {
    values.put(caller, value);
  }

  /** Takes a value away from a thread; returns whether it had that one. */
  boolean remove(Thread thread, V value) {
    return values.remove(thread, value);
  }

  /**
   * Takes away the values of threads that have ended, if there may be many. To see that a thread
   * has ended orders all that it did before.
   */
  List<V> removeOfEnded() {
    long size = values.mappingCount();
    long before = limit.get();
    // One of the threads that find too many is enough.
    if (size <= before || !limit.compareAndSet(before, 2 * size)) {
      return List.of();
    }
    List<V> removed = new ArrayList<>();
    for (Map.Entry<Thread, V> entry : values.entrySet()) {
      Thread thread = entry.getKey();
      if (!thread.isAlive() && values.remove(thread, entry.getValue())) {
        removed.add(entry.getValue());
      }
    }
    limit.set(Math.max(FEW, 2 * values.mappingCount()));
    return removed;
  }

  /** Returns what there is, by thread. */
  Map<Thread, V> all() {
    return values;
  }

  int size() {
    return values.size();
  }
}
