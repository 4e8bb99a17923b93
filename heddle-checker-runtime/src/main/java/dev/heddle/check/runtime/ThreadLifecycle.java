package dev.heddle.check.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the execution that runs, from their registration to their end: what the rest of
 * the checker has to know when one begins and when one has ended.
 */
final class ThreadLifecycle {
  private final Scheduler scheduler;
  private final Switcher switcher;
  private final List<ControlledThread> all;

  /** How many threads have not ended that keep the execution going. */
  private int live;

  private boolean toTheEnd;

  /** How many threads beside the main thread have not ended, or were not joined by it. */
  private int others;

  ThreadLifecycle(Scheduler scheduler, Switcher switcher, List<ControlledThread> all) {
    this.scheduler = scheduler;
    this.switcher = switcher;
    this.all = all;
  }

  /**
   * Begins an execution.
   *
   * @param toTheEnd whether the other threads run on after one has thrown something
   */
  void reset(boolean toTheEnd) {
    this.toTheEnd = toTheEnd;
    all.clear();
    live = 0;
    others = 0;
  }

  /** Returns whether nothing but the main thread can matter: all others are behind it. */
  boolean isMainAlone() {
    return others == 0;
  }

  /** A thread has joined another, which has ended. */
  void joined(ControlledThread thread, ControlledThread other) {
    if (thread.id == 0 && !other.joinedByMain) {
      other.joinedByMain = true;
      others--;
      scheduler.events().leaveOut(others == 0);
    }
  }

  ControlledThread add(@Nullable ControlledThread parent, Thread thread, Program program) {
    Locations locations = scheduler.locations();
    int number = parent == null ? 0 : locations.threadNumber(parent);
    ControlledThread added = new ControlledThread(all.size(), number, scheduler, thread, program);
    added.parent = parent;
    scheduler.races().add(added, parent);
    scheduler.locks().add(added, parent);
    // What it does comes after what its parent has done so far.
    added.lastEvent = parent == null ? -1 : parent.lastEvent;
    // Before it is numbered as an object: its identity hash is that of a thread.
    scheduler.threads().add(added);
    ControlledThread creator = parent == null ? added : parent;
    locations.created(creator, thread, creator.site);
    if (parent != null) {
      others++;
    }
    scheduler.events().leaveOut(others == 0);
    all.add(added);
    scheduler.trace().addThread(added.name());
    if (!thread.isDaemon()) {
      live++;
    }
    switcher.prepare(added);
    Randomness.seed(added);
    return added;
  }

  /** Returns the first of the threads that have not come to a scheduling point yet. */
  ControlledThread firstUnbegun() {
    for (ControlledThread thread : all) {
      if (thread.operation == Operation.BEGIN) {
        return thread;
      }
    }
    throw new AssertionError("no thread to begin");
  }

  /**
   * Runs a thread of the program from its first instruction to its last. The switcher calls this.
   */
  void run(ControlledThread self) {
    if (scheduler.isAborting()) {
      return;
    }
    try {
      runToItsEnd(self);
      if (scheduler.livenessIsVisible()) {
        awaitEnd(self);
      }
    } catch (ExecutionAborted e) {
      return;
    }
    // JDK code may have swallowed the exception that unwinds the thread.
    if (!scheduler.isAborting()) {
      ended(self);
    }
  }

  /** {@link Races} leaves out of stacks what is below this method. */
  private void runToItsEnd(ControlledThread self) {
    try {
      self.program.run();
    } catch (ExecutionAborted e) {
      throw e;
    } catch (Throwable e) {
      if (scheduler.isAborting()) {
        throw scheduler.abort(self);
      }
      if (!UncaughtExceptions.areHandled(self, e)) {
        Ending escaped = EndOfExecution.escaped(self, e);
        announceFailure(self);
        if (toTheEnd) {
          scheduler.noteThrown(escaped);
        } else {
          scheduler.end(self, escaped);
        }
      }
    }
  }

  /**
   * What ends an execution is a step, so that another thread may fail first, or print something
   * before.
   */
  private void announceFailure(ControlledThread self) {
    Locations locations = scheduler.locations();
    self.callee = null;
    self.spins.progress();
    self.announce(Operation.THROW, null);
    self.touch(
        locations.slot(self, null, Locations.FAILURE), Footprint.WRITE, Subject.OBJECT, null);
    for (Object output : new Object[] {System.out, System.err}) {
      if (output instanceof CapturedOutput) {
        int slot = locations.slot(self, output, Locations.WHOLE);
        self.touch(slot, Footprint.WRITE, Subject.OBJECT, null);
      }
    }
    scheduler.point(self);
  }

  /** The JVM takes the monitor of the thread object to end a thread. */
  private void awaitEnd(ControlledThread self) {
    self.callee = null;
    Monitors monitors = scheduler.monitors();
    monitors.announceEnter(self, Operation.END, monitors.of(self.thread));
    scheduler.threads().touchEnd(self, self.thread, Footprint.WRITE);
    if (!self.thread.isDaemon()) {
      self.touch(exitSlot(self), Footprint.UPDATE, Subject.OBJECT, null);
    }
    scheduler.point(self);
  }

  private void ended(ControlledThread self) {
    if (scheduler.isAbandoned()) {
      self.ended = true;
      return;
    }
    int slot = scheduler.locations().slot(self, self.thread, Locations.END);
    scheduler.races().release(self, slot);
    scheduler.recordEnd(self, slot);
    self.ended = true;
    self.callee = null;
    scheduler.monitors().threadEnded(self);
    if (!self.thread.isDaemon()) {
      live--;
    }
    switcher.release(self);
    if (live == 0) {
      scheduler.complete(self);
    } else {
      scheduler.passOn(self);
    }
  }

  /** Lets a daemon thread's step look at whether the program still runs, on which it depends. */
  void touchExit(ControlledThread thread) {
    if (thread.thread.isDaemon()) {
      thread.touch(exitSlot(thread), Footprint.READ, Subject.OBJECT, null);
    }
  }

  private int exitSlot(ControlledThread self) {
    return scheduler.locations().slot(self, null, Locations.END);
  }
}
