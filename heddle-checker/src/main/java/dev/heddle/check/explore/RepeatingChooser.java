package dev.heddle.check.explore;

import dev.heddle.check.Choice;
import dev.heddle.check.runtime.Candidates;
import dev.heddle.check.runtime.Trace;
import java.util.List;

/** Makes the choices of a schedule again, as {@link Replay} does, and records the decisions. */
final class RepeatingChooser extends RecordingChooser {
  private final Replay replay;

  RepeatingChooser(Trace trace, List<Choice> choices) {
    super(trace);
    replay = new Replay(choices);
  }

  @Override
  void begin() {
    super.begin();
    replay.begin();
  }

  @Override
  int decide(Candidates candidates) {
    return replay.choose(candidates);
  }
}
