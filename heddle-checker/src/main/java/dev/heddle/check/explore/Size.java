package dev.heddle.check.explore;

import dev.heddle.check.runtime.Trace;
import java.util.Comparator;

/** How long an execution is to whoever reads it: first by context switches, then by steps. */
record Size(int switches, int steps) implements Comparable<Size> {
  private static final Comparator<Size> ORDER =
      Comparator.comparingInt(Size::switches).thenComparingInt(Size::steps);

  static Size of(Trace trace) {
    Progress progress = new Progress(trace);
    progress.readOn();
    return new Size(progress.switches(), trace.steps());
  }

  @Override
  public int compareTo(Size other) {
    return ORDER.compare(this, other);
  }
}
