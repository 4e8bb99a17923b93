package dev.heddle.check.runtime;

import java.util.Arrays;
import java.util.List;

/**
 * The libraries whose calls are single steps, like those into java.util.concurrent: they are
 * trusted to be right, and are explored by their own tests. A trusted class blocks by parking only.
 *
 * <p>They are the packages, separated by commas, that the system property {@value #PROPERTY} names
 * when the JVM starts; Heddle's own primitives if it is not set, and none if it is empty.
 */
public final class TrustedPackages {
  /** The system property that names the packages. */
  public static final String PROPERTY = "heddle.trust";

  private static final String PRIMITIVES = "dev.heddle.sync";

  /** What uses several primitives at once is explored, with their calls as steps. */
  private static final List<String> COMPOSITES =
      List.of(
          PRIMITIVES + ".GuardedGroup", PRIMITIVES + ".GuardedValue", PRIMITIVES + ".OneShotTimer");

  private static final List<String> PREFIXES =
      Arrays.stream(System.getProperty(PROPERTY, PRIMITIVES).split(","))
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .map(name -> name + ".")
          .toList();

  private TrustedPackages() {}

  /** Returns whether a class, by its binary name, is in one of the packages or below it. */
  public static boolean contain(String className) {
    for (String prefix : PREFIXES) {
      if (className.startsWith(prefix)) {
        return COMPOSITES.stream().noneMatch(className::startsWith);
      }
    }
    return false;
  }

  /** Returns whether a class, by its internal name, is in one of the packages or below it. */
  public static boolean containInternal(String internalName) {
    return !PREFIXES.isEmpty() && contain(internalName.replace('/', '.'));
  }
}
