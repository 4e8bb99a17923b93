package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/**
 * Thrown at those who use the value of a {@link Guarded} that an exception may have left half
 * changed. The exception is the cause; the message says in which thread it was thrown.
 */
public final class PoisonedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  PoisonedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
