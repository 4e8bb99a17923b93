package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/** Exceptions of several calls that are all made, whatever the others throw. */
final class Failures {
  private Failures() {}

  /** Returns the first, which suppresses the second. Needs no memory that it cannot do without. */
  static Throwable join(@Nullable Throwable first, Throwable second) {
    if (first == null) {
      return second;
    }
    if (first != second) {
      try {
        first.addSuppressed(second);
      } catch (Throwable e) {
        // No memory for that: the first says enough.
      }
    }
    return first;
  }

  /** Throws an unchecked exception or error, if there is one. */
  static void raise(@Nullable Throwable thrown) {
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown != null) {
      throw (Error) thrown;
    }
  }
}
