package dev.heddle.check.runtime;

import java.util.Arrays;

/**
 * Notices a thread that does the same again and again while nothing changes of what it looks at,
 * such as {@code while (!flag) {}}: only another thread can help it, so it has to wait for one.
 *
 * <p>Brent's cycle detection: the step seen at each power of two is the anchor; a loop comes back
 * to it. Whether a thread repeats itself depends on nothing but its own steps and the writes that
 * they have seen, so that it is the same however independent steps of others are ordered.
 */
final class Repetition {
  /** How often a step must come again before its thread counts as waiting in a loop. */
  static final int LIMIT = 8;

  /** The same for a loop that says by yielding that it waits. */
  static final int LIMIT_YIELDING = 1;

  private static final int MAX_LOCATIONS = 64;
  private static final int NOTHING = -1;

  private int length;
  private int nextAnchor = 1;
  private int hits;
  private int anchorSite;
  private int anchorSlot;
  private boolean yields;

  /** What the announced step looks at. */
  private int pending = NOTHING;

  /** What the thread has looked at since it does nothing else, and how much was written then. */
  private int[] slots = new int[4];

  private long[] stamps = new long[4];
  private int count;

  /**
   * Notes that a look is announced.
   *
   * @param site where it is
   * @param slot what is looked at
   * @return whether the thread waits in a loop
   */
  boolean look(int site, int slot) {
    pending = slot;
    return repeats(site, slot);
  }

  /**
   * Notes that the announced look or yield is taken. What was written since the look before is
   * asked only now: when a look was announced says nothing, because independent steps of others can
   * come before the announcement or after.
   *
   * @param waited whether it had to wait for a write
   * @param scheduler knows what was written when
   */
  void taken(boolean waited, Scheduler scheduler) {
    int slot = pending;
    pending = NOTHING;
    int at = slot == NOTHING ? -1 : indexOf(slot);
    // One that nothing has released goes on waiting at its next look: here it may hold a lock.
    boolean news =
        waited ? isDisturbed(scheduler) : at >= 0 && scheduler.writes().upTo(slot) > stamps[at];
    if (news) {
      clear();
      at = -1;
    }
    if (slot == NOTHING) {
      return;
    }
    if (at < 0 && count < MAX_LOCATIONS) {
      at = count++;
      if (at == slots.length) {
        slots = Arrays.copyOf(slots, at * 2);
        stamps = Arrays.copyOf(stamps, at * 2);
      }
      slots[at] = slot;
    }
    if (at >= 0) {
      stamps[at] = scheduler.writes().count();
    }
  }

  private int indexOf(int slot) {
    for (int i = 0; i < count; i++) {
      if (slots[i] == slot) {
        return i;
      }
    }
    return -1;
  }

  /** Notes one yield; returns whether the thread waits in a loop. */
  boolean yield(int site) {
    yields = true;
    pending = NOTHING;
    return repeats(site, NOTHING);
  }

  private boolean repeats(int site, int slot) {
    length++;
    if (length == nextAnchor) {
      nextAnchor *= 2;
      anchorSite = site;
      anchorSlot = slot;
      hits = 0;
      return false;
    }
    if (site == anchorSite && slot == anchorSlot) {
      hits++;
    }
    return hits >= (yields ? LIMIT_YIELDING : LIMIT);
  }

  /** Returns whether something was written that the thread has looked at. */
  boolean isDisturbed(Scheduler scheduler) {
    for (int i = 0; i < count; i++) {
      if (scheduler.writes().upTo(slots[i]) > stamps[i]) {
        return true;
      }
    }
    return false;
  }

  /** Adds everything that the thread has looked at to what its pending step reads. */
  void touchAll(ControlledThread thread) {
    for (int i = 0; i < count; i++) {
      thread.touch(slots[i], Footprint.READ, Subject.OBJECT, null);
    }
  }

  void clear() {
    length = 0;
    nextAnchor = 1;
    hits = 0;
    count = 0;
    yields = false;
  }
}
