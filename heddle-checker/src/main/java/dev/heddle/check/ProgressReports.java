package dev.heddle.check;

import dev.heddle.check.explore.Search;
import java.time.Duration;
import java.util.function.Consumer;

/** Tells a listener how an exhaustive search goes on, at most twice a second. */
final class ProgressReports {
  private static final long INTERVAL_NANOS = 500_000_000;

  private final Consumer<CheckProgress> listener;
  private final long startedAt;
  private long reportedAt;

  ProgressReports(Consumer<CheckProgress> listener, long startedAt) {
    this.listener = listener;
    this.startedAt = startedAt;
    this.reportedAt = startedAt;
  }

  /** Called after each execution. */
  void advanced(long executions, Search search) {
    long now = System.nanoTime();
    if (now - reportedAt < INTERVAL_NANOS) {
      return;
    }
    reportedAt = now;
    double estimate = search.estimatedExecutions();
    if (!Double.isNaN(estimate)) {
      listener.accept(new CheckProgress(executions, Duration.ofNanos(now - startedAt), estimate));
    }
  }
}
