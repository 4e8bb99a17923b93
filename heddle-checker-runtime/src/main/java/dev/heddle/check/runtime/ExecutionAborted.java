package dev.heddle.check.runtime;

/**
 * Unwinds a thread of an execution that is over. Never reaches the program's caller, and the
 * instrumented handlers of {@code Throwable} and {@code Error} throw it on.
 */
public final class ExecutionAborted extends Error {
  private static final long serialVersionUID = 1L;
  static final ExecutionAborted INSTANCE = new ExecutionAborted();

  private ExecutionAborted() {
    super("the execution is over", null, false, false);
  }
}
