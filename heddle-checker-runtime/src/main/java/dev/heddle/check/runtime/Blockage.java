package dev.heddle.check.runtime;

import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why no thread of an execution can go on: who waits for what, who holds that, and what kind of
 * deadlock it is.
 */
final class Blockage {
  private final Map<ControlledThread, Wait> waits = new LinkedHashMap<>();
  private final List<Wait> cycle;
  private final boolean mainIsBlocked;
  private final WaitTexts texts;

  private Blockage(List<ControlledThread> threads, @Nullable Past past) {
    for (ControlledThread thread : threads) {
      if (!thread.ended && !PlatformChoices.makesChoice(thread)) {
        waits.put(thread, Wait.of(thread, past));
      }
    }
    cycle = findCycle();
    mainIsBlocked = !threads.get(0).ended;
    ObjectNames names = new ObjectNames(threads, past);
    names.tellApart(objects());
    texts = new WaitTexts(names, past);
  }

  private List<Object> objects() {
    List<Object> objects = new ArrayList<>();
    for (Wait wait : inOrder()) {
      if (wait.object() != null) {
        objects.add(wait.object());
      }
    }
    return objects;
  }

  /**
   * Describes an execution in which no thread can ever take another step.
   *
   * @param threads all threads
   * @param running the one that has the turn
   * @param past what was seen of the execution, or null if nothing was kept for explanations
   */
  static Ending describe(
      List<ControlledThread> threads, ControlledThread running, @Nullable Past past) {
    for (ControlledThread thread : threads) {
      if (!thread.ended && waitsForOutside(thread)) {
        return outside(thread);
      }
    }
    Scheduler scheduler = running.scheduler;
    // The objects of the program and the JDK are looked at as from outside: no hook must see that.
    scheduler.giveTurn(null);
    try {
      Blockage blockage = new Blockage(threads, null);
      // What it is must not depend on what was kept.
      Ending.Kind kind = blockage.kind();
      return (past == null ? blockage : new Blockage(threads, past)).ending(kind);
    } finally {
      scheduler.giveTurn(running);
    }
  }

  /** Whether a thread waits inside a call that something outside the program may end. */
  private static boolean waitsForOutside(ControlledThread thread) {
    Object callee = thread.callee;
    if (callee == null) {
      return false;
    }
    String name = callee.getClass().getName();
    return callee instanceof Process
        || callee instanceof ReferenceQueue<?>
        || name.startsWith("java.net.")
        || name.startsWith("java.nio.channels.")
        || name.startsWith("sun.nio.");
  }

  private static Ending outside(ControlledThread thread) {
    return Ending.of(
        Ending.Kind.UNSUPPORTED,
        "thread "
            + thread.name()
            + " waits in "
            + Sites.get(thread.site).what()
            + " at "
            + Sites.get(thread.site).place()
            + " for something outside the program, and no other thread can run");
  }

  private Ending.Kind kind() {
    return mainIsBlocked || !cycle.isEmpty() ? Ending.Kind.DEADLOCK : Ending.Kind.LEAK;
  }

  private Ending ending(Ending.Kind kind) {
    String message = cycle.isEmpty() ? texts.stuck(stuck()) : texts.cycle(cycle);
    if (!cycle.isEmpty()) {
      cycle.get(0).thread().scheduler.locks().order().deadlocked(threadsOf(cycle));
    }
    List<String> details = new ArrayList<>();
    for (Wait wait : inOrder()) {
      texts.explain(wait, details);
    }
    return new Ending(
        kind, kind == Ending.Kind.LEAK ? "main has ended; " + message : message, details, null);
  }

  private static List<ControlledThread> threadsOf(List<Wait> waits) {
    List<ControlledThread> threads = new ArrayList<>();
    for (Wait wait : waits) {
      threads.add(wait.thread());
    }
    return threads;
  }

  /** Those of the cycle first, or those who are stuck; the others wait for them. */
  private List<Wait> inOrder() {
    List<Wait> first = cycle.isEmpty() ? stuck() : cycle;
    List<Wait> ordered = new ArrayList<>(first);
    List<ControlledThread> said = threadsOf(first);
    for (Wait wait : waits.values()) {
      if (!said.contains(wait.thread())) {
        ordered.add(wait);
      }
    }
    return ordered;
  }

  /** Returns those who wait for nobody in particular, and so keep the others waiting. */
  private List<Wait> stuck() {
    List<Wait> stuck = new ArrayList<>();
    for (Wait wait : waits.values()) {
      boolean counts = mainIsBlocked || !wait.thread().thread.isDaemon();
      if (counts && !wait.isForThreads()) {
        stuck.add(wait);
      }
    }
    // An idle thread of a pool keeps nobody waiting but those who wait for the pool's end.
    List<Wait> busy = new ArrayList<>(stuck);
    busy.removeIf(wait -> wait.kind() == Wait.Kind.IDLE_IN_POOL);
    if (!busy.isEmpty()) {
      return busy;
    }
    return stuck.isEmpty() ? List.copyOf(waits.values()) : stuck;
  }

  /** Returns a cycle in which each waits for the next, or none. */
  private List<Wait> findCycle() {
    for (Wait start : waits.values()) {
      List<Wait> path = new ArrayList<>();
      if (leadsTo(start, start, path, new HashSet<>())) {
        return path;
      }
    }
    return List.of();
  }

  private boolean leadsTo(Wait from, Wait end, List<Wait> path, Set<ControlledThread> seen) {
    path.add(from);
    for (Wait.Holder holder : from.holders()) {
      if (holder.thread() == end.thread()) {
        return true;
      }
    }
    for (Wait.Holder holder : from.holders()) {
      if (!holder.thread().ended
          && seen.add(holder.thread())
          && leadsTo(Objects.requireNonNull(waits.get(holder.thread())), end, path, seen)) {
        return true;
      }
    }
    path.remove(path.size() - 1);
    return false;
  }
}
