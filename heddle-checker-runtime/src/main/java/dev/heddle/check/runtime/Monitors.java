package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The model of monitors: {@code synchronized}, {@code wait}, {@code notify}, {@code notifyAll}, as
 * {@link Object} and chapter 17 of the Java Language Specification describe them. The instrumented
 * program's own monitors are taken out of its bytecode, so that waiting needs no real release.
 *
 * <p>Leaving is no scheduling point: the thread holds the monitor, so every step that could tell
 * whether another thread ran just before can only come after it has been let go. Waiting and
 * notifying are, because of interrupts, which need no monitor.
 *
 * <p>{@code notify} does not choose whom it wakes. It leaves a notification that names those who
 * wait then, and whoever of them enters the monitor first takes it: which one that is, is the order
 * of two steps like any other. A thread that was notified and interrupted, in whatever order,
 * before it has the monitor again returns either way (JLS 17.2.4): normally, with its interrupt
 * status set, or by an exception, and then the notification is left to the others that it names.
 * Spurious wake-ups are a matter of {@link PlatformChoices}.
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
    announceEnter(thread, Operation.MONITOR_ENTER, monitor);
    int slot = thread.touchedSlots[0];
    thread.lockUse = LockUse.TAKES;
    scheduler.point(thread);
    scheduler.spinning().locked(thread, slot, true);
    scheduler.races().acquire(thread, slot);
    monitor.owner = thread;
    monitor.holds = 1;
    monitor.takenAt = site;
    scheduler.locks().entered(thread, monitor, slot, site);
  }

  /** Names the objects whose monitors a thread holds, with the places where it took them. */
  List<String> heldBy(ControlledThread thread) {
    List<String> held = new ArrayList<>();
    for (Monitor monitor : monitors.values()) {
      if (monitor.owner == thread) {
        held.add(
            ObjectNames.monitorOf(monitor.object, typeOf(monitor.object))
                + ", entered at "
                + Sites.get(monitor.takenAt).place());
      }
    }
    Collections.sort(held);
    return held;
  }

  private static String typeOf(Object object) {
    return object instanceof StaticState.Initialisation
        ? object.toString()
        : object instanceof Class<?> type
            ? "class " + type.getName()
            : object.getClass().getTypeName();
  }

  /** Announces a step that is possible while nobody else holds the monitor. */
  void announceEnter(ControlledThread thread, Operation operation, Monitor monitor) {
    thread.announce(operation, monitor);
    touch(thread, monitor);
    thread.waitFor(Guard.FREE, 0);
  }

  private void touch(ControlledThread thread, Monitor monitor) {
    thread.touch(slot(thread, monitor), Footprint.WRITE, Subject.MONITOR, monitor);
    Object callee = thread.callee;
    if (callee != null) {
      Calls.touchWhole(thread, callee, Footprint.WRITE);
    }
  }

  /** A monitor inside a library's object is taken for that object's own. */
  private int slot(ControlledThread thread, Monitor monitor) {
    Object callee = thread.callee;
    return callee == null
        ? scheduler.locations().slot(thread, monitor.object, Locations.MONITOR)
        : Calls.slotOf(thread, callee, Locations.MONITOR);
  }

  /**
   * Returns the location that orders those who hold a monitor: bins of a map have each their own.
   */
  private int orderedSlot(ControlledThread thread, Monitor monitor, int slot) {
    return thread.callee != null && MapKeys.areToldApart(thread.callee)
        ? scheduler.locations().slot(thread, monitor.object, Locations.MONITOR)
        : slot;
  }

  /**
   * Records a change of the monitor that needs no point of its own, before it is made.
   *
   * @return the monitor's location
   */
  private int follow(ControlledThread thread, Monitor monitor) {
    int slot = slot(thread, monitor);
    int ordered = orderedSlot(thread, monitor, slot);
    scheduler.races().acquire(thread, ordered);
    scheduler.races().release(thread, ordered);
    if (thread.callee == null) {
      scheduler.recordRelease(thread, slot, monitor.state(scheduler.marks()));
    } else {
      // Part of a call, which is one step with everything that happens in it.
      scheduler.events().alsoTouch(thread, slot, Footprint.WRITE, monitor.state(scheduler.marks()));
    }
    return slot;
  }

  /** Enters a monitor inside a call of the JDK: a step only if another thread holds it. */
  void enterBesideReal(ControlledThread thread, Object object) {
    Monitor monitor = of(object);
    if (!monitor.isFreeFor(thread)) {
      Object call = Calls.suspend(thread);
      announceEnter(thread, Operation.MONITOR_ENTER, monitor);
      scheduler.point(thread);
      Calls.goOn(thread, call);
      scheduler.races().acquire(thread, orderedSlot(thread, monitor, slot(thread, monitor)));
    } else if (thread.callee != null) {
      follow(thread, monitor);
    }
    monitor.owner = thread;
    monitor.holds++;
    monitor.takenAt = thread.site;
  }

  void exitBesideReal(ControlledThread thread, Object object) {
    Monitor monitor = monitors.get(object);
    if (monitor != null && monitor.owner == thread && --monitor.holds == 0) {
      if (thread.callee != null) {
        follow(thread, monitor);
      }
      monitor.owner = null;
    }
  }

  void exit(ControlledThread thread, Object object, int site) {
    Monitor monitor = monitors.get(object);
    if (monitor == null || monitor.owner != thread) {
      throw new IllegalMonitorStateException("current thread is not owner");
    }
    if (--monitor.holds == 0) {
      int slot = follow(thread, monitor);
      monitor.owner = null;
      scheduler.spinning().locked(thread, slot, false);
      scheduler.locks().left(thread, slot);
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
    if (object instanceof Thread) {
      // The JVM notifies it when that thread ends.
      scheduler.observations().seeLiveness();
    }
    thread.site = site;
    thread.spins.progress();
    thread.announce(Operation.ACCESS, null);
    touch(thread, monitor);
    scheduler.threads().touchInterrupt(thread, thread.thread);
    scheduler.point(thread);
    scheduler.threads().throwIfInterrupted(thread);
    int slot = thread.touchedSlots[0];
    scheduler.observeWait(thread, "Object.wait");
    scheduler.races().release(thread, slot);
    scheduler.locks().left(thread, slot);
    scheduler.platform().offerWakeUp(thread, monitor, slot);
    int holds = monitor.holds;
    int takenAt = monitor.takenAt;
    monitor.owner = null;
    monitor.holds = 0;
    monitor.waiters.add(thread);
    thread.waitUntil(deadline);
    thread.announce(Operation.MONITOR_REACQUIRE, monitor);
    touch(thread, monitor);
    scheduler.threads().heedInterrupt(thread);
    thread.waitFor(Guard.WOKEN_AND_FREE, 0);
    thread.lockUse = LockUse.TAKES;
    scheduler.point(thread);
    scheduler.races().acquire(thread, slot);
    boolean notified = monitor.isNotified(thread);
    monitor.waiters.remove(thread);
    monitor.owner = thread;
    monitor.holds = holds;
    monitor.takenAt = takenAt;
    scheduler.locks().enteredAgain(thread, monitor, slot);
    thread.deadline = ControlledThread.NEVER;
    if (notified
        && thread.interrupted
        && scheduler.platform().choose(thread, "end the wait by the interrupt", slot, monitor)) {
      notified = false;
    }
    removeNotifications(thread, monitor, notified);
    if (!notified) {
      scheduler.threads().throwIfInterrupted(thread);
    }
  }

  /**
   * Lets no notification name a thread any more.
   *
   * @param take whether the thread takes the oldest of them, which wakes no other then
   */
  private static void removeNotifications(ControlledThread thread, Monitor monitor, boolean take) {
    boolean taken = !take;
    monitor.notificationsChanged();
    for (Iterator<List<ControlledThread>> each = monitor.notifications.iterator();
        each.hasNext(); ) {
      List<ControlledThread> named = each.next();
      if (named.contains(thread)) {
        if (!taken) {
          taken = true;
          each.remove();
        } else {
          named.remove(thread);
          if (named.isEmpty()) {
            each.remove();
          }
        }
      }
    }
  }

  void notifyOne(ControlledThread thread, Object object, int site) {
    Monitor monitor = owned(thread, object);
    beginNotify(thread, monitor, site);
    if (!monitor.waiters.isEmpty()) {
      monitor.notifications.add(new ArrayList<>(monitor.waiters));
      monitor.notificationsChanged();
    }
  }

  void notifyAll(ControlledThread thread, Object object, int site) {
    Monitor monitor = owned(thread, object);
    beginNotify(thread, monitor, site);
    wakeAll(monitor);
  }

  private void beginNotify(ControlledThread thread, Monitor monitor, int site) {
    Past past = scheduler.past();
    if (past != null) {
      past.notified(thread, monitor.object, site, monitor.waiters.size());
    }
    if (monitor.waiters.isEmpty()) {
      scheduler.note(thread, site);
      return;
    }
    thread.site = site;
    thread.spins.progress();
    thread.announce(Operation.ACCESS, null);
    touch(thread, monitor);
    scheduler.point(thread);
  }

  /** Does what the JVM does when a thread ends: wakes those that wait on the thread object. */
  void threadEnded(ControlledThread thread) {
    Monitor monitor = monitors.get(thread.thread);
    if (monitor != null && !monitor.waiters.isEmpty()) {
      follow(thread, monitor);
      wakeAll(monitor);
    }
  }

  private static void wakeAll(Monitor monitor) {
    for (ControlledThread waiter : monitor.waiters) {
      List<ControlledThread> named = new ArrayList<>(1);
      named.add(waiter);
      monitor.notifications.add(named);
    }
    monitor.notificationsChanged();
  }

  static boolean isNotified(ControlledThread thread) {
    return thread.operation == Operation.MONITOR_REACQUIRE
        && thread.operand instanceof Monitor monitor
        && monitor.isNotified(thread);
  }

  /** Takes a thread whose time is up out of the reach of later notifies. */
  static void giveUpWaiting(ControlledThread thread) {
    if (thread.operation == Operation.MONITOR_REACQUIRE
        && thread.operand instanceof Monitor monitor
        && !monitor.isNotified(thread)) {
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
