package dev.heddle.check.explore;

import dev.heddle.check.runtime.Events;
import dev.heddle.check.runtime.Footprint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of steps that reverses a race: what happened after the earlier event and does not
 * depend on it, and then the later one. It can follow on the node before the earlier event. One
 * instance is reused.
 */
final class Reversal {
  private final Events events;
  private final HappensBefore order;

  private int[] sequence = new int[256];

  /** Which events of the sequence happen before its last. */
  private boolean[] beforeLast = new boolean[256];

  private int length;

  Reversal(Events events, HappensBefore order) {
    this.events = events;
    this.order = order;
  }

  /**
   * Makes the sequence for a race.
   *
   * @param end how many events were taken; those after it were only pending
   */
  void make(int earlier, int later, int end) {
    length = 0;
    int until = Math.min(later, end);
    if (sequence.length <= until - earlier) {
      sequence = new int[(until - earlier) * 2];
      beforeLast = new boolean[sequence.length];
    }
    for (int event = earlier + 1; event < until; event++) {
      if (!order.isBefore(earlier, event)) {
        sequence[length++] = event;
      }
    }
    markBefore(later);
    sequence[length++] = later;
  }

  /**
   * Finds what of the sequence comes before its last event. That event's clock cannot tell: it
   * still contains what came through the event that is left out.
   */
  private void markBefore(int last) {
    int before = events.previous(last);
    for (int i = length - 1; i >= 0; i--) {
      int event = sequence[i];
      boolean ordered = before >= 0 && order.isBefore(event, before);
      if (!ordered) {
        ordered = conflict(event, last);
      }
      for (int j = i + 1; j < length && !ordered; j++) {
        ordered = beforeLast[j] && order.isBefore(event, sequence[j]);
      }
      beforeLast[i] = ordered;
    }
    beforeLast[length] = false;
  }

  private boolean conflict(int one, int other) {
    for (int touch = events.firstTouch(one); touch < events.endTouch(one); touch++) {
      for (int second = events.firstTouch(other); second < events.endTouch(other); second++) {
        if (events.slot(touch) == events.slot(second)
            && Footprint.conflict(events.how(touch), events.how(second))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a step can come first in an execution of the sequence's trace. */
  boolean isWeakInitial(WakeupTree step) {
    for (int i = 0; i < length; i++) {
      if (events.thread(sequence[i]) == step.thread) {
        return isWithoutPredecessor(i);
      }
    }
    for (int i = 0; i < length; i++) {
      if (!step.isIndependentOf(events, sequence[i])) {
        return false;
      }
    }
    return true;
  }

  private boolean isWithoutPredecessor(int at) {
    for (int i = 0; i < at; i++) {
      if (isPredecessor(i, at)) {
        return false;
      }
    }
    return true;
  }

  private boolean isPredecessor(int before, int at) {
    return at == length - 1 ? beforeLast[before] : order.isBefore(sequence[before], sequence[at]);
  }

  /** Takes the first step of a thread out of the sequence. */
  void removeFirst(int thread) {
    for (int i = 0; i < length; i++) {
      if (events.thread(sequence[i]) == thread) {
        int rest = length - i - 1;
        System.arraycopy(sequence, i + 1, sequence, i, rest);
        System.arraycopy(beforeLast, i + 1, beforeLast, i, rest);
        length--;
        return;
      }
    }
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** Appends what is left of the sequence as a new branch. */
  void appendTo(List<WakeupTree> level) {
    List<WakeupTree> at = level;
    for (int i = 0; i < length; i++) {
      WakeupTree step = WakeupTree.of(events, sequence[i]);
      at.add(step);
      at = step.children;
    }
  }

  /**
   * Returns the sequence for the node at a depth, as another process can use it; null if a location
   * has no name.
   */
  @Nullable PortableReversal toPortable(int depth, Translation translation) {
    List<PortableStep> steps = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      PortableStep step = translation.toPortable(WakeupTree.of(events, sequence[i]));
      if (step == null) {
        return null;
      }
      steps.add(step);
    }
    List<BitSet> predecessors = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      BitSet before = new BitSet(i);
      for (int j = 0; j < i; j++) {
        before.set(j, isPredecessor(j, i));
      }
      predecessors.add(before);
    }
    return new PortableReversal(depth, steps, predecessors);
  }
}
