package dev.heddle.check.runtime;

import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Calls of several steps: methods that a class of java.util.concurrent documents as not atomic, or
 * that go from element to element while others change what comes next. The first part belongs to
 * the step that announced the call; each further one is a step that touches the same.
 */
final class Parts {
  private Parts() {}

  /** Before a part of a method of an object, if that is what the thread's step is about. */
  static void next(ControlledThread self, Object object) {
    Object owner = Calls.locationOf(object);
    if (!touches(self, owner)) {
      return;
    }
    if (self.announcedForPart != self.announced) {
      self.announcedForPart = self.announced;
      return;
    }
    boolean changes = changes(self, owner);
    int touches = self.touches;
    if (changes) {
      self.spins.progress();
    }
    // A look of several parts is still a look of a thread that waits in a loop.
    self.announce(changes ? Operation.ACCESS : Operation.LOOK, null);
    self.touches = touches;
    self.scheduler.point(self);
    self.announcedForPart = self.announced;
    takeEffects(self);
  }

  /** Before a part of a task that belongs to a call of an object, and runs in any thread. */
  static void nextOfTask(ControlledThread self, Object object) {
    if (touches(self, object)) {
      next(self, object);
      return;
    }
    self.spins.progress();
    self.announce(Operation.ACCESS, null);
    Calls.touchWhole(self, object, Footprint.READ);
    // Its result goes to the task that waits for it.
    Calls.touchWhole(self, Calls.UNMODELLED, Footprint.WRITE);
    self.scheduler.point(self);
    self.announcedForPart = self.announced;
    takeEffects(self);
  }

  private static boolean touches(ControlledThread self, Object owner) {
    for (int i = 0; i < self.touches; i++) {
      if (self.targets[i] == owner) {
        return true;
      }
    }
    return false;
  }

  private static boolean changes(ControlledThread self, Object owner) {
    for (int i = 0; i < self.touches; i++) {
      if (self.targets[i] == owner && self.touchedHow[i] != Footprint.READ) {
        return true;
      }
    }
    return false;
  }

  private static void takeEffects(ControlledThread self) {
    for (int i = 0; i < self.touches; i++) {
      @Nullable Object target = self.targets[i];
      if (self.subjects[i] == Subject.SYNCHRONIZER && !Calls.isData(target)) {
        // A pool's settings order nothing: what it promises is about its tasks.
        boolean reads =
            self.touchedHow[i] == Footprint.READ || self.callee instanceof ThreadPoolExecutor;
        Calls.takeEffect(
            self, reads ? CallModel.Effect.ACQUIRE : CallModel.Effect.BOTH, self.touchedSlots[i]);
      }
    }
  }
}
