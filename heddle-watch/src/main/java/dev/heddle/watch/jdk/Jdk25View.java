package dev.heddle.watch.jdk;

import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.jdk.Facts.Holder;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The internals of JDK 25 and newer: the snapshot of one thread that the JSON dump is made of,
 * taken at one moment, with the monitors that the thread holds and the one that it waits for, of
 * virtual threads, too.
 */
class Jdk25View extends Jdk21View {
  /** More snapshots than that take longer than a look should. */
  private static final int MOST_SNAPSHOTS = 25_000;

  private @Nullable Method snapshotOf;

  Jdk25View(Opening opening) {
    super(opening);
  }

  @Override
  void probeThreads() {
    super.probeThreads();
    Class<?> snapshot = Peek.type("jdk.internal.vm.ThreadSnapshot");
    snapshotOf = peek.method(snapshot, "of", Thread.class);
    for (String each : new String[] {"stackTrace", "locks", "blocker"}) {
      peek.field(snapshot, each);
    }
    for (String each : new String[] {"depth", "obj", "type"}) {
      peek.field(Peek.type("jdk.internal.vm.ThreadSnapshot$ThreadLock"), each);
    }
    for (String each : new String[] {"type", "obj"}) {
      peek.field(Peek.type("jdk.internal.vm.ThreadSnapshot$ThreadBlocker"), each);
    }
  }

  @Override
  public String family() {
    return "25";
  }

  @Override
  public List<String> limits() {
    return List.of();
  }

  private @Nullable Object snapshot(Thread thread) {
    return snapshotOf == null ? null : Peek.call(snapshotOf, null, thread);
  }

  @Override
  public StackTraceElement[] stack(Thread thread) {
    Object snapshot = snapshot(thread);
    return snapshot == null
        ? new StackTraceElement[0]
        : (StackTraceElement[]) peek.require(snapshot, "stackTrace");
  }

  @Override
  public MonitorWait.Report monitors(List<Thread> blocked, List<Thread> threads) {
    Snapshots snapshots = new Snapshots();
    for (Thread each : blocked) {
      snapshots.take(each);
    }
    // Whoever waits is the likeliest holder; the others are asked only while holders are missing.
    for (Thread each : threads) {
      if (!snapshots.holdersMissing()) {
        break;
      }
      snapshots.take(each);
    }
    return snapshots.report(blocked, threads);
  }

  /** The snapshots of one look. */
  private final class Snapshots {
    private final Map<Thread, Object> entering = new IdentityHashMap<>();
    private final Map<Thread, Object> waiting = new IdentityHashMap<>();
    private final Map<Object, Holder> holders = new IdentityHashMap<>();
    private final Map<Thread, Boolean> taken = new IdentityHashMap<>();

    /** Monitors that are wanted and of which no holder is known yet. */
    private final Map<Object, Boolean> missing = new IdentityHashMap<>();

    boolean holdersMissing() {
      return !missing.isEmpty() && taken.size() < MOST_SNAPSHOTS;
    }

    void take(Thread thread) {
      if (taken.put(thread, true) != null || taken.size() > MOST_SNAPSHOTS) {
        return;
      }
      Object snapshot = snapshot(thread);
      if (snapshot == null) {
        return;
      }
      Object blocker = peek.get(snapshot, "blocker");
      Object wanted = blocker == null ? null : peek.get(blocker, "obj");
      String how = blocker == null ? "" : ((Enum<?>) peek.require(blocker, "type")).name();
      boolean enters = wanted != null && how.equals("WAITING_TO_LOCK");
      boolean waits = wanted != null && how.equals("WAITING_ON");
      StackTraceElement[] stack = (StackTraceElement[]) peek.require(snapshot, "stackTrace");
      for (Object lock : (Object[]) peek.require(snapshot, "locks")) {
        Object monitor = peek.get(lock, "obj");
        boolean locked = ((Enum<?>) peek.require(lock, "type")).name().equals("LOCKED");
        // A thread is said to hold what it waits to enter again after Object.wait.
        if (monitor != null && locked && monitor != wanted) {
          int depth = (int) peek.number(lock, "depth");
          StackTraceElement where = depth < stack.length ? stack[depth] : null;
          holders.put(monitor, new Holder(thread, "", where));
          missing.remove(monitor);
        }
      }
      if (enters) {
        entering.put(thread, wanted);
        if (!holders.containsKey(wanted)) {
          missing.put(wanted, true);
        }
      } else if (waits) {
        waiting.put(thread, wanted);
      }
    }

    MonitorWait.Report report(List<Thread> blocked, List<Thread> threads) {
      List<MonitorWait> waits = new ArrayList<>();
      entering.forEach(
          (thread, monitor) -> {
            Holder holder = holders.get(monitor);
            Facts facts =
                PlatformThreads.facts(
                    Facts.name(monitor), true, holder == null ? null : holder.thread());
            waits.add(
                new MonitorWait(
                    thread,
                    monitor,
                    holder == null
                        ? facts
                        : Facts.lock(ResourceKind.MONITOR, facts.name(), "", List.of(holder)),
                    null));
          });
      waiting.forEach(
          (thread, monitor) -> {
            // A platform thread that is joined is waited on.
            Thread target = monitor instanceof Thread joined ? joined : null;
            Facts facts = PlatformThreads.facts(Facts.name(monitor), false, null);
            waits.add(new MonitorWait(thread, monitor, facts, target));
          });
      boolean cut = taken.size() >= MOST_SNAPSHOTS && taken.size() < threads.size();
      return new MonitorWait.Report(
          waits,
          cut
              ? List.of(
                  "Monitors were looked up in %,d threads of %,d: the holders of some are missing."
                      .formatted(MOST_SNAPSHOTS, threads.size()))
              : List.of());
    }
  }
}
