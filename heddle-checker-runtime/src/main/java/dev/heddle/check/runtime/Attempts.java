package dev.heddle.check.runtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What steps write, as far as threads that wait in loops are concerned: a step that only tries,
 * such as a compare-and-set, has written only if it has changed something.
 */
final class Attempts {
  private Attempts() {}

  /** Notes what the step writes that begins now, or what it may write if it tries. */
  static void begin(ControlledThread thread, boolean tries, Writes writes) {
    for (int i = 0; i < thread.touches; i++) {
      if (thread.touchedHow[i] != Footprint.READ) {
        Object target = thread.targets[i];
        Object state = tries && target != null ? stateOf(thread, target) : null;
        if (state == null) {
          writes.note(thread.touchedSlots[i]);
        } else {
          thread.triedState = state;
          thread.tried = target;
          thread.triedSlot = thread.touchedSlots[i];
        }
      }
    }
  }

  /** Ends an attempt; returns whether it has changed something. */
  static boolean end(ControlledThread thread, Writes writes) {
    Object tried = Objects.requireNonNull(thread.tried);
    boolean changed = !Objects.equals(thread.triedState, stateOf(thread, tried));
    if (changed) {
      writes.note(thread.triedSlot);
    }
    thread.tried = null;
    thread.triedState = null;
    return changed;
  }

  private static @Nullable Object stateOf(ControlledThread thread, Object target) {
    thread.scheduler.isLooking = true;
    try {
      return Synchronizers.snapshot(target);
    } finally {
      thread.scheduler.isLooking = false;
    }
  }
}
