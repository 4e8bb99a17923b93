package dev.heddle.check.explore;

import java.util.List;

/**
 * A node of a search, as another process has to know it.
 *
 * @param asleep the steps from here that lead to what was begun before, here or further up
 * @param current the step that is taken from here
 * @param later the steps from here that were begun after it, or are still to be begun, in order,
 *     with what may follow
 */
public record PortableNode(
    List<PortableStep> asleep, PortableStep current, List<PortableTree> later) {

  /** Copies the lists. */
  public PortableNode {
    asleep = List.copyOf(asleep);
    later = List.copyOf(later);
  }
}
