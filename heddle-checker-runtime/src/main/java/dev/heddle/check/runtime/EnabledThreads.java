package dev.heddle.check.runtime;

import java.util.List;

/** Which threads can take the next step: those whose announced step is possible. */
final class EnabledThreads {
  /** After so many steps time moves although something can still run, if a thread yields. */
  private static final int STEPS_PER_TICK = 2_000;

  private final List<ControlledThread> all;
  private final VirtualClock clock;
  private final Candidates candidates;
  private final Events events;
  private int stepsSinceTick;
  private boolean yieldSeen;

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
      // Nobody but threads that wait in loops for each other.
      collect(running, true);
    }
  }

  private void collect(ControlledThread running, boolean evenSpinning) {
    candidates.clear();
    if (isCandidate(running, evenSpinning)) {
      candidates.add(running);
      candidates.markRunningFirst();
    }
    for (int i = 0; i < all.size(); i++) {
      ControlledThread thread = all.get(i);
      if (thread != running && isCandidate(thread, evenSpinning)) {
        candidates.add(thread);
      }
    }
  }

  private boolean isCandidate(ControlledThread thread, boolean evenSpinning) {
    if (thread.ended) {
      return false;
    }
    if (thread.operation == Operation.YIELD) {
      yieldSeen = true;
      if (evenSpinning && !thread.timedOut) {
        expire(thread);
      }
    }
    return thread.isPossible();
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
