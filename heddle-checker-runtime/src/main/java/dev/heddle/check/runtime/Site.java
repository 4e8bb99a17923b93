package dev.heddle.check.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A place in the program where something happens that the checker controls.
 *
 * @param className the class's binary name
 * @param methodName the method's name
 * @param fileName the source file's name, or null when the class file does not tell
 * @param line the line, or 0 when the class file does not tell
 * @param what what happens there, such as {@code read balance}
 */
public record Site(
    String className, String methodName, @Nullable String fileName, int line, String what) {

  /** Returns the place as a stack trace names it. */
  public String place() {
    return className + "." + methodName + "(" + shortPlace() + ")";
  }

  /** Returns file and line, {@code Account.java:12}, or as much of it as is known. */
  public String shortPlace() {
    return fileName == null ? "unknown source" : line > 0 ? fileName + ":" + line : fileName;
  }
}
