package dev.heddle.check.runtime;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model of {@link Thread}: start, join, sleep, yield, interrupt, liveness and state; and of
 * parking, {@link java.util.concurrent.locks.LockSupport}, on which the locks of {@code
 * java.util.concurrent} rest.
 *
 * <p>Starting a thread is no scheduling point: what the new thread does first is one. Only where
 * the program asks whether threads live, it is.
 */
final class ProgramThreads {
  /** How often a thread may yield, while nobody else takes a step, and still go on at once. */
  private static final int MAX_YIELDS_ALONE = 2;

  private final Scheduler scheduler;
  private final VirtualClock clock;
  private final Map<Thread, ControlledThread> byThread = new IdentityHashMap<>();

  ProgramThreads(Scheduler scheduler, VirtualClock clock) {
    this.scheduler = scheduler;
    this.clock = clock;
  }

  void reset() {
    byThread.clear();
  }

  void add(ControlledThread thread) {
    byThread.put(thread.thread, thread);
  }

  @Nullable ControlledThread find(@Nullable Object thread) {
    return byThread.get(thread);
  }

  void start(ControlledThread self, Thread thread) {
    if (byThread.containsKey(thread) || thread.getState() != Thread.State.NEW) {
      throw new IllegalThreadStateException("the thread was started already");
    }
    if (thread.getClass().getName().equals("java.lang.VirtualThread")) {
      scheduler.unsupported(
          self, "it starts a virtual thread, and virtual threads are not modelled yet");
    }
    if (scheduler.livenessIsVisible()) {
      self.announce(Operation.ACCESS, null);
      scheduler.point(self);
    } else {
      scheduler.note(self, self.site);
    }
    ControlledThread started = scheduler.addThread(thread, thread::run);
    started.interrupted = thread.isInterrupted();
  }

  /** Waits until a thread has ended; returns at once if it was never started. */
  void join(ControlledThread self, Thread thread, long deadline) throws InterruptedException {
    ControlledThread other = byThread.get(thread);
    if (other == null) {
      scheduler.throwIfInterrupted(self);
      return;
    }
    self.waitUntil(deadline);
    self.announce(Operation.JOIN, other);
    scheduler.point(self);
    self.deadline = ControlledThread.NEVER;
    if (!other.ended) {
      scheduler.throwIfInterrupted(self);
    }
  }

  void sleep(ControlledThread self, long nanos) throws InterruptedException {
    scheduler.throwIfInterrupted(self);
    if (nanos == 0) {
      letOthersGo(self);
      return;
    }
    self.waitUntil(clock.deadlineIn(nanos));
    self.announce(Operation.SLEEP, null);
    scheduler.point(self);
    self.deadline = ControlledThread.NEVER;
    scheduler.throwIfInterrupted(self);
  }

  /**
   * Yields: a hint, so the thread may well go on. Only one that yields again and again while nobody
   * else moves is made to wait for another; such a thread can only be waiting in a loop.
   */
  void letOthersGo(ControlledThread self) {
    if (scheduler.yieldsAlone(self) > MAX_YIELDS_ALONE) {
      scheduler.announceForcedYield(self);
    } else {
      self.announce(Operation.ACCESS, null);
    }
    scheduler.point(self);
  }

  void interrupt(ControlledThread other) {
    if (!other.ended) {
      other.interrupted = true;
      if (!other.notified) {
        Monitors.giveUpWaiting(other);
      }
    }
  }

  void park(ControlledThread self, boolean absolute, long time) {
    if (self.permit) {
      self.permit = false;
      return;
    }
    if (self.interrupted || (!absolute && time < 0)) {
      return;
    }
    long deadline = ControlledThread.NEVER;
    if (absolute) {
      deadline = clock.deadlineAtMillis(time);
    } else if (time > 0) {
      deadline = clock.deadlineIn(time);
    }
    self.waitUntil(deadline);
    self.announce(Operation.PARK, null);
    scheduler.point(self);
    self.deadline = ControlledThread.NEVER;
    self.permit = false;
  }

  static Thread.State stateOf(ControlledThread thread) {
    if (thread.ended) {
      return Thread.State.TERMINATED;
    }
    boolean timed = thread.deadline != ControlledThread.NEVER;
    return switch (thread.operation) {
      case MONITOR_ENTER, GUARDED_CALL ->
          thread.operand instanceof Monitor monitor && !monitor.isFreeFor(thread)
              ? Thread.State.BLOCKED
              : Thread.State.RUNNABLE;
      case MONITOR_REACQUIRE ->
          thread.notified || thread.timedOut || thread.interrupted
              ? Thread.State.BLOCKED
              : waiting(timed);
      case PARK -> thread.permit ? Thread.State.RUNNABLE : waiting(timed);
      case JOIN ->
          thread.operand instanceof ControlledThread other && other.ended
              ? Thread.State.RUNNABLE
              : waiting(timed);
      case SLEEP -> waiting(true);
      default -> Thread.State.RUNNABLE;
    };
  }

  private static Thread.State waiting(boolean timed) {
    return timed ? Thread.State.TIMED_WAITING : Thread.State.WAITING;
  }
}
