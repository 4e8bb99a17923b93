package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import dev.heddle.check.runtime.Events;
import dev.heddle.check.runtime.PortableNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exactly one execution for each Mazurkiewicz trace, the class of executions that differ only in
 * the order of independent steps.
 *
 * <p>Optimal dynamic partial-order reduction with wake-up trees: Abdulla, Aronis, Jonsson, Sagonas,
 * <em>Source sets: a foundation for optimal dynamic partial order reduction</em> (JACM 2017), with
 * the sleep sets of Godefroid and the races of Flanagan and Godefroid (POPL 2005). Every execution
 * is searched for races: pairs of dependent steps that could have come the other way round. For
 * each, the sequence of steps that leads there is put into the wake-up tree of the node before the
 * first of the two, unless what sleeps there, or what waits in the tree, leads to the same. What a
 * thread was about to do when the execution ended counts as a step for this purpose only.
 *
 * <p>A search can explore a part of the tree only, below its <em>floor</em>, while others explore
 * the rest: see {@link SharedTree}. The nodes at the floor and above it say where its own part
 * begins, and what is or will be explored beside it.
 */
public final class OptimalSearch implements Search {
  private final Events events;
  private final @Nullable Translation translation;
  private final HappensBefore order;
  private final RaceFinder races;
  private final Reversal reversal;
  private SearchNode[] nodes = new SearchNode[256];

  /** How many nodes the next execution has to repeat. */
  private int prescribed;

  /** How many nodes were given away, or belong to others from the beginning. */
  private int floor;

  /** Of so many events all races with each other were found before. */
  private int known;

  /** Whether the next execution is the first of a subtree: its prefix was never recorded here. */
  private boolean prefixIsNew;

  /** After so many events the time is looked at. */
  private static final int CHECKED_EVERY = 1024;

  private long deadline = System.nanoTime() + Long.MAX_VALUE / 2;
  private boolean isLate;
  private @Nullable String whyGivenUp;
  private int entered;
  private long executions;
  private boolean redundant;
  private boolean complete;
  private String mismatch = "";

  /** What is to be planned at nodes that others keep. */
  private final List<PortableReversal> forOthers = new ArrayList<>();

  private boolean isUnnamed;

  /** Creates a search that learns from the events of the executions that it chooses. */
  public OptimalSearch(Events events) {
    this(events, null);
  }

  private OptimalSearch(Events events, @Nullable Translation translation) {
    this.events = events;
    this.translation = translation;
    this.order = new HappensBefore(events);
    this.races = new RaceFinder(events, order);
    this.reversal = new Reversal(events, order);
  }

  /** Creates a search that can share its work. */
  public static OptimalSearch sharing(Events events, PortableNames names) {
    return new OptimalSearch(events, new Translation(names));
  }

  /**
   * Begins with another part of the tree, after the one before was explored, or before the first.
   *
   * @return whether this process knows all locations that are named there; it cannot explore that
   *     part otherwise
   */
  public boolean begin(Subtree subtree) {
    Translation translation = translation();
    floor = subtree.path().size();
    prescribed = floor;
    known = subtree.known();
    prefixIsNew = true;
    complete = false;
    executions = 0;
    forOthers.clear();
    for (int depth = 0; depth < floor; depth++) {
      PortableNode given = subtree.path().get(depth);
      SearchNode node = node(depth);
      node.clear();
      node.thread = translation.thread(given.current().thread());
      if (!translation.addSteps(given.asleep(), node.sleep)
          || !translation.addTrees(given.later(), node.todo)) {
        return false;
      }
    }
    List<WakeupTree> planned = new ArrayList<>();
    nodes[floor - 1].planned = planned;
    return translation.addTrees(subtree.planned(), planned);
  }

  private Translation translation() {
    if (translation == null) {
      throw new IllegalStateException("this search was not made for sharing");
    }
    return translation;
  }

  @Override
  public void begin() {
    int shared = prefixIsNew ? 0 : Math.max(0, prescribed - 1);
    events.begin(shared);
    order.truncate(shared);
    entered = prescribed;
    races.clear();
    redundant = false;
    mismatch = "";
  }

  @Override
  public void stopAt(long nanoTime) {
    deadline = nanoTime;
  }

  @Override
  public int choose(Candidates candidates) {
    if (events.isFull()) {
      return 0;
    }
    int depth = events.count();
    if ((depth & CHECKED_EVERY - 1) == 0 && System.nanoTime() - deadline > 0) {
      // One long execution must not take the time of all.
      isLate = true;
      events.giveUp();
      return 0;
    }
    catchUp(depth);
    if (!mismatch.isEmpty()) {
      return MISMATCH;
    }
    if (depth < prescribed) {
      return repeat(depth, candidates);
    }
    SearchNode node = enter(depth);
    node.fingerprint = candidates.fingerprint();
    if (!node.todo.isEmpty()) {
      int index = indexOf(node.beginNext().thread, candidates);
      if (index < 0) {
        mismatch =
            "a thread that was to take step " + (depth + 1) + " in another order cannot take it";
      }
      return index;
    }
    for (int i = 0; i < candidates.count(); i++) {
      if (!node.isAsleep(candidates.threadNumber(i))) {
        node.thread = candidates.threadNumber(i);
        return i;
      }
    }
    redundant = true;
    return REDUNDANT;
  }

  private int repeat(int depth, Candidates candidates) {
    SearchNode node = nodes[depth];
    if (prefixIsNew) {
      node.fingerprint = candidates.fingerprint();
    }
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

  private static int indexOf(int thread, Candidates candidates) {
    for (int i = 0; i < candidates.count(); i++) {
      if (candidates.threadNumber(i) == thread) {
        return i;
      }
    }
    return MISMATCH;
  }

  private SearchNode node(int depth) {
    if (depth >= nodes.length) {
      nodes = Arrays.copyOf(nodes, depth * 2);
    }
    if (nodes[depth] == null) {
      nodes[depth] = new SearchNode();
    }
    return nodes[depth];
  }

  /** Prepares the node at a depth whose predecessor's event has just been recorded. */
  private SearchNode enter(int depth) {
    SearchNode node = node(depth);
    node.clear();
    if (depth > 0) {
      SearchNode before = nodes[depth - 1];
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
        SearchNode node = enter(event);
        if (!node.todo.isEmpty() && node.beginNext().thread != events.thread(event)) {
          mismatch = "a thread cannot take step " + (event + 1) + " in another order";
        }
        node.thread = events.thread(event);
      } else if (events.thread(event) != nodes[event].thread) {
        mismatch = "the same choices led elsewhere at step " + (event + 1);
      }
      order.add();
      if (event >= known) {
        races.close(event);
      }
    }
    if (events.hasDiverged()) {
      mismatch = "the same choices led elsewhere before step " + (depth + 1);
    }
  }

  @Override
  public boolean advance() {
    executions++;
    if (events.isFull()) {
      whyGivenUp =
          "the exhaustive search was given up: "
              + (isLate
                  ? "its time was over in an execution of more than "
                  : "an execution had more than ")
              + events.count()
              + " steps";
      prescribed = 0;
      return false;
    }
    int end = events.count();
    catchUp(end);
    prefixIsNew = false;
    if (!redundant) {
      for (int i = 0; i < events.pending(); i++) {
        order.add();
        races.close(end + i);
      }
    }
    for (int race = 0; race < races.count(); race++) {
      insert(races.earlier(race), races.later(race), end);
    }
    for (int depth = Math.min(end, entered) - 1; depth >= floor; depth--) {
      SearchNode node = nodes[depth];
      if (!node.todo.isEmpty()) {
        node.sleep.add(WakeupTree.of(events, depth));
        node.beginNext();
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
    reversal.make(earlier, later, end);
    SearchNode node = nodes[earlier];
    for (int i = 0; i < node.sleep.size(); i++) {
      if (reversal.isWeakInitial(node.sleep.get(i))) {
        return;
      }
    }
    boolean ofOthers = earlier < floor;
    List<WakeupTree> level = node.todo;
    while (!reversal.isEmpty()) {
      WakeupTree branch = firstInitial(level);
      if (branch == null && ofOthers) {
        reversal.make(earlier, later, end);
        leaveToOthers(earlier);
        return;
      }
      if (branch == null) {
        reversal.appendTo(level);
        return;
      }
      // Where the earlier event does not sleep any more, nothing has to be planned on its account.
      if (ofOthers ? !branch.isIndependentOf(events, earlier) : branch.isLeaf()) {
        return;
      }
      reversal.removeFirst(branch.thread);
      level = branch.children;
    }
  }

  private @Nullable WakeupTree firstInitial(List<WakeupTree> level) {
    for (int i = 0; i < level.size(); i++) {
      if (reversal.isWeakInitial(level.get(i))) {
        return level.get(i);
      }
    }
    return null;
  }

  private void leaveToOthers(int depth) {
    PortableReversal portable = reversal.toPortable(depth, translation());
    if (portable == null) {
      isUnnamed = true;
    } else {
      forOthers.add(portable);
    }
  }

  /**
   * Returns what is to be planned at nodes that others keep, found since the last call. Asked after
   * {@link #advance}.
   */
  public List<PortableReversal> takeForOthers() {
    List<PortableReversal> taken = List.copyOf(forOthers);
    forOthers.clear();
    return taken;
  }

  /**
   * Returns whether steps of the program touch something by which other processes do not know it.
   * This search cannot be shared then, and is of no use if it was.
   */
  public boolean isUnnamed() {
    return isUnnamed || translation().isIncomplete();
  }

  /**
   * Takes note of what is planned at a node which others keep.
   *
   * @param depth the node's depth
   * @param way steps that can be taken from there, one after the other
   */
  public void learn(int depth, List<PortableStep> way) {
    List<WakeupTree> level = nodes[depth].todo;
    for (PortableStep each : way) {
      WakeupTree step = translation().fromPortable(each);
      if (step == null) {
        // To know less than there is only means to tell others what they know.
        return;
      }
      WakeupTree known = null;
      for (WakeupTree other : level) {
        if (other.thread == step.thread) {
          known = other;
        }
      }
      if (known == null) {
        level.add(step);
        known = step;
      }
      level = known.children;
    }
  }

  /**
   * Gives the upper nodes of this part of the tree to others, down to the first at which something
   * is planned, together with what is planned there. Asked after {@link #advance} has said that
   * there is more.
   *
   * @return the nodes, from the top; none if there is nothing to give
   */
  public List<PortableNode> give() {
    int depth = floor;
    while (depth < prescribed && nodes[depth].todo.isEmpty()) {
      depth++;
    }
    if (depth >= prescribed) {
      return List.of();
    }
    List<PortableNode> given = new ArrayList<>();
    for (int at = floor; at <= depth; at++) {
      PortableNode portable = toPortable(at);
      if (portable == null) {
        return List.of();
      }
      given.add(portable);
    }
    floor = depth + 1;
    return given;
  }

  private @Nullable PortableNode toPortable(int depth) {
    Translation translation = translation();
    SearchNode node = nodes[depth];
    WakeupTree chosen = node.chosen;
    if (chosen == null || depth < prescribed - 1) {
      chosen = WakeupTree.of(events, depth);
    }
    List<PortableStep> asleep = translation.toPortable(node.sleep);
    PortableStep current = translation.toPortable(chosen);
    List<PortableTree> others = translation.toPortableTrees(node.todo);
    if (asleep == null || current == null || others == null) {
      return null;
    }
    return new PortableNode(asleep, current, others);
  }

  @Override
  public double estimatedExecutions() {
    if (executions == 0) {
      return Double.NaN;
    }
    double share = prescribed == 0 ? 1 : 0;
    for (int depth = prescribed - 1; depth >= floor; depth--) {
      SearchNode node = nodes[depth];
      share = (node.begun - 1 + share) / (node.begun + node.todo.size());
    }
    return Math.min(executions / share, Double.MAX_VALUE);
  }

  @Override
  public @Nullable String whyGivenUp() {
    return whyGivenUp;
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
