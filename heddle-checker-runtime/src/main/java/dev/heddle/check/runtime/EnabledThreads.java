package dev.heddle.check.runtime;

import java.util.List;
import java.util.Objects;

/** Which threads can take the next step: those whose announced step is possible. */
final class EnabledThreads {
  /** After so many steps time moves although something can still run, if a thread yields. */
  private static final int STEPS_PER_TICK = 2_000;

  private final List<ControlledThread> all;
  private final VirtualClock clock;
  private final Candidates candidates;
  private int stepsSinceTick;
  private boolean yieldSeen;

  EnabledThreads(List<ControlledThread> all, VirtualClock clock, Candidates candidates) {
    this.all = all;
    this.clock = clock;
    this.candidates = candidates;
  }

  void reset() {
    stepsSinceTick = 0;
    yieldSeen = false;
  }

  /**
   * Collects the threads that can take the next step; none if the execution is over.
   *
   * @param running the thread that runs now, which comes first if it can go on
   * @param step the number of the next step
   */
  void collect(ControlledThread running, int step) {
    if (++stepsSinceTick > STEPS_PER_TICK && yieldSeen) {
      stepsSinceTick = 0;
      yieldSeen = false;
      advanceClock();
    }
    collect(running, step, false);
    if (candidates.count() == 0 && advanceClock()) {
      collect(running, step, false);
    }
    if (candidates.count() == 0) {
      // Nobody but threads that wait in loops for each other.
      collect(running, step, true);
    }
  }

  private void collect(ControlledThread running, int step, boolean evenYielding) {
    candidates.clear();
    if (isCandidate(running, step, evenYielding)) {
      candidates.add(running);
      candidates.markRunningFirst();
    }
    for (int i = 0; i < all.size(); i++) {
      ControlledThread thread = all.get(i);
      if (thread != running && isCandidate(thread, step, evenYielding)) {
        candidates.add(thread);
      }
    }
  }

  private boolean isCandidate(ControlledThread thread, int step, boolean evenYielding) {
    if (thread.ended || !isPossible(thread)) {
      return false;
    }
    if (thread.operation != Operation.YIELD) {
      return true;
    }
    yieldSeen = true;
    return evenYielding || step > thread.yieldedAt + 1;
  }

  static boolean isPossible(ControlledThread thread) {
    return switch (thread.operation) {
      case MONITOR_ENTER, GUARDED_CALL -> monitorOf(thread).isFreeFor(thread);
      case MONITOR_REACQUIRE ->
          (thread.notified || thread.timedOut || thread.interrupted)
              && monitorOf(thread).owner == null;
      case PARK -> thread.permit || thread.timedOut || thread.interrupted;
      case JOIN ->
          ((ControlledThread) Objects.requireNonNull(thread.operand)).ended
              || thread.timedOut
              || thread.interrupted;
      case SLEEP -> thread.timedOut || thread.interrupted;
      default -> true;
    };
  }

  private static Monitor monitorOf(ControlledThread thread) {
    return (Monitor) Objects.requireNonNull(thread.operand);
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
        thread.timedOut = true;
        Monitors.giveUpWaiting(thread);
      }
    }
    return true;
  }

  private static boolean isTimedWait(ControlledThread thread) {
    return !thread.ended
        && !thread.timedOut
        && thread.deadline != ControlledThread.NEVER
        && !thread.notified;
  }
}
