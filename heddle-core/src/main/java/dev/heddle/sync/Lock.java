package dev.heddle.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A lock without an owner: held or not, and that is all it knows.
 *
 * <p>It is not re-entrant: a thread that acquires it again waits for ever, for a release that only
 * another thread can make. Any thread may release it, whoever acquired it; that makes it fit for
 * handing over, where {@link RLock} and {@code java.util.concurrent.locks.ReentrantLock} insist on
 * the owner. Releasing it when it is not held is an error.
 *
 * <pre>{@code
 * private final Lock lock = new Lock("accounts");
 *
 * void deposit(int amount) {
 *   try (var hold = lock.hold()) {
 *     balance += amount;
 *   }
 * }
 * }</pre>
 *
 * <p><b>Memory:</b> actions before a {@link #release()} <em>happen-before</em> those after the
 * acquire that follows it.
 *
 * <p><b>Fairness:</b> none, unless the lock was made by {@link #fair()}. A thread that asks just
 * when the lock becomes free may pass those that wait.
 *
 * <p>The reference is Python's {@code threading.Lock}. Of {@code java.util.concurrent}, {@code
 * ReentrantLock} insists on its owner, a {@code Semaphore} of one permit takes more releases than
 * acquires in silence, and {@code StampedLock.asWriteLock()}, which comes nearest, has no
 * conditions.
 */
public final class Lock extends Mutex {
  private final Sync sync;

  /** Makes a lock that nobody holds. */
  public Lock() {
    this(new Sync(null));
  }

  /**
   * Makes a lock that nobody holds.
   *
   * @param name what messages call it
   */
  public Lock(String name) {
    this(new Sync(Checks.nonNull(name, "name")));
  }

  private Lock(Sync sync) {
    super(sync);
    this.sync = sync;
  }

  /**
   * Makes a fair lock that nobody holds: those who wait get it in the order of their arrival, and
   * nobody passes them. That includes {@link #tryAcquire()}, which fails while others wait, unlike
   * the untimed {@code tryLock()} of a fair lock of {@code java.util.concurrent}. A signalled
   * waiter of a {@link Condition} queues up when it is woken, which is when the lock is released.
   * Fairness costs throughput: each time the lock changes hands a thread has to be woken first.
   *
   * @return the lock
   */
  public static Lock fair() {
    return new Lock(new FairSync(null));
  }

  /**
   * The same as {@link #fair()}, with a name.
   *
   * @param name what messages call it
   * @return the lock
   */
  public static Lock fair(String name) {
    return new Lock(new FairSync(Checks.nonNull(name, "name")));
  }

  /** Returns whether those who wait get the lock in the order of their arrival. */
  public boolean isFair() {
    return sync instanceof FairSync;
  }

  /**
   * Acquires the lock, and waits for as long as another holds it. If the calling thread holds it
   * itself, it waits for another thread's release. An interrupt does not end the wait.
   */
  @Override
  public void acquire() {
    if (!sync.tryAcquire(1)) {
      sync.take(1);
    }
  }

  /**
   * Acquires the lock, and waits until that succeeds or the thread is interrupted.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
   *     not acquired the lock then
   */
  @Override
  public void acquireInterruptibly() throws InterruptedException {
    sync.takeInterruptibly();
  }

  /**
   * Acquires the lock if it is free; a fair one only if nobody waits for it either.
   *
   * @return whether it was; false also if the calling thread holds it
   */
  @Override
  public boolean tryAcquire() {
    return sync.tryAcquire(1);
  }

  /**
   * Acquires the lock if it becomes free before the time is over.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return whether it was acquired
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
   *     not acquired the lock then
   */
  @Override
  public boolean tryAcquire(Duration timeout) throws InterruptedException {
    return sync.tryAcquireWithin(timeout);
  }

  /**
   * Releases the lock. Any thread may do that. Of several releases of one hold, at the same time or
   * not, exactly one succeeds; but if somebody acquires the lock in between, a release too many
   * releases what that thread holds: the lock cannot tell one hold from another.
   *
   * @throws IllegalMonitorStateException if nobody holds it; nothing changes then
   */
  @Override
  public void release() {
    sync.release(1);
  }

  /** Returns a text with the name and the state, such as {@code Lock "accounts" [locked]}. */
  @Override
  public String toString() {
    return sync.toString();
  }

  /** The state is 1 while the lock is held, otherwise 0. */
  private static class Sync extends MutexSync {
    private static final long serialVersionUID = 1L;

    private final @Nullable String name;

    Sync(@Nullable String name) {
      this.name = name;
    }

    @Override
    protected boolean tryAcquire(int one) {
      return getState() == 0 && compareAndSetState(0, 1);
    }

    @Override
    protected boolean tryRelease(int holds) {
      if (holds == NOTHING) {
        return true;
      }
      // One atomic step, so that of two releases of one hold one fails.
      if (!compareAndSetState(1, 0)) {
        throw new IllegalMonitorStateException("cannot release " + label() + ": nobody holds it");
      }
      released();
      return true;
    }

    @Override
    boolean mayUseConditions() {
      return isLocked();
    }

    @Override
    IllegalMonitorStateException refusal(String action) {
      return new IllegalMonitorStateException(
          "cannot %s without %s: nobody holds it".formatted(action, label()));
    }

    @Override
    String label() {
      return Checks.label(Lock.class, name);
    }

    @Override
    public String toString() {
      return Checks.title(Lock.class, name) + (isLocked() ? " [locked]" : " [unlocked]");
    }
  }

  /** Whoever comes queues up behind those who wait. */
  private static final class FairSync extends Sync {
    private static final long serialVersionUID = 1L;

    FairSync(@Nullable String name) {
      super(name);
    }

    @Override
    protected boolean tryAcquire(int one) {
      return !hasQueuedPredecessors() && super.tryAcquire(one);
    }
  }
}
