package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import dev.heddle.check.runtime.Events;
import dev.heddle.check.runtime.Footprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exactly one execution for each Mazurkiewicz trace, the class of executions that differ only in
 * the order of independent steps.
 *
 * <p>Optimal dynamic partial-order reduction with wake-up trees: Abdulla, Aronis, Jonsson, Sagonas,
 * <em>Source sets: a foundation for optimal dynamic partial order reduction</em> (JACM 2017), with
 * the sleep sets of Godefroid and the races of Flanagan and Godefroid (POPL 2005). Every execution
 * is searched for races: pairs of dependent steps that could have come the other way round. For
 * each, the sequence of steps that leads there is put into the wake-up tree of the node before the
 * first of the two, unless what sleeps there, or what waits in the tree, leads to the same.
 *
 * <p>Steps that wait, such as taking a lock, are guarded: they are no steps until they can succeed.
 * The release of a lock and the next acquire can then not be reversed, but the two acquires can,
 * and are found by going back behind the release; see {@link #wouldBePossible}. What a thread was
 * about to do when the execution ended counts as a step for this purpose only.
 */
public final class OptimalSearch implements Search {
  private final Events events;
  private final HappensBefore order;
  private Node[] nodes = new Node[256];

  /** How many nodes the next execution has to repeat. */
  private int prescribed;

  private int entered;
  private long executions;
  private boolean redundant;
  private boolean complete;
  private String mismatch = "";

  private int[] races = new int[256];
  private int raceCount;
  private int[] reversible = new int[64];
  private int reversibleCount;

  /** The sequence that is being inserted, and which of it happens before its last event. */
  private int[] sequence = new int[256];

  private boolean[] beforeLast = new boolean[256];
  private int length;

  /** Creates a search that learns from the events of the executions that it chooses. */
  public OptimalSearch(Events events) {
    this.events = events;
    this.order = new HappensBefore(events);
  }

  /** The state before one event of the current execution. */
  private static final class Node {
    int thread;
    int fingerprint;

    /** How many children were begun, the current one among them. */
    int begun;

    /** The steps that would lead to what was explored already. */
    final List<WakeupTree> sleep = new ArrayList<>();

    /** The sequences that have still to be explored. */
    final List<WakeupTree> todo = new ArrayList<>(1);

    /** The continuation that was planned when this event was chosen. */
    List<WakeupTree> planned = List.of();
  }

  @Override
  public void begin() {
    int shared = Math.max(0, prescribed - 1);
    events.begin(shared);
    order.truncate(shared);
    entered = prescribed;
    raceCount = 0;
    redundant = false;
    mismatch = "";
  }

  @Override
  public int choose(Candidates candidates) {
    int depth = events.count();
    catchUp(depth);
    if (!mismatch.isEmpty()) {
      return MISMATCH;
    }
    if (depth < prescribed) {
      return repeat(depth, candidates);
    }
    Node node = enter(depth);
    node.fingerprint = candidates.fingerprint();
    if (!node.todo.isEmpty()) {
      return take(node, candidates, depth);
    }
    for (int i = 0; i < candidates.count(); i++) {
      if (!isAsleep(node, candidates.threadNumber(i))) {
        node.thread = candidates.threadNumber(i);
        return i;
      }
    }
    redundant = true;
    return REDUNDANT;
  }

  private int repeat(int depth, Candidates candidates) {
    Node node = nodes[depth];
    if (node.fingerprint != candidates.fingerprint()) {
      mismatch =
          "the same choices led elsewhere: there are other candidates at step " + (depth + 1);
      return MISMATCH;
    }
    int index = indexOf(node.thread, candidates);
    if (index < 0) {
      mismatch = "the same choices led elsewhere: a thread cannot take step " + (depth + 1);
    }
    return index;
  }

  private int take(Node node, Candidates candidates, int depth) {
    WakeupTree next = node.todo.remove(0);
    node.thread = next.thread;
    node.planned = next.children;
    int index = indexOf(next.thread, candidates);
    if (index < 0) {
      mismatch =
          "a thread that was to take step " + (depth + 1) + " in another order cannot take it";
    }
    return index;
  }

  private static int indexOf(int thread, Candidates candidates) {
    for (int i = 0; i < candidates.count(); i++) {
      if (candidates.threadNumber(i) == thread) {
        return i;
      }
    }
    return MISMATCH;
  }

  private static boolean isAsleep(Node node, int thread) {
    for (int i = 0; i < node.sleep.size(); i++) {
      if (node.sleep.get(i).thread == thread) {
        return true;
      }
    }
    return false;
  }

  /** Prepares the node at a depth whose predecessor's event has just been recorded. */
  private Node enter(int depth) {
    if (depth >= nodes.length) {
      nodes = Arrays.copyOf(nodes, depth * 2);
    }
    Node node = nodes[depth];
    if (node == null) {
      node = new Node();
      nodes[depth] = node;
    }
    node.begun = 1;
    node.sleep.clear();
    node.todo.clear();
    node.planned = List.of();
    if (depth > 0) {
      Node before = nodes[depth - 1];
      for (int i = 0; i < before.sleep.size(); i++) {
        WakeupTree sleeper = before.sleep.get(i);
        if (sleeper.isIndependentOf(events, depth - 1)) {
          node.sleep.add(sleeper);
        }
      }
      node.todo.addAll(before.planned);
    }
    entered = depth + 1;
    return node;
  }

  /** Takes account of events that came without a choice, and closes all events before a depth. */
  private void catchUp(int depth) {
    while (order.count() < depth) {
      int event = order.count();
      if (event >= entered) {
        Node node = enter(event);
        node.thread = events.thread(event);
        if (!node.todo.isEmpty()) {
          WakeupTree next = node.todo.remove(0);
          node.planned = next.children;
          if (next.thread != node.thread) {
            mismatch = "a thread cannot take step " + (event + 1) + " in another order";
          }
        }
      } else if (events.thread(event) != nodes[event].thread) {
        mismatch = "the same choices led elsewhere at step " + (event + 1);
      }
      close(event);
    }
    if (events.hasDiverged()) {
      mismatch = "the same choices led elsewhere before step " + (depth + 1);
    }
  }

  /** Gives an event its place in the order and finds the races that end with it. */
  private void close(int event) {
    order.add();
    reversibleCount = 0;
    int before = events.previous(event);
    int real = Math.min(event, events.count());
    int guarding = guardingTouches(event);
    for (int touch = events.firstTouch(event); touch < events.endTouch(event); touch++) {
      boolean guards = touch < guarding;
      boolean written = false;
      for (int other = events.earlier(touch); other >= 0; other = events.earlier(other)) {
        int earlier = events.event(other);
        if (earlier >= real) {
          continue;
        }
        if (Footprint.conflict(events.how(touch), events.how(other))
            && events.thread(earlier) != events.thread(event)
            && earlier >= events.afterEvents(event)
            && (before < 0 || !order.isBefore(earlier, before))
            && !contains(earlier)
            && wouldBePossible(event, earlier)) {
          addReversible(earlier);
        }
        written |= events.how(other) == Footprint.WRITE;
        if (written && !guards) {
          break;
        }
      }
    }
    for (int i = 0; i < reversibleCount; i++) {
      if (isLatest(reversible[i])) {
        addRace(reversible[i], event);
      }
    }
  }

  /** Returns the end of those touches of an event that its guard looks at. */
  private int guardingTouches(int event) {
    if (!events.isGuarded(event)) {
      return 0;
    }
    if (events.awaitsWrite(event)) {
      return events.endTouch(event);
    }
    return events.firstTouch(event) + (events.isInterruptible(event) ? 2 : 1);
  }

  private boolean contains(int earlier) {
    for (int i = 0; i < reversibleCount; i++) {
      if (reversible[i] == earlier) {
        return true;
      }
    }
    return false;
  }

  private void addReversible(int earlier) {
    if (reversibleCount == reversible.length) {
      reversible = Arrays.copyOf(reversible, reversibleCount * 2);
    }
    reversible[reversibleCount++] = earlier;
  }

  private boolean isLatest(int earlier) {
    for (int i = 0; i < reversibleCount; i++) {
      if (reversible[i] != earlier && order.isBefore(earlier, reversible[i])) {
        return false;
      }
    }
    return true;
  }

  private void addRace(int earlier, int later) {
    if (raceCount + 2 > races.length) {
      races = Arrays.copyOf(races, races.length * 2);
    }
    races[raceCount++] = earlier;
    races[raceCount++] = later;
  }

  /**
   * Returns whether an event would still be possible if an earlier one, and all that happens after
   * that, had not been: the two can only be reversed if so.
   */
  private boolean wouldBePossible(int event, int without) {
    if (!events.isGuarded(event)) {
      return true;
    }
    if (events.awaitsWrite(event)) {
      return isDisturbed(event, without);
    }
    int first = events.firstTouch(event);
    long state = stateWithout(without, event, first);
    long interrupt = events.isInterruptible(event) ? stateWithout(without, event, first + 1) : 0;
    return events.isPossible(event, state, interrupt);
  }

  /** Whether something that a spinning thread reads was written since by another step. */
  private boolean isDisturbed(int event, int without) {
    for (int touch = events.firstTouch(event); touch < events.endTouch(event); touch++) {
      for (int other = events.earlier(touch); other >= 0; other = events.earlier(other)) {
        int earlier = events.event(other);
        if (events.thread(earlier) == events.thread(event)) {
          break;
        }
        if (events.how(other) != Footprint.READ
            && !events.isIdle(earlier)
            && !order.isBefore(without, earlier)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The state of a location that an event touches, had some steps not been taken. */
  private long stateWithout(int without, int event, int touch) {
    long state = events.state(touch);
    int removedUpdates = 0;
    for (int other = events.earlier(touch); other >= 0; other = events.earlier(other)) {
      int earlier = events.event(other);
      if (earlier < without) {
        break;
      }
      if (order.isBefore(without, earlier)) {
        if (events.how(other) == Footprint.UPDATE) {
          removedUpdates++;
        } else {
          state = events.state(other);
        }
      }
    }
    return removedUpdates == 0 ? state : events.stateWithoutUpdates(touch, removedUpdates);
  }

  @Override
  public boolean advance() {
    executions++;
    int end = events.count();
    catchUp(end);
    if (!redundant) {
      for (int i = 0; i < events.pending(); i++) {
        close(end + i);
      }
    }
    for (int i = 0; i < raceCount; i += 2) {
      insert(races[i], races[i + 1], end);
    }
    for (int depth = Math.min(end, entered) - 1; depth >= 0; depth--) {
      Node node = nodes[depth];
      if (!node.todo.isEmpty()) {
        node.sleep.add(WakeupTree.of(events, depth));
        WakeupTree next = node.todo.remove(0);
        node.thread = next.thread;
        node.planned = next.children;
        node.begun++;
        prescribed = depth + 1;
        return true;
      }
    }
    complete = true;
    prescribed = 0;
    return false;
  }

  /** Plans an execution in which the later of two events that race comes without the earlier. */
  private void insert(int earlier, int later, int end) {
    makeSequence(earlier, later, end);
    Node node = nodes[earlier];
    for (int i = 0; i < node.sleep.size(); i++) {
      if (isWeakInitial(node.sleep.get(i))) {
        return;
      }
    }
    List<WakeupTree> level = node.todo;
    while (length > 0) {
      WakeupTree branch = null;
      for (int i = 0; i < level.size() && branch == null; i++) {
        if (isWeakInitial(level.get(i))) {
          branch = level.get(i);
        }
      }
      if (branch == null) {
        append(level);
        return;
      }
      if (branch.isLeaf()) {
        return;
      }
      removeFirst(branch.thread);
      level = branch.children;
    }
  }

  /** The events after one that do not happen after it, and then the one that races with it. */
  private void makeSequence(int earlier, int later, int end) {
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
  private boolean isWeakInitial(WakeupTree step) {
    for (int i = 0; i < length; i++) {
      if (events.thread(sequence[i]) == step.thread) {
        for (int j = 0; j < i; j++) {
          boolean isLast = i == length - 1;
          if (isLast ? beforeLast[j] : order.isBefore(sequence[j], sequence[i])) {
            return false;
          }
        }
        return true;
      }
    }
    for (int i = 0; i < length; i++) {
      if (!step.isIndependentOf(events, sequence[i])) {
        return false;
      }
    }
    return true;
  }

  private void removeFirst(int thread) {
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

  private void append(List<WakeupTree> level) {
    List<WakeupTree> at = level;
    for (int i = 0; i < length; i++) {
      WakeupTree step = WakeupTree.of(events, sequence[i]);
      at.add(step);
      at = step.children;
    }
  }

  @Override
  public double estimatedExecutions() {
    if (executions == 0) {
      return Double.NaN;
    }
    double share = prescribed == 0 ? 1 : 0;
    for (int depth = prescribed - 1; depth >= 0; depth--) {
      Node node = nodes[depth];
      share = (node.begun - 1 + share) / (node.begun + node.todo.size());
    }
    return Math.min(executions / share, Double.MAX_VALUE);
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public String mismatch() {
    return mismatch;
  }
}
