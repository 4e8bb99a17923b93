package dev.heddle.check.runtime;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ThreadPoolExecutor;
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
  /** So few threads are found faster by looking at each. */
  private static final int FEW = 8;

  private final Scheduler scheduler;
  private final VirtualClock clock;

  /** Those begun in this execution, as many as {@link #count} says. */
  private final ControlledThread[] first = new ControlledThread[FEW];

  private int count;

  /**
   * The thread that was looked up last: guards of several threads ask for the owner of one lock.
   */
  private @Nullable ControlledThread lastFound;

  /** The threads beyond the first few. */
  private final Map<Thread, ControlledThread> others = new IdentityHashMap<>();

  /** The numbers of threads that were asked for; those of the JVM are never used again. */
  private final Map<Thread, Long> ids = new IdentityHashMap<>();

  ProgramThreads(Scheduler scheduler, VirtualClock clock) {
    this.scheduler = scheduler;
    this.clock = clock;
  }

  void reset() {
    count = 0;
    lastFound = null;
    if (!others.isEmpty()) {
      others.clear();
    }
    if (!ids.isEmpty()) {
      ids.clear();
    }
  }

  void add(ControlledThread thread) {
    IdentityHashes.beforeHashOfThread(thread.thread, thread.id);
    if (count < FEW) {
      first[count] = thread;
    } else {
      others.put(thread.thread, thread);
    }
    count++;
  }

  /** Returns a thread's number in this execution: threads are numbered as they are asked. */
  long idOf(Thread thread) {
    Long known = ids.get(thread);
    if (known == null) {
      known = ids.size() + 1L;
      ids.put(thread, known);
    }
    return known;
  }

  @Nullable ControlledThread find(@Nullable Object thread) {
    ControlledThread last = lastFound;
    if (last != null && last.thread == thread) {
      return last;
    }
    ControlledThread found = search(thread);
    if (found != null) {
      lastFound = found;
    }
    return found;
  }

  private @Nullable ControlledThread search(@Nullable Object thread) {
    for (int i = 0; i < count && i < FEW; i++) {
      if (first[i].thread == thread) {
        return first[i];
      }
    }
    return count <= FEW ? null : others.get(thread);
  }

  /**
   * Starts a thread.
   *
   * @param container the scope or executor that it belongs to, as the JDK keeps it, or null
   */
  void start(ControlledThread self, Thread thread, @Nullable Object container) {
    ControlledThread other = find(thread);
    if (other != null && other.parent != self) {
      // In another order this is the start that succeeds.
      scheduler.observations().seeLiveness();
    }
    if (thread.getClass().getName().equals("java.lang.VirtualThread")) {
      scheduler.unsupported(
          self, "it starts a virtual thread that was made before the check or by a foreign thread");
    }
    if (thread.isDaemon()) {
      // The end of the others is the end of a daemon thread, wherever it is.
      scheduler.observations().seeLiveness();
    }
    if (scheduler.livenessIsVisible()) {
      self.announce(Operation.ACCESS, null);
      touchEnd(self, thread, Footprint.WRITE);
      scheduler.point(self);
    } else {
      scheduler.note(self, self.site);
    }
    if (find(thread) != null || thread.getState() != Thread.State.NEW) {
      throw new IllegalThreadStateException("the thread was started already");
    }
    self.spins.progress();
    if (container != null) {
      ThreadContainers.enter(thread, container);
    }
    // A pool's worker has a point of its own before it does anything.
    boolean ofLibrary = self.callee != null && !(self.callee instanceof ThreadPoolExecutor);
    // Once it is under control, the thread itself is not asked any more.
    boolean isInterrupted = thread.isInterrupted();
    ControlledThread started =
        scheduler.addThread(self, thread, () -> run(thread, ofLibrary, container != null));
    started.interrupted = isInterrupted;
  }

  private static void run(Thread thread, boolean ofLibrary, boolean contained) {
    if (ofLibrary) {
      Hooks.beginOfLibrary();
    }
    Thread runner = Thread.currentThread();
    if (contained && runner != thread) {
      ThreadContainers.lendScopedValues(thread, runner);
    }
    try {
      thread.run();
    } finally {
      if (contained) {
        Hooks.endInLibrary();
        ThreadContainers.exit(thread);
      }
    }
  }

  /** Announces that the pending step looks at, or changes, whether a thread lives. */
  void touchEnd(ControlledThread self, Thread thread, byte how) {
    int slot = scheduler.locations().slot(self, thread, Locations.END);
    self.touch(slot, how, Subject.END, thread);
  }

  /** A look at whether a thread lives. */
  void lookWhetherAlive(ControlledThread self, Thread thread) {
    scheduler.observations().seeLiveness();
    int slot = scheduler.locations().slot(self, thread, Locations.END);
    scheduler.spinning().announceRead(self, slot, Footprint.READ, Subject.END, thread);
    scheduler.point(self);
    scheduler.spinning().read(self, slot);
    scheduler.races().acquire(self, slot);
  }

  /** Announces that the pending step looks at, or changes, a thread's interrupt status. */
  void touchInterrupt(ControlledThread self, Thread thread) {
    int slot = scheduler.locations().slot(self, thread, Locations.INTERRUPT);
    self.touch(slot, Footprint.WRITE, Subject.INTERRUPT, thread);
  }

  /**
   * A library looks whether its thread is interrupted: whatever the step was announced to touch, it
   * touches that.
   */
  void lookedAtInterrupt(ControlledThread self) {
    if (self.callee != null && !Calls.touchesOwnInterrupt(self)) {
      int slot = scheduler.locations().slot(self, self.thread, Locations.INTERRUPT);
      long state = Subject.INTERRUPT.state(self.thread, scheduler);
      scheduler.events().alsoTouch(self, slot, Footprint.WRITE, state);
    }
  }

  /** Announces that an interrupt lets the pending step go on. */
  void heedInterrupt(ControlledThread self) {
    touchInterrupt(self, self.thread);
    self.interruptible = true;
  }

  /** Announces a call of a method of a thread that reads or changes what others see. */
  void announceCall(ControlledThread self, Thread thread, String method) {
    self.callee = null;
    if (method.endsWith("Name") || method.endsWith("Priority")) {
      announceProperty(self, thread, method.startsWith("set"));
      return;
    }
    if (thread != self.thread) {
      // A thread that has not started yet, or has ended, answers otherwise.
      scheduler.observations().seeLiveness();
    }
    boolean reads = method.equals("isInterrupted") || method.equals("getState");
    boolean tries = reads || method.equals("interrupted");
    if (tries) {
      int slot = scheduler.locations().slot(self, thread, Locations.INTERRUPT);
      byte how = reads ? Footprint.READ : Footprint.WRITE;
      scheduler.spinning().announceRead(self, slot, how, Subject.INTERRUPT, thread);
    } else {
      self.spins.progress();
      self.announce(Operation.ACCESS, null);
      touchInterrupt(self, thread);
    }
    int slot = self.touchedSlots[0];
    touchEnd(self, thread, Footprint.READ);
    int end = self.touchedSlots[1];
    scheduler.point(self);
    if (tries) {
      scheduler.spinning().read(self, slot);
      scheduler.spinning().read(self, end);
    }
    if (method.equals("getState")) {
      // What a thread waits for, another may let it have without a step of its own.
      self.spins.waitsForAnything(clock.now());
    }
    if (method.equals("interrupt")) {
      scheduler.races().release(self, slot);
    } else {
      scheduler.races().acquire(self, slot);
    }
  }

  /** Thread names and priorities are steps once a thread changes one while others are running. */
  private void announceProperty(ControlledThread self, Thread thread, boolean writes) {
    Promotions promotions = scheduler.races().promotions();
    if (writes && !scheduler.isAlone()) {
      promotions.learn(Promotions.THREADS);
    }
    int slot = scheduler.locations().slot(self, thread, Locations.CONTENT);
    if (promotions.isPromoted(Promotions.THREADS)) {
      Accesses.step(self, slot, writes);
    }
    if (writes) {
      scheduler.races().release(self, slot);
    } else {
      scheduler.races().acquire(self, slot);
    }
  }

  void touchPermit(ControlledThread self, ControlledThread other) {
    int slot = scheduler.locations().slot(self, other.thread, Locations.PERMIT);
    self.touch(slot, Footprint.WRITE, Subject.PERMIT, other);
  }

  /** Waits until a thread has ended; returns at once if it was never started. */
  void join(ControlledThread self, Thread thread, long deadline) throws InterruptedException {
    ControlledThread other = find(thread);
    if (deadline != ControlledThread.NEVER || other == null || other.parent != self) {
      // It may time out, or the thread is perhaps not started yet.
      scheduler.observations().seeLiveness();
    }
    self.waitUntil(deadline);
    self.announce(Operation.JOIN, thread);
    touchEnd(self, thread, Footprint.READ);
    heedInterrupt(self);
    self.waitFor(Guard.AT_LEAST, 1);
    int slot = self.touchedSlots[0];
    scheduler.point(self);
    scheduler.spinning().read(self, slot);
    scheduler.races().acquire(self, slot);
    self.deadline = ControlledThread.NEVER;
    other = find(thread);
    if (other != null && other.ended) {
      scheduler.locks().joined(self, other);
      scheduler.lifecycle().joined(self, other);
    } else {
      throwIfInterrupted(self);
    }
  }

  void sleep(ControlledThread self, long nanos) throws InterruptedException {
    if (nanos == 0) {
      throwIfInterrupted(self);
      letOthersGo(self);
      return;
    }
    self.waitUntil(clock.deadlineIn(nanos));
    self.announce(Operation.SLEEP, null);
    touchInterrupt(self, self.thread);
    self.waitFor(Guard.AT_LEAST, 1);
    scheduler.point(self);
    self.spins.waited();
    self.deadline = ControlledThread.NEVER;
    throwIfInterrupted(self);
  }

  /**
   * Yields: a hint, so the thread may well go on. Only one that repeats itself is made to wait for
   * another; such a thread can only be waiting in a loop.
   */
  void letOthersGo(ControlledThread self) {
    scheduler.spinning().yield(self);
  }

  void interrupt(ControlledThread self, ControlledThread other) {
    if (!Pools.isIdle(other)) {
      // One that joins and is interrupted sees that the thread has not ended yet.
      scheduler.observations().seeLiveness();
    }
    if (self.callee != null) {
      int slot = scheduler.locations().slot(self, other.thread, Locations.INTERRUPT);
      scheduler.races().release(self, slot);
      long state = Subject.INTERRUPT.state(other.thread, scheduler);
      scheduler.events().alsoTouch(self, slot, Footprint.WRITE, state);
    }
    // A thread that has ended is marked, too.
    other.interrupted = true;
  }

  void throwIfInterrupted(ControlledThread self) throws InterruptedException {
    if (clearInterrupt(self)) {
      throw new InterruptedException();
    }
  }

  /**
   * Clears a thread's interrupt status. What came before the interrupt happens before what the
   * thread does next, wherever it notices it, in the JDK too.
   *
   * @return whether it was interrupted
   */
  boolean clearInterrupt(ControlledThread self) {
    if (!self.interrupted) {
      return false;
    }
    self.spins.progress();
    self.interrupted = false;
    int slot = scheduler.locations().slot(self, self.thread, Locations.INTERRUPT);
    scheduler.races().acquire(self, slot);
    return true;
  }

  void park(ControlledThread self, boolean absolute, long time) {
    boolean itself = self.parksItself;
    self.parksItself = false;
    if (!itself) {
      if (self.permit) {
        self.spins.progress();
        scheduler.takePermit(self);
        return;
      }
      if (self.interrupted) {
        lookedAtInterrupt(self);
        return;
      }
    }
    if (!absolute && time < 0) {
      return;
    }
    long deadline = ControlledThread.NEVER;
    if (absolute) {
      deadline = clock.deadlineAtMillis(time);
    } else if (time > 0) {
      deadline = clock.deadlineIn(time);
    }
    if (itself) {
      scheduler.observeWait(self, "LockSupport.park");
      scheduler.platform().offerUnpark(self);
    }
    self.waitUntil(deadline);
    self.announce(Operation.PARK, null);
    if (itself) {
      touchPermit(self, self);
      self.waitFor(Guard.WOKEN, 0);
    } else {
      // Whoever unparks it does so in a call of the same object.
      Object callee = Calls.whereItParks(self);
      Calls.touchWhole(self, callee, Footprint.WRITE);
      self.waitFor(Calls.wakingGuard(callee), 0);
    }
    int slot = self.touchedSlots[0];
    heedInterrupt(self);
    scheduler.point(self);
    scheduler.races().acquire(self, slot);
    if (self.callee instanceof ThreadPoolExecutor pool) {
      Pools.goOn(self, pool);
    }
    self.deadline = ControlledThread.NEVER;
    if (self.permit) {
      self.spins.progress();
    } else {
      self.spins.waited();
    }
    scheduler.takePermit(self);
  }

  /** An attempt to unpark a thread that is not started has no effect, but its time matters. */
  void unparkNotStarted(ControlledThread self, Thread thread) {
    scheduler.observations().seeLiveness();
    boolean itself = self.parksItself;
    self.parksItself = false;
    if (itself) {
      self.announce(Operation.ACCESS, null);
      self.touch(
          scheduler.locations().slot(self, thread, Locations.PERMIT),
          Footprint.WRITE,
          Subject.OBJECT,
          null);
      touchEnd(self, thread, Footprint.READ);
      scheduler.point(self);
      ControlledThread other = find(thread);
      if (other != null) {
        // It was started meanwhile.
        scheduler.givePermit(other);
      }
    }
  }

  /** Lets a thread go on that is parked, or its next attempt to park succeed at once. */
  void unpark(ControlledThread self, ControlledThread other) {
    boolean itself = self.parksItself;
    self.parksItself = false;
    if (itself) {
      boolean surelyStarted = other.parent == null || other.parent == self || other == self;
      if (!surelyStarted) {
        // Perhaps it is not started yet in another execution, and the permit is lost.
        scheduler.observations().seeLiveness();
      }
      self.spins.progress();
      self.announce(Operation.ACCESS, null);
      touchPermit(self, other);
      if (!surelyStarted && scheduler.livenessIsVisible()) {
        touchEnd(self, other.thread, Footprint.READ);
      }
      int slot = self.touchedSlots[0];
      scheduler.point(self);
      scheduler.races().release(self, slot);
    }
    scheduler.givePermit(other);
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
          Monitors.isNotified(thread) || thread.timedOut || thread.interrupted
              ? Thread.State.BLOCKED
              : waiting(timed);
      case PARK, ACQUIRE -> thread.isPossible() ? Thread.State.RUNNABLE : waiting(timed);
      case JOIN -> thread.isPossible() ? Thread.State.RUNNABLE : waiting(timed);
      case SLEEP -> waiting(true);
      default -> Thread.State.RUNNABLE;
    };
  }

  private static Thread.State waiting(boolean timed) {
    return timed ? Thread.State.TIMED_WAITING : Thread.State.WAITING;
  }
}
