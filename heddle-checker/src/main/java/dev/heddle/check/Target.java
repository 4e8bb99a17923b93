package dev.heddle.check;

import dev.heddle.check.instrument.ClassFiles;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to check: a body with the name and origin that a schedule needs to find it again.
 *
 * @param name how reports name it
 * @param arguments the arguments of its {@code main}, or none
 * @param classPath the class path it was loaded from, empty when it comes from the running program
 * @param loader the class loader of the program
 * @param body what to run
 * @param kept the classes whose static state is kept from one execution to the next, while that of
 *     all others starts anew; the result names those that an execution used
 */
public record Target(
    String name,
    List<String> arguments,
    List<String> classPath,
    ClassLoader loader,
    Body body,
    Set<Class<?>> kept) {

  /** Copies the collections. */
  public Target {
    arguments = List.copyOf(arguments);
    classPath = List.copyOf(classPath);
    kept = Set.copyOf(kept);
  }

  /** Returns a target for a body of the running program. */
  public static Target of(String name, Body body) {
    return new Target(name, List.of(), List.of(), body.getClass().getClassLoader(), body, Set.of());
  }

  /**
   * Returns the same target of a program whose classes belong to {@code loader}, with static state
   * of some of them kept.
   */
  public Target keeping(Set<Class<?>> classes, ClassLoader loader) {
    return new Target(name, arguments, classPath, loader, body, classes);
  }

  /**
   * Requires that the classes that a schedule was made with are still the same.
   *
   * @throws TargetException if a class file has changed since then, or is not there any more
   */
  public void requireClassesOf(Schedule schedule) throws TargetException {
    for (Map.Entry<String, String> each : schedule.classes().entrySet()) {
      String now = ClassFiles.hash(loader, each.getKey());
      if (!each.getValue().equals(now)) {
        throw new TargetException(
            (now == null
                    ? "The schedule was made with class %s, which is not on the class path any more:"
                        + " check again to get a new one."
                    : "Class %s has changed since the schedule was made: check again to get a new"
                        + " one.")
                .formatted(each.getKey()));
      }
    }
  }
}
