package dev.heddle.check.explore;

/**
 * The random numbers of a search: SplitMix64 (Steele, Lea, Flood, <em>Fast splittable pseudorandom
 * number generators</em>, OOPSLA 2014), which costs a few instructions a number. The same seed
 * gives the same numbers.
 */
final class SplitMix64 {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1.0p-53;

  private long state;

  SplitMix64(long seed) {
    state = seed;
  }

  /** Returns any 64 bits. */
  long next() {
    state += GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns one of the numbers from 0 to {@code bound - 1}. */
  int below(int bound) {
    // The high half, scaled: unbiased enough for the small bounds of a search.
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** Returns a number from 0 to 1, which is excluded. */
  double uniform() {
    return (next() >>> 11) * UNIT;
  }
}
