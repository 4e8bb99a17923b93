package dev.heddle.check;

import java.util.function.BooleanSupplier;

/** How long one check may go on: its time, its executions, and whether it was told to stop. */
final class Budget {
  private final long startedAt = System.nanoTime();
  private final long nanos;
  private final long executions;
  private volatile BooleanSupplier stop = () -> false;
  private volatile boolean interrupted;

  // Written by the explorer, read after it has ended or was given up.
  private volatile boolean stopped;

  Budget(CheckOptions options) {
    this.nanos = options.time().toNanos();
    this.executions = options.executions().orElse(Long.MAX_VALUE);
  }

  /** Lets the check end now; any thread may call this. */
  void interrupt() {
    interrupted = true;
  }

  /** Lets the check end when it is told to. */
  void stopWhen(BooleanSupplier stop) {
    this.stop = stop;
  }

  long startedAt() {
    return startedAt;
  }

  /** Returns how long the check has taken so far. */
  long elapsedNanos() {
    return System.nanoTime() - startedAt;
  }

  /** Returns when the time is over, as {@link System#nanoTime} tells it. */
  long endsAt() {
    return startedAt + Math.min(nanos, Long.MAX_VALUE / 4);
  }

  /** Returns whether the check was told to stop; any thread may ask. */
  boolean isToStop() {
    return interrupted || stop.getAsBoolean();
  }

  /** Returns when a part of the time is over, counted from now. */
  long soon(double share) {
    return System.nanoTime() + (long) (Math.min(nanos, Long.MAX_VALUE / 4) * share);
  }

  /** Returns when a part of the time is over. */
  long endsAt(double share) {
    return startedAt + (long) (Math.min(nanos, Long.MAX_VALUE / 4) * share);
  }

  /**
   * Returns whether an activity may go on: it has used less than a part of the time since it began,
   * the check has time left, and was not stopped.
   */
  boolean allowsSince(long begun, double share) {
    return System.nanoTime() - begun < nanos * share && !isOver();
  }

  /** Returns whether the time is over, or the check was told to stop. */
  boolean isOver() {
    return elapsedNanos() >= nanos || isToStop();
  }

  /** Returns whether the check was told to stop before its budget was spent. */
  boolean wasStopped() {
    return stopped;
  }

  /** Returns the most executions in a part of the budget, {@code Long.MAX_VALUE} for no cap. */
  long cap(double share) {
    return share == 1.0 ? executions : Math.max(1, part(share));
  }

  /**
   * Returns the executions in a part of the budget, perhaps 0, {@code Long.MAX_VALUE} for no cap.
   */
  long part(double share) {
    return executions == Long.MAX_VALUE ? executions : (long) (executions * share);
  }

  /**
   * Returns whether there is something left of a part of the budget.
   *
   * @param share the part, counted from the start of the check
   * @param run how many executions there were
   */
  boolean allows(double share, long run) {
    if (run >= cap(share)) {
      return false;
    }
    if (run > 0 && isToStop()) {
      stopped = true;
      return false;
    }
    // However short the time, one execution is run.
    return run == 0 || elapsedNanos() < nanos * share;
  }
}
