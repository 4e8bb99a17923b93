package dev.heddle.sync;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/**
 * Closed at first; once it is open it stays open, and everybody passes. Opening it
 * <em>happens-before</em> passing it. The state is 1 when it is open.
 */
class Gate extends AbstractQueuedSynchronizer {
  private static final long serialVersionUID = 1L;

  private final transient Object owner;

  /**
   * Makes a closed gate.
   *
   * @param owner what threads that stand before the gate are waiting for, for diagnosis
   */
  Gate(Object owner) {
    this.owner = owner;
  }

  final void open() {
    releaseShared(1);
  }

  final void pass() throws InterruptedException {
    acquireSharedInterruptibly(1);
  }

  /** Returns whether the gate was open within the time, {@link Checks#FOREVER} included. */
  final boolean pass(long nanos) throws InterruptedException {
    if (nanos == Checks.FOREVER) {
      pass();
      return true;
    }
    return tryAcquireSharedNanos(1, nanos);
  }

  final void passUninterruptibly() {
    acquireShared(1);
  }

  @Override
  protected final int tryAcquireShared(int ignored) {
    return getState() == 1 ? 1 : -1;
  }

  @Override
  protected final boolean tryReleaseShared(int ignored) {
    setState(1);
    return true;
  }

  @Override
  public final String toString() {
    return owner.toString();
  }
}
