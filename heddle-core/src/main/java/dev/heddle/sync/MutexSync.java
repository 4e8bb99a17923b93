package dev.heddle.sync;

import dev.heddle.sync.WaitQueue.Waiter;
import java.time.Duration;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;

/**
 * What the two locks share: the state of being held, the queue of those that want it, and the way
 * in which the waiters of a {@link Condition} come back.
 */
abstract class MutexSync extends AbstractQueuedSynchronizer {
  /*
   * Signalled waiters.
   *
   * A thread that is signalled can do nothing before the lock is free, and the signaller holds it.
   * To wake the thread at the signal would make it run into the lock and sleep again. The conditions
   * of java.util.concurrent therefore move the waiter from the condition's queue to the lock's
   * queue. They can, because only the lock's owner signals. A Lock has no owner: any thread may
   * release it, and one that does not hold it may signal while another does. So the wait queues here
   * are guarded by a monitor of their own, this object's, which is held for a few instructions at a
   * time, and under which nothing blocks; and a signalled waiter waits in "deferred" until the lock is released. Each release wakes
   * one of them, the longest waiting first, which then competes for the lock.
   *
   * Nobody stays in "deferred":
   *
   * - Whoever is taken out of it acquires the lock and releases it later, and that takes out the
   *   next. A waiter that wakes for another reason (its time is over, it was interrupted) takes
   *   itself out first: a release that is spent on a thread that has come and gone would let the
   *   others wait for longer than they have to, and wake that thread somewhere else.
   *
   * - A signaller whose lock was released by another thread meanwhile might come too late for that
   *   release. It appends to "deferred" and then looks whether the lock is held; who releases it
   *   frees the lock and then looks whether "deferred" is empty. All four are accesses to volatile
   *   variables, so one of the two sees the other.
   *
   * Releases by other threads.
   *
   * A queued thread first acquires the state and then becomes the head of the queue. A release wakes
   * the successor of the head, which is correct if only the owner releases. Any thread may release a
   * Lock, even between those two steps: the head is then still the new holder's predecessor, so the
   * release signals the new holder and the next waiter stays parked. A thread that has queued
   * therefore reads the state again once it is the head (passOn()), and wakes its successor if the
   * lock is free. A release after that read finds the new head.
   */

  /** The argument of release() that wakes the next waiter and leaves the state as it is. */
  static final int NOTHING = 0;

  private static final long serialVersionUID = 1L;

  private final transient WaitQueue deferred = new WaitQueue();

  /** Returns whether anybody holds this. */
  final boolean isLocked() {
    return getState() != 0;
  }

  /** Acquires the given number of holds, waiting as long as necessary. */
  final void take(int holds) {
    acquire(holds);
    passOn();
  }

  /** Acquires one hold, waiting until it succeeds or the thread is interrupted. */
  final void takeInterruptibly() throws InterruptedException {
    acquireInterruptibly(1);
    passOn();
  }

  /** Acquires once if that can be done before the time is over. */
  final boolean tryAcquireWithin(Duration timeout) throws InterruptedException {
    long nanos = Checks.nanos(timeout);
    if (nanos == Checks.FOREVER) {
      takeInterruptibly();
      return true;
    }
    boolean acquired = tryAcquireNanos(1, nanos);
    if (acquired) {
      passOn();
    }
    return acquired;
  }

  /** Wakes the next waiter if another thread has already released this hold. */
  private void passOn() {
    if (!isLocked()) {
      release(NOTHING);
    }
  }

  /** Returns whether the calling thread may wait and signal. */
  abstract boolean mayUseConditions();

  /** Returns what to throw at a thread that wants to do something without the lock. */
  abstract IllegalMonitorStateException refusal(String action);

  /** Names the lock in a message. */
  abstract String label();

  /** Called by subclasses after this has become free. */
  final void released() {
    if (deferred.size() > 0) {
      wakeOne();
    }
  }

  private void wakeOne() {
    Waiter waiter;
    synchronized (this) {
      waiter = deferred.poll();
    }
    if (waiter != null) {
      LockSupport.unpark(waiter.thread);
    }
  }

  /**
   * Adds a waiter to the queue of a condition and gives back every hold, without a signal in
   * between: one that reached a thread whose release then fails would be lost.
   *
   * @return how many holds there were, for {@link #acquire(int)}
   * @throws IllegalMonitorStateException if there is none; nothing has changed then
   */
  final synchronized int beginWait(WaitQueue waiters, Waiter waiter) {
    waiters.append(waiter);
    try {
      int holds = getState();
      release(Math.max(1, holds));
      return holds;
    } catch (IllegalMonitorStateException e) {
      waiters.remove(waiter);
      throw e;
    }
  }

  /** Signals up to {@code most} waiters of a condition, the longest waiting first. */
  final void signal(WaitQueue waiters, int most) {
    synchronized (this) {
      for (int i = 0; i < most; i++) {
        Waiter waiter = waiters.poll();
        if (waiter == null) {
          break;
        }
        waiter.signalled = true;
        deferred.append(waiter);
      }
    }
    if (!isLocked()) {
      released();
    }
  }

  /**
   * Ends a wait, before the lock is acquired again.
   *
   * @return whether it was signalled; if so, that signal is spent on it
   */
  final boolean leave(WaitQueue waiters, Waiter waiter) {
    synchronized (this) {
      if (waiter.signalled) {
        deferred.remove(waiter);
      } else {
        waiters.remove(waiter);
      }
      return waiter.signalled;
    }
  }
}
