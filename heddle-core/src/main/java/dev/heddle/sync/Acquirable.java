package dev.heddle.sync;

import java.time.Duration;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * What can be acquired and is to be released again: a {@link Lock}, an {@link RLock}, a {@link
 * Semaphore}, a {@link BoundedSemaphore}, or a {@link RWLock} to read or to write.
 *
 * <p>Holding something for the length of a block is best written so that it cannot be forgotten to
 * release it:
 *
 * <pre>{@code
 * try (var hold = lock.hold()) {
 *   balance += amount;
 * }
 *
 * lock.run(() -> balance += amount);
 * int now = lock.call(() -> balance);
 *
 * try (var hold = lock.tryHold(Duration.ofMillis(50))) {
 *   if (hold.held()) {
 *     balance += amount;
 *   }
 * }
 * }</pre>
 *
 * <p>These forms cost nothing beside {@link #acquire()} and {@link #release()}: code compiled by
 * the JVM's optimizing compiler allocates no object for a hold that stays within its method.
 *
 * <p>Actions of a thread before a release <em>happen-before</em> the actions of whoever acquires
 * what was released.
 */
public abstract sealed class Acquirable
    permits Mutex, Semaphore, RWLock.ReadLock, RWLock.WriteLock {
  /** What is acquired and released, for {@link Hold}. */
  private final AbstractQueuedSynchronizer synchronizer;

  /** What the synchronizer is to release for one hold. */
  private final int released;

  Acquirable(AbstractQueuedSynchronizer synchronizer) {
    this(synchronizer, 1);
  }

  Acquirable(AbstractQueuedSynchronizer synchronizer, int released) {
    this.synchronizer = synchronizer;
    this.released = released;
  }

  /** Acquires, and waits for as long as that takes. An interrupt does not end the wait. */
  public abstract void acquire();

  /**
   * Acquires, and waits until that succeeds or the thread is interrupted.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited; nothing
   *     is acquired then
   */
  public abstract void acquireInterruptibly() throws InterruptedException;

  /**
   * Acquires if that can be done at once.
   *
   * @return whether it was acquired
   */
  public abstract boolean tryAcquire();

  /**
   * Acquires if that can be done before the time is over.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return whether it was acquired
   * @throws InterruptedException if the thread was interrupted, before or while it waited; nothing
   *     is acquired then
   */
  public abstract boolean tryAcquire(Duration timeout) throws InterruptedException;

  /**
   * Gives back what was acquired once.
   *
   * @throws IllegalMonitorStateException if it is a lock that the calling thread may not release,
   *     or that nobody holds; nothing changes then
   * @throws IllegalStateException if it is a semaphore that has no room for another permit; nothing
   *     changes then
   */
  public abstract void release();

  /**
   * Acquires as {@link #acquire()} does.
   *
   * @return what releases again when it is closed
   */
  public final Hold hold() {
    Hold hold = new Hold(synchronizer, released);
    acquire();
    return hold.begin(true);
  }

  /**
   * Acquires as {@link #acquireInterruptibly()} does.
   *
   * @return what releases again when it is closed
   * @throws InterruptedException if the thread was interrupted, before or while it waited; nothing
   *     is acquired then
   */
  public final Hold holdInterruptibly() throws InterruptedException {
    Hold hold = new Hold(synchronizer, released);
    acquireInterruptibly();
    return hold.begin(true);
  }

  /**
   * Acquires as {@link #tryAcquire()} does.
   *
   * @return what releases again when it is closed; never null: {@link Hold#held()} tells whether
   *     anything was acquired, and closing does nothing if not
   */
  public final Hold tryHold() {
    Hold hold = new Hold(synchronizer, released);
    return hold.begin(tryAcquire());
  }

  /**
   * Acquires as {@link #tryAcquire(Duration)} does.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return what releases again when it is closed; never null: {@link Hold#held()} tells whether
   *     anything was acquired, and closing does nothing if not
   * @throws InterruptedException if the thread was interrupted, before or while it waited; nothing
   *     is acquired then
   */
  public final Hold tryHold(Duration timeout) throws InterruptedException {
    Hold hold = new Hold(synchronizer, released);
    return hold.begin(tryAcquire(timeout));
  }

  /**
   * Acquires as {@link #acquire()} does, runs the body and releases, however the body ends: the
   * same as a block with {@link #hold()}.
   *
   * @param <E> what the body throws; {@code RuntimeException} is inferred if it throws nothing
   *     checked
   * @param body what to run meanwhile
   * @throws E if the body does
   */
  @SuppressWarnings("try") // javac warns of a hold that is not mentioned
  public final <E extends Throwable> void run(CheckedRunnable<E> body) throws E {
    Checks.nonNull(body, "body");
    try (Hold hold = hold()) {
      body.run();
    }
  }

  /**
   * Acquires as {@link #acquire()} does, calls the body and releases, however the body ends: the
   * same as a block with {@link #hold()}.
   *
   * @param <T> what the body returns
   * @param <E> what the body throws; {@code RuntimeException} is inferred if it throws nothing
   *     checked
   * @param body what to call meanwhile
   * @return what the body returned
   * @throws E if the body does
   */
  @SuppressWarnings("try") // javac warns of a hold that is not mentioned
  public final <T extends @Nullable Object, E extends Throwable> T call(CheckedCallable<T, E> body)
      throws E {
    Checks.nonNull(body, "body");
    try (Hold hold = hold()) {
      return body.call();
    }
  }
}
