package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The order in which threads take locks while they hold others, in executions that pass too: two
 * threads that take two locks in opposite order can deadlock, even if they have not. Havelund,
 * <em>Using runtime analysis to guide model checking of Java programs</em> (SPIN 2000), where the
 * algorithm is called GoodLock; what is left out is said in {@link LockCycles}.
 *
 * <p>Locks are monitors, the locks of {@code java.util.concurrent}, and Heddle's. An attempt that
 * does not wait for ever, such as {@code tryLock}, cannot deadlock by itself; what it has taken is
 * held like anything else.
 *
 * <p>Nothing is recorded for a thread that takes a lock and holds no other. What is recorded, an
 * {@link Edge}, is kept for all executions, and executions with the same edges are looked at once.
 */
final class LockOrder {
  private static final int MAX_EDGES = 10_000;
  private static final int MAX_EDGES_OF_EXECUTION = 256;
  private static final int MAX_FOUND = 20;

  /**
   * A thread took a lock while it held another.
   *
   * @param thread the thread's number
   * @param threadName its name
   * @param heldSlot the location of the lock that it held
   * @param heldShared whether it shared that
   * @param heldSite where it took that
   * @param takenSlot the location of the lock that it took
   * @param takenShared whether it shares that
   * @param takenSite where
   * @param gates the locations of all locks that it held
   * @param gateShared whether it shared each of them
   */
  record Edge(
      int thread,
      String threadName,
      int heldSlot,
      boolean heldShared,
      int heldSite,
      int takenSlot,
      boolean takenShared,
      int takenSite,
      int[] gates,
      boolean[] gateShared) {

    /** Returns whether this one's thread may have to wait for the other's. */
    boolean leadsTo(Edge other) {
      return takenSlot == other.heldSlot && !(takenShared && other.heldShared);
    }

    /** Returns whether the two threads cannot be there at the same time, because of a lock. */
    boolean hasGateOf(Edge other) {
      for (int i = 0; i < gates.length; i++) {
        for (int j = 0; j < other.gates.length; j++) {
          if (gates[i] == other.gates[j] && !(gateShared[i] && other.gateShared[j])) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private HeldLocks[] held = {};
  private int threads;
  private int execution;

  /** Who took each lock of a library last, for locks that do not know their owner. */
  private long[] takers = new long[256];

  private final LongIndex keys = new LongIndex();
  private final List<Edge> edges = new ArrayList<>();

  /** In which execution each edge was seen last. */
  private int[] seenIn = new int[64];

  /** The edges of this execution. */
  private int[] current = new int[16];

  private int currentCount;

  /** How long the log was when each came. */
  private int[] when = new int[16];

  private @Nullable Object[] heldLocks = new @Nullable Object[16];
  private @Nullable Object[] takenLocks = new @Nullable Object[16];

  /** Sums up the edges of this execution, in any order. */
  private long signature;

  private final LongIndex lookedAt = new LongIndex();

  /** The starts and joins of this execution in order: which thread's steps come before whose. */
  private int[] log = new int[16];

  private int logged;

  private final Map<List<Long>, LockInversion> found = new LinkedHashMap<>();
  private final Set<Set<Integer>> deadlocks = new HashSet<>();

  /** Begins an execution. */
  void begin() {
    for (int i = 0; i < threads; i++) {
      held[i].clear();
    }
    threads = 0;
    logged = 0;
    execution++;
    if (currentCount > 0) {
      Arrays.fill(heldLocks, 0, currentCount, null);
      Arrays.fill(takenLocks, 0, currentCount, null);
      currentCount = 0;
      signature = 0;
    }
  }

  /** Adds a thread; what its parent did so far comes before it. */
  void add(ControlledThread thread, @Nullable ControlledThread parent) {
    threads = thread.id + 1;
    if (threads > held.length) {
      int known = held.length;
      held = Arrays.copyOf(held, Math.max(8, threads * 2));
      for (int i = known; i < held.length; i++) {
        held[i] = new HeldLocks();
      }
    }
    if (parent != null) {
      order(parent, thread);
      held[parent.id].segment++;
    }
  }

  /** A thread has seen the end of another. */
  void joined(ControlledThread thread, ControlledThread ended) {
    order(ended, thread);
    held[thread.id].segment++;
  }

  private void order(ControlledThread earlier, ControlledThread later) {
    if (logged == log.length) {
      log = Arrays.copyOf(log, logged * 2);
    }
    log[logged++] = earlier.number << 16 | later.number & 0xFFFF;
  }

  static int earlier(int logged) {
    return logged >>> 16;
  }

  static int later(int logged) {
    return logged & 0xFFFF;
  }

  // ---- what threads take and give back

  /** A thread has entered a monitor that it did not hold. */
  void entered(ControlledThread thread, Monitor monitor, int slot, int site) {
    if (thread.atomicDepth == 0) {
      acquired(thread, monitor, slot, site, false, true);
    }
  }

  /** A thread has entered a monitor again on which it had waited. */
  void enteredAgain(ControlledThread thread, Monitor monitor, int slot) {
    entered(thread, monitor, slot, thread.site);
    HeldLocks mine = held[thread.id];
    int at = mine.find(slot, false);
    if (at >= 0) {
      mine.sites[at] = monitor.takenAt;
    }
  }

  /** A thread has entered a monitor and leaves it before it does anything else. */
  void passedThrough(ControlledThread thread, Monitor monitor, int slot, int site) {
    HeldLocks mine = held[thread.id];
    if (mine.count > 0 && thread.atomicDepth == 0) {
      dropWhatIsNotHeld(thread, mine);
      if (mine.find(slot) < 0) {
        addEdges(thread, mine, monitor, slot, site, false);
      }
    }
  }

  /** A thread leaves a monitor, or waits on it. */
  void left(ControlledThread thread, int slot) {
    HeldLocks mine = held[thread.id];
    int at = mine.find(slot, false);
    if (at >= 0) {
      mine.remove(at);
    }
  }

  /**
   * A thread begins a call that touches the synchronizer of a lock, and that need not wait now if
   * its model says when it can succeed.
   */
  void called(
      ControlledThread thread,
      AbstractOwnableSynchronizer lock,
      Object receiver,
      CallModel.Access access,
      int site) {
    if (thread.atomicDepth > 0 || !Synchronizers.isLock(lock)) {
      return;
    }
    int slot = thread.touchedSlots[0];
    boolean shared = receiver instanceof ReentrantReadWriteLock.ReadLock;
    String method = Sites.method(site);
    if (access.guard() == Guard.FREE || access.guard() == Guard.SHARED) {
      if (!(access.interruptible() && thread.interrupted)) {
        acquired(thread, lock, slot, site, shared, true);
        setTaker(slot, shared ? 0 : mark(thread));
      }
    } else if (access.gives()) {
      released(thread, lock, slot, shared, !method.equals("close"));
    } else if (method.startsWith("try")) {
      tried(thread, lock, slot, site, shared, method.endsWith("/timed"));
    } else if (method.startsWith("await")) {
      waits(thread, lock, slot, site);
    }
  }

  private void tried(
      ControlledThread thread,
      AbstractOwnableSynchronizer lock,
      int slot,
      int site,
      boolean shared,
      boolean timed) {
    int value = Subject.value(Synchronizers.value(lock, thread.scheduler));
    boolean succeeds =
        value == 0 || value == thread.number + 1 || (shared && (value & Subject.SHARED_BIT) != 0);
    if (succeeds || timed) {
      acquired(thread, lock, slot, site, shared, false);
      if (succeeds) {
        setTaker(slot, shared ? 0 : mark(thread));
      }
    }
  }

  private void acquired(
      ControlledThread thread, Object lock, int slot, int site, boolean shared, boolean waits) {
    HeldLocks mine = held[thread.id];
    if (mine.count > 0) {
      dropWhatIsNotHeld(thread, mine);
      int same = mine.find(slot, shared);
      if (same >= 0) {
        mine.holds[same]++;
        return;
      }
      if (waits && mine.find(slot) < 0) {
        addEdges(thread, mine, lock, slot, site, shared);
      }
    }
    mine.add(lock, slot, site, shared);
  }

  private void released(
      ControlledThread thread,
      AbstractOwnableSynchronizer lock,
      int slot,
      boolean shared,
      boolean forAnother) {
    HeldLocks mine = held[thread.id];
    int at = mine.find(slot, shared);
    if (at < 0) {
      int taker = (int) (takerOf(slot) & 0xFFFF) - 1;
      if (forAnother && taker >= 0 && JdkInternals.exclusiveOwner(lock) == null) {
        left(taker, slot);
        setTaker(slot, 0);
      }
    } else if (--mine.holds[at] == 0) {
      mine.remove(at);
      setTaker(slot, 0);
    }
  }

  private void left(int threadId, int slot) {
    int at = held[threadId].find(slot, false);
    if (at >= 0) {
      held[threadId].remove(at);
    }
  }

  /** A wait on a condition gives its lock back, and takes it again while it holds the others. */
  private void waits(ControlledThread thread, Object lock, int slot, int site) {
    HeldLocks mine = held[thread.id];
    if (mine.count > 1) {
      dropWhatIsNotHeld(thread, mine);
      addEdges(thread, mine, lock, slot, site, false);
    }
  }

  /** What a library does without a call that shows, or in a call whose result does not. */
  private void dropWhatIsNotHeld(ControlledThread thread, HeldLocks mine) {
    for (int i = mine.count - 1; i >= 0; i--) {
      if (!isHeld(thread, mine, i)) {
        mine.remove(i);
      }
    }
  }

  private boolean isHeld(ControlledThread thread, HeldLocks mine, int at) {
    if (mine.locks[at] instanceof Monitor monitor) {
      return monitor.owner == thread;
    }
    AbstractOwnableSynchronizer lock = (AbstractOwnableSynchronizer) mine.locks[at];
    int slot = mine.slots[at];
    if (lock == null || JdkInternals.stateOf(lock) == 0) {
      return false;
    }
    if (mine.shared[at]) {
      return Synchronizers.sharedHolds(lock) >= sharedHolds(slot);
    }
    Thread owner = JdkInternals.exclusiveOwner(lock);
    if (owner != null) {
      return owner == thread.thread;
    }
    if (takerOf(slot) == 0) {
      // A timed attempt has succeeded that had to wait.
      setTaker(slot, mark(thread));
    }
    return takerOf(slot) == mark(thread);
  }

  private int sharedHolds(int slot) {
    int holds = 0;
    for (int i = 0; i < threads; i++) {
      int at = held[i].find(slot, true);
      if (at >= 0) {
        holds += held[i].holds[at];
      }
    }
    return holds;
  }

  private long mark(ControlledThread thread) {
    return (long) execution << 16 | (thread.id + 1);
  }

  private void setTaker(int slot, long taker) {
    if (slot >= takers.length) {
      takers = Arrays.copyOf(takers, slot * 2);
    }
    takers[slot] = taker;
  }

  private long takerOf(int slot) {
    long taker = slot < takers.length ? takers[slot] : 0;
    return taker >>> 16 == execution ? taker : 0;
  }

  // ---- edges

  private void addEdges(
      ControlledThread thread, HeldLocks mine, Object lock, int slot, int site, boolean shared) {
    long gates = 0;
    for (int i = 0; i < mine.count; i++) {
      if (mine.slots[i] != slot) {
        gates += LongIndex.mix(mine.slots[i] * 2L + (mine.shared[i] ? 1 : 0));
      }
    }
    long taking = LongIndex.mix(thread.number * 31L + mine.segment) + slot * 2L + (shared ? 1 : 0);
    taking = LongIndex.mix(LongIndex.mix(taking) + site) + gates;
    for (int i = 0; i < mine.count; i++) {
      if (mine.slots[i] != slot && currentCount < MAX_EDGES_OF_EXECUTION) {
        long holding = LongIndex.mix(mine.slots[i] * 2L + (mine.shared[i] ? 1 : 0));
        long key = LongIndex.mix(taking + LongIndex.mix(holding + mine.sites[i]));
        int edge = edgeOf(key, thread, mine, i, slot, site, shared);
        if (edge >= 0 && seenIn[edge] != execution) {
          seenIn[edge] = execution;
          signature += key;
          note(edge, mine.locks[i], lock);
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
    if (keys.count() >= MAX_EDGES) {
      return -1;
    }
    int known = keys.add(key);
    if (known >= 0) {
      return known;
    }
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
        new Edge(
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

  private void note(int edge, @Nullable Object heldLock, Object takenLock) {
    if (currentCount == current.length) {
      int length = currentCount * 2;
      current = Arrays.copyOf(current, length);
      when = Arrays.copyOf(when, length);
      heldLocks = Arrays.copyOf(heldLocks, length);
      takenLocks = Arrays.copyOf(takenLocks, length);
    }
    current[currentCount] = edge;
    when[currentCount] = logged;
    heldLocks[currentCount] = heldLock;
    takenLocks[currentCount++] = takenLock;
  }

  // ---- what comes of it

  /** Looks for inversions in the execution that has just ended. */
  void look() {
    if (currentCount < 2 || found.size() >= MAX_FOUND || lookedAt.add(signature) >= 0) {
      return;
    }
    List<Edge> ofExecution = new ArrayList<>();
    for (int i = 0; i < currentCount; i++) {
      ofExecution.add(edges.get(current[i]));
    }
    for (int[] cycle : new LockCycles(ofExecution, when, log).find()) {
      LockInversion inversion = inversion(cycle);
      found.putIfAbsent(inversion.places(), inversion);
    }
  }

  private LockInversion inversion(int[] cycle) {
    List<Object> locks = new ArrayList<>();
    for (int index : cycle) {
      locks.add(Objects.requireNonNull(heldLocks[index]));
    }
    List<String> names = LockNames.of(locks);
    List<LockInversion.Taking> takings = new ArrayList<>();
    for (int i = 0; i < cycle.length; i++) {
      Edge edge = edges.get(current[cycle[i]]);
      String taken = names.get((i + 1) % cycle.length);
      takings.add(
          new LockInversion.Taking(
              edge.threadName(), names.get(i), edge.heldSite(), taken, edge.takenSite()));
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
