package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;

/**
 * A uniformly random choice at each scheduling point. The same seed gives the same executions; the
 * generator is SplitMix64 (Steele, Lea, Flood, <em>Fast splittable pseudorandom number
 * generators</em>, OOPSLA 2014), which costs a few instructions a choice.
 */
public final class RandomWalk implements Search {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /** Creates a walk from a seed. */
  public RandomWalk(long seed) {
    state = seed;
  }

  @Override
  public void begin() {}

  @Override
  public int choose(Candidates candidates) {
    state += GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    // The high half, scaled: unbiased enough for a handful of candidates.
    return (int) (((z >>> 32) * candidates.count()) >>> 32);
  }

  @Override
  public boolean advance() {
    return true;
  }

  @Override
  public boolean isComplete() {
    return false;
  }

  @Override
  public String mismatch() {
    return "";
  }
}
