package dev.heddle.check.runtime;

import java.util.Set;

/** The frames of a stack that are the checker's, or of what it runs a program with. */
public final class OwnFrames {
  private static final String[] PACKAGES = {
    "dev.heddle.check.runtime.",
    "dev.heddle.check.explore.",
    "dev.heddle.junit.",
    "java.lang.invoke.",
    "jdk.internal.vm.Continuation"
  };

  /** With their nested classes. */
  private static final Set<String> CLASSES =
      Set.of(
          "java.lang.Thread",
          "dev.heddle.check.Body",
          "dev.heddle.check.CheckRun",
          "dev.heddle.check.Exploration",
          "dev.heddle.check.ExplorerThread",
          "dev.heddle.check.Failures",
          "dev.heddle.check.Shortener",
          "dev.heddle.check.TargetLoader",
          "dev.heddle.check.TargetRunner");

  private OwnFrames() {}

  /** Returns whether frames of a class are left out of what people read. */
  public static boolean areOf(String className) {
    for (String each : PACKAGES) {
      if (className.startsWith(each)) {
        return true;
      }
    }
    int nested = className.indexOf('$');
    return CLASSES.contains(nested < 0 ? className : className.substring(0, nested));
  }
}
