package dev.heddle.check.runtime;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the executions of one scheduler have shown of the program, from the first to the last: that
 * it sees whether threads live, and what the models leave out of what it does.
 */
public final class Observations {
  /** The kinds of what a model leaves out, and which the result names. */
  public enum Kind {
    /**
     * A store weaker than a volatile write, after which the thread has read another variable: the
     * JVM may let the read come first.
     */
    DELAYED_STORE,
    /**
     * A wait outside a loop that would see whether it ended for no reason, with its place; an empty
     * name if such ends were explored.
     */
    SPURIOUS,
    /** A weak compare-and-set, which may fail for no reason. */
    WEAK_FAILURE,
    /** A method that gives weaker orders than volatile accesses. */
    WEAK_ACCESS,
    /** A method in the middle of which others may come in, and that was taken for one step. */
    ONE_STEP,
    /** An enum or interface whose initialiser takes a step visible to other threads. */
    INITIALISER,
    /** A place where a shutdown hook is added, which never runs. */
    SHUTDOWN_HOOK,
    /** A method that tells of threads that wait to acquire. */
    WAITERS,
    /** A class without an exact model, or a method of one. */
    UNMODELLED
  }

  private final VirtualClock clock;
  private final Map<Kind, Set<String>> names = new EnumMap<>(Kind.class);
  private boolean livenessSeen;
  private boolean fairnessAssumed;

  Observations(VirtualClock clock) {
    this.clock = clock;
  }

  /** Notes that the program can tell whether a thread lives, so that its end must be a step. */
  void seeLiveness() {
    livenessSeen = true;
  }

  /** Returns whether any execution so far could tell whether a thread lives. */
  public boolean livenessIsObserved() {
    return livenessSeen;
  }

  /** Says that a loop that spins was made to wait for others. */
  void assumeFairness() {
    fairnessAssumed = true;
  }

  /** Returns whether any execution so far had a waiting loop that was made to wait for others. */
  public boolean fairnessAssumed() {
    return fairnessAssumed;
  }

  /** Returns whether any execution so far had a timed wait. */
  public boolean timedWaitSeen() {
    return clock.waited();
  }

  /** Returns what was called so far that is of a kind, by its names; a set that can be added to. */
  public Set<String> names(Kind kind) {
    return names.computeIfAbsent(kind, key -> new TreeSet<>());
  }

  /** Returns the classes without an exact model that were called so far, by their names. */
  Set<String> unmodelled() {
    return names(Kind.UNMODELLED);
  }

  /**
   * Notes that a thread has stored something in a way that the JVM may delay.
   *
   * @param slot what it has written
   */
  void delayedStore(ControlledThread self, int site, int slot) {
    if (!self.scheduler.isAlone()) {
      self.delayedStore = site;
      self.delayedSlot = slot;
    }
  }

  /** A thread takes its next step after such a store. */
  void afterDelayedStore(ControlledThread self) {
    boolean readsOther = false;
    for (int i = 0; i < self.touches; i++) {
      if (self.touchedHow[i] != Footprint.READ) {
        // A write or an attempt that is as strict as a volatile one: nothing passes it.
        self.delayedStore = 0;
        return;
      }
      Subject subject = self.subjects[i];
      readsOther |=
          self.touchedSlots[i] != self.delayedSlot
              && (subject == Subject.OBJECT || subject == Subject.SYNCHRONIZER);
    }
    if (readsOther) {
      names(Kind.DELAYED_STORE).add(Sites.get(self.delayedStore).what());
      self.delayedStore = 0;
    }
  }

  /** Records a step inside an initialiser that the JVM runs once for all executions. */
  void stepInInitialiser() {
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      if (frame.getMethodName().equals("<clinit>")) {
        names(Kind.INITIALISER).add(frame.getClassName());
        return;
      }
    }
  }

  /** Says that a method was taken for one step while other threads might have come in between. */
  void takenForOneStep(Class<?> type, String method) {
    String name = LibraryClasses.nameOf(type);
    String simple = name.substring(name.lastIndexOf('.') + 1);
    names(Kind.ONE_STEP).add(simple + "." + MethodNames.withoutForm(method));
  }
}
