package dev.heddle.witness;

/**
 * A text that is no part of the program: to write and to read it is no step for the checker. Nobody
 * looks at the stack trace that an exception was given.
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
