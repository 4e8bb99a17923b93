package dev.heddle.check.explore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state before one event of the current execution of an {@link OptimalSearch}. */
final class SearchNode {
  int thread;
  int fingerprint;

  /** How many children were begun, the current one among them. */
  int begun = 1;

  /** The steps that would lead to what was explored already. */
  final List<WakeupTree> sleep = new ArrayList<>();

  /** The sequences that have still to be explored. */
  final List<WakeupTree> todo = new ArrayList<>(1);

  /** The step by which the current child was chosen, if it was planned. */
  @Nullable WakeupTree chosen;

  /** The continuation that was planned when this event was chosen. */
  List<WakeupTree> planned = List.of();

  void clear() {
    begun = 1;
    sleep.clear();
    todo.clear();
    chosen = null;
    planned = List.of();
  }

  /** Begins the first of the children that were planned. */
  WakeupTree beginNext() {
    WakeupTree next = todo.remove(0);
    thread = next.thread;
    planned = next.children;
    chosen = next;
    return next;
  }

  boolean isAsleep(int thread) {
    for (int i = 0; i < sleep.size(); i++) {
      if (sleep.get(i).thread == thread) {
        return true;
      }
    }
    return false;
  }
}
