package dev.heddle.check;

/**
 * A log that the checker does not see: an entry belongs to the step before it. The stack trace of
 * an exception is not modelled.
 */
final class HiddenLog {
  private final Throwable keeper = new Throwable();

  HiddenLog() {
    set("");
  }

  void set(String text) {
    keeper.setStackTrace(new StackTraceElement[] {new StackTraceElement("log", text, null, 0)});
  }

  void add(Object mark) {
    set(text() + mark);
  }

  String text() {
    return keeper.getStackTrace()[0].getMethodName();
  }
}
