package dev.heddle.cli;

/** What the process tells its caller. A greater number is worse; several targets give the worst. */
final class ExitCode {

  /** Verified or passed. */
  static final int OK = 0;

  /** The program failed; also when a replay reproduced the failure. */
  static final int FAILED = 1;

  /** The request was wrong, or the program cannot be checked. */
  static final int WRONG_REQUEST = 2;

  /** An error of Heddle's own. */
  static final int OUR_ERROR = 3;

  private ExitCode() {}
}
