package dev.heddle.sync;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A re-entrant lock, owned by the thread that acquired it. The owner may acquire it again, at once,
 * and has to release it as often; only then can another thread have it.
 *
 * <pre>{@code
 * private final RLock lock = new RLock("parts");
 *
 * String both() {
 *   try (var hold = lock.hold()) {
 *     return first() + " " + second(); // each acquires the lock again
 *   }
 * }
 * }</pre>
 *
 * <p><b>Memory:</b> actions before the {@link #release()} that makes the lock free
 * <em>happen-before</em> those after the acquire that follows it.
 *
 * <p><b>Fairness:</b> none, unless the lock was made by {@link #fair()}. A thread that asks just
 * when the lock becomes free may pass those that wait.
 *
 * <p>The reference is Python's {@code threading.RLock}; it does what {@code
 * java.util.concurrent.locks.ReentrantLock} does. {@link #asJavaLock()} is for code that wants a
 * {@code java.util.concurrent.locks.Lock}.
 */
public final class RLock extends Mutex {
  private final Sync sync;
  private final java.util.concurrent.locks.Lock javaLock = new JavaLock();

  /** Makes a lock that nobody holds. */
  public RLock() {
    this(new Sync(null));
  }

  /**
   * Makes a lock that nobody holds.
   *
   * @param name what messages call it
   */
  public RLock(String name) {
    this(new Sync(Checks.nonNull(name, "name")));
  }

  private RLock(Sync sync) {
    super(sync);
    this.sync = sync;
  }

  /**
   * Makes a fair lock that nobody holds: those who wait get it in the order of their arrival, and
   * nobody passes them but the owner. That includes {@link #tryAcquire()}, which fails while others
   * wait, unlike the untimed {@code tryLock()} of a fair lock of {@code java.util.concurrent}. A
   * signalled waiter of a {@link Condition} queues up when it is woken, which is when the lock is
   * released. Fairness costs throughput: each time the lock changes hands a thread has to be woken
   * first.
   *
   * @return the lock
   */
  public static RLock fair() {
    return new RLock(new FairSync(null));
  }

  /**
   * The same as {@link #fair()}, with a name.
   *
   * @param name what messages call it
   * @return the lock
   */
  public static RLock fair(String name) {
    return new RLock(new FairSync(Checks.nonNull(name, "name")));
  }

  /** Returns whether those who wait get the lock in the order of their arrival. */
  public boolean isFair() {
    return sync instanceof FairSync;
  }

  /**
   * Acquires the lock, and waits for as long as another thread holds it. The owner acquires it once
   * more, without waiting. An interrupt does not end the wait.
   *
   * @throws IllegalMonitorStateException if the owner holds it {@code Integer.MAX_VALUE} times
   *     already; nothing changes then
   */
  @Override
  public void acquire() {
    if (!sync.tryAcquire(1)) {
      sync.acquire(1);
    }
  }

  /**
   * Acquires the lock, and waits until that succeeds or the thread is interrupted.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
   *     not acquired the lock then. The owner is no exception
   * @throws IllegalMonitorStateException if the owner holds it {@code Integer.MAX_VALUE} times
   *     already; nothing changes then
   */
  @Override
  public void acquireInterruptibly() throws InterruptedException {
    sync.acquireInterruptibly(1);
  }

  /**
   * Acquires the lock if it is free, or held by the calling thread; a fair one that is free only if
   * nobody waits for it either.
   *
   * @return whether it was
   * @throws IllegalMonitorStateException if the owner holds it {@code Integer.MAX_VALUE} times
   *     already; nothing changes then
   */
  @Override
  public boolean tryAcquire() {
    return sync.tryAcquire(1);
  }

  /**
   * Acquires the lock if it becomes free before the time is over; at once if the calling thread
   * holds it.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return whether it was acquired
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
   *     not acquired the lock then. The owner is no exception
   * @throws IllegalMonitorStateException if the owner holds it {@code Integer.MAX_VALUE} times
   *     already; nothing changes then
   */
  @Override
  public boolean tryAcquire(Duration timeout) throws InterruptedException {
    return sync.tryAcquireWithin(timeout);
  }

  /**
   * Gives back one hold. The lock becomes free when the owner has given back all.
   *
   * @throws IllegalMonitorStateException if the calling thread does not hold it; nothing changes
   *     then
   */
  @Override
  public void release() {
    sync.release(1);
  }

  /** Returns whether the calling thread holds the lock. */
  public boolean isHeldByCurrentThread() {
    return sync.isHeldExclusively();
  }

  /**
   * Returns how many holds the calling thread has; 0 if another thread, or nobody, has the lock.
   */
  public int holdCount() {
    return sync.isHeldExclusively() ? sync.holds() : 0;
  }

  /**
   * Returns this lock for code that wants one of {@code java.util.concurrent}. Both are the same
   * lock, with one owner and one count. Its {@code newCondition()} works, and its conditions keep
   * what that interface says: they may be used together with a {@link Condition} over this lock,
   * but a signal of the one does not reach the waiters of the other.
   *
   * @return always the same object
   */
  public java.util.concurrent.locks.Lock asJavaLock() {
    return javaLock;
  }

  /**
   * Returns a text with the name, the owner and the number of its holds, such as {@code RLock
   * "parts" [held 2 times by thread reader]}.
   */
  @Override
  public String toString() {
    return sync.toString();
  }

  /** The state is the number of holds. Only the owner writes it while it is not 0. */
  private static class Sync extends MutexSync {
    private static final long serialVersionUID = 1L;

    private final @Nullable String name;

    Sync(@Nullable String name) {
      this.name = name;
    }

    @Override
    protected boolean tryAcquire(int holds) {
      Thread caller = Thread.currentThread();
      int before = getState();
      if (before == 0) {
        if (compareAndSetState(0, holds)) {
          setExclusiveOwnerThread(caller);
          return true;
        }
        return false;
      }
      if (getExclusiveOwnerThread() != caller) {
        return false;
      }
      if (before > Integer.MAX_VALUE - holds) {
        throw new IllegalMonitorStateException(
            "cannot acquire %s once more: %s holds it %d times already"
                .formatted(label(), Checks.name(caller), before));
      }
      setState(before + holds);
      return true;
    }

    @Override
    protected boolean tryRelease(int holds) {
      if (!isHeldExclusively()) {
        throw notHeld("release " + label());
      }
      int left = getState() - holds;
      if (left > 0) {
        setState(left);
        return false;
      }
      setExclusiveOwnerThread(null);
      setState(0);
      released();
      return true;
    }

    @Override
    protected boolean isHeldExclusively() {
      return getExclusiveOwnerThread() == Thread.currentThread();
    }

    int holds() {
      return getState();
    }

    java.util.concurrent.locks.Condition newCondition() {
      return new ConditionObject();
    }

    @Override
    boolean mayUseConditions() {
      return isHeldExclusively();
    }

    @Override
    IllegalMonitorStateException refusal(String action) {
      return notHeld(action + " without " + label());
    }

    @Override
    String label() {
      return Checks.label(RLock.class, name);
    }

    private IllegalMonitorStateException notHeld(String action) {
      Thread owner = getExclusiveOwnerThread();
      return new IllegalMonitorStateException(
          "%s cannot %s: %s holds it"
              .formatted(
                  Checks.name(Thread.currentThread()),
                  action,
                  owner == null ? "nobody" : Checks.name(owner)));
    }

    @Override
    public String toString() {
      Thread owner = getExclusiveOwnerThread();
      int holds = getState();
      return Checks.title(RLock.class, name)
          + (owner == null || holds == 0
              ? " [unlocked]"
              : " [held %s by %s]"
                  .formatted(holds == 1 ? "once" : holds + " times", Checks.name(owner)));
    }
  }

  /** Whoever comes queues up behind those who wait, but for the owner. */
  private static final class FairSync extends Sync {
    private static final long serialVersionUID = 1L;

    FairSync(@Nullable String name) {
      super(name);
    }

    @Override
    protected boolean tryAcquire(int holds) {
      return (isHeldExclusively() || !hasQueuedPredecessors()) && super.tryAcquire(holds);
    }
  }

  /** This lock under the names of java.util.concurrent. */
  private final class JavaLock implements java.util.concurrent.locks.Lock {
    @Override
    public void lock() {
      acquire();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      acquireInterruptibly();
    }

    @Override
    public boolean tryLock() {
      return tryAcquire();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
      return sync.tryAcquireNanos(1, unit.toNanos(time));
    }

    @Override
    public void unlock() {
      release();
    }

    @Override
    public java.util.concurrent.locks.Condition newCondition() {
      return sync.newCondition();
    }

    @Override
    public String toString() {
      return RLock.this.toString();
    }
  }
}
