package dev.heddle.check;

import java.util.Locale;

/** What a check concluded. Exactly one holds, and none is ever given in place of another. */
public enum Verdict {
  /**
   * Every interleaving was explored, and none failed; {@link CheckResult#assumes()} names the
   * limits.
   */
  VERIFIED,
  /** The budget was spent before every interleaving was explored; none of those explored failed. */
  PASSED,
  /** At least one interleaving failed. */
  FAILED,
  /** The program cannot be checked; {@link CheckResult#reason()} says why. */
  UNSUPPORTED;

  /** Returns the word that reports use, in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
