package dev.heddle.check;

import java.util.Locale;

/** The kinds of failure that a check tells apart. */
public enum FailureKind {
  /** An {@link AssertionError} escaped the body or one of its threads. */
  ASSERTION,
  /** Any other exception or error escaped the body or one of its threads. */
  EXCEPTION,
  /**
   * The body is blocked and nobody can ever wake it, or some threads wait for each other in a
   * cycle.
   */
  DEADLOCK,
  /** Two conflicting accesses without happens-before between them. */
  RACE,
  /** The execution did not end within the step limit. */
  LIVELOCK,
  /** The body returned, but a non-daemon thread waits and nobody can wake it. */
  LEAK,
  /** The same choices led elsewhere: the program depends on something that is not under control. */
  NONDETERMINISM;

  /** Returns the word that reports use, in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
