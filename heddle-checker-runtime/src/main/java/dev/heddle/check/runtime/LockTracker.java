package dev.heddle.check.runtime;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Which locks each thread holds in the execution that runs, and where it took them: monitors, the
 * locks of {@code java.util.concurrent}, and Heddle's.
 *
 * <p>What a call has done is not seen when it returns. Whether a timed attempt has succeeded, or
 * what a library has given back by itself, is asked of the real lock when somebody wants to know.
 */
final class LockTracker {
  private HeldLocks[] held = {};
  private int threads;
  private int execution;

  /** Who took each lock of a library last, for locks that do not know their owner. */
  private long[] takers = new long[256];

  private final LockOrder order = new LockOrder();

  LockOrder order() {
    return order;
  }

  /** Begins an execution. */
  void begin() {
    for (int i = 0; i < threads; i++) {
      held[i].clear();
    }
    threads = 0;
    execution++;
    order.begin();
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
      order.add(parent, thread);
      held[parent.id].segment++;
    }
  }

  /** A thread has seen the end of another. */
  void joined(ControlledThread thread, ControlledThread ended) {
    order.add(ended, thread);
    held[thread.id].segment++;
  }

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
  void passedThrough(ControlledThread thread, int slot, int site) {
    HeldLocks mine = held[thread.id];
    if (mine.count > 0 && thread.atomicDepth == 0) {
      dropWhatIsNotHeld(thread, mine);
      if (mine.find(slot) < 0) {
        order.taken(thread, mine, slot, site, false);
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
      waits(thread, slot, site);
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
        order.taken(thread, mine, slot, site, shared);
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
  private void waits(ControlledThread thread, int slot, int site) {
    HeldLocks mine = held[thread.id];
    if (mine.count > 1) {
      dropWhatIsNotHeld(thread, mine);
      order.taken(thread, mine, slot, site, false);
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
    if (owner != null || Synchronizers.isReadWrite(lock)) {
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

  /**
   * Forgets the locks that threads have called for and not got: those that they wait for now. Asked
   * when nothing can run any more.
   */
  void dropWhatIsAwaited(Iterable<ControlledThread> all) {
    for (ControlledThread thread : all) {
      HeldLocks mine = held[thread.id];
      boolean waits = thread.operation == Operation.PARK && thread.callee != null;
      for (int i = mine.count - 1; i >= 0 && waits; i--) {
        if (mine.holds[i] == 1
            && mine.sites[i] == thread.site
            && mine.locks[i] == Owners.of(Objects.requireNonNull(thread.callee))) {
          mine.remove(i);
        }
      }
    }
  }

  /** Returns where a thread took a lock that it holds; 0 if it does not, or nobody knows. */
  int takenAt(ControlledThread thread, Object lock) {
    HeldLocks mine = held[thread.id];
    dropWhatIsNotHeld(thread, mine);
    for (int i = 0; i < mine.count; i++) {
      if (mine.locks[i] == lock) {
        return mine.sites[i];
      }
    }
    return 0;
  }
}
