package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order in which threads take locks while they hold others, in executions that pass too: two
 * threads that take two locks in opposite order can deadlock, even if they have not. Havelund,
 * <em>Using runtime analysis to guide model checking of Java programs</em> (SPIN 2000), where the
 * algorithm is called GoodLock; what is left out is said in {@link LockCycles}.
 *
 * <p>An attempt that does not wait for ever, such as {@code tryLock}, cannot deadlock by itself;
 * what it has taken is held like anything else.
 *
 * <p>Nothing is recorded for a thread that takes a lock and holds no other. What is recorded, an
 * {@link LockEdge}, is kept for all executions, and executions with the same edges are looked at
 * once.
 */
final class LockOrder {
  static final int MAX_EDGES = 10_000;
  static final int MAX_EDGES_OF_EXECUTION = 256;
  static final int MAX_FOUND = 20;

  /** Whether one of the limits has kept something from being looked at. */
  private boolean isCut;

  private int execution;

  private final LongIndex keys = new LongIndex();
  private final List<LockEdge> edges = new ArrayList<>();

  /** In which execution each edge was seen last. */
  private int[] seenIn = new int[64];

  /** The edges of this execution. */
  private int[] current = new int[16];

  private int currentCount;

  /** How long the log was when each came. */
  private int[] when = new int[16];

  private @Nullable Object[] heldLocks = new @Nullable Object[16];

  /** Sums up the edges of this execution, in any order. */
  private long signature;

  private final LongIndex lookedAt = new LongIndex();

  /** The starts and joins of this execution in order: which thread's steps come before whose. */
  private long[] log = new long[16];

  private int logged;

  private final Map<List<Long>, LockInversion> found = new LinkedHashMap<>();
  private final Set<Set<Integer>> deadlocks = new HashSet<>();

  /** Begins an execution. */
  void begin() {
    logged = 0;
    execution++;
    if (currentCount > 0) {
      Arrays.fill(heldLocks, 0, currentCount, null);
      currentCount = 0;
      signature = 0;
    }
  }

  /** Notes that what a thread has done so far comes before what another does from now on. */
  void add(ControlledThread earlier, ControlledThread later) {
    if (logged == log.length) {
      log = Arrays.copyOf(log, logged * 2);
    }
    log[logged++] = (long) earlier.number << Integer.SIZE | later.number;
  }

  static int earlier(long logged) {
    return (int) (logged >>> Integer.SIZE);
  }

  static int later(long logged) {
    return (int) logged;
  }

  /**
   * A thread takes a lock, and may have to wait for it.
   *
   * @param mine what it holds; if the lock is among that, it is only given back for a time
   */
  void taken(ControlledThread thread, HeldLocks mine, int slot, int site, boolean shared) {
    long gates = 0;
    for (int i = 0; i < mine.count; i++) {
      if (mine.slots[i] != slot) {
        gates += LongIndex.mix(mine.slots[i] * 2L + (mine.shared[i] ? 1 : 0));
      }
    }
    long taking = LongIndex.mix(thread.number * 31L + mine.segment) + slot * 2L + (shared ? 1 : 0);
    taking = LongIndex.mix(LongIndex.mix(taking) + site) + gates;
    for (int i = 0; i < mine.count; i++) {
      if (mine.slots[i] != slot) {
        long holding = LongIndex.mix(mine.slots[i] * 2L + (mine.shared[i] ? 1 : 0));
        long key = LongIndex.mix(taking + LongIndex.mix(holding + mine.sites[i]));
        int edge = edgeOf(key, thread, mine, i, slot, site, shared);
        if (edge < 0 || (seenIn[edge] != execution && currentCount == MAX_EDGES_OF_EXECUTION)) {
          isCut = true;
        } else if (seenIn[edge] != execution) {
          seenIn[edge] = execution;
          signature += key;
          note(edge, mine.locks[i]);
        }
      }
    }
  }

  private int edgeOf(
      long key,
      ControlledThread thread,
      HeldLocks mine,
      int at,
      int slot,
      int site,
      boolean shared) {
    int known = keys.get(key);
    if (known >= 0 || keys.count() == MAX_EDGES) {
      return known;
    }
    keys.add(key);
    int[] gates = new int[mine.count];
    boolean[] gateShared = new boolean[mine.count];
    int count = 0;
    for (int i = 0; i < mine.count; i++) {
      if (mine.slots[i] != slot) {
        gates[count] = mine.slots[i];
        gateShared[count++] = mine.shared[i];
      }
    }
    edges.add(
        new LockEdge(
            thread.number,
            thread.name(),
            mine.slots[at],
            mine.shared[at],
            mine.sites[at],
            slot,
            shared,
            site,
            Arrays.copyOf(gates, count),
            Arrays.copyOf(gateShared, count)));
    if (edges.size() > seenIn.length) {
      seenIn = Arrays.copyOf(seenIn, edges.size() * 2);
    }
    return edges.size() - 1;
  }

  private void note(int edge, @Nullable Object heldLock) {
    if (currentCount == current.length) {
      int length = currentCount * 2;
      current = Arrays.copyOf(current, length);
      when = Arrays.copyOf(when, length);
      heldLocks = Arrays.copyOf(heldLocks, length);
    }
    current[currentCount] = edge;
    when[currentCount] = logged;
    heldLocks[currentCount++] = heldLock;
  }

  /** Looks for inversions in the execution that has just ended, of these threads. */
  void look(List<ControlledThread> all) {
    if (currentCount < 2 || lookedAt.add(signature) >= 0) {
      return;
    }
    List<LockEdge> ofExecution = new ArrayList<>();
    for (int i = 0; i < currentCount; i++) {
      ofExecution.add(edges.get(current[i]));
    }
    LockCycles cycles = new LockCycles(ofExecution, when, log);
    for (int[] cycle : cycles.find()) {
      LockInversion inversion = inversion(cycle, new ObjectNames(all, new Past()));
      if (found.size() < MAX_FOUND) {
        found.putIfAbsent(inversion.places(), inversion);
      } else {
        isCut |= !found.containsKey(inversion.places());
      }
    }
    isCut |= cycles.isCut();
  }

  /** Returns whether there was more than the limits allow to compare or to keep. */
  boolean isCut() {
    return isCut;
  }

  private LockInversion inversion(int[] cycle, ObjectNames names) {
    List<Object> locks = new ArrayList<>();
    for (int index : cycle) {
      Object lock = Objects.requireNonNull(heldLocks[index]);
      locks.add(lock instanceof Monitor monitor ? monitor.object : lock);
    }
    names.tellApart(locks);
    List<String> called = new ArrayList<>();
    for (int i = 0; i < cycle.length; i++) {
      Object lock = locks.get(i);
      String name = names.of(lock);
      boolean isMonitor = heldLocks[cycle[i]] instanceof Monitor;
      called.add(isMonitor ? ObjectNames.monitorOf(lock, name) : name);
    }
    List<LockInversion.Taking> takings = new ArrayList<>();
    for (int i = 0; i < cycle.length; i++) {
      LockEdge edge = edges.get(current[cycle[i]]);
      String taken = called.get((i + 1) % cycle.length);
      takings.add(
          new LockInversion.Taking(
              edge.threadName(), called.get(i), edge.heldSite(), taken, edge.takenSite()));
    }
    return new LockInversion(takings);
  }

  /** Says that threads wait for each other: what leads there is a failure, no mere warning. */
  void deadlocked(List<ControlledThread> cycle) {
    Set<Integer> sites = new HashSet<>();
    for (ControlledThread thread : cycle) {
      sites.add(thread.site);
    }
    deadlocks.add(sites);
  }

  /** Returns the inversions of all executions but those that are known to deadlock. */
  List<LockInversion> found() {
    List<LockInversion> unknown = new ArrayList<>();
    for (LockInversion inversion : found.values()) {
      boolean known = false;
      for (Set<Integer> sites : deadlocks) {
        known |=
            inversion.takings().stream().allMatch(taking -> sites.contains(taking.takenSite()));
      }
      if (!known) {
        unknown.add(inversion);
      }
    }
    return unknown;
  }
}
