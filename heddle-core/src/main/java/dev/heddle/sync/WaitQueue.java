package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/**
 * Waiters in the order of their arrival, as a doubly linked list, so that one that gives up leaves
 * at once. Everything but {@link #size()} is called under one guard: the monitor of the {@link
 * MutexSync} that the waiters will need, or the lock of a {@link Guarded}.
 */
final class WaitQueue {

  /** One wait of one thread. It is in one queue at most. */
  static class Waiter {
    final Thread thread = Thread.currentThread();

    /** Whether a signal has reached this wait. Written under the guard. */
    volatile boolean signalled;

    private @Nullable WaitQueue queue;
    private @Nullable Waiter previous;
    private @Nullable Waiter next;
  }

  private @Nullable Waiter first;
  private @Nullable Waiter last;
  private volatile int size;

  /** Returns how many waiters there are; may be called by anyone. */
  int size() {
    return size;
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // written under the guard
  void append(Waiter waiter) {
    waiter.queue = this;
    waiter.previous = last;
    if (last == null) {
      first = waiter;
    } else {
      last.next = waiter;
    }
    last = waiter;
    size++;
  }

  /** Removes and returns the one that has waited longest, or null. */
  @Nullable Waiter poll() {
    Waiter waiter = first;
    if (waiter != null) {
      remove(waiter);
    }
    return waiter;
  }

  /** Returns the one that has waited longest, or null. */
  @Nullable Waiter first() {
    return first;
  }

  /** Returns the one that came after a waiter in this queue, or null. */
  @Nullable Waiter after(Waiter waiter) {
    return waiter.next;
  }

  /** Removes a waiter, if it is in this queue. */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // written under the guard
  void remove(Waiter waiter) {
    if (waiter.queue != this) {
      return;
    }
    Waiter before = waiter.previous;
    Waiter after = waiter.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    waiter.queue = null;
    waiter.previous = null;
    waiter.next = null;
    size--;
  }
}
