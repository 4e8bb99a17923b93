package dev.heddle.check.runtime;

import java.util.Arrays;

/** When each location was written last: what threads that repeat themselves wait for. */
final class Writes {
  /** When each location was written last, counted in {@link #count}. */
  private long[] writtenAt = new long[256];

  private long count;

  /** Notes a write of a location. */
  void note(int slot) {
    if (slot >= writtenAt.length) {
      writtenAt = Arrays.copyOf(writtenAt, slot * 2);
    }
    writtenAt[slot] = ++count;
  }

  /** Returns how many writes there were in the scheduler's life. */
  long count() {
    return count;
  }

  /** Returns how many writes there were up to the last of a location. */
  long upTo(int slot) {
    return slot < writtenAt.length ? writtenAt[slot] : 0;
  }
}
