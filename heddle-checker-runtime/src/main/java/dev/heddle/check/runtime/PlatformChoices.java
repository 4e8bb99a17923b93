package dev.heddle.check.runtime;

import java.util.Objects;

/**
 * What the specifications leave to the JVM: it may do something or not, and either has to be
 * explored. Each such choice is made by a thread of its own, named {@code JVM}, which takes one
 * step and ends. Whether that step comes before the step of the program that it is about is the
 * order of two dependent steps, so that searches need to know nothing of choices, and the story of
 * an execution shows who made it.
 */
final class PlatformChoices {
  private static final String NAME = "JVM";

  private final Scheduler scheduler;

  PlatformChoices(Scheduler scheduler) {
    this.scheduler = scheduler;
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
    Choice choice = new Choice(scheduler);
    scheduler.locations().created(self, choice, self.site);
    offer(self, what, choice);
    self.spins.progress();
    self.announce(Operation.ACCESS, null);
    self.touch(choice.slot(self), Footprint.READ, Subject.OBJECT, null);
    self.touch(monitorSlot, Footprint.WRITE, Subject.MONITOR, monitor);
    scheduler.point(self);
    return choice.isMade;
  }

  /** Offers the JVM to take a step, at any time from now on. */
  void offer(ControlledThread self, String what, Step step) {
    Site place = Sites.get(self.site);
    int site =
        Sites.add(
            new Site(place.className(), place.methodName(), place.fileName(), place.line(), what));
    scheduler.addThread(self, new Thread(null, null, NAME), () -> run(site, step));
  }

  private void run(int site, Step step) {
    ControlledThread jvm = Objects.requireNonNull(Hooks.self());
    jvm.callee = null;
    jvm.site = site;
    jvm.announce(Operation.ACCESS, null);
    step.announce(jvm);
    scheduler.point(jvm);
    step.take();
  }
}
