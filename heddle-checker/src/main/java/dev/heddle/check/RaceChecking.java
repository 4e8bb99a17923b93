package dev.heddle.check;

/** What a check does about data races. */
public enum RaceChecking {
  /** A data race is a failure. */
  FAIL,
  /** A data race is named in the warnings. */
  WARN,
  /** Nobody looks for data races; the verdict then assumes sequential consistency. */
  OFF
}
