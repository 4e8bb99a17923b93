package dev.heddle.check.explore;

import dev.heddle.check.Choice;
import dev.heddle.check.runtime.Chooser;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Trace;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing execution short by running others that fail in the same way: the fewest context
 * switches, then the fewest steps. {@link FewerTurns} finds a short one fast, {@link
 * FewestSwitches} a shortest one, if there is time for it.
 *
 * <p>The same program and schedule give the same result unless time cuts it. It is meant for one
 * failing execution, and runs executions, each of which overwrites the trace.
 */
public final class Shortening {
  /** The rest of the time is for the nearest passing execution. */
  private static final double SHARE = 0.75;

  private final Trials trials;
  private final long deadline;
  private final RepeatingChooser found;
  private @Nullable RepeatingChooser shortest;
  private boolean complete;

  /**
   * Prepares a shortening.
   *
   * @param run runs an execution
   * @param sameFailure whether an execution failed in the way that is to be made short
   * @param trace where {@code run} records the last execution
   * @param choices the choices of the failing execution
   * @param time how long it may take
   */
  public Shortening(
      Function<? super Chooser, Ending> run,
      Predicate<Ending> sameFailure,
      Trace trace,
      List<Choice> choices,
      Duration time) {
    trials = new Trials(run, sameFailure, trace);
    found = new RepeatingChooser(trace, choices);
    long now = System.nanoTime();
    deadline = now + time.toNanos();
    trials.setDeadline(now + (long) (time.toNanos() * SHARE));
  }

  /**
   * Searches for the shortest execution and runs that one, so that the trace is its trace.
   *
   * @return how it ended; null if it, or the failing execution itself, did not fail again, because
   *     the program depends on more than the choices
   */
  public @Nullable Ending runShortest() {
    found.begin();
    trials.run(found);
    if (trials.shortest() == null) {
      return null;
    }
    new FewerTurns(trials).search();
    complete = new FewestSwitches(trials).search();
    Trials.Failing failing = trials.shortest();
    shortest = new RepeatingChooser(trials.trace(), failing.choices());
    shortest.begin();
    Ending ending = trials.ending(shortest);
    return trials.fails(ending) && Size.of(trials.trace()).equals(failing.size()) ? ending : null;
  }

  /**
   * Runs the passing execution that is the same as the shortest for longest, so that the trace is
   * its trace. Only after {@link #runShortest} gave one.
   *
   * @return whether one was found
   */
  public boolean runNearestPassing() {
    if (shortest == null) {
      throw new IllegalStateException("there is no shortest execution");
    }
    trials.setDeadline(deadline);
    return new NearestPassing(trials).run(shortest.decisions());
  }

  /** Returns whether the search came to its end, so that no execution is shorter. */
  public boolean isComplete() {
    return complete;
  }

  /** Returns how many executions were run. */
  public long executions() {
    return trials.executions();
  }

  /** Returns how many context switches the last execution had. */
  public static int switchesOf(Trace trace) {
    return Size.of(trace).switches();
  }
}
