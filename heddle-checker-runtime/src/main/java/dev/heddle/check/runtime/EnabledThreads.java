package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which threads can take the next step: those whose announced step is possible. */
final class EnabledThreads {
  /** After so many steps time moves although something can still run, if a thread yields. */
  private static final int STEPS_PER_TICK = 2_000;

  private final List<ControlledThread> all;
  private final VirtualClock clock;
  private final Candidates candidates;
  private final Events events;

  /** After so many steps of one thread in a row others are preferred. */
  private static final int STEPS_IN_A_ROW = 1_000;

  private @Nullable ControlledThread lastRunning;
  private int stepsInARow;
  private int stepsSinceTick;
  private boolean yieldSeen;

  /** The object whose state was read last in this collection, in what respect, and its state. */
  private @Nullable Object stateTarget;

  private @Nullable Subject stateSubject;
  private long state;

  EnabledThreads(
      List<ControlledThread> all, VirtualClock clock, Candidates candidates, Events events) {
    this.all = all;
    this.clock = clock;
    this.candidates = candidates;
    this.events = events;
  }

  void reset() {
    stepsSinceTick = 0;
    yieldSeen = false;
    lastRunning = null;
    stepsInARow = 0;
  }

  /**
   * Collects the threads that can take the next step; none if the execution is over.
   *
   * @param running the thread that runs now, which comes first if it can go on
   */
  void collect(ControlledThread running) {
    if (++stepsSinceTick > STEPS_PER_TICK && yieldSeen) {
      stepsSinceTick = 0;
      yieldSeen = false;
      advanceClock();
    }
    collect(running, false);
    if (candidates.count() == 0 && advanceClock()) {
      collect(running, false);
    }
    if (candidates.count() == 0) {
      // Only threads that spin, of which some read the clock: it moves when they read it.
      collect(running, true);
    }
  }

  /** Returns the threads that go round loops in which nothing can change. */
  List<ControlledThread> spinning() {
    List<ControlledThread> spinning = new ArrayList<>();
    for (ControlledThread thread : all) {
      if (!thread.ended && thread.operation == Operation.SPIN) {
        spinning.add(thread);
      }
    }
    return spinning;
  }

  private void collect(ControlledThread running, boolean evenSpinning) {
    candidates.clear();
    stateTarget = null;
    boolean othersFirst = othersFirst(running);
    boolean canGoOn = isCandidate(running, evenSpinning);
    if (canGoOn && !othersFirst) {
      candidates.add(running);
      candidates.markRunningFirst();
    }
    // In turn: first those that were started after the one that runs.
    int from = othersFirst ? running.id + 1 : 0;
    int size = all.size();
    for (int i = 0; i < size; i++) {
      ControlledThread thread = all.get(from + i < size ? from + i : from + i - size);
      if (thread != running && isCandidate(thread, evenSpinning)) {
        candidates.add(thread);
      }
    }
    if (canGoOn && othersFirst) {
      candidates.add(running);
    }
  }

  /**
   * Whether a search that has no better idea is to let the others go first. It is a preference and
   * no rule, or traces would be lost.
   */
  private boolean othersFirst(ControlledThread running) {
    if (running.operation == Operation.STRETCH) {
      return true;
    }
    if (running != lastRunning) {
      lastRunning = running;
      stepsInARow = 0;
    }
    return ++stepsInARow % STEPS_IN_A_ROW == 0;
  }

  private boolean isCandidate(ControlledThread thread, boolean evenSpinning) {
    if (thread.ended) {
      return false;
    }
    if (thread.operation == Operation.SPIN) {
      yieldSeen = true;
      if (evenSpinning && !thread.timedOut && thread.spins.mayGoOn()) {
        expire(thread);
      }
    }
    return thread.isPossible(thread.hasGuardedState() ? guardedState(thread) : 0);
  }

  /** Several threads often wait for the same object; its state is read once for all of them. */
  private long guardedState(ControlledThread thread) {
    Object target = thread.targets[0];
    if (target != stateTarget || thread.subjects[0] != stateSubject) {
      state = thread.guardedState();
      stateTarget = target;
      stateSubject = thread.subjects[0];
    }
    return state;
  }

  /** Moves the clock to the next deadline; the waits that end then are over. */
  private boolean advanceClock() {
    long earliest = ControlledThread.NEVER;
    for (ControlledThread thread : all) {
      if (isTimedWait(thread)) {
        earliest = Math.min(earliest, thread.deadline);
      }
    }
    if (earliest == ControlledThread.NEVER) {
      return false;
    }
    clock.advanceTo(earliest);
    for (ControlledThread thread : all) {
      if (isTimedWait(thread) && thread.deadline <= earliest) {
        expire(thread);
        Monitors.giveUpWaiting(thread);
      } else if (!thread.ended
          && !thread.timedOut
          && thread.operation == Operation.SPIN
          && thread.spins.mayGoOn()) {
        // It reads the clock in its loop, and the clock has moved.
        expire(thread);
      }
    }
    return true;
  }

  private void expire(ControlledThread thread) {
    thread.timedOut = true;
    thread.timedOutAfter = events.count();
  }

  private static boolean isTimedWait(ControlledThread thread) {
    return !thread.ended
        && !thread.timedOut
        && thread.deadline != ControlledThread.NEVER
        && !Monitors.isNotified(thread);
  }
}
