package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import java.util.Arrays;

/**
 * Every interleaving, depth first. The first execution always takes the first candidate, which is
 * the running thread where it can go on; each later one repeats the choices of the one before up to
 * the last that has an untried candidate, and takes that.
 *
 * <p>With a bound on preemptions (Musuvathi and Qadeer, <em>Iterative context bounding for
 * systematic testing of multithreaded programs</em>, PLDI 2007) candidates that would exceed it are
 * left out.
 */
public final class ExhaustiveSearch implements Search {
  private final int maxPreemptions;

  /** The choice taken at each depth, the number of candidates there, and a print of them. */
  private int[] path = new int[256];

  private int[] widths = new int[256];
  private int[] prints = new int[256];

  /** How many candidates of each depth may be taken: all, or one if the bound is reached. */
  private int[] allowed = new int[256];

  private int prescribed;
  private int depth;
  private long executions;
  private int preemptions;
  private boolean cut;
  private boolean complete;
  private String mismatch = "";

  /** Creates a search with at most so many preemptions in an execution. */
  public ExhaustiveSearch(int maxPreemptions) {
    this.maxPreemptions = maxPreemptions;
  }

  @Override
  public void begin() {
    depth = 0;
    preemptions = 0;
  }

  @Override
  public int choose(Candidates candidates) {
    int width = candidates.count();
    int print = candidates.fingerprint();
    int at = depth++;
    if (at < prescribed) {
      if (widths[at] != width || prints[at] != print) {
        mismatch =
            "the same choices led elsewhere: choice "
                + (at + 1)
                + " was among "
                + widths[at]
                + " candidates before and is among "
                + width
                + (widths[at] == width ? " others" : "")
                + " now";
        return MISMATCH;
      }
    } else {
      ensureCapacity(at);
      path[at] = 0;
      widths[at] = width;
      prints[at] = print;
      boolean bounded = candidates.runningFirst() && preemptions >= maxPreemptions;
      allowed[at] = bounded ? 1 : width;
      cut |= bounded;
    }
    if (candidates.runningFirst() && path[at] > 0) {
      preemptions++;
    }
    return path[at];
  }

  private void ensureCapacity(int at) {
    if (at == path.length) {
      path = Arrays.copyOf(path, at * 2);
      widths = Arrays.copyOf(widths, at * 2);
      prints = Arrays.copyOf(prints, at * 2);
      allowed = Arrays.copyOf(allowed, at * 2);
    }
  }

  @Override
  public boolean advance() {
    executions++;
    int last = depth;
    while (last > 0 && path[last - 1] + 1 >= allowed[last - 1]) {
      last--;
    }
    prescribed = last;
    if (last == 0) {
      complete = !cut;
      return false;
    }
    path[last - 1]++;
    return true;
  }

  @Override
  public double estimatedExecutions() {
    if (executions == 0) {
      return Double.NaN;
    }
    double share = prescribed == 0 ? 1 : 0;
    for (int at = prescribed - 1; at >= 0; at--) {
      share = (path[at] + share) / allowed[at];
    }
    return Math.min(executions / share, Double.MAX_VALUE);
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public String mismatch() {
    return mismatch;
  }
}
