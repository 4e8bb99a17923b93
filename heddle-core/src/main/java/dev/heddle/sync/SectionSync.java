package dev.heddle.sync;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * A critical section: one thread at a time is inside, it is known which, and it cannot enter again.
 * The state is 1 while somebody is inside.
 */
final class SectionSync extends AbstractQueuedSynchronizer {
  private static final long serialVersionUID = 1L;

  private final transient Object subject;

  /**
   * Makes a section that nobody is in.
   *
   * @param subject what threads are waiting for that want to enter, for diagnosis
   */
  SectionSync(Object subject) {
    this.subject = subject;
  }

  @Override
  protected boolean tryAcquire(int one) {
    if (getState() == 0 && compareAndSetState(0, 1)) {
      setExclusiveOwnerThread(Thread.currentThread());
      return true;
    }
    return false;
  }

  /** Called by the thread that is inside, and by nobody else. */
  @Override
  protected boolean tryRelease(int one) {
    setExclusiveOwnerThread(null);
    setState(0);
    return true;
  }

  /** Returns whether the calling thread is inside. */
  @Override
  protected boolean isHeldExclusively() {
    return getExclusiveOwnerThread() == Thread.currentThread();
  }

  /** Returns who is inside, or null; the answer may be out of date when it arrives. */
  @Nullable Thread owner() {
    return getExclusiveOwnerThread();
  }

  @Override
  public String toString() {
    return subject.toString();
  }
}
