package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import dev.heddle.check.runtime.Footprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Selectively uniform random walk: each execution takes some steps to be interesting, those that
 * touch one shared location, and all orders of these are equally likely.
 *
 * <p>Zhao, Wolff, Mathur, Roychoudhury, <em>Selectively uniform concurrency testing</em> (ASPLOS
 * 2025). The thread that takes the next interesting step is drawn with the number of interesting
 * steps that it has left as its weight; a thread that comes to an interesting step and is not the
 * one waits until that one has taken its own. Everything else is a random walk. A thread has the
 * weight of the threads that it will start; when it starts one it hands that weight over, and with
 * the probability that belongs to it also the turn. The same seed gives the same executions.
 *
 * <p>Where the paper asks for a profile of the program, this learns as it goes:
 *
 * <ul>
 *   <li>A location is shared when two threads have touched it where there was a choice, and one of
 *       them other than by reading or by an update that commutes. The life of a thread is none: the
 *       order of its start, its end and the join is given. One of them is drawn for each execution,
 *       all equally likely; while there is none, the execution is a random walk.
 *   <li>The weight of a thread is the mean number of its steps that touched the location, over all
 *       executions so far. Thus the orders are equally likely only where that number is the same in
 *       all executions and no step waits for another, as the paper has it; elsewhere nearly so.
 *   <li>When the thread that was drawn cannot go on and all others wait for it, another is drawn.
 * </ul>
 */
public final class SelectivelyUniformWalk extends Sampling {
  private static final int NOBODY = -1;

  /** What is known of each location, by its slot. */
  private @Nullable Location[] locations = new @Nullable Location[256];

  private final List<Location> shared = new ArrayList<>();
  private final List<Location> touched = new ArrayList<>();
  private int executions;

  /** The location whose steps are interesting in this execution, or null. */
  private @Nullable Location chosen;

  /** How many interesting steps each thread has left, with those of threads it will start. */
  private double[] weights = new double[16];

  private boolean[] known = new boolean[16];
  private boolean[] waiting = new boolean[16];

  /** The thread that has started each thread, in any execution so far, or {@link #NOBODY}. */
  private int[] parents = newParents(16);

  private int threads;

  /** The thread that takes the next interesting step, or {@link #NOBODY}. */
  private int next = NOBODY;

  /** A location and how often each thread has touched it. */
  private static final class Location {
    final int slot;
    int firstThread = NOBODY;
    boolean byMany;
    int hows;
    boolean isShared;
    boolean isTouched;
    int[] counts = new int[4];
    long[] sums = new long[4];

    Location(int slot) {
      this.slot = slot;
    }

    void count(int thread) {
      isTouched = true;
      if (thread >= counts.length) {
        counts = Arrays.copyOf(counts, thread * 2);
        sums = Arrays.copyOf(sums, thread * 2);
      }
      counts[thread]++;
    }

    void endExecution() {
      isTouched = false;
      for (int thread = 0; thread < counts.length; thread++) {
        sums[thread] += counts[thread];
        counts[thread] = 0;
      }
    }

    long sum(int thread) {
      return thread < sums.length ? sums[thread] : 0;
    }
  }

  /** Creates a walk from a seed. */
  public SelectivelyUniformWalk(long seed) {
    super(seed);
  }

  private static int[] newParents(int length) {
    int[] parents = new int[length];
    Arrays.fill(parents, NOBODY);
    return parents;
  }

  @Override
  public void begin() {
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).endExecution();
    }
    touched.clear();
    next = NOBODY;
    Arrays.fill(known, false);
    Arrays.fill(waiting, false);
    chosen = shared.isEmpty() ? null : shared.get(random.below(shared.size()));
    if (chosen != null) {
      weigh(chosen);
    }
  }

  @Override
  public boolean advance() {
    executions++;
    return true;
  }

  private void weigh(Location location) {
    for (int thread = 0; thread < threads; thread++) {
      weights[thread] = (double) location.sum(thread) / executions;
    }
    // A thread's number is larger than its parent's.
    for (int thread = threads - 1; thread > 0; thread--) {
      if (parents[thread] != NOBODY) {
        weights[parents[thread]] += weights[thread];
      }
    }
  }

  @Override
  public int choose(Candidates candidates) {
    for (int i = 0; i < candidates.count(); i++) {
      meet(candidates, i);
    }
    int index = chosen == null ? random.below(candidates.count()) : walk(candidates, chosen);
    note(candidates, index, true);
    return index;
  }

  private int walk(Candidates candidates, Location location) {
    while (true) {
      int index = drawFromThoseThatDoNotWait(candidates);
      if (index < 0) {
        // The next one is not among the candidates: it is blocked, or has ended before its time.
        letAllGo();
        continue;
      }
      if (!candidates.touchesSlot(index, location.slot)) {
        return index;
      }
      int thread = candidates.threadNumber(index);
      // However many were expected, here is one.
      weights[thread] = Math.max(weights[thread], 1);
      if (next == NOBODY) {
        next = drawByWeight(candidates);
      }
      if (thread == next) {
        weights[thread]--;
        letAllGo();
        return index;
      }
      waiting[thread] = true;
    }
  }

  private void letAllGo() {
    next = NOBODY;
    Arrays.fill(waiting, 0, threads, false);
  }

  private int drawFromThoseThatDoNotWait(Candidates candidates) {
    int free = 0;
    for (int i = 0; i < candidates.count(); i++) {
      free += waiting[candidates.threadNumber(i)] ? 0 : 1;
    }
    if (free == 0) {
      return -1;
    }
    int drawn = random.below(free);
    int index = 0;
    while (waiting[candidates.threadNumber(index)] || drawn-- > 0) {
      index++;
    }
    return index;
  }

  private int drawByWeight(Candidates candidates) {
    double total = 0;
    for (int i = 0; i < candidates.count(); i++) {
      total += weights[candidates.threadNumber(i)];
    }
    double drawn = random.uniform() * total;
    int thread = NOBODY;
    for (int i = 0; i < candidates.count() && drawn >= 0; i++) {
      if (weights[candidates.threadNumber(i)] > 0) {
        thread = candidates.threadNumber(i);
        drawn -= weights[thread];
      }
    }
    return thread;
  }

  @Override
  public void onlyOne(Candidates candidates) {
    meet(candidates, 0);
    Location location = chosen;
    if (location != null && candidates.touchesSlot(0, location.slot)) {
      int thread = candidates.threadNumber(0);
      weights[thread] = Math.max(0, weights[thread] - 1);
      letAllGo();
    }
    note(candidates, 0, false);
  }

  /** Takes account of a candidate that is new in this execution. */
  private void meet(Candidates candidates, int index) {
    int thread = candidates.threadNumber(index);
    ensureRoom(thread);
    if (known[thread]) {
      return;
    }
    int parent = candidates.parentNumber(index);
    known[thread] = true;
    parents[thread] = parent;
    if (parent == NOBODY || chosen == null) {
      return;
    }
    double both = weights[parent];
    weights[parent] = Math.max(0, both - weights[thread]);
    if (next == parent && random.uniform() * both < weights[thread]) {
      next = thread;
    }
  }

  private void ensureRoom(int thread) {
    threads = Math.max(threads, thread + 1);
    if (thread >= weights.length) {
      int length = thread * 2;
      weights = Arrays.copyOf(weights, length);
      known = Arrays.copyOf(known, length);
      waiting = Arrays.copyOf(waiting, length);
      int[] more = newParents(length);
      System.arraycopy(parents, 0, more, 0, parents.length);
      parents = more;
    }
  }

  private void note(Candidates candidates, int index, boolean amongOthers) {
    int thread = candidates.threadNumber(index);
    for (int i = 0; i < candidates.touches(index); i++) {
      Location location = location(candidates.slot(index, i));
      if (!location.isTouched) {
        touched.add(location);
      }
      location.count(thread);
      if (amongOthers && !location.isShared && !candidates.isLife(index, i)) {
        see(location, thread, candidates.how(index, i));
      }
    }
  }

  private void see(Location location, int thread, byte how) {
    if (location.firstThread == NOBODY) {
      location.firstThread = thread;
    }
    location.byMany |= location.firstThread != thread;
    location.hows |= how;
    boolean commutes = location.hows == Footprint.READ || location.hows == Footprint.UPDATE;
    if (location.byMany && !commutes) {
      location.isShared = true;
      shared.add(location);
    }
  }

  private Location location(int slot) {
    if (slot >= locations.length) {
      locations = Arrays.copyOf(locations, slot * 2);
    }
    Location location = locations[slot];
    if (location == null) {
      location = new Location(slot);
      locations[slot] = location;
    }
    return location;
  }
}
