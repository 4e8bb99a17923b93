package dev.heddle.watch.jdk;

/** Something inside a JDK or a library is not where this version of the watch looks for it. */
public final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableException(String what, Throwable cause) {
    super(what, cause);
  }
}
