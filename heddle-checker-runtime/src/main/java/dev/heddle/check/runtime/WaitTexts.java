package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Says in words what blocked threads wait for. */
final class WaitTexts {
  private static final String INDENT = "    ";
  private static final int MAX_DEEDS = 3;

  private final ObjectNames names;
  private final @Nullable Past past;

  WaitTexts(ObjectNames names, @Nullable Past past) {
    this.names = names;
    this.past = past;
  }

  // ---- the first line

  /** Says what kind of deadlock a cycle is. */
  String cycle(List<Wait> cycle) {
    Wait first = cycle.get(0);
    String who = namesOf(cycle);
    if (cycle.stream().anyMatch(wait -> wait.kind() == Wait.Kind.QUEUED_TASK)) {
      return "pool starvation: "
          + who
          + (cycle.size() == 1 ? " waits" : " wait")
          + " for a task that no thread of the pool is free to run";
    }
    if (cycle.size() > 1) {
      return cycle.stream().allMatch(wait -> wait.kind().isLock())
          ? "lock order: " + who + " wait for each other's locks"
          : "threads wait for each other: " + who;
    }
    return "self-deadlock: "
        + who
        + switch (first.kind()) {
          case END -> " waits for its own end";
          case WRITE_LOCK -> " waits to write while it holds the same lock to read";
          case LOCK, READ_LOCK -> " waits for a lock that it holds itself";
          default -> " waits for itself";
        };
  }

  /** Says what kind of deadlock it is when nobody is left who could wake some threads. */
  String stuck(List<Wait> stuck) {
    Wait first = stuck.get(0);
    List<Wait> alike = new ArrayList<>();
    for (Wait wait : stuck) {
      if (wait.kind() == first.kind()) {
        alike.add(wait);
      }
    }
    boolean one = alike.size() == 1;
    String call = first.kind() == Wait.Kind.NOTIFICATION ? "notification" : "signal";
    return reason(first)
        + ": "
        + namesOf(alike)
        + (one ? " waits" : " wait")
        + ", and "
        + whatIsMissing(first)
        + (alike.stream().anyMatch(this::wasLastUnheard)
            ? "; the last " + call + " came when nobody waited"
            : "");
  }

  private static String reason(Wait first) {
    return switch (first.kind()) {
      case NOTIFICATION -> "missing notification";
      case CONDITION -> "missing signal";
      case PERMIT -> "missing release";
      case LATCH -> "missing countdown";
      case BARRIER -> "missing party";
      case ITEM -> "empty queue";
      case ROOM -> "full queue";
      case EVENT -> "missing set";
      case RESULT -> "missing result";
      case UNPARK -> "missing unpark";
      case IDLE_IN_POOL -> "pool without an end";
      case LOCK, LOCK_AGAIN, READ_LOCK, WRITE_LOCK -> "lock never released";
      case CHANGE -> "endless loop";
      default -> "endless wait";
    };
  }

  private static String whatIsMissing(Wait first) {
    return switch (first.kind()) {
      case NOTIFICATION -> "nobody is left to notify";
      case CONDITION -> "nobody is left to signal";
      case PERMIT, LOCK, LOCK_AGAIN, READ_LOCK, WRITE_LOCK -> "nobody is left to release";
      case LATCH -> "nobody is left to count down";
      case BARRIER -> "nobody is left to come";
      case ITEM -> "nobody is left to put anything in";
      case ROOM -> "nobody is left to take anything out";
      case EVENT -> "nobody is left to set the event";
      case RESULT -> "nobody is left to complete the future";
      case UNPARK -> "nobody is left to unpark";
      case IDLE_IN_POOL -> "nobody is left to shut the pool down";
      case CHANGE -> "nobody is left to change anything";
      default -> "nobody is left to wake anybody";
    };
  }

  private static String namesOf(List<Wait> waits) {
    List<String> names = new ArrayList<>();
    for (Wait wait : waits) {
      names.add(wait.thread().name());
    }
    if (names.size() == 1) {
      return names.get(0);
    }
    return String.join(", ", names.subList(0, names.size() - 1))
        + " and "
        + names.get(names.size() - 1);
  }

  // ---- a paragraph for each thread

  /** Adds a paragraph about one thread. */
  void explain(Wait wait, List<String> lines) {
    ControlledThread thread = wait.thread();
    lines.add(thread.name() + " waits " + what(wait));
    if (thread.site != 0) {
      lines.add(INDENT + "at " + Sites.get(thread.site).place());
    }
    addHolders(wait, lines);
    addPast(wait, lines);
  }

  private String what(Wait wait) {
    String name = wait.object() == null ? "" : names.of(wait.object());
    return switch (wait.kind()) {
      case MONITOR -> "to enter " + ObjectNames.monitorOf(wait.object(), name);
      case MONITOR_AGAIN -> "to enter the monitor of " + name + " again, having been woken";
      case NOTIFICATION -> "to be notified on " + name;
      case LOCK -> "for " + name;
      case LOCK_AGAIN -> "for " + name + " again, having been signalled";
      case READ_LOCK -> "for the read lock of " + name;
      case WRITE_LOCK -> "for the write lock of " + name;
      case CONDITION -> "for a signal of " + name;
      case PERMIT -> permits(wait, name);
      case LATCH ->
          "for " + name + ", whose count is " + ((CountDownLatch) object(wait)).getCount();
      case BARRIER -> "for others at " + name + parties(object(wait));
      case ITEM -> "to take from " + name + ", which is empty";
      case ROOM -> "to put into " + name + ", which is full";
      case EVENT -> "for " + name + " to be set";
      case RESULT, QUEUED_TASK -> "for the result of " + name;
      case IDLE_IN_POOL -> "for a task of its pool, " + name;
      case POOL -> "for the end of " + name;
      case END -> end(wait);
      case UNPARK -> "to be unparked";
      case CHANGE -> "in a loop for what others change";
      case OTHER -> "in " + (name.isEmpty() ? Sites.get(wait.thread().site).what() : name);
    };
  }

  private static Object object(Wait wait) {
    return Objects.requireNonNull(wait.object());
  }

  private static String permits(Wait wait, String name) {
    int wanted = wait.thread().guard == Guard.AT_LEAST ? wait.thread().guardArgument : 1;
    long free =
        Owners.of(object(wait)) instanceof AbstractOwnableSynchronizer synchronizer
            ? JdkInternals.stateOf(synchronizer)
            : 0;
    return "for %s of %s, which has %s"
        .formatted(
            wanted == 1 ? "a permit" : wanted + " permits", name, free == 0 ? "none" : "" + free);
  }

  private static String parties(Object barrier) {
    if (barrier instanceof CyclicBarrier known) {
      return ": %d of %d are there".formatted(known.getNumberWaiting(), known.getParties());
    }
    String text = barrier.toString();
    int state = text.lastIndexOf(" [");
    return state < 0
        ? ""
        : ": " + text.substring(state + 2, text.length() - 1).replace("waiting", "are there");
  }

  private static String end(Wait wait) {
    String name = ((Thread) object(wait)).getName();
    boolean started = wait.thread().scheduler.threads().find(object(wait)) != null;
    return "for the end of thread " + name + (started ? "" : ", which was not started");
  }

  private void addHolders(Wait wait, List<String> lines) {
    if (wait.kind() == Wait.Kind.QUEUED_TASK) {
      lines.add(
          INDENT
              + "it is queued in the pool of "
              + threads(wait)
              + (wait.holders().size() == 1 ? ", which is busy" : ", which are all busy"));
    } else if (wait.kind() == Wait.Kind.RESULT && !wait.holders().isEmpty()) {
      lines.add(INDENT + "it is run by " + threads(wait));
    } else if (wait.kind() == Wait.Kind.POOL) {
      lines.add(INDENT + "its threads are " + threads(wait));
    } else if (wait.kind().isLock()) {
      for (Wait.Holder holder : wait.holders()) {
        addHolder(wait, holder, lines);
      }
      if (wait.kind() == Wait.Kind.READ_LOCK) {
        addWritersInFront(wait, lines);
      }
    }
  }

  /** A reader does not overtake a writer that waits. */
  private static void addWritersInFront(Wait wait, List<String> lines) {
    for (ControlledThread other : wait.thread().scheduler.allThreads()) {
      if (other.operation == Operation.PARK
          && other.callee instanceof ReentrantReadWriteLock.WriteLock lock
          && Owners.of(lock) == wait.object()) {
        lines.add(INDENT + "behind " + other.name() + ", which waits to write");
      }
    }
  }

  private static String threads(Wait wait) {
    List<String> threads = new ArrayList<>();
    for (Wait.Holder holder : wait.holders()) {
      threads.add(holder.thread().name());
    }
    return String.join(", ", threads);
  }

  private static void addHolder(Wait wait, Wait.Holder holder, List<String> lines) {
    boolean itself = holder.thread() == wait.thread();
    boolean reads = wait.kind() == Wait.Kind.WRITE_LOCK && itself;
    lines.add(
        INDENT
            + "held by "
            + (itself ? "itself" : holder.thread().name())
            + (reads ? " to read" : "")
            + (holder.site() == 0 ? "" : " since " + Sites.get(holder.site()).place()));
    if (holder.thread().ended) {
      lines.add(INDENT + "which has ended without releasing it");
    } else if (itself) {
      lines.add(
          INDENT + (reads ? "a read lock cannot become a write lock" : "it is not re-entrant"));
    }
  }

  // ---- what was seen before

  private List<Past.Deed> deeds(Wait wait) {
    return past == null || wait.object() == null ? List.of() : past.of(wait.object());
  }

  private static boolean isCall(Past.Deed deed) {
    return deed.method().startsWith("signal") || deed.method().equals("notify");
  }

  private static boolean isUnheard(Past.Deed deed) {
    return deed.waiters() == 0 && isCall(deed);
  }

  /** Returns whether the last notification, or signal, came when nobody waited. */
  private boolean wasLastUnheard(Wait wait) {
    boolean unheard = false;
    for (Past.Deed deed : deeds(wait)) {
      if (isCall(deed)) {
        unheard = isUnheard(deed);
      }
    }
    return unheard;
  }

  private void addPast(Wait wait, List<String> lines) {
    if (past == null) {
      return;
    }
    switch (wait.kind()) {
      case NOTIFICATION -> addCalls(wait, lines, "notified", "notify");
      case CONDITION -> addCalls(wait, lines, "signalled", "signal");
      case LATCH -> addDone(wait, lines, "counted down", "countDown");
      case ITEM -> addDone(wait, lines, "something was put in", "put", "offer", "add");
      case EVENT -> addDone(wait, lines, "set", "set");
      case PERMIT -> addTakers(wait, lines);
      default -> {}
    }
    if (wait.kind() == Wait.Kind.EVENT) {
      addDone(wait, lines, "cleared", "clear");
    }
  }

  private void addCalls(Wait wait, List<String> lines, String done, String method) {
    List<Past.Deed> calls =
        deeds(wait).stream().filter(deed -> deed.method().startsWith(method)).toList();
    if (calls.isEmpty()) {
      lines.add(INDENT + "nobody has " + done + " it");
    }
    for (Past.Deed deed : last(calls)) {
      lines.add(
          INDENT
              + done
              + " by "
              + deed.thread()
              + " at "
              + deed.place()
              + (isUnheard(deed) ? ", when nobody waited" : ""));
    }
  }

  private void addDone(Wait wait, List<String> lines, String done, String... methods) {
    List<Past.Deed> calls =
        deeds(wait).stream()
            .filter(deed -> Arrays.stream(methods).anyMatch(deed.method()::startsWith))
            .toList();
    for (Past.Deed deed : last(calls)) {
      lines.add(INDENT + done + " by " + deed.thread() + " at " + deed.place());
    }
  }

  private static List<Past.Deed> last(List<Past.Deed> deeds) {
    return deeds.subList(Math.max(0, deeds.size() - MAX_DEEDS), deeds.size());
  }

  /** Names those who have acquired permits and have released fewer. */
  private void addTakers(Wait wait, List<String> lines) {
    Map<Integer, List<Past.Deed>> taken = new LinkedHashMap<>();
    for (Past.Deed deed : deeds(wait)) {
      List<Past.Deed> mine = taken.computeIfAbsent(deed.id(), id -> new ArrayList<>());
      if (deed.method().startsWith("acquire") || deed.method().startsWith("hold")) {
        mine.add(deed);
      } else if (deed.method().matches("release|close") && !mine.isEmpty()) {
        mine.remove(mine.size() - 1);
      }
    }
    for (List<Past.Deed> mine : taken.values()) {
      for (Past.Deed deed : last(mine)) {
        lines.add(
            INDENT + "acquired by " + deed.thread() + " at " + deed.place() + ", and not released");
      }
    }
  }
}
