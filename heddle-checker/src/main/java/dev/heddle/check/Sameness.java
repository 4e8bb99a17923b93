package dev.heddle.check;

import dev.heddle.check.runtime.Ending;
import java.util.regex.Pattern;

/** Which endings are the same failure, in every execution and in every process. */
final class Sameness {
  private static final Pattern HASH = Pattern.compile("@[0-9a-f]{1,8}\\b");
  private static final Pattern IMPLICIT =
      Pattern.compile(
          "^(java\\.lang\\.(?:NullPointer|Arithmetic|ClassCast|ArrayStore|ArrayIndexOutOfBounds)"
              + "Exception)(?s::.*?)?( in thread [^\\n]*)?$");

  private Sameness() {}

  static boolean same(String one, String other) {
    return essence(one).equals(essence(other));
  }

  /**
   * Returns what is the same of a message in every run: what {@code Object.hashCode} prints differs
   * between JVMs, and compiled code throws some exceptions without their message.
   */
  private static String essence(String message) {
    return IMPLICIT.matcher(HASH.matcher(message).replaceAll("@")).replaceAll("$1$2");
  }

  /** Returns what is the same for endings that are one failure. */
  static String key(Ending ending, String message) {
    return ending.kind() + " " + essence(message);
  }

  static boolean isFailure(Ending ending) {
    return switch (ending.kind()) {
      case EXCEPTION, DEADLOCK, LEAK, LIVELOCK, RACE -> true;
      case COMPLETED, CUT, UNSUPPORTED, MISMATCH, REDUNDANT -> false;
    };
  }
}
