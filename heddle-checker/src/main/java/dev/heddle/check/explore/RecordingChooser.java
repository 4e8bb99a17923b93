package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import dev.heddle.check.runtime.Chooser;
import dev.heddle.check.runtime.Trace;

/**
 * Chooses threads by their numbers, and records the decisions. What it goes by is the trace, not
 * how often it was asked: it serves also where it is asked with a single candidate.
 */
abstract class RecordingChooser implements Chooser {
  private final Progress progress;
  private final Decisions decisions = new Decisions();

  RecordingChooser(Trace trace) {
    progress = new Progress(trace);
  }

  /** Called before each execution. */
  void begin() {
    progress.begin();
    decisions.clear();
  }

  @Override
  public final int choose(Candidates candidates) {
    progress.readOn();
    int index = decide(candidates);
    if (index != MISMATCH) {
      decisions.add(candidates, index, progress);
    }
    return index;
  }

  /** Returns the index of the candidate to choose, or {@link #MISMATCH}. */
  abstract int decide(Candidates candidates);

  Progress progress() {
    return progress;
  }

  /** Returns the decisions of the last execution; the next overwrites them. */
  Decisions decisions() {
    return decisions;
  }

  /** Returns the candidate that goes on without a context switch, or else the first. */
  int withoutSwitch(Candidates candidates) {
    return Math.max(0, indexOf(candidates, progress.last()));
  }

  /** Returns the index of a thread among the candidates, or {@link #MISMATCH}. */
  static int indexOf(Candidates candidates, int thread) {
    for (int i = 0; i < candidates.count(); i++) {
      if (candidates.threadId(i) == thread) {
        return i;
      }
    }
    return MISMATCH;
  }
}
