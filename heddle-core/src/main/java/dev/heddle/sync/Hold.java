package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/**
 * Something is held until this is closed: what {@code hold()} and its relatives return, for a
 * try-with-resources block.
 *
 * <p>Closing a second time does nothing, whichever thread does it and when: of any number of calls
 * of {@link #close()}, at the same time or one after the other, exactly one releases. A hold may be
 * closed by another thread than the one that got it, if what is held may be released by another
 * thread: an {@link RLock} may not.
 */
public final class Hold implements AutoCloseable {
  /*
   * Allocation. A hold that does not leave its method must vanish when the method is compiled.
   * C2's escape analysis does that under two conditions.
   *
   * - Whoever closes it must be inlined, also in the exception handler of try-with-resources, which
   *   is hardly ever reached: C2 inlines a call that was never reached only if the callee has six
   *   bytes of code at most. So close() does nothing but call giveBack(), which has a profile of
   *   its own, filled by the normal way out.
   *
   * - Taking the resource must be atomic, but not by compareAndSet: an object with an atomic
   *   operation on one of its fields is never scalar-replaced. A monitor is removed if its object
   *   does not escape. Nothing blocks while it is held.
   */

  /** What a try that failed returns: nothing is held. */
  static final Hold NONE = new Hold(null);

  private @Nullable Acquirable resource;

  Hold(@Nullable Acquirable resource) {
    this.resource = resource;
  }

  /** Returns whether something was acquired, and has not been released through this hold. */
  public boolean held() {
    return resource != null;
  }

  /**
   * Releases what is held; does nothing if nothing was acquired, or if this was closed before.
   *
   * @throws IllegalMonitorStateException if it is an {@link RLock} that the calling thread does not
   *     hold, or a {@link Lock} that somebody else has released; nothing changes then
   * @throws IllegalStateException if it is a semaphore that somebody else has released so often
   *     that it has no room for another permit; nothing changes then
   */
  @Override
  public void close() {
    giveBack();
  }

  private synchronized void giveBack() {
    Acquirable held = resource;
    if (held != null) {
      held.release();
      resource = null;
    }
  }

  /** Returns a text that says what is held, such as {@code Hold of Lock "accounts" [locked]}. */
  @Override
  public String toString() {
    Acquirable held = resource;
    return held == null ? "Hold of nothing" : "Hold of " + held;
  }
}
