package dev.heddle.check.explore;

import java.util.ArrayList;
import java.util.List;

/** A {@link WakeupTree} in terms that hold in every process. */
public final class PortableTree {
  private final PortableStep step;
  private final List<PortableTree> children = new ArrayList<>(1);

  /**
   * Creates a tree.
   *
   * @param step its first step
   * @param children what may follow, in order
   */
  public PortableTree(PortableStep step, List<PortableTree> children) {
    this.step = step;
    this.children.addAll(children);
  }

  /** Returns the first step. */
  public PortableStep step() {
    return step;
  }

  /** Returns what may follow the first step, in order; whoever owns the tree may add to it. */
  public List<PortableTree> children() {
    return children;
  }

  /**
   * Returns a copy that ends, in each branch, with the first step that depends on another step,
   * which is possible before all of them.
   */
  PortableTree copyUntilDependent(PortableStep other) {
    return new PortableTree(
        step,
        step.isIndependentOf(other)
            ? children.stream().map(child -> child.copyUntilDependent(other)).toList()
            : List.of());
  }
}
