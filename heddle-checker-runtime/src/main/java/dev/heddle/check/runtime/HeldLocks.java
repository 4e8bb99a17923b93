package dev.heddle.check.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The locks that one thread holds, in the order in which it took them. Reused in each execution.
 */
final class HeldLocks {
  int count;

  /** The location of each lock; see {@link Locations}. */
  int[] slots = new int[8];

  /** Where each was taken. */
  int[] sites = new int[8];

  /** How often each was taken. */
  int[] holds = new int[8];

  /** Whether each is only shared with others: the read lock of a read-write lock. */
  boolean[] shared = new boolean[8];

  /** Each lock: a {@link Monitor}, or a library's synchronizer. */
  @Nullable Object[] locks = new @Nullable Object[8];

  /** Counts how often the thread has started or joined another. */
  int segment;

  void clear() {
    while (count > 0) {
      locks[--count] = null;
    }
    segment = 0;
  }

  void add(Object lock, int slot, int site, boolean isShared) {
    if (count == slots.length) {
      int length = count * 2;
      slots = Arrays.copyOf(slots, length);
      sites = Arrays.copyOf(sites, length);
      holds = Arrays.copyOf(holds, length);
      shared = Arrays.copyOf(shared, length);
      locks = Arrays.copyOf(locks, length);
    }
    slots[count] = slot;
    sites[count] = site;
    holds[count] = 1;
    shared[count] = isShared;
    locks[count++] = lock;
  }

  /** Returns where a lock stands that is held in one of the two ways, or -1. */
  int find(int slot, boolean isShared) {
    for (int i = count - 1; i >= 0; i--) {
      if (slots[i] == slot && shared[i] == isShared) {
        return i;
      }
    }
    return -1;
  }

  /** Returns where a lock stands that is held in any way, or -1. */
  int find(int slot) {
    int at = find(slot, false);
    return at < 0 ? find(slot, true) : at;
  }

  void remove(int at) {
    count--;
    int after = count - at;
    if (after > 0) {
      System.arraycopy(slots, at + 1, slots, at, after);
      System.arraycopy(sites, at + 1, sites, at, after);
      System.arraycopy(holds, at + 1, holds, at, after);
      System.arraycopy(shared, at + 1, shared, at, after);
      System.arraycopy(locks, at + 1, locks, at, after);
    }
    locks[count] = null;
  }
}
