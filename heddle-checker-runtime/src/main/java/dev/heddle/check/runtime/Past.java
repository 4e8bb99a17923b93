package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What an execution did with the objects on which threads wait. Kept only while an execution that
 * is known to end with blocked threads is run once more, to explain it.
 */
final class Past {
  private static final int MAX_DEEDS = 100_000;
  private static final int MAX_MADE = 10_000;

  /**
   * A call of an object, or a notification.
   *
   * @param thread the thread's name
   * @param id the thread's id
   * @param method the method's name
   * @param site where it was called
   * @param waiters how many threads waited there for a signal or a notification at the time
   */
  record Deed(String thread, int id, String method, int site, int waiters) {
    String place() {
      return Sites.get(site).place();
    }
  }

  private final Map<Object, List<Deed>> deeds = new IdentityHashMap<>();
  private final Map<Object, StackTraceElement> made = new IdentityHashMap<>();
  private int count;

  /** A thread calls a method of a library's object. */
  void called(ControlledThread thread, Object receiver, int site) {
    String method = Sites.method(site);
    boolean ofCondition = method.startsWith("signal") || method.startsWith("await");
    add(thread, receiver, method, site, ofCondition ? waitersAt(thread, receiver) : 0);
  }

  /** A thread notifies those that wait on an object. */
  void notified(ControlledThread thread, Object object, int site, int waiters) {
    add(thread, object, "notify", site, waiters);
  }

  private void add(ControlledThread thread, Object on, String method, int site, int waiters) {
    if (count++ < MAX_DEEDS) {
      Object key = keyOf(on);
      List<Deed> known = deeds.get(key);
      if (known == null) {
        known = new ArrayList<>();
        deeds.put(key, known);
      }
      known.add(new Deed(thread.name(), thread.id, method, site, waiters));
    }
  }

  /** A hold stands for what it holds; conditions of one lock are not one another. */
  private static Object keyOf(Object object) {
    return object instanceof Condition || Wait.isOfHeddle(object, "Condition")
        ? object
        : Owners.of(object);
  }

  private static int waitersAt(ControlledThread caller, Object condition) {
    int waiters = 0;
    for (ControlledThread thread : caller.scheduler.allThreads()) {
      if (thread.operation == Operation.PARK
          && LockSupport.getBlocker(thread.thread) == condition) {
        waiters++;
      }
    }
    return waiters;
  }

  /**
   * Returns whether a thread that waits on a condition was signalled, the longest waiting first.
   */
  boolean isSignalled(ControlledThread thread, Object condition) {
    List<Deed> known = of(condition);
    int waits = known.size() - 1;
    while (waits >= 0
        && !(known.get(waits).id() == thread.id && known.get(waits).method().startsWith("await"))) {
      waits--;
    }
    int left = waits < 0 ? Integer.MAX_VALUE : known.get(waits).waiters() + 1;
    for (Deed deed : known.subList(waits + 1, known.size())) {
      if (deed.method().equals("signalAll")) {
        return true;
      }
      if (deed.method().equals("signal")) {
        left--;
      }
    }
    return left <= 0;
  }

  /** The program's code has made an object. */
  void made(Object object) {
    if (made.size() < MAX_MADE && !made.containsKey(object)) {
      for (StackTraceElement frame : new Throwable().getStackTrace()) {
        if (!frame.getClassName().startsWith("dev.heddle.check.runtime.")) {
          made.put(object, frame);
          return;
        }
      }
    }
  }

  /** Returns where an object was made, or null if that was not seen. */
  @Nullable StackTraceElement placeOfMaking(Object object) {
    return made.get(object);
  }

  /** Returns the names of the classes whose code has made something. */
  Set<String> makers() {
    Set<String> makers = new TreeSet<>();
    made.values().forEach(frame -> makers.add(frame.getClassName()));
    return makers;
  }

  /** Returns what was done with an object, in order. */
  List<Deed> of(Object object) {
    return deeds.getOrDefault(keyOf(object), List.of());
  }
}
