package dev.heddle.check.explore;

import dev.heddle.check.runtime.Events;
import dev.heddle.check.runtime.Footprint;
import java.util.Arrays;

/**
 * The order of the events of an execution that every execution of the same trace shares: an event
 * comes after those of its own thread, and after those that it conflicts with. One vector clock for
 * each event (Mattern, <em>Virtual time and global states of distributed systems</em>, 1989).
 */
final class HappensBefore {
  private final Events events;

  /** The clocks, one after the other, each of {@link #width} numbers. */
  private int[] clocks = new int[1024];

  private int width = 4;
  private int count;

  HappensBefore(Events events) {
    this.events = events;
  }

  /** Forgets all events but the first. */
  void truncate(int prefix) {
    count = Math.min(count, prefix);
  }

  /** Returns how many events have a clock. */
  int count() {
    return count;
  }

  /** Gives the next event its clock. */
  void add() {
    int event = count++;
    ensureRoom();
    int at = event * width;
    int before = events.previous(event);
    if (before < 0) {
      Arrays.fill(clocks, at, at + width, 0);
    } else {
      System.arraycopy(clocks, before * width, clocks, at, width);
    }
    for (int earlier = events.afterEvents(event) - 1; earlier >= 0; earlier--) {
      join(at, earlier);
    }
    int real = Math.min(event, events.count());
    for (int touch = events.firstTouch(event); touch < events.endTouch(event); touch++) {
      for (int other = events.earlier(touch); other >= 0; other = events.earlier(other)) {
        if (events.event(other) < real
            && Footprint.conflict(events.how(touch), events.how(other))) {
          join(at, events.event(other));
        }
        if (events.how(other) == Footprint.WRITE && events.event(other) < real) {
          break;
        }
      }
    }
    clocks[at + events.thread(event)] = events.index(event);
  }

  private void join(int at, int event) {
    int from = event * width;
    for (int thread = 0; thread < width; thread++) {
      clocks[at + thread] = Math.max(clocks[at + thread], clocks[from + thread]);
    }
  }

  private void ensureRoom() {
    if (events.maxThread() >= width) {
      int wider = Math.max(width * 2, events.maxThread() + 1);
      int[] widened = new int[Math.max(clocks.length, count * wider * 2)];
      for (int event = 0; event < count - 1; event++) {
        System.arraycopy(clocks, event * width, widened, event * wider, width);
      }
      clocks = widened;
      width = wider;
    }
    if (count * width > clocks.length) {
      clocks = Arrays.copyOf(clocks, count * width * 2);
    }
  }

  /** Returns whether an event happens before another or is the same. */
  boolean isBefore(int event, int other) {
    return clocks[other * width + events.thread(event)] >= events.index(event);
  }

  /**
   * Returns a number that is the same for all executions of one trace, and very probably another
   * for any other trace.
   */
  long traceHash() {
    long hash = 0;
    for (int event = 0; event < count; event++) {
      long one = events.thread(event) * 1_000_003L + events.index(event);
      for (int thread = 0; thread < width; thread++) {
        if (clocks[event * width + thread] > 0) {
          one = mix(one + thread * 31L) + clocks[event * width + thread];
        }
      }
      long touches = 0;
      for (int touch = events.firstTouch(event); touch < events.endTouch(event); touch++) {
        touches += mix(events.slot(touch) * 8L + events.how(touch));
      }
      hash += mix(one ^ touches);
    }
    return hash;
  }

  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
