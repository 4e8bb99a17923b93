package dev.heddle.sync;

import dev.heddle.sync.WaitQueue.Waiter;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads that hold a lock wait until another thread says that something has changed. Awaiting
 * gives the lock back, waits for a signal, and acquires the lock again.
 *
 * <pre>{@code
 * private final Lock lock = new Lock("queue");
 * private final Condition notEmpty = new Condition(lock, "not empty");
 * private final Condition notFull = new Condition(lock, "not full");
 *
 * Item take() throws InterruptedException {
 *   try (var hold = lock.hold()) {
 *     notEmpty.awaitUntil(() -> !items.isEmpty());
 *     notFull.signal();
 *     return items.remove();
 *   }
 * }
 * }</pre>
 *
 * <ul>
 *   <li>There are no spurious wake-ups: a wait ends by a signal, by its time, or by an interrupt.
 *       Another thread may still come in between the signal and the return, and take away what was
 *       waited for. So look again, in a loop, or let {@link #awaitUntil(BooleanSupplier)} do it.
 *   <li>Those who have waited longest are signalled first. Who waits later is never reached by an
 *       earlier signal: a signal that nobody waits for is gone.
 *   <li>A signal goes to a thread that returns because of it. If a waiter's time is over, or it is
 *       interrupted, the next signal goes to somebody else.
 *   <li>All holds of an {@link RLock} are given back by a wait, and taken again before it ends,
 *       however it ends. A timeout does not limit how long that takes.
 *   <li>Waiting and signalling require that the lock is held: an {@link RLock} by the calling
 *       thread, a {@link Lock}, which has no owner, by anybody.
 *   <li>Several conditions may share a lock.
 * </ul>
 *
 * <p><b>Memory:</b> what the lock orders. Actions before a release of the lock, in a wait too,
 * <em>happen-before</em> those after the next acquire, in a wait too.
 *
 * <p>The reference is Python's {@code threading.Condition}. A {@code
 * java.util.concurrent.locks.Condition} belongs to the lock that made it, may wake spuriously, and
 * signals one or all.
 */
public final class Condition {
  private final Mutex lock;
  private final MutexSync sync;
  private final @Nullable String name;
  private final WaitQueue waiters = new WaitQueue();

  /** Makes a condition over a new {@link RLock}. */
  public Condition() {
    this(new RLock());
  }

  /**
   * Makes a condition over a new {@link RLock} of the same name.
   *
   * @param name what messages call it
   */
  public Condition(String name) {
    this(new RLock(name), name);
  }

  /**
   * Makes a condition over a lock.
   *
   * @param lock what has to be held to wait and to signal: a {@link Lock} or an {@link RLock}
   */
  public Condition(Mutex lock) {
    this.lock = Checks.nonNull(lock, "lock");
    this.sync = lock.sync();
    this.name = null;
  }

  /**
   * Makes a condition over a lock.
   *
   * @param lock what has to be held to wait and to signal: a {@link Lock} or an {@link RLock}
   * @param name what messages call it
   */
  public Condition(Mutex lock, String name) {
    this.lock = Checks.nonNull(lock, "lock");
    this.sync = lock.sync();
    this.name = Checks.nonNull(name, "name");
  }

  /** Returns the lock that has to be held to wait and to signal. */
  public Mutex lock() {
    return lock;
  }

  /**
   * Acquires the lock, as {@code lock().hold()} does.
   *
   * @return what releases it when it is closed
   */
  public Hold hold() {
    return lock.hold();
  }

  /**
   * Waits for a signal.
   *
   * @throws InterruptedException if the thread was interrupted before a signal reached it; it holds
   *     the lock again
   * @throws IllegalMonitorStateException if the lock is not held; nothing changes then
   */
  public void await() throws InterruptedException {
    await(Checks.FOREVER);
  }

  /**
   * Waits for a signal. An interrupt does not end the wait.
   *
   * @throws IllegalMonitorStateException if the lock is not held; nothing changes then
   */
  public void awaitUninterruptibly() {
    requireHeld("wait for");
    waitForSignal(Checks.FOREVER, false);
  }

  /**
   * Waits for a signal until the time is over.
   *
   * @param timeout how long to wait; zero or less does not wait, but lets others have the lock;
   *     more than 292 years means no limit
   * @return true if a signal reached this thread, false if its time was over before that
   * @throws InterruptedException if the thread was interrupted before a signal reached it; it holds
   *     the lock again
   * @throws IllegalMonitorStateException if the lock is not held; nothing changes then
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return await(Checks.nanos(timeout));
  }

  /**
   * Waits until a predicate is true. The predicate is asked with the lock held: once before any
   * wait, and then after each signal.
   *
   * @param predicate what to wait for; whoever makes it true has to signal
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it holds
   *     the lock
   * @throws IllegalMonitorStateException if the lock is not held; nothing changes then, and the
   *     predicate is not asked
   */
  public void awaitUntil(BooleanSupplier predicate) throws InterruptedException {
    Checks.nonNull(predicate, "predicate");
    requireHeld("wait for");
    requireNoInterrupt();
    while (!predicate.getAsBoolean()) {
      await(Checks.FOREVER);
    }
  }

  /**
   * Waits until a predicate is true or the time is over. The predicate is asked with the lock held:
   * once before any wait, then after each signal, and once more when the time is over.
   *
   * @param predicate what to wait for; whoever makes it true has to signal
   * @param timeout how long to wait, all in all; zero or less does not wait, but gives the lock
   *     back for a moment between two questions; more than 292 years means no limit
   * @return what the predicate returned last
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it holds
   *     the lock
   * @throws IllegalMonitorStateException if the lock is not held; nothing changes then, and the
   *     predicate is not asked
   */
  public boolean awaitUntil(BooleanSupplier predicate, Duration timeout)
      throws InterruptedException {
    Checks.nonNull(predicate, "predicate");
    long nanos = Checks.nanos(timeout);
    requireHeld("wait for");
    requireNoInterrupt();
    if (nanos == Checks.FOREVER) {
      awaitUntil(predicate);
      return true;
    }
    long deadline = System.nanoTime() + nanos;
    boolean isTrue = predicate.getAsBoolean();
    long left = nanos;
    boolean inTime = true;
    while (!isTrue && inTime) {
      await(left);
      isTrue = predicate.getAsBoolean();
      left = deadline - System.nanoTime();
      inTime = left > 0;
    }
    return isTrue;
  }

  /**
   * Signals the one that has waited longest; does nothing if nobody waits. It returns from its wait
   * when it has the lock again, which the calling thread has to release first.
   *
   * @throws IllegalMonitorStateException if the lock is not held; nothing changes then
   */
  public void signal() {
    signal(1);
  }

  /**
   * Signals those that have waited longest. They return from their waits one after the other, as
   * they get the lock again, which the calling thread has to release first.
   *
   * @param n how many at most; less than one signals nobody
   * @throws IllegalMonitorStateException if the lock is not held; nothing changes then
   */
  public void signal(int n) {
    requireHeld("signal");
    sync.signal(waiters, n);
  }

  /**
   * Signals all that wait. They return from their waits one after the other, as they get the lock
   * again, which the calling thread has to release first.
   *
   * @throws IllegalMonitorStateException if the lock is not held; nothing changes then
   */
  public void signalAll() {
    signal(Integer.MAX_VALUE);
  }

  /**
   * Returns how many threads wait for a signal. Those that were signalled, and only wait for the
   * lock, do not count. Anybody may ask; the answer may be out of date when it arrives, unless the
   * lock is held.
   */
  public int waitingCount() {
    return waiters.size();
  }

  /**
   * Returns a text with the name, the number of waiters and the lock, such as {@code Condition "not
   * empty" [1 waiting, over Lock "queue" [unlocked]]}.
   */
  @Override
  public String toString() {
    return "%s [%d waiting, over %s]"
        .formatted(Checks.title(Condition.class, name), waiters.size(), lock);
  }

  private void requireHeld(String action) {
    // The text is made when it is needed: every signal comes through here.
    if (!sync.mayUseConditions()) {
      throw sync.refusal(action + " " + label());
    }
  }

  private String label() {
    return Checks.label(Condition.class, name);
  }

  private boolean await(long nanos) throws InterruptedException {
    requireHeld("wait for");
    requireNoInterrupt();
    End end = waitForSignal(nanos, true);
    if (end == End.INTERRUPTED) {
      throw new InterruptedException();
    }
    return end == End.SIGNALLED;
  }

  private static void requireNoInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Why a wait ended. */
  private enum End {
    SIGNALLED,
    TIMED_OUT,
    INTERRUPTED
  }

  private End waitForSignal(long nanos, boolean interruptible) {
    Waiter waiter = new Waiter();
    int holds;
    try {
      holds = sync.beginWait(waiters, waiter);
    } catch (IllegalMonitorStateException e) {
      throw new IllegalMonitorStateException(
          "cannot wait for %s without %s: another thread has just released it"
              .formatted(label(), sync.label()));
    }
    long deadline = System.nanoTime() + nanos;
    boolean inTime = true;
    boolean interrupted = false;
    while (!waiter.signalled && inTime && !(interrupted && interruptible)) {
      if (nanos == Checks.FOREVER) {
        LockSupport.park(this);
      } else {
        long left = deadline - System.nanoTime();
        inTime = left > 0;
        if (inTime) {
          LockSupport.parkNanos(this, left);
        }
      }
      interrupted |= Thread.interrupted();
    }
    // What counts is what came first, and only the queue knows whether the signal did.
    boolean signalled = sync.leave(waiters, waiter);
    sync.take(holds);
    if (interrupted && (signalled || !interruptible)) {
      Thread.currentThread().interrupt();
    }
    if (signalled) {
      return End.SIGNALLED;
    }
    return interrupted && interruptible ? End.INTERRUPTED : End.TIMED_OUT;
  }
}
