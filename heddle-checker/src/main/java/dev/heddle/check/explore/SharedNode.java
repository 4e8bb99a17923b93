package dev.heddle.check.explore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a {@link SharedTree}. */
final class SharedNode {
  /** The node above, and which of its children this is; null for the root. */
  final @Nullable SharedNode parent;

  final @Nullable Child child;
  final int depth;

  /** What sleeps here and was begun further up. */
  final List<Child> asleep;

  /** What was begun here, in order. */
  final List<Child> begun = new ArrayList<>();

  /** What is still to be begun here, in order. */
  final List<PortableTree> todo = new ArrayList<>(1);

  /** Whether the tree has noted that something is planned here. */
  boolean isQueued;

  /** A step from a node, to a subtree of its own. */
  static final class Child {
    final PortableStep step;

    /** The node that the step leads to, if that is one of the shared tree. */
    @Nullable SharedNode node;

    /** Whether nothing can be found in its subtree any more. */
    boolean isExplored;

    /** The nodes where the step sleeps. */
    final List<SharedNode> asleepAt = new ArrayList<>(0);

    Child(PortableStep step) {
      this.step = step;
    }

    static Child explored(PortableStep step) {
      Child child = new Child(step);
      child.isExplored = true;
      return child;
    }
  }

  SharedNode(@Nullable SharedNode parent, @Nullable Child child, List<Child> asleep) {
    this.parent = parent;
    this.child = child;
    this.depth = parent == null ? 0 : parent.depth + 1;
    this.asleep = List.copyOf(asleep);
    if (child != null) {
      child.node = this;
    }
    for (Child each : asleep) {
      if (!each.isExplored) {
        each.asleepAt.add(this);
      }
    }
  }

  Child begin(PortableStep step) {
    Child begin = new Child(step);
    begun.add(begin);
    return begin;
  }

  /** Returns whether nothing is left to do here, and nothing can come any more. */
  boolean isExplored() {
    return todo.isEmpty()
        && begun.stream().allMatch(each -> each.isExplored)
        && asleep.stream().allMatch(each -> each.isExplored);
  }

  /** Returns what sleeps beside a child: all that was begun before. */
  List<Child> before(Child current) {
    List<Child> before = new ArrayList<>(asleep);
    before.addAll(begun.subList(0, begun.indexOf(current)));
    return before;
  }

  List<Child> after(Child current) {
    return begun.subList(begun.indexOf(current) + 1, begun.size());
  }

  /** Returns what still sleeps after the step of a child. */
  List<Child> asleepAfter(Child current) {
    return before(current).stream()
        .filter(each -> each.step.isIndependentOf(current.step))
        .toList();
  }

  boolean leavesUnexploredAsleep(Child current) {
    return asleepAfter(current).stream().anyMatch(each -> !each.isExplored);
  }

  /** Returns what an explorer of a child's subtree has to know of this node. */
  PortableNode toPortable(Child current) {
    List<PortableTree> later = new ArrayList<>();
    // What follows on those that were begun may have changed since.
    after(current).forEach(each -> later.add(new PortableTree(each.step, List.of())));
    todo.forEach(each -> later.add(each.copyUntilDependent(current.step)));
    return new PortableNode(
        before(current).stream().map(each -> each.step).toList(), current.step, later);
  }
}
