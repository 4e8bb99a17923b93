package dev.heddle.sync;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/**
 * Something is held until this is closed: what {@code hold()} and its relatives return, for a
 * try-with-resources block.
 *
 * <p>Closing a second time does nothing: however often it is closed, it releases once. Like the
 * block that it stands for, a hold belongs to the thread that got it, and only that thread can
 * close it. To acquire something in one thread and release it in another, use {@code acquire()} and
 * {@code release()}.
 */
public final class Hold implements AutoCloseable {
  /*
   * Allocation. A hold that does not leave its method must vanish when C2 compiles the method. That
   * is what gives this class its shape; the figures are in docs/performance.md.
   *
   * - Whoever closes it must be inlined, also in the exception handler of try-with-resources, which
   *   is hardly ever reached. C2 inlines a call that was never reached if the callee has six bytes
   *   of code at most, and at a cold call only if the callee's own compiled code is small. So
   *   close() does nothing but call giveBack(), which has a profile of its own, filled by the normal
   *   way out; and giveBack() calls the synchronizer directly.
   *
   * - "Exactly once" must not need an atomic operation: C2 never removes an object on which there is
   *   one, and removes a monitor only together with code that is too large then. So a hold belongs
   *   to one thread.
   *
   * - A try that failed returns an object like any other, not a constant: C2 does not remove an
   *   object that may also be another, and would allocate one for each success.
   */

  private final AbstractQueuedSynchronizer synchronizer;
  private final int released;
  private final Thread owner = Thread.currentThread();
  private boolean held;

  /** Makes a hold before anything is acquired, so that nothing can fail afterwards. */
  Hold(AbstractQueuedSynchronizer synchronizer, int released) {
    this.synchronizer = synchronizer;
    this.released = released;
  }

  /** Tells whether something was acquired. */
  Hold begin(boolean acquired) {
    held = acquired;
    return this;
  }

  /**
   * Returns whether something was acquired, and has not been released through this hold. For the
   * hold's own thread; another may see an old answer.
   */
  public boolean held() {
    return held;
  }

  /**
   * Releases what is held, as {@code release()} does; does nothing if nothing was acquired, or if
   * this was closed before.
   *
   * @throws IllegalMonitorStateException if the calling thread is not the one that got this hold;
   *     or if it is a lock's, and nobody holds the lock any more; nothing changes then
   * @throws IllegalStateException if it is a semaphore's, and somebody else's releases have left no
   *     room for another permit; nothing changes then
   */
  @Override
  public void close() {
    giveBack();
  }

  private void giveBack() {
    if (owner != Thread.currentThread()) {
      throw wrongThread();
    }
    if (held) {
      synchronizer.release(released);
      held = false;
    }
  }

  private IllegalMonitorStateException wrongThread() {
    return new IllegalMonitorStateException(
        "%s cannot close a hold of %s, of %s"
            .formatted(Checks.name(Thread.currentThread()), Checks.name(owner), synchronizer));
  }

  /** Returns a text that says what is held, such as {@code Hold of Lock "accounts" [locked]}. */
  @Override
  public String toString() {
    return held ? "Hold of " + synchronizer : "Hold of nothing";
  }
}
