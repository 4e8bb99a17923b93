package dev.heddle.check;

import dev.heddle.check.explore.Replay;
import dev.heddle.check.runtime.Ending;
import org.jspecify.annotations.Nullable;

/** Compares how a replay ended with what its schedule promises. */
final class ReplayEnding {
  private ReplayEnding() {}

  /** Returns how they differ, in a sentence, or null. */
  static @Nullable String mismatchOf(Schedule schedule, Replay replay, Ending ending) {
    if (ending.kind() == Ending.Kind.MISMATCH) {
      return "the program went another way than the schedule: " + replay.mismatch();
    }
    if (ending.kind() == Ending.Kind.COMPLETED) {
      return "the program followed the schedule and did not fail; expected was "
          + schedule.kind().text()
          + ": "
          + schedule.message();
    }
    FailureKind kind = FailureReport.kindOf(ending);
    if (kind != schedule.kind() || !Sameness.same(schedule.message(), ending.message())) {
      return "the program failed in another way ("
          + kind.text()
          + ": "
          + ending.message()
          + "); expected was "
          + schedule.kind().text()
          + ": "
          + schedule.message();
    }
    return replay.unused() == 0
        ? null
        : "the program failed before the last " + replay.unused() + " choices of the schedule";
  }
}
