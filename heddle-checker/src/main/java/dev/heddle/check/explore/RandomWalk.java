package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;

/**
 * A uniformly random choice at each scheduling point. The same seed gives the same executions.
 *
 * <p>Uniform choices are not uniform interleavings: a thread with many steps before it is hardly
 * ever the last.
 */
public final class RandomWalk extends Sampling {

  /** Creates a walk from a seed. */
  public RandomWalk(long seed) {
    super(seed);
  }

  @Override
  public void begin() {}

  @Override
  public int choose(Candidates candidates) {
    return random.below(candidates.count());
  }
}
