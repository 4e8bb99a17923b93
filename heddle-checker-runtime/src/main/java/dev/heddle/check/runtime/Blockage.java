package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Says why nobody can go on: who waits for what, and who holds that. */
final class Blockage {
  private Blockage() {}

  /** Describes an execution in which no thread can ever take another step. */
  static Ending describe(List<ControlledThread> threads) {
    List<ControlledThread> blocked = new ArrayList<>();
    for (ControlledThread thread : threads) {
      if (!thread.ended) {
        blocked.add(thread);
      }
    }
    List<ControlledThread> cycle = cycle(blocked);
    boolean bodyBlocked = !threads.get(0).ended;
    List<String> details = new ArrayList<>();
    for (ControlledThread thread : blocked) {
      details.add(explain(thread));
    }
    if (!cycle.isEmpty()) {
      cycle.get(0).scheduler.lockOrder().deadlocked(cycle);
      String message = "threads wait for each other: " + names(cycle);
      if (cycle.size() == 1) {
        message = "thread " + cycle.get(0).name() + " waits for itself";
      }
      return new Ending(Ending.Kind.DEADLOCK, message, details, null);
    }
    if (bodyBlocked) {
      return new Ending(
          Ending.Kind.DEADLOCK, "nobody can wake " + names(blocked) + " any more", details, null);
    }
    blocked.removeIf(thread -> thread.thread.isDaemon());
    return new Ending(
        Ending.Kind.LEAK,
        "main has ended, and nobody can wake " + names(blocked) + " any more",
        details,
        null);
  }

  private static String names(List<ControlledThread> threads) {
    List<String> names = new ArrayList<>();
    for (ControlledThread thread : threads) {
      names.add(thread.name());
    }
    if (names.size() == 1) {
      return names.get(0);
    }
    return String.join(", ", names.subList(0, names.size() - 1))
        + " and "
        + names.get(names.size() - 1);
  }

  /** Returns the threads of a cycle in which each waits for the next, or none. */
  private static List<ControlledThread> cycle(List<ControlledThread> blocked) {
    for (ControlledThread start : blocked) {
      List<ControlledThread> path = new ArrayList<>();
      ControlledThread thread = start;
      while (thread != null && !path.contains(thread)) {
        path.add(thread);
        thread = waitsFor(thread);
      }
      if (thread == start) {
        return path;
      }
    }
    return List.of();
  }

  /** Returns the thread that alone could let this one go on, or null if there is no such thread. */
  private static @Nullable ControlledThread waitsFor(ControlledThread thread) {
    return switch (thread.operation) {
      case MONITOR_ENTER, GUARDED_CALL -> ((Monitor) operand(thread)).owner;
      case MONITOR_REACQUIRE ->
          Monitors.isNotified(thread) || thread.interrupted
              ? ((Monitor) operand(thread)).owner
              : null;
      case JOIN -> thread.scheduler.threads().find(operand(thread));
      case PARK, ACQUIRE -> {
        Thread owner = ownerOfBlocker(thread);
        yield owner == null ? null : thread.scheduler.threads().find(owner);
      }
      default -> null;
    };
  }

  private static Object operand(ControlledThread thread) {
    return Objects.requireNonNull(thread.operand);
  }

  private static @Nullable Thread ownerOfBlocker(ControlledThread thread) {
    return blockerOf(thread) instanceof AbstractOwnableSynchronizer lock
        ? JdkInternals.exclusiveOwner(lock)
        : null;
  }

  private static @Nullable Object blockerOf(ControlledThread thread) {
    return thread.operation == Operation.ACQUIRE
        ? Owners.of(operand(thread))
        : LockSupport.getBlocker(thread.thread);
  }

  private static String explain(ControlledThread thread) {
    String place = thread.site == 0 ? "" : " at " + Sites.get(thread.site).place();
    return thread.name() + " " + wait(thread) + place;
  }

  private static String wait(ControlledThread thread) {
    return switch (thread.operation) {
      case MONITOR_ENTER, GUARDED_CALL -> "waits to enter " + monitor((Monitor) operand(thread));
      case MONITOR_REACQUIRE -> {
        Monitor monitor = (Monitor) operand(thread);
        yield Monitors.isNotified(thread) || thread.interrupted
            ? "was woken and waits to enter " + monitor(monitor)
            : "waits to be notified on " + typeOf(monitor.object);
      }
      case JOIN -> "waits for the end of thread " + ((Thread) operand(thread)).getName();
      case PARK, ACQUIRE -> {
        Thread owner = ownerOfBlocker(thread);
        Object blocker = blockerOf(thread);
        yield "waits"
            + (blocker == null ? " to be unparked" : " in " + synchronizer(blocker))
            + (owner == null || TrustedPackages.contain(blocker.getClass().getName())
                ? ""
                : ", held by thread " + owner.getName());
      }
      default -> "waits";
    };
  }

  private static String monitor(Monitor monitor) {
    ControlledThread owner = monitor.owner;
    return "the monitor of "
        + typeOf(monitor.object)
        + (owner == null
            ? ""
            : ", held by thread " + owner.name() + " since " + Sites.get(monitor.takenAt).place());
  }

  static String typeOf(Object object) {
    return object instanceof Class<?> type
        ? "class " + type.getName()
        : object.getClass().getTypeName();
  }

  /**
   * Names the public class of a synchronizer: {@code ReentrantLock} for its nested Sync. Those of a
   * trusted library describe themselves.
   */
  static String synchronizer(Object blocker) {
    Class<?> type = blocker.getClass();
    if (TrustedPackages.contain(type.getName())) {
      return blocker.toString();
    }
    while (type.getName().startsWith("java.util.concurrent") && type.getEnclosingClass() != null) {
      if (type.getSimpleName().equals("ConditionObject")) {
        return "a Condition";
      }
      type = type.getEnclosingClass();
    }
    return type.getName();
  }
}
