package dev.heddle.check;

import java.util.List;
import java.util.Map;

/**
 * One way in which the program failed.
 *
 * @param kind what kind of failure it is
 * @param message what failed, in a sentence
 * @param details more lines that explain it: the stack trace of an exception, or for each blocked
 *     thread what it waits for, who holds that, and where
 * @param execution the number of the execution that failed, from 1
 * @param schedule the decisions that lead to it
 * @param steps the execution's steps in order, up to the failure
 */
public record Failure(
    FailureKind kind,
    String message,
    List<String> details,
    long execution,
    Schedule schedule,
    List<Step> steps) {

  /** Copies the lists. */
  public Failure {
    details = List.copyOf(details);
    steps = List.copyOf(steps);
  }

  /** Returns the same failure, whose schedule names the classes that it was made with. */
  Failure withClasses(Map<String, String> hashes) {
    return new Failure(kind, message, details, execution, schedule.withClasses(hashes), steps);
  }
}
