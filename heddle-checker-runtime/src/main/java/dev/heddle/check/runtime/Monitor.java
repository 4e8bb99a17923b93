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

  /** Returns the owner's number plus one, with a mark for each thread that was notified. */
  long state() {
    long state = owner == null ? 0 : owner.number + 1;
    for (int i = 0; i < notifications.size(); i++) {
      List<ControlledThread> named = notifications.get(i);
      for (int j = 0; j < named.size(); j++) {
        state |= Subject.mark(named.get(j).number);
      }
    }
    return state;
  }

  boolean isFreeFor(ControlledThread thread) {
    return owner == null || owner == thread;
  }
}
