package dev.heddle.sync;

import dev.heddle.sync.WaitQueue.Waiter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is inside a {@link Guarded}: the value, its lock, those who wait, and what has poisoned it.
 *
 * @param <T> the value
 */
abstract sealed class Cell<T extends @Nullable Object> permits Guarded {
  /*
   * Algorithmic notes.
   *
   * All fields but "failure", and the queue of waiters, are guarded by "sync". A waiter stays in the
   * queue until it has the lock again.
   *
   * Who leaves after a possible change looks for the first waiter whose predicate is true ("relay
   * signalling", W. Hung and V. K. Garg, AutoSynch, PLDI 2013). That one is "next", and is unparked
   * when the lock is free. The invariant, whenever the lock is free: there is a next, or no waiter's
   * predicate is true. As long as there is a next, nobody else looks: it will come, whatever ends
   * its wait, finds its predicate true or false, and looks for a successor when it leaves.
   *
   * A predicate that throws counts as true here: its own thread will call it again, and get the
   * exception. So it never reaches a thread that only changes the value.
   */

  /** In the order of creation: the order in which several are locked. */
  private static final AtomicLong NUMBERS = new AtomicLong();

  final long number = NUMBERS.getAndIncrement();

  private final SectionSync sync = new SectionSync(this);
  private final WaitQueue waiters = new WaitQueue();
  private final boolean poisoning;
  private final @Nullable String name;
  private T value;

  /** The waiter that is to go on next. */
  private @Nullable Waiter next;

  /** What has poisoned the value, or null. Written by who is inside. */
  private volatile @Nullable Throwable failure;

  /** Where that was thrown. */
  private String culprit = "";

  Cell(T value, boolean poisoning, @Nullable String name) {
    this.value = value;
    this.poisoning = poisoning;
    this.name = name;
  }

  final String label() {
    return Checks.label(Guarded.class, name);
  }

  final String describe() {
    Thread inside = sync.owner();
    return Checks.title(Guarded.class, name)
        + (inside == null ? " [free" : " [used by " + Checks.name(inside))
        + (failure == null ? "]" : ", poisoned]");
  }

  final boolean isFailed() {
    return failure != null;
  }

  final int waiters() {
    return waiters.size();
  }

  /** Enters, unless the value is poisoned. */
  final void enter() {
    acquire();
    requireWhole();
  }

  final T value() {
    return value;
  }

  final void setValue(T value) {
    this.value = value;
  }

  /** Called from inside when a body has failed that may have changed the value. */
  final void poison(Throwable e) {
    if (poisoning && failure == null) {
      culprit = Checks.name(Thread.currentThread());
      failure = e;
    }
  }

  /** Leaves, and lets a waiter go on if a change has made its predicate true. */
  final void leave() {
    Waiter wake = next == null ? firstSatisfied() : null;
    if (wake != null) {
      next = wake;
      wake.signalled = true;
    }
    sync.release(1);
    if (wake != null) {
      LockSupport.unpark(wake.thread);
    }
  }

  private @Nullable Waiter firstSatisfied() {
    Waiter waiter = waiters.first();
    while (waiter != null && failure == null && !isSatisfied(waiter)) {
      waiter = waiters.after(waiter);
    }
    return waiter;
  }

  @SuppressWarnings("unchecked") // only waiters for this value are in its queue
  private boolean isSatisfied(Waiter waiter) {
    try {
      return ((Wait<T>) waiter).predicate.test(value);
    } catch (Throwable e) {
      return true;
    }
  }

  private void acquire() {
    if (!sync.tryAcquire(1)) {
      requireOutside();
      sync.acquire(1);
    }
  }

  /** Enters if nobody is inside; returns whether that was so. */
  final boolean tryEnter() {
    requireOutside();
    if (!sync.tryAcquire(1)) {
      return false;
    }
    requireWhole();
    return true;
  }

  /** Enters if that can be done in time; returns whether it could. */
  final boolean enter(long nanos) throws InterruptedException {
    requireOutside();
    if (nanos == Checks.FOREVER) {
      sync.acquireInterruptibly(1);
    } else if (!sync.tryAcquireNanos(1, nanos)) {
      return false;
    }
    requireWhole();
    return true;
  }

  private void requireOutside() {
    if (sync.isHeldExclusively()) {
      throw new IllegalMonitorStateException(
          "%s cannot use %s inside a section of it"
              .formatted(Checks.name(Thread.currentThread()), label()));
    }
  }

  /** Called from inside; leaves if it throws. */
  private void requireWhole() {
    if (failure != null) {
      PoisonedException poisoned = poisoned();
      leave();
      throw poisoned;
    }
  }

  private PoisonedException poisoned() {
    return new PoisonedException(
        "%s is poisoned: %s failed in a section of it, see the cause".formatted(label(), culprit),
        failure);
  }

  /** Called from inside; leaves. Wakes nobody, since nothing changes. */
  final <R extends @Nullable Object, E extends Throwable> R look(
      CheckedFunction<? super T, ? extends R, E> body) throws E {
    try {
      return checked(body.apply(value), value);
    } finally {
      sync.release(1);
    }
  }

  /** Called from inside; leaves. */
  final <E extends Throwable> T replaceAndGet(CheckedFunction<? super T, ? extends T, E> body)
      throws E {
    try {
      T after = body.apply(value);
      value = checked(after, after);
      return after;
    } catch (Throwable e) {
      poison(e);
      throw e;
    } finally {
      leave();
    }
  }

  /** Replaces a poisoned value; returns whether it was poisoned. */
  final <E extends Throwable> boolean mend(CheckedFunction<? super T, ? extends T, E> body)
      throws E {
    acquire();
    try {
      if (failure == null) {
        return false;
      }
      value = body.apply(value);
      failure = null;
      return true;
    } finally {
      leave();
    }
  }

  /**
   * Returns what a body returned, if that is not what is guarded.
   *
   * @throws IllegalStateException if it is the guarded value itself, and known to be mutable
   */
  final <R extends @Nullable Object> R checked(R result, @Nullable Object guarded) {
    if (result != null && result == guarded && Escapes.isMutable(result)) {
      throw new IllegalStateException(
          "the value of %s, a %s, would escape from its section: return a copy"
              .formatted(label(), result.getClass().getTypeName()));
    }
    return result;
  }

  /** Called from inside; leaves. */
  final <E extends Throwable> void replace(CheckedFunction<? super T, ? extends T, E> body)
      throws E {
    try {
      value = body.apply(value);
    } catch (Throwable e) {
      poison(e);
      throw e;
    } finally {
      leave();
    }
  }

  /** Called from inside; leaves. */
  final <E extends Throwable> void change(CheckedConsumer<? super T, E> body) throws E {
    try {
      body.accept(value);
    } catch (Throwable e) {
      poison(e);
      throw e;
    } finally {
      leave();
    }
  }

  /** Called from inside; leaves. */
  final <R extends @Nullable Object, E extends Throwable> R compute(
      CheckedFunction<? super T, ? extends R, E> body) throws E {
    try {
      return checked(body.apply(value), value);
    } catch (Throwable e) {
      poison(e);
      throw e;
    } finally {
      leave();
    }
  }

  /**
   * Enters when a predicate is true.
   *
   * @return whether the thread is inside; it is not if its time was over, or if this throws
   */
  final boolean enterWhen(Predicate<? super T> predicate, long nanos) throws InterruptedException {
    Checks.nonNull(predicate, "predicate");
    Wait<T> wait = new Wait<>(predicate, nanos);
    if (!enter(nanos)) {
      return false;
    }
    boolean entered = false;
    try {
      boolean inTime = nanos > 0;
      entered = predicate.test(value);
      while (!entered && inTime) {
        inTime = await(wait);
        if (failure != null) {
          throw poisoned();
        }
        entered = predicate.test(value);
      }
      return entered;
    } finally {
      waiters.remove(wait);
      if (!entered) {
        leave();
      }
    }
  }

  /**
   * Gives the lock back, waits until another thread has seen the predicate to be true, and takes
   * the lock again, however the wait ends.
   *
   * @return whether that was in time
   */
  private boolean await(Wait<T> wait) throws InterruptedException {
    if (wait.signalled) {
      // In vain: another thread has come in between. It keeps its place, and others may go on.
      wait.signalled = false;
      leave();
    } else {
      // Nothing has changed since others looked.
      waiters.append(wait);
      sync.release(1);
    }
    try {
      return wait.park(this);
    } finally {
      sync.acquire(1);
      if (next == wait) {
        next = null;
      }
    }
  }

  /** One wait for a predicate. */
  private static final class Wait<T extends @Nullable Object> extends Waiter {
    final Predicate<? super T> predicate;
    private final long nanos;
    private final long deadline;

    Wait(Predicate<? super T> predicate, long nanos) {
      this.predicate = predicate;
      this.nanos = nanos;
      this.deadline = System.nanoTime() + nanos;
    }

    /** Parks until this is signalled or the time is over; returns whether it was in time. */
    boolean park(Object blocker) throws InterruptedException {
      while (!signalled) {
        if (nanos == Checks.FOREVER) {
          LockSupport.park(blocker);
        } else {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return false;
          }
          LockSupport.parkNanos(blocker, left);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return true;
    }
  }
}
