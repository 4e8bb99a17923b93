package dev.heddle.watch.jdk;

import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.jdk.Facts.Availability;
import dev.heddle.watch.jdk.Facts.Holder;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the JVM's public {@link ThreadMXBean}, which knows platform threads. */
final class PlatformThreads {
  private final ThreadMXBean bean = ManagementFactory.getThreadMXBean();

  StackTraceElement[] stack(long id) {
    ThreadInfo info = bean.getThreadInfo(id, Integer.MAX_VALUE);
    return info == null ? new StackTraceElement[0] : info.getStackTrace();
  }

  Map<Long, StackTraceElement[]> stacks(long[] ids) {
    Map<Long, StackTraceElement[]> stacks = new HashMap<>();
    for (ThreadInfo info : bean.getThreadInfo(ids, Integer.MAX_VALUE)) {
      if (info != null) {
        stacks.put(info.getThreadId(), info.getStackTrace());
      }
    }
    return stacks;
  }

  Map<Long, Long> blockCounts(long[] ids) {
    Map<Long, Long> counts = new HashMap<>();
    for (ThreadInfo info : bean.getThreadInfo(ids, 0)) {
      if (info != null) {
        counts.put(info.getThreadId(), info.getBlockedCount() + info.getWaitedCount());
      }
    }
    return counts;
  }

  Map<Long, Thread.State> states(long[] ids) {
    Map<Long, Thread.State> states = new HashMap<>();
    for (ThreadInfo info : bean.getThreadInfo(ids, 0)) {
      if (info != null) {
        states.put(info.getThreadId(), info.getThreadState());
      }
    }
    return states;
  }

  /**
   * Returns what threads in monitors wait for. An object is known by its class and its identity
   * hash code.
   */
  List<MonitorWait> monitors(Map<Long, Thread> blocked, Map<Long, Thread> threads) {
    Map<MonitorWait.Id, Thread> joined = new HashMap<>();
    List<MonitorWait> waits = new ArrayList<>();
    for (ThreadInfo info : bean.getThreadInfo(ids(blocked), 0)) {
      LockInfo lock = info == null ? null : info.getLockInfo();
      Thread thread = info == null ? null : blocked.get(info.getThreadId());
      if (lock == null || thread == null) {
        continue;
      }
      boolean enters = info.getThreadState() == Thread.State.BLOCKED;
      MonitorWait.Id id = new MonitorWait.Id(lock.getClassName(), lock.getIdentityHashCode());
      Thread target = enters ? null : joined(id, threads, joined);
      Thread owner = enters ? threads.get(info.getLockOwnerId()) : null;
      waits.add(new MonitorWait(thread, id, facts(id.name(), enters, owner), target));
    }
    return waits;
  }

  static Facts facts(String name, boolean enters, @Nullable Thread owner) {
    if (!enters) {
      return Facts.event(ResourceKind.MONITOR_WAIT, "monitor of " + name, "");
    }
    return new Facts(
        ResourceKind.MONITOR,
        "monitor of " + name,
        "",
        owner == null ? List.of() : List.of(new Holder(owner)),
        owner == null ? Availability.HOLDERS_UNKNOWN : Availability.HELD);
  }

  /** The thread whose monitor this is; a thread that is joined is waited on. */
  private static @Nullable Thread joined(
      MonitorWait.Id id, Map<Long, Thread> threads, Map<MonitorWait.Id, Thread> known) {
    if (known.isEmpty()) {
      for (Thread each : threads.values()) {
        known.put(
            new MonitorWait.Id(each.getClass().getName(), System.identityHashCode(each)), each);
      }
    }
    return known.get(id);
  }

  /** The frame in which each of the monitors that a thread holds was taken, by its name. */
  Map<String, StackTraceElement> monitorsHeld(long id) {
    Map<String, StackTraceElement> held = new HashMap<>();
    for (ThreadInfo info : bean.getThreadInfo(new long[] {id}, true, false)) {
      if (info != null) {
        for (MonitorInfo each : info.getLockedMonitors()) {
          StackTraceElement frame = each.getLockedStackFrame();
          if (frame != null) {
            MonitorWait.Id monitor =
                new MonitorWait.Id(each.getClassName(), each.getIdentityHashCode());
            held.put("monitor of " + monitor.name(), frame);
          }
        }
      }
    }
    return held;
  }

  /** Who owns the lock that a thread is parked for, where the JVM can say. */
  Map<Long, Long> lockOwners(long[] ids) {
    Map<Long, Long> owners = new HashMap<>();
    for (ThreadInfo info : bean.getThreadInfo(ids, 0)) {
      if (info != null && info.getLockOwnerId() >= 0) {
        owners.put(info.getThreadId(), info.getLockOwnerId());
      }
    }
    return owners;
  }

  private static long[] ids(Map<Long, Thread> threads) {
    return threads.keySet().stream().mapToLong(Long::longValue).toArray();
  }
}
