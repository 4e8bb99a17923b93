package dev.heddle.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A place where a fixed number of threads wait for each other. When the last of them has arrived,
 * all go on, and the barrier is ready for the next cycle.
 *
 * <pre>{@code
 * private final Barrier phase = new Barrier(3, this::mergeRows, "phase");
 *
 * void work(int part) throws InterruptedException {
 *   while (!finished()) {
 *     computeRows(part);
 *     phase.await();
 *   }
 * }
 * }</pre>
 *
 * <p><b>Breaking.</b> Either all threads of a cycle go on or none. If one of them cannot wait any
 * longer, because its time is over, because it is interrupted, or because the action fails, the
 * barrier breaks: all others that wait, and all that come, get a {@link BrokenBarrierException}
 * that says why, until the barrier is {@link #reset()}.
 *
 * <p><b>The action</b>, if there is one, runs once in each cycle, in the thread that arrived last,
 * before any thread goes on. Meanwhile whoever wants to await, abort or reset the barrier has to
 * wait for its end, and no timeout or interrupt breaks the barrier. The action itself cannot call
 * these methods. It may ask {@link #waitingCount()}, which is the number of parties then.
 *
 * <p>A barrier counts arrivals, not threads.
 *
 * <p><b>Memory:</b> actions before an await <em>happen-before</em> the barrier's action, that
 * <em>happens-before</em> what follows an await of the same cycle, and, with or without an action,
 * what comes before an await <em>happens-before</em> what follows any other of the same cycle.
 *
 * <p>The reference is Python's {@code threading.Barrier}. <b>Beside {@code
 * java.util.concurrent.CyclicBarrier}:</b> the index counts up, not down; the exception is
 * unchecked, and is also what the thread gets whose own time was over; there is an {@link #abort()}
 * and a timeout for all awaits.
 */
public final class Barrier {
  /*
   * Each cycle is a gate. Arrivals, and all that ends a cycle, happen under "guard";
   * those who wait stand before the gate and do not need the guard to go on, unless their time is
   * over or they are interrupted: then they have to find out under the guard whether the cycle had
   * ended before that. The fields that are read without the guard are volatile.
   *
   * The action runs under the guard. So there is only one at a time, even if more threads than the
   * parties use the barrier, and a thread whose time runs out meanwhile finds the cycle complete.
   */

  private final int parties;
  private final @Nullable Runnable action;
  private final long nanos;
  private final @Nullable String name;

  private final Lock guard = new Lock();

  /** The cycle that gathers arrivals, or the one that broke. */
  private volatile Cycle cycle;

  /** The thread that runs the action. */
  private volatile @Nullable Thread runner;

  /**
   * Makes a barrier.
   *
   * @param parties how many threads wait for each other; 1 or more
   * @throws IllegalArgumentException if {@code parties} is less than one
   */
  public Barrier(int parties) {
    this(parties, null, Checks.FOREVER, null);
  }

  /**
   * Makes a barrier.
   *
   * @param parties how many threads wait for each other; 1 or more
   * @param name what messages call it
   * @throws IllegalArgumentException if {@code parties} is less than one
   */
  public Barrier(int parties, String name) {
    this(parties, null, Checks.FOREVER, Checks.nonNull(name, "name"));
  }

  /**
   * Makes a barrier with an action.
   *
   * @param parties how many threads wait for each other; 1 or more
   * @param action what the last thread to arrive runs before all go on
   * @throws IllegalArgumentException if {@code parties} is less than one
   */
  public Barrier(int parties, Runnable action) {
    this(parties, Checks.nonNull(action, "action"), Checks.FOREVER, null);
  }

  /**
   * Makes a barrier with an action.
   *
   * @param parties how many threads wait for each other; 1 or more
   * @param action what the last thread to arrive runs before all go on
   * @param name what messages call it
   * @throws IllegalArgumentException if {@code parties} is less than one
   */
  public Barrier(int parties, Runnable action, String name) {
    this(parties, Checks.nonNull(action, "action"), Checks.FOREVER, Checks.nonNull(name, "name"));
  }

  /**
   * Makes a barrier with an action and a timeout.
   *
   * @param parties how many threads wait for each other; 1 or more
   * @param action what the last thread to arrive runs before all go on
   * @param timeout how long {@link #await()} waits; zero or less does not wait, more than 292 years
   *     is for ever
   * @throws IllegalArgumentException if {@code parties} is less than one
   */
  public Barrier(int parties, Runnable action, Duration timeout) {
    this(parties, Checks.nonNull(action, "action"), Checks.nanos(timeout), null);
  }

  /**
   * Makes a barrier with a timeout.
   *
   * @param parties how many threads wait for each other; 1 or more
   * @param timeout how long {@link #await()} waits; zero or less does not wait, more than 292 years
   *     is for ever
   * @throws IllegalArgumentException if {@code parties} is less than one
   */
  public Barrier(int parties, Duration timeout) {
    this(parties, null, Checks.nanos(timeout), null);
  }

  /**
   * Makes a barrier with a timeout.
   *
   * @param parties how many threads wait for each other; 1 or more
   * @param timeout how long {@link #await()} waits; zero or less does not wait, more than 292 years
   *     is for ever
   * @param name what messages call it
   * @throws IllegalArgumentException if {@code parties} is less than one
   */
  public Barrier(int parties, Duration timeout, String name) {
    this(parties, null, Checks.nanos(timeout), Checks.nonNull(name, "name"));
  }

  /**
   * Makes a barrier with an action and a timeout.
   *
   * @param parties how many threads wait for each other; 1 or more
   * @param action what the last thread to arrive runs before all go on
   * @param timeout how long {@link #await()} waits; zero or less does not wait, more than 292 years
   *     is for ever
   * @param name what messages call it
   * @throws IllegalArgumentException if {@code parties} is less than one
   */
  public Barrier(int parties, Runnable action, Duration timeout, String name) {
    this(
        parties,
        Checks.nonNull(action, "action"),
        Checks.nanos(timeout),
        Checks.nonNull(name, "name"));
  }

  private Barrier(int parties, @Nullable Runnable action, long nanos, @Nullable String name) {
    if (parties < 1) {
      throw new IllegalArgumentException(
          Checks.label(Barrier.class, name) + " cannot have " + parties + " parties");
    }
    this.parties = parties;
    this.action = action;
    this.nanos = nanos;
    this.name = name;
    this.cycle = new Cycle(this);
  }

  /**
   * Arrives, and waits for the other parties: as long as that takes, or as long as the timeout that
   * the barrier was made with. The time begins when the thread has arrived; it does not count while
   * an action runs.
   *
   * @return how many had arrived before in this cycle: 0 for the first, {@code parties - 1} for the
   *     last, each number once
   * @throws BrokenBarrierException if the barrier is broken, or breaks meanwhile, also because this
   *     thread's time is over
   * @throws InterruptedException if the thread was interrupted, before or while it waited, and the
   *     cycle was not complete by then; the barrier breaks
   * @throws IllegalStateException if called from the barrier's own action
   */
  public int await() throws InterruptedException {
    return await(nanos);
  }

  /**
   * Arrives, and waits for the other parties until the time is over; if it is, the barrier breaks.
   * The time begins when the thread has arrived; it does not count while an action runs.
   *
   * @param timeout how long to wait, in place of the timeout that the barrier was made with; zero
   *     or less does not wait, more than 292 years means no limit
   * @return how many had arrived before in this cycle: 0 for the first, {@code parties - 1} for the
   *     last, each number once
   * @throws BrokenBarrierException if the barrier is broken, or breaks meanwhile, also because this
   *     thread's time is over
   * @throws InterruptedException if the thread was interrupted, before or while it waited, and the
   *     cycle was not complete by then; the barrier breaks
   * @throws IllegalStateException if called from the barrier's own action
   */
  public int await(Duration timeout) throws InterruptedException {
    return await(Checks.nanos(timeout));
  }

  /**
   * Begins a new cycle, in which the barrier is not broken. Threads that wait get a {@link
   * BrokenBarrierException}.
   *
   * @throws IllegalStateException if called from the barrier's own action
   */
  public void reset() {
    refuseInAction("reset");
    Cycle next = new Cycle(this);
    guard.acquire();
    try {
      // In this order nobody sees the barrier broken.
      Cycle before = cycle;
      cycle = next;
      before.breakBy(Breach.RESET, 0, null);
    } finally {
      guard.release();
    }
  }

  /**
   * Breaks the barrier, until it is reset. Threads that wait, and threads that come, get a {@link
   * BrokenBarrierException}.
   *
   * @throws IllegalStateException if called from the barrier's own action
   */
  public void abort() {
    refuseInAction("abort");
    guard.acquire();
    try {
      cycle.breakBy(Breach.ABORTED, 0, null);
    } finally {
      guard.release();
    }
  }

  /** Returns how many threads wait for each other. */
  public int parties() {
    return parties;
  }

  /**
   * Returns how many threads have arrived and wait for the others: 0 if the barrier is broken, all
   * while the action runs. The answer may be out of date when it arrives.
   */
  public int waitingCount() {
    Cycle now = cycle;
    return now.breach == null ? now.arrived : 0;
  }

  /** Returns whether the barrier is broken. The answer may be out of date when it arrives. */
  public boolean isBroken() {
    Cycle now = cycle;
    // A reset breaks the cycle that it replaces, and the barrier is never broken meanwhile.
    return now.breach != null && now == cycle;
  }

  /**
   * Returns a text with the name and the state, such as {@code Barrier "phase" [1 of 3 waiting]},
   * or what broke it.
   */
  @Override
  public String toString() {
    Cycle now = cycle;
    return Checks.title(Barrier.class, name)
        + (now.breach != null && now == cycle
            ? " [broken: " + now.reason() + "]"
            : " [%d of %d waiting]".formatted(waitingCount(), parties));
  }

  private int await(long timeout) throws InterruptedException {
    refuseInAction("await");
    Cycle mine;
    int index;
    guard.acquire();
    try {
      mine = cycle;
      mine.requireWhole();
      if (Thread.interrupted()) {
        mine.breakBy(Breach.INTERRUPTED, 0, null);
        throw new InterruptedException();
      }
      index = mine.arrived;
      if (index < parties - 1) {
        mine.arrived = index + 1;
      } else {
        // Made before the action runs: nothing can fail between its end and that of the cycle.
        Cycle next = new Cycle(this);
        runAction(mine);
        mine.complete = true;
        cycle = next;
      }
    } finally {
      guard.release();
    }
    if (index < parties - 1) {
      waitForOthers(mine, timeout);
    } else {
      mine.open();
    }
    return index;
  }

  private void runAction(Cycle mine) {
    if (action == null) {
      return;
    }
    mine.arrived = parties;
    runner = Thread.currentThread();
    try {
      action.run();
    } catch (Throwable e) {
      mine.breakBy(Breach.ACTION_FAILED, 0, e);
      throw e;
    } finally {
      runner = null;
    }
  }

  private void waitForOthers(Cycle mine, long timeout) throws InterruptedException {
    boolean passed = false;
    boolean interrupted = false;
    try {
      passed = mine.pass(timeout);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (!passed) {
      // False if the cycle was over before the time was, or before the interrupt.
      boolean broke = giveUp(mine, interrupted ? Breach.INTERRUPTED : Breach.TIMED_OUT, timeout);
      if (interrupted && broke) {
        throw new InterruptedException();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    mine.requireWhole();
  }

  private boolean giveUp(Cycle mine, Breach breach, long timeout) {
    guard.acquire();
    try {
      return mine.breakBy(breach, timeout, null);
    } finally {
      guard.release();
    }
  }

  private void refuseInAction(String what) {
    if (runner == Thread.currentThread()) {
      throw new IllegalStateException(
          "cannot %s %s from its own action".formatted(what, Checks.label(Barrier.class, name)));
    }
  }

  /** What breaks a cycle. */
  private enum Breach {
    TIMED_OUT,
    INTERRUPTED,
    ACTION_FAILED,
    ABORTED,
    RESET
  }

  /**
   * From the first arrival to the last, or to what breaks it. Written under the guard. Breaking it
   * only notes facts, so that it cannot fail, whatever the action has thrown; the text is made by
   * those who ask.
   */
  private static final class Cycle extends Gate {
    private static final long serialVersionUID = 1L;

    private final transient Barrier barrier;

    /** How many have arrived. */
    volatile int arrived;

    /** Whether all have arrived and the action has run. */
    boolean complete;

    /** What broke this, or null. Written after all that belongs to it. */
    volatile @Nullable Breach breach;

    private String culprit = "";
    private long culpritId;
    private long waited;
    private @Nullable Throwable thrown;

    Cycle(Barrier barrier) {
      super(barrier);
      this.barrier = barrier;
    }

    /**
     * Lets the calling thread break this, unless it is complete or broken already.
     *
     * @return whether this call broke it
     */
    boolean breakBy(Breach how, long nanos, @Nullable Throwable failure) {
      if (complete || breach != null) {
        return false;
      }
      Thread caller = Thread.currentThread();
      culprit = caller.getName();
      culpritId = caller.getId();
      waited = nanos;
      thrown = failure;
      breach = how;
      open();
      return true;
    }

    /** Throws if this is broken. */
    void requireWhole() {
      if (breach != null) {
        throw new BrokenBarrierException(
            Checks.label(Barrier.class, barrier.name) + " broke: " + reason(), thrown);
      }
    }

    private static String describe(@Nullable Throwable thrown) {
      try {
        return String.valueOf(thrown);
      } catch (RuntimeException e) {
        // Its own text fails; what has failed is known nevertheless.
        return Checks.nonNull(thrown, "thrown").getClass().getName();
      }
    }

    /** Says what broke this. */
    String reason() {
      Breach how = breach;
      if (how == null) {
        return "nothing";
      }
      String who = Checks.name(culprit, culpritId);
      String arrivals = ", and %d of %d had arrived".formatted(arrived, barrier.parties);
      return switch (how) {
        case TIMED_OUT -> who + " waited " + Checks.text(waited) + arrivals;
        case INTERRUPTED -> who + " was interrupted" + arrivals;
        case ACTION_FAILED -> "its action failed in " + who + ": " + describe(thrown);
        case ABORTED -> who + " aborted it";
        case RESET -> who + " reset it";
      };
    }
  }
}
