package dev.heddle.check;

import java.util.Locale;

/** What a check does about data races. */
public enum RaceChecking {
  /** A data race is a failure. */
  FAIL,
  /** A data race is named in the warnings. */
  WARN,
  /** Nobody looks for data races; the verdict then assumes sequential consistency. */
  OFF;

  /** Returns the word that options and reports use, in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
