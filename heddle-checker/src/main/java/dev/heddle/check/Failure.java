package dev.heddle.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One way in which the program failed.
 *
 * <p>Schedule and steps are those of the shortest execution that was found to fail in this way, if
 * {@link CheckOptions#shortening} leaves time for that; otherwise those of the first.
 *
 * @param kind what kind of failure it is
 * @param message what failed, in a sentence
 * @param details more lines that explain it: the stack trace of an exception, or for each blocked
 *     thread what it waits for, who holds that, and where
 * @param execution the number of the first execution that failed in this way, from 1
 * @param schedule the decisions that lead to it
 * @param steps the execution's steps in order, up to the failure
 * @param shortened what became of the execution that was found, or null when nothing was tried
 * @param nearestPassing the passing execution that is the same for longest, or null when none was
 *     found
 */
public record Failure(
    FailureKind kind,
    String message,
    List<String> details,
    long execution,
    Schedule schedule,
    List<Step> steps,
    @Nullable Shortened shortened,
    @Nullable Divergence nearestPassing) {

  /** Copies the lists. */
  public Failure {
    details = List.copyOf(details);
    steps = List.copyOf(steps);
  }

  /** Returns the same failure, whose schedule names the classes that it was made with. */
  Failure withClasses(Map<String, String> hashes) {
    return new Failure(
        kind,
        message,
        details,
        execution,
        schedule.withClasses(hashes),
        steps,
        shortened,
        nearestPassing);
  }

  /** Returns the same failure with a line before its other details. */
  Failure withFirstDetail(String line) {
    List<String> more = new ArrayList<>();
    more.add(line);
    more.addAll(details);
    return new Failure(kind, message, more, execution, schedule, steps, shortened, nearestPassing);
  }

  Failure with(@Nullable Shortened shortened, @Nullable Divergence nearestPassing) {
    return new Failure(
        kind, message, details, execution, schedule, steps, shortened, nearestPassing);
  }
}
