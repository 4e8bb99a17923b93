package dev.heddle.check.explore;

import java.util.List;

/**
 * A part of the search tree that one process explores: what comes after a sequence of steps.
 *
 * @param path the nodes from the root on; the step from the last leads to the subtree
 * @param known how many of these steps were taken before in this order, so that their races with
 *     each other are known
 * @param planned what is planned in the subtree, in order
 */
public record Subtree(List<PortableNode> path, int known, List<PortableTree> planned) {

  /** Copies the lists. */
  public Subtree {
    path = List.copyOf(path);
    planned = List.copyOf(planned);
  }
}
