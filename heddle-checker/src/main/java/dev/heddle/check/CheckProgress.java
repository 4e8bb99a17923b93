package dev.heddle.check;

import java.time.Duration;

/**
 * How far an exhaustive search has come.
 *
 * @param executions how many executions ran to their end
 * @param elapsed how long the check has taken so far
 * @param estimate how many executions the search is estimated to take, these among them
 */
public record CheckProgress(long executions, Duration elapsed, double estimate) {

  /** Returns how many executions were completed for each second, rounded down. */
  public long executionsPerSecond() {
    long nanos = elapsed.toNanos();
    return nanos == 0 ? 0 : (long) (executions * 1e9 / nanos);
  }
}
