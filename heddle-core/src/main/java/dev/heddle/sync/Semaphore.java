package dev.heddle.sync;

import java.time.Duration;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits. To acquire takes one, and waits while there is none; to release adds one or
 * more. Any thread may release, whether it has acquired or not: a semaphore counts, and knows no
 * owners.
 *
 * <p><b>Beside {@code java.util.concurrent.Semaphore}:</b> {@link #acquire()} does <em>not</em> end
 * by an interrupt ({@link #acquireInterruptibly()} does); a negative start is refused, and so is a
 * release of less than one; too many permits are an {@link IllegalStateException}, not an {@link
 * Error}. To find out about releases that nobody had acquired, take a {@link BoundedSemaphore}.
 *
 * <pre>{@code
 * private final Semaphore items = new Semaphore(0, "items");
 *
 * void produce(Item item) {
 *   queue.add(item);
 *   items.release();
 * }
 *
 * Item consume() {
 *   items.acquire();
 *   return queue.remove();
 * }
 * }</pre>
 *
 * <p><b>Memory:</b> actions before a release <em>happen-before</em> those after an acquire that
 * takes a permit of it, or of a later release.
 *
 * <p><b>Several at once.</b> {@link #acquire(int)} takes all that it asks for, or none yet. Those
 * who wait are served in the order of their arrival: one who needs many holds up those behind it,
 * also if there are permits enough for them.
 *
 * <p><b>Fairness:</b> none, unless the semaphore was made by {@link #fair(int)}. A thread that asks
 * just when there are permits may pass those that wait; so one that needs many may wait for as long
 * as others come that need few. A fair semaphore lets nobody pass.
 *
 * <p>The reference is Python's {@code threading.Semaphore}.
 */
public sealed class Semaphore extends Acquirable permits BoundedSemaphore {
  private final Sync sync;

  /** Makes a semaphore with one permit. */
  public Semaphore() {
    this(1);
  }

  /**
   * Makes a semaphore.
   *
   * @param permits how many can be acquired before the first release; 0 or more
   * @throws IllegalArgumentException if it is negative
   */
  public Semaphore(int permits) {
    this(new Sync(permits, Integer.MAX_VALUE, Semaphore.class, null));
  }

  /**
   * Makes a semaphore with one permit.
   *
   * @param name what messages call it
   */
  public Semaphore(String name) {
    this(1, name);
  }

  /**
   * Makes a semaphore.
   *
   * @param permits how many can be acquired before the first release; 0 or more
   * @param name what messages call it
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public Semaphore(int permits, String name) {
    this(new Sync(permits, Integer.MAX_VALUE, Semaphore.class, Checks.nonNull(name, "name")));
  }

  Semaphore(Sync sync) {
    super(sync);
    this.sync = sync;
  }

  /**
   * Makes a fair semaphore: those who wait are served in the order of their arrival, however many
   * permits they need, and nobody passes the first. That includes {@link #tryAcquire()}, which
   * fails while others wait, unlike the untimed {@code tryAcquire} of a fair semaphore of {@code
   * java.util.concurrent}.
   *
   * @param permits how many can be acquired before the first release; 0 or more
   * @return the semaphore
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public static Semaphore fair(int permits) {
    return new Semaphore(new FairSync(permits, Integer.MAX_VALUE, Semaphore.class, null));
  }

  /**
   * The same as {@link #fair(int)}, with a name.
   *
   * @param permits how many can be acquired before the first release; 0 or more
   * @param name what messages call it
   * @return the semaphore
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public static Semaphore fair(int permits, String name) {
    return new Semaphore(
        new FairSync(permits, Integer.MAX_VALUE, Semaphore.class, Checks.nonNull(name, "name")));
  }

  /** Returns whether those who wait are served in the order of their arrival. */
  public boolean isFair() {
    return sync instanceof FairSync;
  }

  /**
   * Takes a permit, and waits for one if there is none. Unlike that of {@code
   * java.util.concurrent.Semaphore}, the wait is not ended by an interrupt: {@link
   * #acquireInterruptibly()} is the one for that.
   */
  @Override
  public void acquire() {
    sync.acquireShared(1);
  }

  /**
   * Takes a permit, and waits for one until the thread is interrupted.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
   *     taken no permit then
   */
  @Override
  public void acquireInterruptibly() throws InterruptedException {
    sync.acquireSharedInterruptibly(1);
  }

  /**
   * Takes a permit if there is one; a fair semaphore gives one only if nobody waits.
   *
   * @return whether there was
   */
  @Override
  public boolean tryAcquire() {
    return sync.tryAcquireShared(1) >= 0;
  }

  /**
   * Takes a permit if there is one before the time is over.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return whether a permit was taken
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
   *     taken no permit then
   */
  @Override
  public boolean tryAcquire(Duration timeout) throws InterruptedException {
    return sync.tryAcquireWithin(1, timeout);
  }

  /**
   * Takes permits, and waits until there are as many. An interrupt does not end the wait.
   *
   * @param permits how many, all at once; 1 or more
   * @throws IllegalArgumentException if {@code permits} is less than one, or more than there can
   *     ever be
   */
  public void acquire(int permits) {
    sync.requireAcquirable(permits);
    sync.acquireShared(permits);
  }

  /**
   * Takes permits, and waits until there are as many or the thread is interrupted.
   *
   * @param permits how many, all at once; 1 or more
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
   *     taken no permit then
   * @throws IllegalArgumentException if {@code permits} is less than one, or more than there can
   *     ever be
   */
  public void acquireInterruptibly(int permits) throws InterruptedException {
    sync.requireAcquirable(permits);
    sync.acquireSharedInterruptibly(permits);
  }

  /**
   * Takes permits if there are as many; from a fair semaphore only if nobody waits.
   *
   * @param permits how many, all at once; 1 or more
   * @return whether they were taken
   * @throws IllegalArgumentException if {@code permits} is less than one, or more than there can
   *     ever be
   */
  public boolean tryAcquire(int permits) {
    sync.requireAcquirable(permits);
    return sync.tryAcquireShared(permits) >= 0;
  }

  /**
   * Takes permits if there are as many before the time is over.
   *
   * @param permits how many, all at once; 1 or more
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return whether they were taken
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
   *     taken no permit then
   * @throws IllegalArgumentException if {@code permits} is less than one, or more than there can
   *     ever be
   */
  public boolean tryAcquire(int permits, Duration timeout) throws InterruptedException {
    sync.requireAcquirable(permits);
    return sync.tryAcquireWithin(permits, timeout);
  }

  /**
   * Adds a permit, and lets one waiting thread go on.
   *
   * @throws IllegalStateException if there would be more permits than are allowed ({@code
   *     Integer.MAX_VALUE}, or the bound of a {@link BoundedSemaphore}); nothing changes then
   */
  @Override
  public void release() {
    sync.releaseShared(1);
  }

  /**
   * Adds permits, all at once or, if that fails, none.
   *
   * @param permits how many; 1 or more
   * @throws IllegalArgumentException if {@code permits} is less than one
   * @throws IllegalStateException if there would be more permits than are allowed ({@code
   *     Integer.MAX_VALUE}, or the bound of a {@link BoundedSemaphore}); nothing changes then
   */
  public void release(int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException(
          "cannot release %d permits to %s: at least one is needed"
              .formatted(permits, sync.label()));
    }
    sync.releaseShared(permits);
  }

  /**
   * Returns how many permits could be acquired now. The answer may be out of date when it arrives:
   * it is for monitoring, not for control.
   */
  public int availablePermits() {
    return sync.permits();
  }

  /** Returns a text with the name and the state, such as {@code Semaphore "items" [3 permits]}. */
  @Override
  public String toString() {
    return sync.toString();
  }

  /** Returns the permits and the queue of those who wait for one; for tests. */
  AbstractQueuedSynchronizer sync() {
    return sync;
  }

  /** The state is the number of permits. */
  static class Sync extends AbstractQueuedSynchronizer {
    private static final long serialVersionUID = 1L;

    private final int most;
    private final transient Class<?> type;
    private final @Nullable String name;

    Sync(int permits, int most, Class<?> type, @Nullable String name) {
      this.most = most;
      this.type = type;
      this.name = name;
      if (permits < 0) {
        throw new IllegalArgumentException(
            Checks.label(type, name) + " cannot begin with " + permits + " permits");
      }
      setState(permits);
    }

    final String label() {
      return Checks.label(type, name);
    }

    /** Refuses to acquire what there never is, which would be to wait for ever. */
    final void requireAcquirable(int wanted) {
      if (wanted < 1) {
        throw new IllegalArgumentException(
            "cannot acquire %d permits of %s: at least one is needed".formatted(wanted, label()));
      }
      if (wanted > most) {
        throw new IllegalArgumentException(
            "cannot acquire %d permits of %s: it never has more than %d"
                .formatted(wanted, label(), most));
      }
    }

    final boolean tryAcquireWithin(int wanted, Duration timeout) throws InterruptedException {
      long nanos = Checks.nanos(timeout);
      if (nanos == Checks.FOREVER) {
        acquireSharedInterruptibly(wanted);
        return true;
      }
      return tryAcquireSharedNanos(wanted, nanos);
    }

    final int permits() {
      return getState();
    }

    @Override
    protected int tryAcquireShared(int wanted) {
      while (true) {
        int permits = getState();
        int left = permits - wanted;
        if (left < 0 || compareAndSetState(permits, left)) {
          return left;
        }
      }
    }

    @Override
    protected boolean tryReleaseShared(int released) {
      // The check and the addition are one atomic step: two releases cannot both find room for one.
      while (true) {
        int permits = getState();
        if (released > most - permits) {
          throw new IllegalStateException(
              "cannot release %s to %s: it has %d of at most %d"
                  .formatted(plural(released), label(), permits, most));
        }
        if (compareAndSetState(permits, permits + released)) {
          return true;
        }
      }
    }

    /**
     * For {@link Hold}, which releases whatever it is in the same way. In the JDK both kinds of
     * release wake the first of the queue, which passes it on if there is more: {@code HoldTest}
     * would show if that changed.
     */
    @Override
    protected boolean tryRelease(int released) {
      return tryReleaseShared(released);
    }

    private static String plural(int permits) {
      return permits == 1 ? "a permit" : permits + " permits";
    }

    @Override
    public String toString() {
      int permits = getState();
      return Checks.title(type, name)
          + (most == Integer.MAX_VALUE
              ? " [" + (permits == 1 ? "1 permit" : permits + " permits") + "]"
              : " [" + permits + " of " + most + " permits]");
    }
  }

  /** Whoever comes queues up behind those who wait. */
  static final class FairSync extends Sync {
    private static final long serialVersionUID = 1L;

    FairSync(int permits, int most, Class<?> type, @Nullable String name) {
      super(permits, most, type, name);
    }

    @Override
    protected int tryAcquireShared(int wanted) {
      return hasQueuedPredecessors() ? -1 : super.tryAcquireShared(wanted);
    }
  }
}
