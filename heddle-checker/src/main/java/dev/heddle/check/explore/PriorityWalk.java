package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import java.util.Arrays;

/**
 * Probabilistic concurrency testing: every thread has a random priority, the highest goes on, and
 * at a few random points of an execution the thread that would go on falls below all others.
 *
 * <p>Burckhardt, Kothari, Musuvathi, Nagarakatte, <em>A randomized scheduler with probabilistic
 * guarantees of finding bugs</em> (ASPLOS 2010). A bug of depth <em>d</em>, one that shows whenever
 * <em>d</em> pairs of steps come in a certain order, is found by each execution with a probability
 * of at least 1 / (<em>n</em> · <em>k</em><sup>d-1</sup>), where <em>n</em> is the number of
 * threads and <em>k</em> the number of points.
 *
 * <p>The points that count are those where there is a choice. The paper counts all steps, but where
 * one thread alone can go on its priority does not matter, and a smaller <em>k</em> is a better
 * chance. It is the largest number that any earlier execution had; the first execution, about which
 * nothing is known, has no change points. The same seed gives the same executions.
 */
public final class PriorityWalk extends Sampling {
  private final long[] changePoints;

  /** The priority of each thread by its number; 0 while it has none in this execution. */
  private long[] priorities = new long[16];

  private int points;
  private int mostPoints;

  /**
   * Creates a search.
   *
   * @param seed what the random numbers come from
   * @param depth the depth of the bugs to look for, at least 1: one more than the change points
   */
  public PriorityWalk(long seed, int depth) {
    super(seed);
    changePoints = new long[depth - 1];
  }

  @Override
  public void begin() {
    Arrays.fill(priorities, 0);
    mostPoints = Math.max(mostPoints, points);
    for (int i = 0; i < changePoints.length; i++) {
      changePoints[i] = mostPoints == 0 ? -1 : random.below(mostPoints);
    }
    points = 0;
  }

  @Override
  public int choose(Candidates candidates) {
    int point = points++;
    for (int i = 0; i < changePoints.length; i++) {
      if (changePoints[i] == point) {
        int highest = highest(candidates);
        // The paper's numbers: a later change point is not the lower one, but any.
        priorities[candidates.threadNumber(highest)] = i + 1;
      }
    }
    return highest(candidates);
  }

  private int highest(Candidates candidates) {
    int highest = 0;
    long priority = 0;
    for (int i = 0; i < candidates.count(); i++) {
      long other = priority(candidates.threadNumber(i));
      if (other > priority) {
        highest = i;
        priority = other;
      }
    }
    return highest;
  }

  private long priority(int thread) {
    if (thread >= priorities.length) {
      priorities = Arrays.copyOf(priorities, thread * 2);
    }
    if (priorities[thread] == 0) {
      // Above all that a change point gives; two alike are not to be expected among 2^62.
      priorities[thread] = (random.next() >>> 2) + changePoints.length + 1;
    }
    return priorities[thread];
  }
}
