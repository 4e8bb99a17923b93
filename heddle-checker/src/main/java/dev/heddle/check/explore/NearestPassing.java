package dev.heddle.check.explore;

import dev.heddle.check.explore.BranchingChooser.Branch;
import dev.heddle.check.runtime.Ending;

/**
 * Finds the execution that passes and makes the same decisions as a failing one for longest. It is
 * one of those that passed before; or one that decides otherwise at a later point, where each is
 * tried, from the last to the first, and then lets the running thread go on for as long as it can.
 */
final class NearestPassing {
  /** More would not help: the nearest passing execution would be far away. */
  private static final int MOST_EXECUTIONS = 5_000;

  private final Trials trials;
  private final BranchingChooser chooser;

  NearestPassing(Trials trials) {
    this.trials = trials;
    this.chooser = new BranchingChooser(trials.trace());
  }

  /**
   * Runs it, so that the trace is its trace.
   *
   * @param failing the decisions of the failing execution
   * @return whether there is one
   */
  boolean run(Decisions failing) {
    int[] chosen = failing.toArray();
    int[] nearest = new int[0];
    int shared = -1;
    for (int[] passing : trials.passing()) {
      int same = shared(chosen, passing);
      if (same > shared) {
        nearest = passing;
        shared = same;
      }
    }
    int executions = 0;
    for (int i = chosen.length - 1; i > shared; i--) {
      for (int j = 0; j < failing.width(i); j++) {
        if (failing.candidate(i, j) != chosen[i]) {
          if (++executions > MOST_EXECUTIONS || !trials.timeLeft()) {
            return shared >= 0 && passes(whole(nearest));
          }
          if (passes(new Branch(chosen, i, failing.candidate(i, j)))) {
            return true;
          }
        }
      }
    }
    return shared >= 0 && passes(whole(nearest));
  }

  private static int shared(int[] one, int[] other) {
    int length = Math.min(one.length, other.length);
    int same = 0;
    while (same < length && one[same] == other[same]) {
      same++;
    }
    return same;
  }

  private static Branch whole(int[] decisions) {
    return new Branch(decisions, decisions.length, BranchingChooser.MISMATCH);
  }

  private boolean passes(Branch branch) {
    chooser.begin(branch, Integer.MAX_VALUE);
    return trials.ending(chooser).kind() == Ending.Kind.COMPLETED;
  }
}
