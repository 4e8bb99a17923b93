package dev.heddle.check.runtime;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The model of monitors: {@code synchronized}, {@code wait}, {@code notify}, {@code notifyAll}, as
 * {@link Object} and chapter 17 of the Java Language Specification describe them. The instrumented
 * program's own monitors are taken out of its bytecode, so that waiting needs no real release.
 *
 * <p>Only entering is a scheduling point. Leaving, waiting and notifying need none: the thread
 * holds the monitor, so every step that could tell whether another thread ran just before can only
 * come after it has been let go.
 *
 * <p>{@code notify} wakes any one of the threads that wait, the chooser says which. There are no
 * spurious wake-ups. A thread that was notified before it was interrupted returns normally, with
 * its interrupt status set.
 */
final class Monitors {
  private final Scheduler scheduler;
  private final Map<Object, Monitor> monitors = new IdentityHashMap<>();

  Monitors(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void reset() {
    if (!monitors.isEmpty()) {
      monitors.clear();
    }
  }

  Monitor of(Object object) {
    // No lambda: linking one goes through ConcurrentHashMap, whose monitors come here.
    Monitor monitor = monitors.get(object);
    if (monitor == null) {
      monitor = new Monitor(object);
      monitors.put(object, monitor);
    }
    return monitor;
  }

  boolean isHeldBy(ControlledThread thread, Object object) {
    Monitor monitor = monitors.get(object);
    return monitor != null && monitor.owner == thread;
  }

  void enter(ControlledThread thread, Object object, int site) {
    Monitor monitor = of(object);
    if (monitor.owner == thread) {
      monitor.holds++;
      return;
    }
    thread.site = site;
    thread.announce(Operation.MONITOR_ENTER, monitor);
    scheduler.point(thread);
    monitor.owner = thread;
    monitor.holds = 1;
    monitor.takenAt = site;
  }

  /** Enters a monitor inside a call of the JDK: a step only if another thread holds it. */
  void enterBesideReal(ControlledThread thread, Object object) {
    Monitor monitor = of(object);
    if (!monitor.isFreeFor(thread)) {
      thread.announce(Operation.MONITOR_ENTER, monitor);
      scheduler.point(thread);
    }
    monitor.owner = thread;
    monitor.holds++;
    monitor.takenAt = thread.site;
  }

  void exitBesideReal(ControlledThread thread, Object object) {
    Monitor monitor = monitors.get(object);
    if (monitor != null && monitor.owner == thread && --monitor.holds == 0) {
      monitor.owner = null;
    }
  }

  void exit(ControlledThread thread, Object object, int site) {
    Monitor monitor = monitors.get(object);
    if (monitor == null || monitor.owner != thread) {
      throw new IllegalMonitorStateException("current thread is not owner");
    }
    if (--monitor.holds == 0) {
      monitor.owner = null;
      scheduler.note(thread, site);
    }
  }

  /**
   * Waits on a monitor.
   *
   * @param deadline the clock time at which to give up, or {@link ControlledThread#NEVER}
   */
  void await(ControlledThread thread, Object object, long deadline, int site)
      throws InterruptedException {
    Monitor monitor = owned(thread, object);
    if (thread.interrupted) {
      thread.interrupted = false;
      throw new InterruptedException();
    }
    int holds = monitor.holds;
    int takenAt = monitor.takenAt;
    monitor.owner = null;
    monitor.holds = 0;
    monitor.waiters.add(thread);
    thread.notified = false;
    thread.waitUntil(deadline);
    thread.site = site;
    scheduler.note(thread, site);
    thread.announce(Operation.MONITOR_REACQUIRE, monitor);
    scheduler.point(thread);
    boolean notified = thread.notified;
    monitor.waiters.remove(thread);
    monitor.owner = thread;
    monitor.holds = holds;
    monitor.takenAt = takenAt;
    thread.deadline = ControlledThread.NEVER;
    if (!notified && thread.interrupted) {
      thread.interrupted = false;
      throw new InterruptedException();
    }
  }

  void notifyOne(ControlledThread thread, Object object, int site) {
    Monitor monitor = owned(thread, object);
    scheduler.note(thread, site);
    if (!monitor.waiters.isEmpty()) {
      ControlledThread woken = scheduler.chooseWaiter(thread, monitor.waiters);
      monitor.waiters.remove(woken);
      woken.notified = true;
    }
  }

  void notifyAll(ControlledThread thread, Object object, int site) {
    Monitor monitor = owned(thread, object);
    scheduler.note(thread, site);
    wakeAll(monitor);
  }

  /** Does what the JVM does when a thread ends: wakes those that wait on the thread object. */
  void threadEnded(Thread thread) {
    Monitor monitor = monitors.get(thread);
    if (monitor != null) {
      wakeAll(monitor);
    }
  }

  private static void wakeAll(Monitor monitor) {
    for (ControlledThread waiter : monitor.waiters) {
      waiter.notified = true;
    }
    monitor.waiters.clear();
  }

  /**
   * Takes a thread that was interrupted, or whose time is up, out of the reach of later notifies.
   */
  static void giveUpWaiting(ControlledThread thread) {
    if (thread.operation == Operation.MONITOR_REACQUIRE
        && thread.operand instanceof Monitor monitor) {
      monitor.waiters.remove(thread);
    }
  }

  private Monitor owned(ControlledThread thread, Object object) {
    Monitor monitor = monitors.get(object);
    if (monitor == null || monitor.owner != thread) {
      throw new IllegalMonitorStateException("current thread is not owner");
    }
    return monitor;
  }
}
