package dev.heddle.witness;

/**
 * A text that the checker does not see: reading and writing it are not steps. The stack trace of an
 * exception is not modelled.
 */
final class Note {
  private final Throwable keeper = new Throwable();

  Note(String text) {
    write(text);
  }

  void write(String text) {
    keeper.setStackTrace(new StackTraceElement[] {new StackTraceElement("note", text, null, 0)});
  }

  @Override
  public String toString() {
    return keeper.getStackTrace()[0].getMethodName();
  }
}
