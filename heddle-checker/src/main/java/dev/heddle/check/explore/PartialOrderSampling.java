package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import java.util.Arrays;

/**
 * Partial order sampling: every pending step has a random priority, the highest is taken, and the
 * steps that race with it, those that are possible at the same time and dependent on it, draw
 * theirs anew.
 *
 * <p>Yuan, Yang, Gu, <em>Partial order aware concurrency sampling</em> (CAV 2018). Without the new
 * draws a step that has just lost against another would hardly ever come next; with them the orders
 * of dependent steps are sampled more evenly than by a walk, and however many independent steps
 * there are in between. The same seed gives the same executions.
 */
public final class PartialOrderSampling extends Sampling {
  /** The priority of each thread's pending step by the thread's number; 0 for none yet. */
  private long[] priorities = new long[16];

  /** The last step before which a thread was a candidate. */
  private long[] seen = new long[16];

  private long step;

  /** Creates a search from a seed. */
  public PartialOrderSampling(long seed) {
    super(seed);
  }

  @Override
  public void begin() {
    Arrays.fill(priorities, 0);
  }

  @Override
  public int choose(Candidates candidates) {
    step++;
    int highest = 0;
    long priority = 0;
    for (int i = 0; i < candidates.count(); i++) {
      long other = priority(candidates.threadNumber(i));
      if (other > priority) {
        highest = i;
        priority = other;
      }
    }
    for (int i = 0; i < candidates.count(); i++) {
      if (i == highest || candidates.conflict(i, highest)) {
        priorities[candidates.threadNumber(i)] = 0;
      }
    }
    return highest;
  }

  @Override
  public void onlyOne(Candidates candidates) {
    // Nobody is seen before this step: all draw anew, and so does the thread that takes it.
    step++;
  }

  private long priority(int thread) {
    ensureRoom(thread);
    // What was not possible for a while draws anew, too: the step that disabled or enabled it was
    // dependent on it.
    if (priorities[thread] == 0 || seen[thread] != step - 1) {
      priorities[thread] = (random.next() >>> 1) + 1;
    }
    seen[thread] = step;
    return priorities[thread];
  }

  private void ensureRoom(int thread) {
    if (thread >= priorities.length) {
      priorities = Arrays.copyOf(priorities, thread * 2);
      seen = Arrays.copyOf(seen, thread * 2);
    }
  }
}
