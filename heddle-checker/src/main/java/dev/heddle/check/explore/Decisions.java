package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import java.util.Arrays;

/** The decisions of one execution, in order: which thread was chosen, and among which. */
final class Decisions {
  private int count;
  private int[] chosen = new int[64];

  /** How many context switches there were before each decision. */
  private int[] switches = new int[64];

  /** The thread that would go on without a switch. */
  private int[] running = new int[64];

  /** Where each decision's candidates end in {@link #candidates}. */
  private int[] ends = new int[64];

  private int[] candidates = new int[256];

  void clear() {
    count = 0;
  }

  void add(Candidates among, int index, Progress progress) {
    if (count == chosen.length) {
      chosen = Arrays.copyOf(chosen, count * 2);
      switches = Arrays.copyOf(switches, count * 2);
      running = Arrays.copyOf(running, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
    }
    int end = begin(count);
    if (end + among.count() > candidates.length) {
      candidates = Arrays.copyOf(candidates, (end + among.count()) * 2);
    }
    for (int i = 0; i < among.count(); i++) {
      candidates[end++] = among.threadId(i);
    }
    chosen[count] = among.threadId(index);
    switches[count] = progress.switches();
    running[count] = progress.last();
    ends[count++] = end;
  }

  int count() {
    return count;
  }

  int chosen(int decision) {
    return chosen[decision];
  }

  int width(int decision) {
    return ends[decision] - begin(decision);
  }

  /** Returns the thread that is one of a decision's candidates. */
  int candidate(int decision, int index) {
    return candidates[begin(decision) + index];
  }

  /** Returns how many context switches there are if a candidate is chosen. */
  int switchesWith(int decision, int index) {
    boolean switched = candidate(decision, index) != running[decision];
    return switches[decision] + (switched ? 1 : 0);
  }

  /** Returns the threads chosen. */
  int[] toArray() {
    return Arrays.copyOf(chosen, count);
  }

  private int begin(int decision) {
    return decision == 0 ? 0 : ends[decision - 1];
  }
}
