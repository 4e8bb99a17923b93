package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of one object's monitor: who holds it, how often, and who waits on it. */
final class Monitor {
  final Object object;

  /** Who waits, and may still be named by a notification; the longest waiting first. */
  final List<ControlledThread> waiters = new ArrayList<>(2);

  /** The notifications that nobody has taken yet, the oldest first; see {@link Monitors}. */
  final List<List<ControlledThread>> notifications = new ArrayList<>(2);

  @Nullable ControlledThread owner;
  int holds;
  int takenAt;

  private static final int UNKNOWN = -1;

  /** The set of the threads that a notification names, or {@link #UNKNOWN}. */
  private int notified;

  Monitor(Object object) {
    this.object = object;
  }

  /** Returns whether a notification names a thread. */
  boolean isNotified(ControlledThread thread) {
    for (int i = 0; i < notifications.size(); i++) {
      if (notifications.get(i).contains(thread)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the owner's number plus one, with the set of the threads that were notified. */
  long state(Marks marks) {
    if (notified == UNKNOWN) {
      notified = 0;
      for (int i = 0; i < notifications.size(); i++) {
        List<ControlledThread> named = notifications.get(i);
        for (int j = 0; j < named.size(); j++) {
          notified = marks.with(notified, named.get(j).number);
        }
      }
    }
    return (long) notified << Integer.SIZE | (owner == null ? 0 : owner.number + 1);
  }

  /** Wakes a thread that waits, although no other has notified it. */
  void notifySpuriously(ControlledThread thread) {
    List<ControlledThread> named = new ArrayList<>(1);
    named.add(thread);
    notifications.add(named);
    notificationsChanged();
  }

  /** Has to be called after {@link #notifications} were changed. */
  void notificationsChanged() {
    notified = UNKNOWN;
  }

  boolean isFreeFor(ControlledThread thread) {
    return owner == null || owner == thread;
  }
}
