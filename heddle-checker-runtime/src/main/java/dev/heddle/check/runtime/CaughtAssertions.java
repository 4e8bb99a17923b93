package dev.heddle.check.runtime;

import java.util.Set;
import java.util.TreeSet;

/**
 * The assertions that have failed in an execution. In one that completes they were caught: by the
 * program, or by a future that was not asked. An assertion that is expected to fail is left out: in
 * {@code assertThrows} and its like, and where a library polls until an assertion holds.
 */
final class CaughtAssertions {
  /** How the names of classes begin that make, throw or catch assertions for others. */
  private static final String[] LIBRARIES = {
    "java.",
    "jdk.",
    "sun.",
    "dev.heddle.check.runtime.",
    "org.junit.",
    "junit.framework.",
    "org.opentest4j.",
    "org.assertj.",
    "org.hamcrest.",
    "org.testng.",
    "kotlin.test.",
    "com.google.common.truth."
  };

  /** Libraries that repeat what fails until it does not. */
  private static final String[] POLLING = {"org.awaitility.", "com.jayway.awaitility."};

  /** How the names of methods begin that expect something to be thrown. */
  private static final String[] EXPECTING = {
    "assertThrows",
    "expectThrows",
    "assertFailsWith",
    "assertFails",
    "catchThrowable",
    "runCatching"
  };

  private final Set<String> places = new TreeSet<>();

  void reset() {
    if (!places.isEmpty()) {
      places.clear();
    }
  }

  /** Returns the places of the program where assertions have failed. */
  Set<String> places() {
    return places;
  }

  /** Notes an assertion that was made, as it is when it fails. */
  void made(AssertionError error) {
    String place = "an unknown place";
    boolean found = false;
    for (StackTraceElement frame : error.getStackTrace()) {
      if (isExpecting(frame)) {
        return;
      }
      if (!found && !begins(frame.getClassName(), LIBRARIES)) {
        found = true;
        place =
            frame.getFileName() == null
                ? frame.getClassName() + "." + frame.getMethodName()
                : frame.getFileName() + ":" + frame.getLineNumber();
      }
    }
    places.add(place);
  }

  private static boolean isExpecting(StackTraceElement frame) {
    return begins(frame.getClassName(), POLLING)
        || begins(frame.getClassName(), LIBRARIES) && begins(frame.getMethodName(), EXPECTING);
  }

  private static boolean begins(String name, String[] prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
