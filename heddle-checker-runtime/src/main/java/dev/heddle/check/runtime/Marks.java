package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets of threads, each with a number: those that have a permit, or that a notification names. The
 * number is the upper half of a {@linkplain Subject state word}, so that a search can keep what a
 * set was before each step. Equal sets have the same number; the empty set is 0.
 *
 * <p>Sets share what they have in common, as {@link VectorClock} does. Two sets count as equal when
 * 64 bits that depend on all their members are.
 */
final class Marks {
  private static final int CHUNK_BITS = 10;
  private static final int WORDS = 1 << CHUNK_BITS - 6;
  private static final long[] NOTHING = new long[WORDS];

  private final List<long[][]> sets = new ArrayList<>();
  private final List<Long> keys = new ArrayList<>();
  private final Map<Long, Integer> numbers = new HashMap<>();

  Marks() {
    clear();
  }

  /** Forgets all sets but the empty one. */
  void clear() {
    sets.clear();
    keys.clear();
    numbers.clear();
    sets.add(new long[0][]);
    keys.add(0L);
    numbers.put(0L, 0);
  }

  /** Returns whether a state word's set has a thread in it. */
  boolean isMarked(long state, int thread) {
    return contains((int) (state >>> Integer.SIZE), thread);
  }

  /** Returns whether a set has a thread in it. */
  boolean contains(int set, int thread) {
    if (set == 0) {
      return false;
    }
    long[][] chunks = sets.get(set);
    int chunk = thread >>> CHUNK_BITS;
    return chunk < chunks.length && (chunks[chunk][word(thread)] & bit(thread)) != 0;
  }

  /** Returns the set that has one thread more. */
  int with(int set, int thread) {
    return contains(set, thread) ? set : changed(set, thread);
  }

  /** Returns the set that has one thread less. */
  int without(int set, int thread) {
    return contains(set, thread) ? changed(set, thread) : set;
  }

  private int changed(int set, int thread) {
    long key = keys.get(set) ^ LongIndex.mix(thread + 0x9E3779B97F4A7C15L);
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
    }
    long[][] before = sets.get(set);
    int chunk = thread >>> CHUNK_BITS;
    long[][] chunks = Arrays.copyOf(before, Math.max(before.length, chunk + 1));
    for (int i = before.length; i < chunks.length; i++) {
      chunks[i] = NOTHING;
    }
    chunks[chunk] = chunks[chunk].clone();
    chunks[chunk][word(thread)] ^= bit(thread);
    sets.add(chunks);
    keys.add(key);
    numbers.put(key, sets.size() - 1);
    return sets.size() - 1;
  }

  private static int word(int thread) {
    return (thread & (1 << CHUNK_BITS) - 1) >>> 6;
  }

  private static long bit(int thread) {
    return 1L << (thread & 63);
  }
}
