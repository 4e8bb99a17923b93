package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of one object's monitor: who holds it, how often, and who waits on it. */
final class Monitor {
  final Object object;
  final List<ControlledThread> waiters = new ArrayList<>(2);
  @Nullable ControlledThread owner;
  int holds;
  int takenAt;

  Monitor(Object object) {
    this.object = object;
  }

  boolean isFreeFor(ControlledThread thread) {
    return owner == null || owner == thread;
  }
}
