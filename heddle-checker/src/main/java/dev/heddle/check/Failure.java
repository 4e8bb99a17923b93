package dev.heddle.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
 * @param thrown what the program threw, or null when it threw nothing or another process found it
 */
public record Failure(
    FailureKind kind,
    String message,
    List<String> details,
    long execution,
    Schedule schedule,
    List<Step> steps,
    @Nullable Shortened shortened,
    @Nullable Divergence nearestPassing,
    @Nullable Throwable thrown) {

  /** Copies the lists. */
  public Failure {
    details = List.copyOf(details);
    steps = List.copyOf(steps);
  }

  /**
   * Returns whether the other is a failure with the same values, whatever was thrown: exceptions
   * have no equality, and the message and the details tell of them.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Failure that
        && kind == that.kind
        && message.equals(that.message)
        && details.equals(that.details)
        && execution == that.execution
        && schedule.equals(that.schedule)
        && steps.equals(that.steps)
        && Objects.equals(shortened, that.shortened)
        && Objects.equals(nearestPassing, that.nearestPassing);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, message, execution, schedule);
  }

  /**
   * Returns the places in the program that belong to the failure, the innermost first: where the
   * exception was thrown, or the last step of each thread, beginning with the one that failed. No
   * frame of the checker is among them.
   */
  public List<StackTraceElement> stackTrace() {
    List<StackTraceElement> frames = new ArrayList<>();
    if (thrown != null) {
      for (StackTraceElement frame : thrown.getStackTrace()) {
        if (FailureReport.isOfProgram(frame)) {
          frames.add(frame);
        }
      }
      return frames;
    }
    Set<String> threads = new HashSet<>();
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      CodeLocation place = step.location();
      if (place != null && threads.add(step.thread())) {
        frames.add(
            new StackTraceElement(
                place.className(), place.methodName(), place.fileName(), place.line()));
      }
    }
    return frames;
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
        nearestPassing,
        thrown);
  }

  /** Returns the same failure with a line before its other details. */
  Failure withFirstDetail(String line) {
    List<String> more = new ArrayList<>();
    more.add(line);
    more.addAll(details);
    return new Failure(
        kind, message, more, execution, schedule, steps, shortened, nearestPassing, thrown);
  }

  Failure with(@Nullable Shortened shortened, @Nullable Divergence nearestPassing) {
    return new Failure(
        kind, message, details, execution, schedule, steps, shortened, nearestPassing, thrown);
  }
}
