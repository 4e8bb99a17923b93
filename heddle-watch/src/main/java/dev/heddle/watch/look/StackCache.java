package dev.heddle.watch.look;

import dev.heddle.watch.jdk.JdkView;
import dev.heddle.watch.jdk.UnreadableException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stacks that the look before has read. A thread that is in the same wait has the same stack,
 * so that a hang which lasts costs nothing more.
 */
final class StackCache {
  /** A stack, and what shows that the thread has not moved. */
  private record Known(Object token, List<StackTraceElement> stack) {}

  private Map<Thread, Known> before = new IdentityHashMap<>();
  private Map<Thread, Known> now = new IdentityHashMap<>();

  /** Forgets what the last look has not asked for. */
  void begin() {
    before = now;
    now = new IdentityHashMap<>();
  }

  List<StackTraceElement> stack(ThreadNode node, JdkView view) {
    Object token = node.token;
    Known known = before.get(node.thread);
    if (known != null && token != null && Candidate.isSameToken(known.token(), token)) {
      now.put(node.thread, known);
      return known.stack();
    }
    List<StackTraceElement> stack;
    try {
      stack = List.of(view.stack(node.thread));
    } catch (UnreadableException e) {
      stack = List.of();
    }
    if (token != null) {
      now.put(node.thread, new Known(token, stack));
    }
    return stack;
  }
}
