package dev.heddle.check;

import dev.heddle.check.explore.OptimalSearch;
import dev.heddle.check.explore.PortableNode;
import dev.heddle.check.explore.PortableReversal;
import dev.heddle.check.explore.PortableStep;
import dev.heddle.check.explore.Search;
import dev.heddle.check.explore.SharedTree;
import dev.heddle.check.explore.Subtree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The processes that help with one search. They are started when the search has gone on for a
 * second and has more to do, so that a small program costs no more than without.
 *
 * <p>{@link #advanced} and {@link #stop} belong to the explorer. What the helpers say comes in one
 * thread for each; one lock guards all.
 */
final class Helpers {
  private static final int SELF = 0;
  private static final long POLL_MILLIS = 20;

  /** Why a search cannot be shared. */
  static final String UNNAMED =
      "steps touch an object that outlives executions, which other processes cannot be told of";

  private final int jobs;
  private final IntFunction<HelpRequest> requests;
  private final BooleanSupplier mayGoOn;
  private final long cap;
  private final long beganAt = System.nanoTime();

  /**
   * When helpers are started; 0 lets the search wait for them as well, so that they have a part in
   * however small a search.
   */
  private final long startAfterNanos =
      TimeUnit.MILLISECONDS.toNanos(Long.getLong("heddle.jobs.after", 1_000));

  private final List<HelperProcess> helpers = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();
  private @Nullable SharedTree tree;

  /** How many executions this process has run, the one that runs now among them. */
  private long ownExecutions = 1;

  private volatile long executions;
  private volatile boolean waiting;

  /** Why no helper was asked, or null. */
  private @Nullable String declined;

  private @Nullable String unable;
  private @Nullable String unsupported;
  private boolean livenessSeen;
  private final Set<String> raced = new TreeSet<>();

  final Assumptions assumptions = new Assumptions();
  final Map<String, Long> outcomes = new LinkedHashMap<>();
  final Map<String, Long> caught = new TreeMap<>();
  final Set<String> warnings = new TreeSet<>();
  final Set<String> inversions = new TreeSet<>();
  long otherOutcomes;
  long redundant;
  long cut;

  /**
   * Prepares for a search.
   *
   * @param jobs how many processes explore, this one among them
   * @param requests what a helper with a number from 1 is asked to do
   * @param mayGoOn whether the check goes on
   * @param cap the most executions of all processes together, {@code Long.MAX_VALUE} for no cap
   */
  Helpers(int jobs, IntFunction<HelpRequest> requests, BooleanSupplier mayGoOn, long cap) {
    this.jobs = jobs;
    this.requests = requests;
    this.mayGoOn = mayGoOn;
    this.cap = cap;
  }

  /** Returns whether the search has taken long enough for helpers. The explorer's. */
  boolean haveStarted() {
    return !helpers.isEmpty();
  }

  /** Returns how many executions the helpers have reported; any thread may ask. */
  long executions() {
    return executions;
  }

  /** Returns whether the explorer is waiting for other processes; any thread may ask. */
  boolean isWaiting() {
    return waiting;
  }

  /** Returns why the helpers are of no use, or null. */
  synchronized @Nullable String unable() {
    return unable;
  }

  /** Returns why no helper was asked, though there was time for it, or null. */
  @Nullable String declined() {
    return declined;
  }

  /** Returns why the program cannot be checked, or null. */
  synchronized @Nullable String unsupported() {
    return unsupported;
  }

  /** Returns whether a helper has noticed that the program sees the ends of threads. */
  synchronized boolean livenessSeen() {
    return livenessSeen;
  }

  /** Returns the variables with a race that the helpers have seen and that are not promoted. */
  synchronized Set<String> raced() {
    return new TreeSet<>(raced);
  }

  /** Returns what the helpers have found since the last call. */
  synchronized List<Found> takeFound() {
    List<Found> taken = List.copyOf(found);
    found.clear();
    return taken;
  }

  /** Returns whether a search and all helpers together have explored everything. */
  synchronized boolean isComplete(Search search) {
    return tree == null ? search.isComplete() : unable == null && tree.isExplored();
  }

  /**
   * Called by the explorer after each execution. Waits while there is nothing to do that may come
   * yet.
   *
   * @param search whose execution it was
   * @param more whether it has something more to explore
   * @return whether it has now; false also if the check is over
   */
  boolean advanced(Search search, boolean more) {
    if (helpers.isEmpty()) {
      ownExecutions++;
      if (more && declined == null && System.nanoTime() - beganAt >= startAfterNanos) {
        start(search);
      }
      return more;
    }
    if (search instanceof OptimalSearch optimal) {
      return share(optimal, more);
    }
    return more && awaitAllowance();
  }

  private synchronized void start(Search search) {
    if (search instanceof OptimalSearch optimal) {
      if (optimal.isUnnamed()) {
        declined = UNNAMED;
        return;
      }
      tree = new SharedTree(SELF);
    }
    try {
      for (int number = 1; number < jobs; number++) {
        helpers.add(HelperProcess.start(number, requests.apply(number), this));
      }
    } catch (IOException e) {
      unable = "no process can be started to help: " + e.getMessage();
    }
    while (startAfterNanos == 0
        && isGoingOn()
        && mayGoOn.getAsBoolean()
        && !helpers.stream().allMatch(helper -> helper.isReady || helper.hasEnded)) {
      pause();
    }
  }

  private synchronized boolean share(OptimalSearch search, boolean more) {
    SharedTree tree = tree();
    for (PortableReversal each : search.takeForOthers()) {
      search.learn(each.depth(), tree.insert(SELF, each));
    }
    if (search.isUnnamed()) {
      unable = UNNAMED;
    }
    if (more) {
      if (tree.waiting() < jobs) {
        List<PortableNode> given = search.give();
        if (!given.isEmpty()) {
          tree.add(SELF, given);
        }
      }
    } else {
      tree.finished(SELF);
    }
    distribute();
    allowMore();
    return (more || awaitSubtree(search, tree)) && awaitAllowance();
  }

  /**
   * Waits for more to explore; called when there was none, and what was found meanwhile was looked
   * at.
   */
  synchronized boolean awaitMore(Search search) {
    return tree != null && awaitSubtree((OptimalSearch) search, tree) && awaitAllowance();
  }

  /** Returns whether something was found that was not taken yet. */
  synchronized boolean hasFound() {
    return !found.isEmpty();
  }

  private SharedTree tree() {
    SharedTree shared = tree;
    if (shared == null) {
      throw new IllegalStateException("nothing is shared");
    }
    return shared;
  }

  private boolean isGoingOn() {
    return unable == null && unsupported == null && !livenessSeen && raced.isEmpty();
  }

  private boolean awaitSubtree(OptimalSearch search, SharedTree tree) {
    while (isGoingOn() && !tree.isExplored() && mayGoOn.getAsBoolean() && found.isEmpty()) {
      Subtree next = tree.next(SELF);
      if (next != null) {
        if (!search.begin(next)) {
          unable = UNNAMED;
          return false;
        }
        return true;
      }
      distribute();
      pause();
    }
    return false;
  }

  /** Waits while helpers may still run all executions that are left; begins another then. */
  private synchronized boolean awaitAllowance() {
    while (isGoingOn() && mayGoOn.getAsBoolean() && ownExecutions + granted() >= cap) {
      pause();
    }
    ownExecutions++;
    return isGoingOn();
  }

  private long granted() {
    long granted = 0;
    for (HelperProcess helper : helpers) {
      granted += helper.hasEnded ? helper.executions : Math.max(helper.allowed, helper.executions);
    }
    return granted;
  }

  private void pause() {
    waiting = true;
    try {
      wait(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      unable = "the check was interrupted";
    } finally {
      waiting = false;
    }
  }

  /** Hands out what waits in the tree, and asks for more where that is not enough. */
  private void distribute() {
    SharedTree tree = tree();
    for (HelperProcess helper : helpers) {
      if (helper.isReady && !helper.hasEnded && !tree.isExploring(helper.number)) {
        Subtree next = tree.next(helper.number);
        if (next != null) {
          helper.isSpent = true;
          helper.send(out -> out.begin(Message.SUBTREE).subtree(next));
        }
      }
    }
    int missing = jobs - tree.waiting();
    for (HelperProcess helper : helpers) {
      if (missing > 0
          && !helper.hasEnded
          && !helper.giveIsAsked
          && tree.isExploring(helper.number)) {
        helper.giveIsAsked = true;
        helper.send(out -> out.begin(Message.GIVE));
      }
    }
  }

  /** Lets helpers run some more executions that have run what they were allowed. */
  private void allowMore() {
    if (cap == Long.MAX_VALUE) {
      return;
    }
    for (HelperProcess helper : helpers) {
      long left = cap - ownExecutions - granted();
      if (helper.isSpent && !helper.hasEnded && left > 0) {
        helper.isSpent = false;
        helper.allowed = helper.executions + Math.max(1, Math.min(1_000, left / (2L * jobs)));
        helper.send(out -> out.begin(Message.ALLOW).number(helper.allowed));
      }
    }
  }

  /**
   * Takes a message of a helper.
   *
   * @return whether there can be another
   */
  synchronized boolean receive(HelperProcess helper, Message type, MessageInput in)
      throws IOException {
    switch (type) {
      case READY -> {
        helper.isReady = true;
        helper.isSpent = tree == null;
      }
      case REVERSAL -> {
        PortableReversal reversal = in.reversal();
        List<PortableStep> way = tree().insert(helper.number, reversal);
        helper.send(out -> out.begin(Message.LEARN).number(reversal.depth()).steps(way));
      }
      case GIVEN -> {
        helper.giveIsAsked = false;
        tree().add(helper.number, in.nodes());
      }
      case FINISHED -> {
        helper.giveIsAsked = false;
        // What it was allowed and did not need is for others.
        helper.allowed = helper.executions;
        tree().finished(helper.number);
      }
      case SPENT -> helper.isSpent = true;
      case REPORT -> read(helper, in);
      case FAILURE -> {
        String key = in.text();
        found.add(new Found(key, null, List.of(), in.choices()));
      }
      case RACE -> {
        String message = in.text();
        String variable = in.text();
        found.add(new Found(message, variable, in.texts(), in.choices()));
      }
      case LIVENESS -> livenessSeen = true;
      case PROMOTION -> raced.addAll(in.texts());
      case UNSUPPORTED -> unsupported = in.text();
      case UNABLE -> unable = in.text();
      case END -> helper.hasEnded = true;
      default -> throw new IOException("not from a helper: " + type);
    }
    if (tree != null) {
      distribute();
    }
    allowMore();
    notifyAll();
    return type != Message.END;
  }

  private void read(HelperProcess helper, MessageInput in) throws IOException {
    long more = in.number();
    helper.executions += more;
    executions += more;
    redundant += in.number();
    cut += in.number();
    otherOutcomes += in.number();
    readCounts(in, outcomes);
    readCounts(in, caught);
    assumptions.read(in);
    warnings.addAll(in.texts());
    inversions.addAll(in.texts());
  }

  private static void readCounts(MessageInput in, Map<String, Long> counts) throws IOException {
    for (long left = in.number(); left > 0; left--) {
      String text = in.text();
      counts.merge(text, in.number(), Long::sum);
    }
  }

  synchronized void lost(HelperProcess helper, String reason) {
    if (!helper.hasEnded) {
      helper.hasEnded = true;
      unable = reason;
    }
    notifyAll();
  }

  /** Ends all helpers, and waits for what they still have to say. */
  void stop() {
    List<HelperProcess> all;
    synchronized (this) {
      all = List.copyOf(helpers);
      all.forEach(helper -> helper.send(out -> out.begin(Message.STOP)));
    }
    waiting = true;
    all.forEach(HelperProcess::awaitEnd);
    waiting = false;
  }
}
