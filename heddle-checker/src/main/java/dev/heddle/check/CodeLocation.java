package dev.heddle.check;

import org.jspecify.annotations.Nullable;

/**
 * A place in the program's code.
 *
 * @param className the class's binary name, such as {@code com.acme.Account$Entry}
 * @param methodName the method's name, such as {@code deposit} or {@code <init>}
 * @param fileName the source file's simple name, or null when the class file does not tell
 * @param line the line, from 1, or 0 when the class file does not tell
 */
public record CodeLocation(
    String className, String methodName, @Nullable String fileName, int line) {

  /**
   * Returns the place as a stack trace would name it, {@code
   * com.acme.Account.deposit(Account.java:12)}.
   */
  @Override
  public String toString() {
    return className + "." + methodName + "(" + shortForm() + ")";
  }

  /** Returns file and line, {@code Account.java:12}, or as much of it as is known. */
  public String shortForm() {
    if (fileName == null) {
      return "unknown source";
    }
    return line > 0 ? fileName + ":" + line : fileName;
  }
}
