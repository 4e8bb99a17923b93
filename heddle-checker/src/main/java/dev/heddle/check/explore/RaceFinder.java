package dev.heddle.check.explore;

import dev.heddle.check.runtime.Events;
import dev.heddle.check.runtime.Footprint;
import java.util.Arrays;

/**
 * Finds the races of an execution: pairs of dependent events of different threads that could have
 * come the other way round (Flanagan, Godefroid, <em>Dynamic partial-order reduction for model
 * checking software</em>, POPL 2005).
 *
 * <p>Steps that wait, such as taking a lock, are guarded: they are no steps until they can succeed.
 * The release of a lock and the next acquire can then not be reversed, but the two acquires can,
 * and are found by going back behind the release; see {@link #wouldBePossible}.
 */
final class RaceFinder {
  private final Events events;
  private final HappensBefore order;

  /** Pairs of events, one after the other. */
  private int[] races = new int[256];

  private int raceCount;
  private int[] reversible = new int[64];
  private int reversibleCount;

  RaceFinder(Events events, HappensBefore order) {
    this.events = events;
    this.order = order;
  }

  /** Forgets the races found so far. */
  void clear() {
    raceCount = 0;
  }

  /** Returns how many races were found. */
  int count() {
    return raceCount / 2;
  }

  /** Returns the first event of a race. */
  int earlier(int race) {
    return races[race * 2];
  }

  /** Returns the second event of a race. */
  int later(int race) {
    return races[race * 2 + 1];
  }

  /** Finds the races that end with an event, the newest that has its place in the order. */
  void close(int event) {
    reversibleCount = 0;
    int before = events.previous(event);
    int real = Math.min(event, events.count());
    int guarding = guardingTouches(event);
    // What needs no lock to go on can come before a section under a lock, but not into its middle.
    boolean awaitsWrite = events.awaitsWrite(event);
    for (int touch = events.firstTouch(event); touch < events.endTouch(event); touch++) {
      boolean guards = touch < guarding;
      boolean written = false;
      for (int other = events.earlier(touch); other >= 0; other = events.earlier(other)) {
        int earlier = events.event(other);
        if (earlier >= real) {
          continue;
        }
        if (Footprint.conflict(events.how(touch), events.how(other))
            && events.thread(earlier) != events.thread(event)
            && earlier >= events.afterEvents(event)
            && (before < 0 || !order.isBefore(earlier, before))
            && !(awaitsWrite && events.isFollowing(earlier))
            && !contains(earlier)
            && wouldBePossible(event, earlier)) {
          addReversible(earlier);
        }
        written |= events.how(other) == Footprint.WRITE;
        if (written && !guards) {
          break;
        }
      }
    }
    for (int i = 0; i < reversibleCount; i++) {
      if (isLatest(reversible[i])) {
        addRace(reversible[i], event);
      }
    }
  }

  /** Returns the end of those touches of an event that its guard looks at. */
  private int guardingTouches(int event) {
    if (!events.isGuarded(event)) {
      return 0;
    }
    if (events.awaitsWrite(event)) {
      return events.endTouch(event);
    }
    return events.firstTouch(event) + (events.isInterruptible(event) ? 2 : 1);
  }

  private boolean contains(int earlier) {
    for (int i = 0; i < reversibleCount; i++) {
      if (reversible[i] == earlier) {
        return true;
      }
    }
    return false;
  }

  private void addReversible(int earlier) {
    if (reversibleCount == reversible.length) {
      reversible = Arrays.copyOf(reversible, reversibleCount * 2);
    }
    reversible[reversibleCount++] = earlier;
  }

  private boolean isLatest(int earlier) {
    for (int i = 0; i < reversibleCount; i++) {
      if (reversible[i] != earlier && order.isBefore(earlier, reversible[i])) {
        return false;
      }
    }
    return true;
  }

  private void addRace(int earlier, int later) {
    if (raceCount + 2 > races.length) {
      races = Arrays.copyOf(races, races.length * 2);
    }
    races[raceCount++] = earlier;
    races[raceCount++] = later;
  }

  /**
   * Returns whether an event would still be possible if an earlier one, and all that happens after
   * that, had not been: the two can only be reversed if so.
   */
  private boolean wouldBePossible(int event, int without) {
    if (!events.isGuarded(event)) {
      return true;
    }
    if (events.awaitsWrite(event)) {
      return isDisturbed(event, without);
    }
    int first = events.firstTouch(event);
    long state = stateWithout(without, event, first);
    long interrupt = events.isInterruptible(event) ? stateWithout(without, event, first + 1) : 0;
    return events.isPossible(event, state, interrupt);
  }

  /** Whether something that a spinning thread reads was written since by another step. */
  private boolean isDisturbed(int event, int without) {
    for (int touch = events.firstTouch(event); touch < events.endTouch(event); touch++) {
      for (int other = events.earlier(touch); other >= 0; other = events.earlier(other)) {
        int earlier = events.event(other);
        if (events.thread(earlier) == events.thread(event)) {
          break;
        }
        if (events.how(other) != Footprint.READ
            && !events.isIdle(earlier)
            && !order.isBefore(without, earlier)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The state of a location that an event touches, had some steps not been taken. */
  private long stateWithout(int without, int event, int touch) {
    long state = events.state(touch);
    int removedUpdates = 0;
    for (int other = events.earlier(touch); other >= 0; other = events.earlier(other)) {
      int earlier = events.event(other);
      if (earlier < without) {
        break;
      }
      if (order.isBefore(without, earlier)) {
        if (events.how(other) == Footprint.UPDATE) {
          removedUpdates++;
        } else {
          state = events.state(other);
        }
      }
    }
    return removedUpdates == 0 ? state : events.stateWithoutUpdates(touch, removedUpdates);
  }
}
