package dev.heddle.watch.look;

import java.util.List;
import java.util.Map;

/**
 * Names the thing behind an anonymous condition or parker by the method that waits: a blocking
 * queue, a barrier and a future of java.util.concurrent park with objects that do not know to what
 * they belong.
 */
final class Operations {
  private static final Map<String, String> CALLS =
      Map.of(
          "java.util.concurrent.CyclicBarrier", "CyclicBarrier",
          "java.util.concurrent.CompletableFuture", "CompletableFuture",
          "java.util.concurrent.ArrayBlockingQueue", "ArrayBlockingQueue",
          "java.util.concurrent.LinkedBlockingQueue", "LinkedBlockingQueue",
          "java.util.concurrent.LinkedBlockingDeque", "LinkedBlockingDeque",
          "java.util.concurrent.PriorityBlockingQueue", "PriorityBlockingQueue",
          "java.util.concurrent.DelayQueue", "DelayQueue",
          "java.util.concurrent.SynchronousQueue", "SynchronousQueue",
          "java.util.concurrent.LinkedTransferQueue", "LinkedTransferQueue");

  private Operations() {}

  /** Returns the call in which a thread waits, such as {@code CyclicBarrier.await}, or nothing. */
  static String of(List<StackTraceElement> stack) {
    String call = "";
    for (StackTraceElement each : stack) {
      String type = CALLS.get(each.getClassName());
      if (type != null) {
        call = type + "." + each.getMethodName();
      } else if (!call.isEmpty()) {
        break;
      }
    }
    return call;
  }
}
