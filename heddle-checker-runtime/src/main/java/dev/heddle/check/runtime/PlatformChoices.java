package dev.heddle.check.runtime;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/**
 * What the specifications leave to the JVM: it may do something or not, and either has to be
 * explored. Each such choice is made by a thread of its own, named {@code JVM}, which takes one
 * step and ends. Whether that step comes before the step of the program that it is about is the
 * order of two dependent steps, so that searches need to know nothing of choices, and the story of
 * an execution shows who made it.
 *
 * <p>Spurious events (a wait that ends, or a weak compare-and-set that fails, for no reason) are
 * offered only where that was asked for, and once for each thread and place.
 */
final class PlatformChoices {
  private static final String NAME = "JVM";

  private final Scheduler scheduler;

  /** The threads and places for which a spurious event was offered in this execution. */
  private final Set<Long> offered = new HashSet<>();

  private boolean spurious;

  PlatformChoices(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void reset() {
    if (!offered.isEmpty()) {
      offered.clear();
    }
  }

  /** Says whether spurious events are offered in executions from now on. */
  void offerSpurious(boolean offer) {
    spurious = offer;
  }

  boolean offersSpurious() {
    return spurious;
  }

  /** Returns whether a thread gets its one spurious event for the place where it is. */
  private boolean isDue(ControlledThread self) {
    return spurious
        && self.atomicDepth == 0
        && self.linking == 0
        && offered.add((long) self.number << Integer.SIZE | self.site);
  }

  /** Before a thread waits on a monitor: perhaps it will be woken for no reason. */
  void offerWakeUp(ControlledThread self, Monitor monitor, int monitorSlot) {
    if (!isDue(self)) {
      return;
    }
    // The next step that it announces is the one that ends the wait.
    int announced = self.announced + 1;
    offer(
        self,
        "wake " + self.name() + " for no reason",
        new Step() {
          @Override
          public void announce(ControlledThread jvm) {
            jvm.touch(monitorSlot, Footprint.WRITE, Subject.MONITOR, monitor);
            // Leaving a monitor is no point, so that nothing else may come into its middle.
            jvm.waitFor(Guard.FREE, 0);
          }

          @Override
          public void take() {
            if (self.announced == announced && monitor.waiters.contains(self)) {
              monitor.notifySpuriously(self);
            }
          }
        });
  }

  /** Before the program parks a thread: perhaps that will return for no reason. */
  void offerUnpark(ControlledThread self) {
    if (!isDue(self)) {
      return;
    }
    int announced = self.announced + 1;
    offer(
        self,
        "unpark " + self.name() + " for no reason",
        new Step() {
          @Override
          public void announce(ControlledThread jvm) {
            scheduler.threads().touchPermit(jvm, self);
          }

          @Override
          public void take() {
            if (self.announced == announced && self.operation == Operation.PARK) {
              scheduler.givePermit(self);
            }
          }
        });
  }

  /** Before a thread waits for a condition: perhaps it will be woken for no reason. */
  void offerSignal(ControlledThread self, Condition condition) {
    if (!isDue(self)) {
      return;
    }
    offer(
        self,
        "wake " + self.name() + " for no reason",
        new Step() {
          @Override
          public void announce(ControlledThread jvm) {
            Calls.touchWhole(jvm, condition, Footprint.WRITE);
          }

          @Override
          public void take() {
            if (self.operation == Operation.PARK
                && LockSupport.getBlocker(self.thread) == condition) {
              self.isWokenSpuriously = true;
              scheduler.givePermit(self);
            }
          }
        });
  }

  /** In the middle of a weak compare-and-set of an object: returns whether it is to fail. */
  boolean failsSpuriously(ControlledThread self, Object object) {
    if (!isDue(self)) {
      return false;
    }
    Choice choice = newChoice(self, "let a weak compare-and-set fail");
    Calls.announceAttempt(self, object);
    self.touch(choice.slot(self), Footprint.READ, Subject.OBJECT, null);
    scheduler.point(self);
    Calls.beginAttempt(self, object);
    return choice.isMade;
  }

  /** What the JVM may do. */
  interface Step {
    /** Announces what the step touches. */
    void announce(ControlledThread jvm);

    /** Takes the step. */
    void take();
  }

  /** A choice of the JVM, made once it has taken its step. */
  private static final class Choice implements Step {
    private final Scheduler scheduler;
    boolean isMade;

    Choice(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    int slot(ControlledThread thread) {
      return scheduler.locations().slot(thread, this, Locations.WHOLE);
    }

    @Override
    public void announce(ControlledThread jvm) {
      jvm.touch(slot(jvm), Footprint.WRITE, Subject.OBJECT, null);
    }

    @Override
    public void take() {
      isMade = true;
    }
  }

  /**
   * Lets the JVM choose between two ways to go on; a step of the calling thread, which holds the
   * monitor of which the choice is about.
   *
   * @param what what the JVM does if it does not go the usual way
   */
  boolean choose(ControlledThread self, String what, int monitorSlot, Monitor monitor) {
    if (self.atomicDepth > 0) {
      return false;
    }
    Choice choice = newChoice(self, what);
    self.spins.progress();
    self.announce(Operation.ACCESS, null);
    self.touch(choice.slot(self), Footprint.READ, Subject.OBJECT, null);
    self.touch(monitorSlot, Footprint.WRITE, Subject.MONITOR, monitor);
    scheduler.point(self);
    return choice.isMade;
  }

  private Choice newChoice(ControlledThread self, String what) {
    Choice choice = new Choice(scheduler);
    scheduler.locations().created(self, choice, self.site);
    offer(self, what, choice);
    return choice;
  }

  /** Offers the JVM to take a step, at any time from now on. */
  private void offer(ControlledThread self, String what, Step step) {
    Site place = Sites.get(self.site);
    int site =
        Sites.add(
            new Site(place.className(), place.methodName(), place.fileName(), place.line(), what));
    scheduler.addThread(self, new Thread(null, null, NAME), new OneStep(site, step));
  }

  /** Returns whether a thread is none of the program's, but makes a choice of the JVM. */
  static boolean makesChoice(ControlledThread thread) {
    return thread.program instanceof OneStep;
  }

  /** What a thread does that makes a choice. */
  private record OneStep(int site, Step step) implements Program {
    @Override
    public void run() {
      ControlledThread jvm = Objects.requireNonNull(Hooks.self());
      jvm.callee = null;
      jvm.site = site;
      jvm.announce(Operation.ACCESS, null);
      step.announce(jvm);
      jvm.scheduler.point(jvm);
      step.take();
    }
  }
}
