package dev.heddle.sync;

/**
 * What one thread at a time can hold: a {@link Lock} or an {@link RLock}. A {@link Condition} is
 * made for either.
 */
public sealed interface Mutex extends Acquirable permits Lock, RLock {

  /**
   * Returns whether any thread holds it. The answer may be out of date when it arrives: it is for
   * monitoring, not for control.
   */
  boolean isLocked();

  /**
   * Gives back one hold.
   *
   * @throws IllegalMonitorStateException if there is none that the calling thread may give back;
   *     nothing changes then
   */
  @Override
  void release();
}
