package dev.heddle.check;

import java.util.List;

/**
 * The decisions that lead to one failure, with all that is needed to make them again.
 *
 * @param target what was checked, as it was named
 * @param arguments the arguments of the target's {@code main}
 * @param classPath the target's class path, empty when it was checked in its own process
 * @param kind the kind of the failure that the schedule leads to
 * @param message the failure's message
 * @param threadEndsAreSteps whether starting and ending a thread were steps of their own, which
 *     they are when the program asks whether threads live
 * @param keepStatics whether static state was kept from one execution to the next
 * @param choices the decisions, in order
 */
public record Schedule(
    String target,
    List<String> arguments,
    List<String> classPath,
    FailureKind kind,
    String message,
    boolean threadEndsAreSteps,
    boolean keepStatics,
    List<Choice> choices) {

  /** Copies the lists. */
  public Schedule {
    arguments = List.copyOf(arguments);
    classPath = List.copyOf(classPath);
    choices = List.copyOf(choices);
  }
}
