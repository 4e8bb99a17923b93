package dev.heddle.watch.look;

import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.jdk.Facts;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Names the thing behind an anonymous condition or parker by the method that waits: a blocking
 * queue, a barrier and a future of java.util.concurrent park with objects that do not know to what
 * they belong.
 */
final class Operations {
  private static final Map<String, ResourceKind> TYPES =
      Map.of(
          "java.util.concurrent.CyclicBarrier", ResourceKind.BARRIER,
          "java.util.concurrent.CompletableFuture", ResourceKind.FUTURE,
          "java.util.concurrent.ArrayBlockingQueue", ResourceKind.QUEUE,
          "java.util.concurrent.LinkedBlockingQueue", ResourceKind.QUEUE,
          "java.util.concurrent.LinkedBlockingDeque", ResourceKind.QUEUE,
          "java.util.concurrent.PriorityBlockingQueue", ResourceKind.QUEUE,
          "java.util.concurrent.DelayQueue", ResourceKind.QUEUE,
          "java.util.concurrent.SynchronousQueue", ResourceKind.QUEUE,
          "java.util.concurrent.LinkedTransferQueue", ResourceKind.QUEUE,
          "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", ResourceKind.QUEUE);

  private Operations() {}

  /** Returns whether the facts say so little that a stack may tell more. */
  private static boolean isVague(Facts facts) {
    return switch (facts.kind()) {
      case CONDITION, OTHER, QUEUE -> true;
      case FUTURE -> facts.name().startsWith("CompletableFuture");
      default -> false;
    };
  }

  /**
   * Returns the facts with the kind and the name that the stack of a waiter suggests.
   *
   * @param stack called only if it is needed
   */
  static Facts refine(Facts facts, Supplier<StackTraceElement[]> stack) {
    if (!isVague(facts)) {
      return facts;
    }
    String type = "";
    String method = "";
    for (StackTraceElement each : stack.get()) {
      String outer = each.getClassName();
      if (TYPES.containsKey(outer)) {
        type = outer;
        method = each.getMethodName();
      } else if (!type.isEmpty()) {
        break;
      }
    }
    ResourceKind kind = TYPES.get(type);
    if (kind == null) {
      return facts;
    }
    String simple = type.substring(type.lastIndexOf('.') + 1).replace('$', '.');
    String identity = facts.name().substring(Math.max(0, facts.name().lastIndexOf('@')));
    return new Facts(
        kind,
        simple + identity,
        kind == ResourceKind.QUEUE ? method : "",
        facts.holders(),
        facts.availability());
  }
}
