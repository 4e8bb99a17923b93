package dev.heddle.check;

import dev.heddle.check.explore.Shortening;
import dev.heddle.check.runtime.Chooser;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Trace;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes the failures of one check short, within the time that they have together, and sets beside
 * each the nearest execution that passes.
 *
 * <p>The executions for it run between two executions of the search, which does not notice: they
 * have choosers of their own. Nothing counts them.
 */
final class Shortener {
  /** Of the check's time never more than this is spent here. */
  private static final int SHARE_OF_TIME = 10;

  /** Interleavings of passing executions with more steps are not kept. */
  private static final int MOST_PASSING_STEPS = 200;

  private final Function<? super Chooser, Ending> run;
  private final Trace trace;
  private final boolean moreToCome;
  private long nanosLeft;

  Shortener(CheckOptions options, Function<? super Chooser, Ending> run, Trace trace) {
    this.run = run;
    this.trace = trace;
    this.moreToCome = options.keepGoing();
    Duration most = options.time().dividedBy(SHARE_OF_TIME);
    Duration asked = options.shortening();
    nanosLeft = (asked.compareTo(most) < 0 ? asked : most).toNanos();
  }

  /**
   * Makes a failure short. The trace is that of the failing execution, and of another one
   * afterwards.
   *
   * @param found the failure as the search found it
   * @param same whether an execution failed in the same way
   * @param report makes a failure of how the last execution ended
   * @return the failure to report; the one that was found when there is no time, or when it does
   *     not happen again
   */
  Failure shorten(Failure found, Predicate<Ending> same, Function<Ending, Failure> report) {
    if (nanosLeft <= 0) {
      return found;
    }
    long begun = System.nanoTime();
    // One failure must not take the time of all that follow.
    Duration time = Duration.ofNanos(moreToCome ? nanosLeft / 2 : nanosLeft);
    try {
      return shorten(found, same, report, time);
    } finally {
      nanosLeft -= System.nanoTime() - begun;
    }
  }

  private Failure shorten(
      Failure found, Predicate<Ending> same, Function<Ending, Failure> report, Duration time) {
    int switchesFound = Shortening.switchesOf(trace);
    Shortening shortening = new Shortening(run, same, trace, found.schedule().choices(), time);
    Ending ending = shortening.runShortest();
    if (ending == null) {
      return found;
    }
    int switches = Shortening.switchesOf(trace);
    Failure shortest = report.apply(ending);
    Divergence nearestPassing =
        shortening.runNearestPassing()
            ? divergence(shortest.steps(), FailureReport.steps(trace))
            : null;
    return shortest.with(
        new Shortened(
            found.steps().size(),
            switchesFound,
            switches,
            shortening.executions(),
            shortening.isComplete()),
        nearestPassing);
  }

  private static @Nullable Divergence divergence(List<Step> failing, List<Step> passing) {
    int same = 0;
    while (same < failing.size()
        && same < passing.size()
        && failing.get(same).equals(passing.get(same))) {
      same++;
    }
    // A passing execution is never only the beginning of one that goes on and fails.
    return same == passing.size()
        ? null
        : new Divergence(
            same + 1,
            same == failing.size() ? null : failing.get(same),
            passing.get(same),
            passing.size() > MOST_PASSING_STEPS ? List.of() : passing);
  }
}
