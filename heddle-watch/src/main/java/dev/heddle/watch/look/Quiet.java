package dev.heddle.watch.look;

import dev.heddle.watch.jdk.Phase;
import java.util.Map;
import java.util.Set;

/** Whether nothing runs in a JVM that could change anything by itself. */
final class Quiet {
  /** Frames in which a thread counts as running but waits for something outside. */
  private static final Set<String> OUTSIDE =
      Set.of(
          "sun.nio.ch.",
          "java.net.",
          "java.io.",
          "java.lang.ProcessImpl",
          "java.lang.ProcessHandleImpl");

  private Quiet() {}

  static boolean isQuiet(Picture picture) {
    if (picture.ready() > 0) {
      return false;
    }
    Map<Thread, StackTraceElement[]> running = picture.runningStacks();
    for (ThreadNode each : picture.nodes()) {
      boolean moves = each.phase == Phase.TIMED || each.phase == Phase.TIMED_PARKED;
      if (each.phase == Phase.RUNNING) {
        StackTraceElement[] stack = running.get(each.thread);
        moves = stack == null || stack.length > 0 && !waitsOutside(stack[0]);
      }
      if (moves && !SystemThreads.contains(each.thread) && !isIdleOrCarrier(picture, each)) {
        return false;
      }
    }
    return picture.sawAllRunning();
  }

  private static boolean isIdleOrCarrier(Picture picture, ThreadNode node) {
    boolean worker = !node.virtual && picture.view.pool(node.thread) != null;
    return worker && picture.view.isIdle(node.thread)
        || node.thread.getClass().getName().equals("jdk.internal.misc.CarrierThread");
  }

  private static boolean waitsOutside(StackTraceElement frame) {
    return frame.isNativeMethod() && OUTSIDE.stream().anyMatch(frame.getClassName()::startsWith);
  }
}
