package dev.heddle.check.explore;

import dev.heddle.check.runtime.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A thread goes on until it has taken so many of its own steps. Counted from the thread's first
 * step, not from the turn's, so that turns keep their meaning when those before them change.
 */
record Turn(int thread, int until) {

  /** Returns the turns of the last execution. */
  static List<Turn> of(Trace trace) {
    List<Turn> turns = new ArrayList<>();
    Map<Integer, Integer> steps = new HashMap<>();
    int running = -1;
    for (int i = 0; i < trace.steps(); i++) {
      if (Progress.isScheduled(trace, i)) {
        int thread = trace.stepThread(i);
        Turn turn = new Turn(thread, steps.merge(thread, 1, Integer::sum));
        if (thread == running) {
          turns.set(turns.size() - 1, turn);
        } else {
          turns.add(turn);
        }
        running = thread;
      }
    }
    return turns;
  }
}
