package dev.heddle.check;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a check did not end as it had to; see {@link CheckResult#orThrow} and {@link
 * Checker#verify}.
 *
 * <p>The message is the report. The stack trace leads to the program, see {@link
 * Failure#stackTrace}; if there was no failure, it leads to the call that asked. The cause is what
 * the program threw, if it did.
 */
public final class CheckFailedError extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient CheckResult result;

  CheckFailedError(String message, CheckResult result) {
    super(message, causeOf(result));
    this.result = result;
    if (!result.failures().isEmpty()) {
      setStackTrace(result.failures().get(0).stackTrace().toArray(StackTraceElement[]::new));
    }
  }

  private static @Nullable Throwable causeOf(CheckResult result) {
    return result.failures().isEmpty() ? null : result.failures().get(0).thrown();
  }

  /** Returns what the check found. Serialization leaves it out. */
  public CheckResult result() {
    return result;
  }
}
