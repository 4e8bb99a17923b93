package dev.heddle.check.explore;

import dev.heddle.check.explore.BranchingChooser.Branch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Searches breadth first, by the number of context switches, for the shortest execution that fails
 * the same way: iterative context bounding (Musuvathi and Qadeer, PLDI 2007), with every switch
 * counted, forced or not.
 *
 * <p>An execution repeats the decisions of another up to one that it makes otherwise, and then the
 * running thread goes on for as long as it can. Each decision after that is a branch for each other
 * candidate. Branches are taken in the order of the switches that they have so far, and an
 * execution never has fewer than its branch: so when none is left that could be shorter than the
 * shortest failing execution, there is no shorter one. Every execution is run once.
 */
final class FewestSwitches {
  /** Enough for three preemptions among some thirty steps. */
  private static final int MOST_EXECUTIONS = 50_000;

  private static final int MOST_BRANCHES = 500_000;
  private static final int MOST_DECISIONS_KEPT = 1 << 21;

  private final Trials trials;
  private final BranchingChooser chooser;

  /** The branches to take, by the switches that they have so far. */
  private final List<Deque<Branch>> branches = new ArrayList<>();

  private int branchCount;
  private int decisionsKept;
  private boolean cut;

  FewestSwitches(Trials trials) {
    this.trials = trials;
    this.chooser = new BranchingChooser(trials.trace());
  }

  /** Returns whether the search came to its end: no execution is shorter than the shortest now. */
  boolean search() {
    add(0, Branch.ROOT);
    int executions = 0;
    for (int switches = 0; switches < branches.size() && switches <= most(); switches++) {
      for (Branch branch = poll(switches); branch != null; branch = poll(switches)) {
        if (++executions > MOST_EXECUTIONS || !trials.timeLeft()) {
          return false;
        }
        chooser.begin(branch, most());
        trials.run(chooser);
        addBranches(branch.prescribed());
      }
    }
    return !cut;
  }

  private @Nullable Branch poll(int switches) {
    return branches.get(switches).poll();
  }

  /** As many switches as the shortest has are of use only with fewer steps. */
  private int most() {
    return Objects.requireNonNull(trials.shortest()).size().switches();
  }

  private void addBranches(int from) {
    Decisions decisions = chooser.decisions();
    if (decisions.count() <= from) {
      return;
    }
    if (decisionsKept + decisions.count() > MOST_DECISIONS_KEPT) {
      cut = true;
      return;
    }
    int[] chosen = decisions.toArray();
    decisionsKept += chosen.length;
    for (int i = from; i < chosen.length; i++) {
      for (int j = 0; j < decisions.width(i); j++) {
        int thread = decisions.candidate(i, j);
        int switches = decisions.switchesWith(i, j);
        if (thread != chosen[i] && switches <= most()) {
          add(switches, new Branch(chosen, i, thread));
        }
      }
    }
  }

  private void add(int switches, Branch branch) {
    if (branchCount == MOST_BRANCHES) {
      cut = true;
      return;
    }
    while (branches.size() <= switches) {
      branches.add(new ArrayDeque<>());
    }
    branches.get(switches).add(branch);
    branchCount++;
  }
}
