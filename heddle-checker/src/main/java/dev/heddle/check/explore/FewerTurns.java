package dev.heddle.check.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Leaves turns out of a failing execution for as long as it fails the same way: many at once, then
 * fewer, then single ones, as delta debugging does (Zeller and Hildebrandt, <em>Simplifying and
 * isolating failure-inducing input</em>, IEEE TSE 2002).
 *
 * <p>The steps of a turn that is left out are taken later, in the thread's next turn. Or they are
 * taken earlier: a turn may also be joined with the thread's next.
 *
 * <p>The result is one that no single such move shortens; there may be shorter ones.
 */
final class FewerTurns {
  private final Trials trials;
  private final GuidedChooser chooser;

  FewerTurns(Trials trials) {
    this.trials = trials;
    this.chooser = new GuidedChooser(trials.trace());
  }

  /** Shortens the shortest execution so far, while there is time. */
  void search() {
    boolean shorter = true;
    while (shorter && trials.timeLeft()) {
      shorter = false;
      for (int length = turns().size() / 2; length > 0; length /= 2) {
        shorter |= leaveOut(length);
      }
      shorter |= joinWithNext();
    }
  }

  private boolean leaveOut(int length) {
    boolean shorter = false;
    int from = 0;
    while (from + length <= turns().size() && trials.timeLeft()) {
      List<Turn> fewer = new ArrayList<>(turns());
      fewer.subList(from, from + length).clear();
      if (isShorter(fewer)) {
        shorter = true;
      } else {
        from += length;
      }
    }
    return shorter;
  }

  private boolean joinWithNext() {
    boolean shorter = false;
    int at = 0;
    while (at < turns().size() && trials.timeLeft()) {
      List<Turn> fewer = new ArrayList<>(turns());
      int next = next(fewer, at);
      if (next > 0) {
        fewer.set(at, fewer.remove(next));
      }
      if (next > 0 && isShorter(fewer)) {
        shorter = true;
      } else {
        at++;
      }
    }
    return shorter;
  }

  /** Returns where a turn's thread has its next turn, or 0 if it has none. */
  private static int next(List<Turn> turns, int at) {
    for (int i = at + 1; i < turns.size(); i++) {
      if (turns.get(i).thread() == turns.get(at).thread()) {
        return i;
      }
    }
    return 0;
  }

  private boolean isShorter(List<Turn> turns) {
    chooser.begin(turns);
    return trials.run(chooser);
  }

  private List<Turn> turns() {
    return shortest().turns();
  }

  private Trials.Failing shortest() {
    return Objects.requireNonNull(trials.shortest());
  }
}
