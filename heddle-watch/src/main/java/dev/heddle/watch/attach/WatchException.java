package dev.heddle.watch.attach;

/** A JVM that cannot be looked at; the message says why, and what to do. */
public final class WatchException extends Exception {
  private static final long serialVersionUID = 1L;

  WatchException(String message) {
    super(message);
  }
}
