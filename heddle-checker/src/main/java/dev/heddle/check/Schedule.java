package dev.heddle.check;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
 * @param spurious whether waits could end, and weak compare-and-sets fail, for no reason
 * @param promoted the variables whose accesses were steps, because some execution had a data race
 *     on them; the classes whose initialisers were explored; and the names of threads, if a thread
 *     changed one. No other access of plain data is a step
 * @param classes the hash of the class file of each class that the program had loaded, by the
 *     class's name
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
    boolean spurious,
    List<String> promoted,
    Map<String, String> classes,
    List<Choice> choices) {

  /** Copies the collections. */
  public Schedule {
    classes = Collections.unmodifiableMap(new TreeMap<>(classes));
    arguments = List.copyOf(arguments);
    classPath = List.copyOf(classPath);
    promoted = List.copyOf(promoted);
    choices = List.copyOf(choices);
  }

  /** Returns the same schedule with the hashes of the classes that it was made with. */
  Schedule withClasses(Map<String, String> hashes) {
    return new Schedule(
        target,
        arguments,
        classPath,
        kind,
        message,
        threadEndsAreSteps,
        keepStatics,
        spurious,
        promoted,
        hashes,
        choices);
  }
}
