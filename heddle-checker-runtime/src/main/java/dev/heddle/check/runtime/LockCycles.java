package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Looks for cycles in the order in which the threads of one execution took locks.
 *
 * <p>A cycle counts if its threads could be in it at the same time: they are different ones, no two
 * of them hold a common lock (a <em>gate</em>), neither is started or joined by the other in
 * between, and none of them only reads where the next one does, too.
 */
final class LockCycles {
  /** So many steps are spent on one execution. */
  private static final int MAX_STEPS = 100_000;

  private final List<LockEdge> edges;
  private final int[] when;
  private final long[] log;
  private final List<int[]> found = new ArrayList<>();
  private final int[] path;
  private int steps;

  /**
   * Prepares a search.
   *
   * @param edges what was taken while something else was held
   * @param when how long the log was at each of them
   * @param log the starts and joins in order; see {@link LockOrder#add}
   */
  LockCycles(List<LockEdge> edges, int[] when, long[] log) {
    this.edges = edges;
    this.when = when;
    this.log = log;
    this.path = new int[edges.size()];
  }

  /** Returns the cycles, each as indexes of edges: what one takes, the next holds. */
  List<int[]> find() {
    for (int first = 0; first < edges.size(); first++) {
      path[0] = first;
      follow(1);
    }
    return found;
  }

  /** Returns whether the search ended before it had seen everything. */
  boolean isCut() {
    return steps == MAX_STEPS;
  }

  /** Goes on from the last edge of the path; each cycle is found from its first edge only. */
  private void follow(int length) {
    LockEdge last = edges.get(path[length - 1]);
    for (int next = path[0] + 1; next < edges.size() && steps < MAX_STEPS; next++) {
      steps++;
      if (last.leadsTo(edges.get(next)) && goesWithAll(next, length)) {
        path[length] = next;
        if (edges.get(next).leadsTo(edges.get(path[0]))) {
          found.add(Arrays.copyOf(path, length + 1));
        } else {
          follow(length + 1);
        }
      }
    }
  }

  private boolean goesWithAll(int next, int length) {
    LockEdge edge = edges.get(next);
    for (int i = 0; i < length; i++) {
      LockEdge other = edges.get(path[i]);
      if (other.hasGateOf(edge) || isOrdered(path[i], next) || isOrdered(next, path[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether one thread, its starts and joins let one edge come before another at any rate. */
  private boolean isOrdered(int before, int after) {
    BitSet reached = new BitSet();
    reached.set(edges.get(before).thread());
    for (int i = when[before]; i < when[after]; i++) {
      if (reached.get(LockOrder.earlier(log[i]))) {
        reached.set(LockOrder.later(log[i]));
      }
    }
    return reached.get(edges.get(after).thread());
  }
}
