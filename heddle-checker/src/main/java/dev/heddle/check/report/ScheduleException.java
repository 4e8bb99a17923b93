package dev.heddle.check.report;

/**
 * A schedule file cannot be used. The message is one sentence for the person who named the file,
 * and says which file, what is wrong with it, and where.
 */
public final class ScheduleException extends Exception {

  private static final long serialVersionUID = 1;

  ScheduleException(String message) {
    super(message);
  }

  ScheduleException(String message, Throwable cause) {
    super(message, cause);
  }
}
