package dev.heddle.check.runtime;

import java.util.Set;
import java.util.TreeSet;

/**
 * What the executions of one scheduler have shown of the program, from the first to the last: that
 * it sees whether threads live, and what the models leave out of what it does.
 */
public final class Observations {
  /** Whether the program anywhere asks for the liveness or the state of a thread. */
  private static volatile boolean livenessObserved;

  private final VirtualClock clock;
  private final Set<String> unmodelled = new TreeSet<>();
  private final Set<String> weakAccesses = new TreeSet<>();
  private final Set<String> looksAtWaiters = new TreeSet<>();
  private boolean livenessSeen;
  private boolean fairnessAssumed;

  Observations(VirtualClock clock) {
    this.clock = clock;
  }

  /**
   * Says that code under check asks whether threads live, so that their end is a step of its own.
   */
  public static void observeLiveness() {
    livenessObserved = true;
  }

  /** The same, for this program alone: it showed when it ran. */
  void seeLiveness() {
    livenessSeen = true;
  }

  /** Returns whether the program asks, as far as is known by now, whether threads live. */
  public boolean livenessIsObserved() {
    return livenessObserved || livenessSeen;
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

  /** Returns the classes without an exact model that were called so far, by their names. */
  public Set<String> unmodelled() {
    return unmodelled;
  }

  /** Returns the methods called so far that give weaker orders than volatile accesses. */
  public Set<String> weakAccesses() {
    return weakAccesses;
  }

  /** Returns the methods called so far that tell of threads that wait to acquire. */
  public Set<String> looksAtWaiters() {
    return looksAtWaiters;
  }
}
