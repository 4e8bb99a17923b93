package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import dev.heddle.check.runtime.Trace;

/**
 * Repeats the decisions of an execution up to one of them, decides that one otherwise, and from
 * there on lets the running thread go on for as long as it can.
 */
final class BranchingChooser extends RecordingChooser {
  private Branch branch = Branch.ROOT;
  private int mostSwitches;

  /**
   * Where an execution leaves another.
   *
   * @param decisions the threads chosen in the other one; shared, never written
   * @param length how many of them to repeat
   * @param thread whom to choose then, or {@link #MISMATCH} for nobody in particular
   */
  record Branch(int[] decisions, int length, int thread) {
    static final Branch ROOT = new Branch(new int[0], 0, MISMATCH);

    /** Returns how many decisions there are before the running thread goes on. */
    int prescribed() {
      return length + (thread == MISMATCH ? 0 : 1);
    }
  }

  BranchingChooser(Trace trace) {
    super(trace);
  }

  /** Called before each execution; one with more context switches than that is given up. */
  void begin(Branch branch, int mostSwitches) {
    begin();
    this.branch = branch;
    this.mostSwitches = mostSwitches;
  }

  @Override
  int decide(Candidates candidates) {
    if (progress().switches() > mostSwitches) {
      return MISMATCH;
    }
    int depth = decisions().count();
    if (depth >= branch.prescribed()) {
      return withoutSwitch(candidates);
    }
    return indexOf(
        candidates, depth < branch.length() ? branch.decisions()[depth] : branch.thread());
  }
}
