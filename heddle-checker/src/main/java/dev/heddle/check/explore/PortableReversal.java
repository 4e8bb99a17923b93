package dev.heddle.check.explore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A sequence of steps that reverses a race, for a node that another process keeps.
 *
 * @param depth how many events lead to the node
 * @param steps the sequence
 * @param predecessors for each step, which of those before it in the sequence it comes after in
 *     every execution of the trace
 */
public record PortableReversal(int depth, List<PortableStep> steps, List<BitSet> predecessors) {

  /** Copies the lists. */
  public PortableReversal {
    steps = List.copyOf(steps);
    predecessors = List.copyOf(predecessors);
  }

  /** What is left of a sequence when some of its steps are taken. */
  static final class Rest {
    private final PortableReversal all;
    private final BitSet left = new BitSet();

    Rest(PortableReversal all) {
      this.all = all;
      left.set(0, all.steps.size());
    }

    /** Returns whether a step can come first in an execution of the trace of what is left. */
    boolean isWeakInitial(PortableStep step) {
      int same = first(step.thread());
      if (same >= 0) {
        return !all.predecessors.get(same).intersects(left);
      }
      return left.stream().allMatch(i -> step.isIndependentOf(all.steps.get(i)));
    }

    private int first(String thread) {
      return left.stream()
          .filter(i -> all.steps.get(i).thread().equals(thread))
          .findFirst()
          .orElse(-1);
    }

    /** Takes the first step of a thread, if there is one. */
    void take(String thread) {
      int first = first(thread);
      if (first >= 0) {
        left.clear(first);
      }
    }

    /** Appends what is left to a level of a tree; returns its steps. */
    List<PortableStep> appendTo(List<PortableTree> level) {
      List<PortableStep> rest = new ArrayList<>(left.stream().mapToObj(all.steps::get).toList());
      List<PortableTree> at = level;
      for (PortableStep step : rest) {
        PortableTree tree = new PortableTree(step, List.of());
        at.add(tree);
        at = tree.children();
      }
      return rest;
    }
  }
}
