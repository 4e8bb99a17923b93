package dev.heddle.check.runtime;

/**
 * The clock of one execution. It stands still while threads run, and jumps to the next deadline
 * when nothing else can run, so that a timeout costs nothing and comes at the same point each time.
 *
 * <p>A thread that only polls the clock would never see it move: after {@link #FREE_READS} reads
 * each further one takes {@link #POLL_NANOS}.
 */
final class VirtualClock {
  /** What {@code currentTimeMillis} says when an execution begins: 2025-01-01T00:00:00Z. */
  static final long EPOCH_MILLIS = 1_735_689_600_000L;

  private static final int FREE_READS = 1_000;
  private static final long POLL_NANOS = 1_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private long now;
  private boolean waited;

  void reset() {
    now = 0;
  }

  /** Returns the nanoseconds since the execution began. */
  long now() {
    return now;
  }

  /** Returns the time for a thread that asks for it. */
  long read(ControlledThread thread) {
    if (++thread.clockReads > FREE_READS) {
      now += POLL_NANOS;
    }
    thread.spins.readClock(now);
    return now;
  }

  long readMillis(ControlledThread thread) {
    return EPOCH_MILLIS + read(thread) / NANOS_PER_MILLI;
  }

  /** Returns the nanoseconds from a point, in seconds since 1970, to now. */
  long readAdjustment(ControlledThread thread, long offsetSeconds) {
    long fromEpoch = EPOCH_MILLIS * NANOS_PER_MILLI + read(thread);
    return fromEpoch - offsetSeconds * NANOS_PER_SECOND;
  }

  /** Returns the deadline that is {@code nanos} away, or for ever if that is too far. */
  long deadlineIn(long nanos) {
    waited = true;
    long deadline = now + nanos;
    return deadline < now ? ControlledThread.NEVER : deadline;
  }

  long deadlineInMillis(long millis) {
    return deadlineIn(
        millis > Long.MAX_VALUE / NANOS_PER_MILLI ? Long.MAX_VALUE : millis * NANOS_PER_MILLI);
  }

  /** Returns the deadline at a point of {@code currentTimeMillis}. */
  long deadlineAtMillis(long millis) {
    return deadlineInMillis(Math.max(0, millis - EPOCH_MILLIS - now / NANOS_PER_MILLI));
  }

  void advanceTo(long time) {
    now = Math.max(now, time);
  }

  /** Returns whether any execution so far had a timed wait. */
  boolean waited() {
    return waited;
  }
}
