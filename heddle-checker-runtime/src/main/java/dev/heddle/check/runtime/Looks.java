package dev.heddle.check.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Announces steps that only look at something, or do nothing. A thread that takes no others and
 * {@linkplain Repetition repeats itself} waits in a loop, and has to wait until something was
 * written that it looks at.
 */
final class Looks {
  private Looks() {}

  /** Announces a look at a location; a thread that only repeats such steps has to wait. */
  static void announce(
      ControlledThread self, int slot, byte how, Subject subject, @Nullable Object target) {
    if (self.repetition.look(self.site, slot)) {
      announceWaitForWrite(self);
    } else {
      self.announce(Operation.LOOK, null);
    }
    self.touch(slot, how, subject, target);
  }

  /** Announces a yield: nothing, for a thread that does not repeat itself. */
  static void announceYield(ControlledThread self) {
    if (self.repetition.yield(self.site)) {
      announceWaitForWrite(self);
    } else {
      self.announce(Operation.LOOK, null);
    }
  }

  private static void announceWaitForWrite(ControlledThread self) {
    self.scheduler.observations().assumeFairness();
    self.announce(Operation.YIELD, null);
    self.repetition.touchAll(self);
    self.waitFor(Guard.WRITTEN, 0);
  }
}
