package dev.heddle.check.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Accesses of fields and arrays. A volatile one is a step, which touches one location. A plain one
 * is watched for data races, and is a step only if its variable is {@linkplain Promotions
 * promoted}; it orders nothing either way.
 */
final class Accesses {
  /**
   * After so many accesses of data without a scheduling point a thread yields: it may be in a loop
   * that waits for another, and the others are to have a chance to meet it. A count, so that
   * replays are exact.
   */
  static final int LONGEST_STRETCH = 10_000;

  private Accesses() {}

  /** Before a field is read or written: a static one if there is no object. */
  static void field(ControlledThread self, @Nullable Object object, int site, boolean writes) {
    field(self, object, Sites.field(site), site, Sites.isVolatile(site), writes);
  }

  /** The same for a field that another place than the site says. */
  static void field(
      ControlledThread self,
      @Nullable Object object,
      int field,
      int site,
      boolean isVolatile,
      boolean writes) {
    Scheduler scheduler = self.scheduler;
    self.site = site;
    self.callee = null;
    if (isVolatile) {
      int slot = scheduler.locations().slot(self, object, field);
      step(self, slot, writes);
      if (writes) {
        scheduler.races().release(self, slot);
      } else {
        scheduler.races().acquire(self, slot);
      }
      return;
    }
    if (scheduler.isAlone()) {
      data(self, site, writes);
      return;
    }
    Tracked tracked = scheduler.locations().of(self, object);
    Races races = scheduler.races();
    if (races.promotions().isFieldPromoted(tracked, field, object == null)) {
      step(self, scheduler.locations().slotOf(tracked.number, field), writes);
    } else {
      data(self, site, writes);
    }
    if (self.unordered == 0) {
      races.accessField(self, tracked, object, field, site, writes);
    }
  }

  /** Before an element of an array is read or written. */
  static void element(ControlledThread self, Object array, int index, int site, boolean writes) {
    Scheduler scheduler = self.scheduler;
    self.site = site;
    self.callee = null;
    if (scheduler.isAlone()) {
      data(self, site, writes);
      return;
    }
    Tracked tracked = scheduler.locations().of(self, array);
    Races races = scheduler.races();
    if (races.promotions().areElementsPromoted(tracked, array)) {
      step(
          self,
          scheduler.locations().slotOf(tracked.number, Locations.elementFacet(index)),
          writes);
    } else {
      data(self, site, writes);
    }
    if (self.unordered == 0 && isInside(array, index)) {
      races.accessElement(self, tracked, array, index, site, writes);
    }
  }

  private static boolean isInside(Object array, int index) {
    // An access beyond the end throws, and is none.
    return index >= 0 && index < java.lang.reflect.Array.getLength(array);
  }

  /** Takes a step that reads or writes one location. */
  static void step(ControlledThread self, int slot, boolean writes) {
    if (writes) {
      self.spins.progress();
      self.announce(Operation.ACCESS, null);
      self.touch(slot, Footprint.WRITE, Subject.OBJECT, null);
      self.scheduler.point(self);
    } else {
      self.scheduler.spinning().announceRead(self, slot, Footprint.READ, Subject.OBJECT, null);
      self.scheduler.point(self);
      self.scheduler.spinning().read(self, slot);
    }
  }

  /** An access that is no step: counted, and noted if the story is to be told. */
  static void data(ControlledThread self, int site, boolean writes) {
    if (writes) {
      self.spins.progress();
    }
    Scheduler scheduler = self.scheduler;
    if (scheduler.isNoting()) {
      scheduler.noteData(self, site);
    }
    if (++self.stretch > LONGEST_STRETCH) {
      scheduler.endStretch(self);
    }
  }
}
