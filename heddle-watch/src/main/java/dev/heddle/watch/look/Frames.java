package dev.heddle.watch.look;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Picks the lines of a stack that tell a person where a thread is. */
final class Frames {
  private static final int MOST = 3;

  private static final Set<String> LIBRARY =
      Set.of("java.", "jdk.", "sun.", "com.sun.", "javax.", "dev.heddle.sync.");

  private Frames() {}

  /** Returns the innermost frames of the program, or of the library if there are none. */
  static List<StackTraceElement> ofProgram(List<StackTraceElement> stack) {
    List<StackTraceElement> frames = new ArrayList<>();
    for (StackTraceElement each : stack) {
      if (each.getClassName().contains("$$Lambda")) {
        continue;
      }
      if (LIBRARY.stream().noneMatch(each.getClassName()::startsWith)) {
        frames.add(each);
        if (frames.size() == MOST) {
          break;
        }
      } else if (!frames.isEmpty()) {
        break;
      }
    }
    return frames.isEmpty() ? stack.stream().limit(MOST).toList() : frames;
  }
}
