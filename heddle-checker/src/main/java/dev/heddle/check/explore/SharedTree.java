package dev.heddle.check.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The upper part of the tree of an optimal search whose subtrees several processes explore, each
 * with an {@link OptimalSearch} of its own.
 *
 * <p>Who explores a subtree can {@linkplain #add give} the upper nodes of it to this tree, and goes
 * on with what is below. What is planned at the nodes of this tree is {@linkplain #next handed
 * out}, and a race that is to be reversed at one of them is {@linkplain #insert planned} here.
 *
 * <p>A node stays as long as a step sleeps there whose own subtree is not explored yet: a race that
 * is found in that subtree may have to be planned at the node. The design page on exploration says
 * why each trace is then explored exactly once.
 *
 * <p>Not for concurrent use. Explorers are numbers that the caller chooses.
 */
public final class SharedTree {
  private final Map<Integer, Place> places = new HashMap<>();

  /** The nodes at which something is planned, the highest first; perhaps others as well. */
  private final Queue<SharedNode> withWork =
      new PriorityQueue<>(Comparator.comparingInt(node -> node.depth));

  private int waiting;
  private boolean explored;

  /** Creates a tree of which an explorer explores everything. */
  public SharedTree(int explorer) {
    places.put(explorer, new Place(null, null));
  }

  /** A subtree: what follows the child of a node, or the whole tree if there is none. */
  private record Place(@Nullable SharedNode node, SharedNode.@Nullable Child child) {}

  /** Returns how many subtrees wait for an explorer. */
  public int waiting() {
    return waiting;
  }

  /** Returns whether everything has been explored. */
  public boolean isExplored() {
    return explored;
  }

  /** Returns whether an explorer has a subtree that it has not finished. */
  public boolean isExploring(int explorer) {
    return places.containsKey(explorer);
  }

  /**
   * Takes over the upper nodes of the subtree that an explorer explores. It keeps what is below the
   * last of them.
   */
  public void add(int explorer, List<PortableNode> given) {
    Place place = placeOf(explorer);
    for (PortableNode each : given) {
      // What sleeps there was explored by this explorer or is no concern of others any more.
      List<SharedNode.Child> asleep =
          each.asleep().stream().map(SharedNode.Child::explored).toList();
      SharedNode node = new SharedNode(place.node, place.child, asleep);
      node.todo.addAll(each.later());
      place = new Place(node, node.begin(each.current()));
      noteWork(node, node.todo.size());
    }
    places.put(explorer, place);
  }

  /** Notes that something more was planned at a node. */
  private void noteWork(SharedNode node, int more) {
    waiting += more;
    if (more > 0 && !node.isQueued) {
      node.isQueued = true;
      withWork.add(node);
    }
  }

  /**
   * Plans that a race is reversed at a node of this tree.
   *
   * @param explorer who has found the race, in the subtree that it explores
   * @return how the executions of the sequence's trace are reached from there, as far as the
   *     explorer has to know
   */
  public List<PortableStep> insert(int explorer, PortableReversal reversal) {
    Place place = placeOf(explorer);
    SharedNode node = place.node;
    SharedNode.Child current = place.child;
    while (node != null && node.depth > reversal.depth()) {
      current = node.child;
      node = node.parent;
    }
    if (node == null || current == null || node.depth != reversal.depth()) {
      throw new IllegalArgumentException("there is no node at depth " + reversal.depth());
    }
    PortableReversal.Rest rest = new PortableReversal.Rest(reversal);
    for (SharedNode.Child each : node.before(current)) {
      if (rest.isWeakInitial(each.step)) {
        return List.of(each.step);
      }
    }
    List<PortableStep> way = new ArrayList<>();
    List<SharedNode.Child> begun = node.after(current);
    while (true) {
      SharedNode.Child next = firstInitial(begun, rest);
      if (next == null) {
        break;
      }
      way.add(next.step);
      if (!next.step.isIndependentOf(current.step)) {
        return way;
      }
      rest.take(next.step.thread());
      node = Objects.requireNonNull(next.node, "a node with a sleeper was dropped too early");
      begun = node.begun;
    }
    List<PortableTree> level = node.todo;
    while (true) {
      PortableTree next = null;
      for (PortableTree each : level) {
        if (next == null && rest.isWeakInitial(each.step())) {
          next = each;
        }
      }
      if (next == null) {
        way.addAll(rest.appendTo(level));
        noteWork(node, level == node.todo ? 1 : 0);
        return way;
      }
      way.add(next.step());
      if (!next.step().isIndependentOf(current.step)) {
        return way;
      }
      rest.take(next.step().thread());
      level = next.children();
    }
  }

  private static SharedNode.@Nullable Child firstInitial(
      List<SharedNode.Child> children, PortableReversal.Rest rest) {
    for (SharedNode.Child each : children) {
      if (rest.isWeakInitial(each.step)) {
        return each;
      }
    }
    return null;
  }

  /**
   * Hands out the subtree that waits highest up, which is likely to be a large one.
   *
   * @param explorer who explores it; it has none yet
   * @return the subtree, or null if none waits now
   */
  public @Nullable Subtree next(int explorer) {
    SharedNode node = withWork.peek();
    while (node != null && node.todo.isEmpty()) {
      node.isQueued = false;
      withWork.remove();
      node = withWork.peek();
    }
    if (node == null) {
      return null;
    }
    int known = node.depth;
    PortableTree branch = node.todo.remove(0);
    waiting--;
    SharedNode.Child child = node.begin(branch.step());
    List<PortableTree> planned = branch.children();
    // As long as something sleeps that is not explored yet, the nodes have to stay.
    while (!planned.isEmpty() && node.leavesUnexploredAsleep(child)) {
      node = new SharedNode(node, child, node.asleepAfter(child));
      branch = planned.get(0);
      node.todo.addAll(planned.subList(1, planned.size()));
      noteWork(node, node.todo.size());
      child = node.begin(branch.step());
      planned = branch.children();
    }
    if (places.put(explorer, new Place(node, child)) != null) {
      throw new IllegalStateException("explorer " + explorer + " has not finished yet");
    }
    return new Subtree(pathTo(node, child), known, planned);
  }

  private static List<PortableNode> pathTo(SharedNode last, SharedNode.Child lastChild) {
    List<PortableNode> path = new ArrayList<>();
    SharedNode node = last;
    SharedNode.Child child = lastChild;
    while (node != null && child != null) {
      path.add(0, node.toPortable(child));
      child = node.child;
      node = node.parent;
    }
    return path;
  }

  /** Notes that an explorer has explored its subtree. */
  public void finished(int explorer) {
    Place place = placeOf(explorer);
    places.remove(explorer);
    if (place.child == null) {
      explored = true;
    } else {
      place.child.isExplored = true;
      List<SharedNode> left = new ArrayList<>(place.child.asleepAt);
      left.add(Objects.requireNonNull(place.node));
      close(left);
    }
  }

  /** Drops those of some nodes at which nothing can be planned any more, and what depends on it. */
  private void close(List<SharedNode> candidates) {
    while (!candidates.isEmpty()) {
      SharedNode node = candidates.remove(candidates.size() - 1);
      SharedNode.Child child = node.child;
      if (!node.isExplored()) {
        continue;
      }
      if (child == null) {
        explored = true;
      } else if (!child.isExplored) {
        child.isExplored = true;
        child.node = null;
        candidates.addAll(child.asleepAt);
        candidates.add(Objects.requireNonNull(node.parent));
      }
    }
  }

  private Place placeOf(int explorer) {
    return Objects.requireNonNull(places.get(explorer), "the explorer has no subtree");
  }
}
