package dev.heddle.check.runtime;

/** What escapes a thread of the program: whether the program's own handlers take it. */
final class UncaughtExceptions {
  private UncaughtExceptions() {}

  /** Hands what was thrown to the program's own handler, if it has one. */
  static boolean areHandled(ControlledThread self, Throwable e) {
    Thread.UncaughtExceptionHandler handler = self.thread.getUncaughtExceptionHandler();
    boolean usualGroup =
        handler == self.thread.getThreadGroup() && handler.getClass() == ThreadGroup.class;
    if (usualGroup || handler == null) {
      handler = Thread.getDefaultUncaughtExceptionHandler();
    }
    if (handler == null) {
      return false;
    }
    try {
      handler.uncaughtException(self.thread, e);
    } catch (ExecutionAborted aborted) {
      throw aborted;
    } catch (Throwable ignored) {
      // As the JVM does: what a handler throws is ignored.
    }
    return true;
  }

  /** Names what was thrown, with its message. */
  static String describe(Throwable e) {
    String message = e.getMessage();
    String name = e.getClass().getName();
    return message == null ? name : name + ": " + message;
  }
}
