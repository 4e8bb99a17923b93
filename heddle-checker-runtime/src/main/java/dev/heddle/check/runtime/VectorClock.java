package dev.heddle.check.runtime;

import java.util.Arrays;

/**
 * How much of each thread happens before something: for each thread, by its {@link
 * ControlledThread#id}, a time. A time of zero means nothing of that thread.
 *
 * <p>Immutable, and shared in parts: the times lie in chunks, and a clock that is joined with
 * another, or changed at one time, keeps every chunk that stays the same. So the clocks of ten
 * thousand threads that have met at one lock take space for what differs, not ten thousand times
 * ten thousand numbers.
 *
 * <pre>
 *   chunks   [ 0 ]    [ 1 ]   null   [ 3 ]      a chunk that is missing, and times beyond the
 *              |        |              |        end of one, are zero
 *            3 0 7    1 ...          2 ...
 * </pre>
 */
final class VectorClock {
  private static final int CHUNK_BITS = 5;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int[] NOTHING = new int[0];

  /** The clock of something before which nothing happens. */
  static final VectorClock ZERO = new VectorClock(NOTHING, new int[0][]);

  /** The times of the first threads: most programs have no more. */
  private final int[] first;

  private final int[][] others;

  private VectorClock(int[] first, int[][] others) {
    this.first = first;
    this.others = others;
  }

  /** Returns the time of a thread. */
  int get(int thread) {
    if (thread < first.length) {
      return first[thread];
    }
    int chunk = (thread >>> CHUNK_BITS) - 1;
    if (chunk < 0 || chunk >= others.length) {
      return 0;
    }
    int at = thread & CHUNK - 1;
    return at < others[chunk].length ? others[chunk][at] : 0;
  }

  /** Returns this clock with another time for one thread. */
  VectorClock with(int thread, int time) {
    if (thread < CHUNK) {
      return new VectorClock(with(first, thread, time), others);
    }
    int chunk = (thread >>> CHUNK_BITS) - 1;
    int[][] changed = Arrays.copyOf(others, Math.max(others.length, chunk + 1));
    Arrays.fill(changed, others.length, changed.length, NOTHING);
    changed[chunk] = with(changed[chunk], thread & CHUNK - 1, time);
    return new VectorClock(first, changed);
  }

  private static int[] with(int[] times, int at, int time) {
    int[] changed = Arrays.copyOf(times, Math.max(times.length, at + 1));
    changed[at] = time;
    return changed;
  }

  /** Returns the clock of something before which all happens that happens before either. */
  VectorClock join(VectorClock other) {
    if (this == other || other == ZERO) {
      return this;
    }
    int[] joined = join(first, other.first);
    if (others.length == 0 && other.others.length == 0) {
      return joined == first
          ? this
          : joined == other.first ? other : new VectorClock(joined, others);
    }
    return joinAll(joined, other);
  }

  private VectorClock joinAll(int[] joined, VectorClock other) {
    int length = Math.max(others.length, other.others.length);
    int[][] result = new int[length][];
    boolean isThis = joined == first && length == others.length;
    boolean isOther = joined == other.first && length == other.others.length;
    for (int i = 0; i < length; i++) {
      int[] mine = i < others.length ? others[i] : NOTHING;
      int[] theirs = i < other.others.length ? other.others[i] : NOTHING;
      result[i] = join(mine, theirs);
      isThis &= result[i] == mine;
      isOther &= result[i] == theirs;
    }
    return isThis ? this : isOther ? other : new VectorClock(joined, result);
  }

  /** Returns one of the two where it is nowhere earlier than the other. */
  private static int[] join(int[] one, int[] other) {
    if (one == other || other.length == 0) {
      return one;
    }
    int common = Math.min(one.length, other.length);
    boolean isOne = one.length >= other.length;
    boolean isOther = other.length >= one.length;
    for (int i = 0; i < common; i++) {
      isOne &= one[i] >= other[i];
      isOther &= other[i] >= one[i];
    }
    if (isOne) {
      return one;
    }
    if (isOther) {
      return other;
    }
    int[] joined = (one.length >= other.length ? one : other).clone();
    for (int i = 0; i < common; i++) {
      joined[i] = Math.max(one[i], other[i]);
    }
    return joined;
  }
}
