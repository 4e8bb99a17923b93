package dev.heddle.check;

import java.util.List;

/**
 * What to check: a body with the name and origin that a schedule needs to find it again.
 *
 * @param name how reports name it
 * @param arguments the arguments of its {@code main}, or none
 * @param classPath the class path it was loaded from, empty when it comes from the running program
 * @param loader the class loader of the program
 * @param body what to run
 */
public record Target(
    String name, List<String> arguments, List<String> classPath, ClassLoader loader, Body body) {

  /** Copies the lists. */
  public Target {
    arguments = List.copyOf(arguments);
    classPath = List.copyOf(classPath);
  }

  /** Returns a target for a body of the running program. */
  public static Target of(String name, Body body) {
    return new Target(name, List.of(), List.of(), body.getClass().getClassLoader(), body);
  }
}
