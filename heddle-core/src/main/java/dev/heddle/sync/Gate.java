package dev.heddle.sync;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/**
 * Closed at first; once it is open it stays open, and everybody passes. Opening it
 * <em>happens-before</em> passing it.
 */
final class Gate {
  private final Sync sync;

  /**
   * Makes a closed gate.
   *
   * @param owner what threads that stand before the gate are waiting for, for diagnosis
   */
  Gate(Object owner) {
    this.sync = new Sync(owner);
  }

  /** Returns the queue of those who stand before the gate. */
  AbstractQueuedSynchronizer sync() {
    return sync;
  }

  void open() {
    sync.releaseShared(1);
  }

  void pass() throws InterruptedException {
    sync.acquireSharedInterruptibly(1);
  }

  /** Returns whether the gate was open within the time, {@link Checks#FOREVER} included. */
  boolean pass(long nanos) throws InterruptedException {
    if (nanos == Checks.FOREVER) {
      pass();
      return true;
    }
    return sync.tryAcquireSharedNanos(1, nanos);
  }

  void passUninterruptibly() {
    sync.acquireShared(1);
  }

  /** The state is 1 when the gate is open. */
  private static final class Sync extends AbstractQueuedSynchronizer {
    private static final long serialVersionUID = 1L;

    private final transient Object owner;

    Sync(Object owner) {
      this.owner = owner;
    }

    @Override
    protected int tryAcquireShared(int ignored) {
      return getState() == 1 ? 1 : -1;
    }

    @Override
    protected boolean tryReleaseShared(int ignored) {
      setState(1);
      return true;
    }

    @Override
    public String toString() {
      return owner.toString();
    }
  }
}
