package dev.heddle.sync;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * A number that is counted down, and threads that wait until it is zero. It can be set back and
 * used again.
 *
 * <pre>{@code
 * private final Latch loaded = new Latch(3, "parts loaded");
 *
 * void load(Part part) {
 *   part.load();
 *   loaded.countDown();
 * }
 *
 * void show() throws InterruptedException {
 *   if (!loaded.await(Duration.ofSeconds(5))) {
 *     throw new IllegalStateException(loaded.count() + " parts are missing");
 *   }
 * }
 * }</pre>
 *
 * <p><b>{@link #reset()}</b> sets the number back to what it was at first, at any time. Threads
 * that wait then go on waiting, until the number has come down to zero again from there. Threads
 * that waited when it reached zero were let go by that, and stay so: they return, even if the reset
 * follows directly, before any of them has run.
 *
 * <p><b>Memory:</b> actions before a {@link #countDown()} <em>happen-before</em> those after an
 * await that returns because the number reached zero.
 *
 * <p>A {@code java.util.concurrent.CountDownLatch} cannot be set back, and a {@link Barrier} counts
 * those who wait. Python's {@code threading} has nothing like it.
 */
public final class Latch {
  /*
   * A round lasts from a reset at zero to the next. Its number is the state of a synchronizer of its
   * own, and stays at zero once it is there: so whoever waits in a round passes when it has ended,
   * whatever comes after. A round is replaced only when it has ended: who finds a number above
   * zero has found the present round.
   */

  private final int initial;
  private final @Nullable String name;
  private final AtomicReference<Round> round;

  /**
   * Makes a latch.
   *
   * @param count from where to count down; 0 or more
   * @throws IllegalArgumentException if it is negative
   */
  public Latch(int count) {
    this(null, count);
  }

  /**
   * Makes a latch.
   *
   * @param count from where to count down; 0 or more
   * @param name what messages call it
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public Latch(int count, String name) {
    this(Checks.nonNull(name, "name"), count);
  }

  private Latch(@Nullable String name, int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          Checks.label(Latch.class, name) + " cannot count down from " + count);
    }
    this.initial = count;
    this.name = name;
    this.round = new AtomicReference<>(new Round(this, count));
  }

  /**
   * Counts down by one, and lets those go on who wait if that makes zero. At zero, does nothing.
   */
  public void countDown() {
    Round present;
    do {
      present = round.get();
      // Either it has counted, or this round has ended; then only if it is the last one is that
      // all.
    } while (!present.countDown() && present != round.get());
  }

  /** Returns the number. The answer may be out of date when it arrives. */
  public int count() {
    return round.get().count();
  }

  /**
   * Sets the number back to what it was at first. Whoever waits goes on waiting; whoever was let go
   * stays so.
   */
  public void reset() {
    Round present;
    do {
      present = round.get();
    } while (!present.set(initial) && !round.compareAndSet(present, new Round(this, initial)));
  }

  /**
   * Waits until the number is zero; returns at once if it is.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   */
  public void await() throws InterruptedException {
    round.get().acquireSharedInterruptibly(1);
  }

  /** Waits until the number is zero. An interrupt does not end the wait. */
  public void awaitUninterruptibly() {
    round.get().acquireShared(1);
  }

  /**
   * Waits until the number is zero or the time is over.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return whether it was zero; true also if the latch has been reset since
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   */
  public boolean await(Duration timeout) throws InterruptedException {
    long nanos = Checks.nanos(timeout);
    Round present = round.get();
    if (nanos == Checks.FOREVER) {
      present.acquireSharedInterruptibly(1);
      return true;
    }
    return present.tryAcquireSharedNanos(1, nanos);
  }

  /** Returns a text with the name and the number, such as {@code Latch "loaded" [2 of 3]}. */
  @Override
  public String toString() {
    return "%s [%d of %d]".formatted(Checks.title(Latch.class, name), count(), initial);
  }

  /** The state is the number. */
  private static final class Round extends AbstractQueuedSynchronizer {
    private static final long serialVersionUID = 1L;

    private final transient Latch latch;

    Round(Latch latch, int count) {
      this.latch = latch;
      setState(count);
    }

    int count() {
      return getState();
    }

    /** Returns false if this has ended. */
    boolean countDown() {
      while (true) {
        int before = getState();
        if (before == 0) {
          return false;
        }
        if (compareAndSetState(before, before - 1)) {
          if (before == 1) {
            releaseShared(1);
          }
          return true;
        }
      }
    }

    /** Sets the number; returns false if this has ended. */
    boolean set(int count) {
      while (true) {
        int before = getState();
        if (before == 0) {
          return false;
        }
        if (compareAndSetState(before, count)) {
          return true;
        }
      }
    }

    @Override
    protected int tryAcquireShared(int ignored) {
      return getState() == 0 ? 1 : -1;
    }

    @Override
    protected boolean tryReleaseShared(int ignored) {
      return true;
    }

    @Override
    public String toString() {
      return latch.toString();
    }
  }
}
