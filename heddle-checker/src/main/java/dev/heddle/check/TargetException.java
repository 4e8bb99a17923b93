package dev.heddle.check;

/**
 * What was asked for cannot be checked because the request is wrong: no such class, no such method,
 * no such class path entry. The message is one sentence for the person who asked, and says what was
 * wrong, where, and what to do.
 */
public final class TargetException extends Exception {

  private static final long serialVersionUID = 1;

  TargetException(String message) {
    super(message);
  }

  TargetException(String message, Throwable cause) {
    super(message, cause);
  }
}
