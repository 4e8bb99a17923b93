package dev.heddle.check.runtime;

import org.jspecify.annotations.Nullable;

/** Accesses of the program's own fields and arrays: each is a step that touches one location. */
final class Accesses {
  private Accesses() {}

  static void readField(ControlledThread self, @Nullable Object object, int site) {
    read(self, self.scheduler.locations().slot(self, object, Sites.field(site)), site);
  }

  static void writeField(ControlledThread self, @Nullable Object object, int site) {
    write(self, self.scheduler.locations().slot(self, object, Sites.field(site)), site);
  }

  static void readElement(ControlledThread self, Object array, int index, int site) {
    read(self, self.scheduler.locations().element(self, array, index), site);
  }

  static void writeElement(ControlledThread self, Object array, int index, int site) {
    write(self, self.scheduler.locations().element(self, array, index), site);
  }

  private static void read(ControlledThread self, int slot, int site) {
    self.site = site;
    self.callee = null;
    Looks.announce(self, slot, Footprint.READ, Subject.OBJECT, null);
    self.scheduler.point(self);
    Races races = self.scheduler.races();
    if (Sites.isVolatile(site)) {
      races.acquire(self, slot);
    } else if (self.atomicDepth == 0) {
      races.read(self, slot, site);
    }
  }

  private static void write(ControlledThread self, int slot, int site) {
    self.site = site;
    self.callee = null;
    self.repetition.clear();
    self.announce(Operation.ACCESS, null);
    self.touch(slot, Footprint.WRITE, Subject.OBJECT, null);
    self.scheduler.point(self);
    Races races = self.scheduler.races();
    if (Sites.isVolatile(site)) {
      races.release(self, slot);
    } else if (self.atomicDepth == 0) {
      races.write(self, slot, site);
    }
  }
}
