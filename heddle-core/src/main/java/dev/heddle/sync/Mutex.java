package dev.heddle.sync;

/**
 * What one thread at a time can hold: a {@link Lock} or an {@link RLock}. A {@link Condition} is
 * made for either.
 */
public abstract sealed class Mutex extends Acquirable permits Lock, RLock {
  private final MutexSync sync;

  Mutex(MutexSync sync) {
    super(sync);
    this.sync = sync;
  }

  /**
   * Returns whether any thread holds it. The answer may be out of date when it arrives: it is for
   * monitoring, not for control.
   */
  public boolean isLocked() {
    return sync.isLocked();
  }

  /**
   * Gives back one hold.
   *
   * @throws IllegalMonitorStateException if there is none that the calling thread may give back;
   *     nothing changes then
   */
  @Override
  public abstract void release();

  /** Returns what a condition over this lock needs. */
  final MutexSync sync() {
    return sync;
  }
}
