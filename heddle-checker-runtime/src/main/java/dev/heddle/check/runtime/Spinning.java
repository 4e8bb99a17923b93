package dev.heddle.check.runtime;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads that {@linkplain SpinLoops spin} wait for others: it notes which steps read, try,
 * lock or change something, and announces the waits at the heads of loops.
 *
 * <p>A step that only tries, such as a compare-and-set, has written only if it has changed
 * something. To take a lock is no write, and to give it back is none if the thread has made no
 * progress meanwhile, as long as no thread has asked for the lock's state: what it guards is only
 * seen by those who take it later, and two threads that poll under one lock must not wake each
 * other without end. What was not written wakes no thread that spins, here and in {@link
 * Events#changedNothing}.
 */
final class Spinning {
  private final Scheduler scheduler;
  private final SpinLoops.Writes writes = new SpinLoops.Writes();

  Spinning(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void reset() {
    writes.begin();
  }

  /** Returns when each location was written last. */
  SpinLoops.Writes writes() {
    return writes;
  }

  /** Announces a step that reads a location or tries to change it. */
  void announceRead(
      ControlledThread self, int slot, byte how, Subject subject, @Nullable Object target) {
    self.announce(Operation.LOOK, null);
    self.touch(slot, how, subject, target);
  }

  /** Notes that the announced step, which reads or tries, is taken now. */
  void read(ControlledThread self, int slot) {
    writes.noteRead(slot);
    self.spins.read(slot, writes);
  }

  /** Notes that a thread has taken a lock, or gives one back. */
  void locked(ControlledThread self, int slot, boolean taken) {
    if (taken) {
      self.spins.read(slot, writes);
    }
    self.spins.locked(slot, taken);
  }

  /** Announces a yield, and takes it. */
  void yield(ControlledThread self) {
    self.announce(Operation.LOOK, null);
    scheduler.point(self);
    self.spins.waited();
  }

  /** The thread is at the head of a loop, whose local variables it has told. */
  void atLoopHead(ControlledThread self) {
    if (self.attempts > 0) {
      endAttempt(self);
    }
    if (self.atomicDepth > 0 || self.linking > 0 || !self.spins.spins(scheduler.clock().now())) {
      return;
    }
    self.site = self.spins.site();
    self.callee = null;
    scheduler.observations().assumeFairness();
    self.announce(Operation.SPIN, null);
    self.spins.touchAll(self);
    self.waitFor(Guard.WRITTEN, 0);
    scheduler.point(self);
  }

  /** Notes what the step writes that begins now, or what it may write if it tries. */
  void begin(ControlledThread thread) {
    if (thread.operation == Operation.SPIN) {
      return;
    }
    boolean tries = thread.operation == Operation.LOOK;
    if (thread.lockUse != LockUse.NONE) {
      boolean seen = writes.wasRead(thread.touchedSlots[0]);
      boolean takes = thread.lockUse == LockUse.TAKES;
      if (!seen && (takes || thread.spins.isWatching())) {
        scheduler.events().changedNothing(thread);
        return;
      }
    }
    thread.hasWritten = false;
    for (int i = 0; i < thread.touches; i++) {
      if (thread.touchedHow[i] != Footprint.READ) {
        Object target = thread.targets[i];
        Object state = tries && target != null ? stateOf(target) : null;
        if (state == null) {
          writes.note(thread.touchedSlots[i]);
          thread.hasWritten = true;
        } else {
          addAttempt(thread, Objects.requireNonNull(target), state, thread.touchedSlots[i]);
        }
      }
    }
    if (tries && thread.attempts == 0 && thread.hasWritten) {
      thread.spins.progress();
    }
  }

  private static void addAttempt(ControlledThread thread, Object target, Object state, int slot) {
    int at = thread.attempts++;
    if (at == thread.tried.length) {
      thread.tried = Arrays.copyOf(thread.tried, at * 2);
      thread.triedStates = Arrays.copyOf(thread.triedStates, at * 2);
      thread.triedSlots = Arrays.copyOf(thread.triedSlots, at * 2);
    }
    thread.tried[at] = target;
    thread.triedStates[at] = state;
    thread.triedSlots[at] = slot;
  }

  /** Notes that a thread lets a lock go, in the step that it is in. */
  void released(ControlledThread thread, int slot) {
    if (thread.spins.isWatching() && !writes.wasRead(slot)) {
      scheduler.events().changedNothing(thread);
    } else {
      writes.note(slot);
    }
  }

  /** Ends an attempt: if it has changed something, that was a write, and progress. */
  void endAttempt(ControlledThread thread) {
    boolean changed = thread.hasWritten;
    for (int i = 0; i < thread.attempts; i++) {
      if (!Objects.equals(
          thread.triedStates[i], stateOf(Objects.requireNonNull(thread.tried[i])))) {
        writes.note(thread.triedSlots[i]);
        changed = true;
      }
      thread.tried[i] = null;
      thread.triedStates[i] = null;
    }
    thread.attempts = 0;
    if (changed) {
      thread.spins.progress();
      scheduler.races().commitRelease(thread);
    } else {
      scheduler.races().dropRelease(thread);
      scheduler.events().changedNothing(thread);
    }
  }

  private @Nullable Object stateOf(Object target) {
    scheduler.isLooking = true;
    try {
      return Synchronizers.snapshot(target, scheduler);
    } finally {
      scheduler.isLooking = false;
    }
  }
}
