package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import dev.heddle.check.runtime.Trace;
import java.util.List;

/**
 * Follows wanted turns as far as possible: a turn whose thread cannot go on, or has come as far
 * already, is left out. After the last turn the running thread goes on for as long as it can.
 */
final class GuidedChooser extends RecordingChooser {
  private List<Turn> turns = List.of();
  private int at;

  GuidedChooser(Trace trace) {
    super(trace);
  }

  /** Called before each execution, with the turns to follow. */
  void begin(List<Turn> turns) {
    begin();
    this.turns = turns;
    at = 0;
  }

  @Override
  int decide(Candidates candidates) {
    for (; at < turns.size(); at++) {
      Turn turn = turns.get(at);
      if (progress().stepsOf(turn.thread()) < turn.until()) {
        int index = indexOf(candidates, turn.thread());
        if (index != MISMATCH) {
          return index;
        }
      }
    }
    return withoutSwitch(candidates);
  }
}
