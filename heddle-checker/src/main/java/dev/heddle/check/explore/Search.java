package dev.heddle.check.explore;

import dev.heddle.check.runtime.Chooser;
import org.jspecify.annotations.Nullable;

/** Chooses the interleavings of one check, execution by execution. */
public interface Search extends Chooser {

  /** Called before each execution. */
  void begin();

  /**
   * Called after each execution that was not cut short by a mismatch.
   *
   * @return whether there is another interleaving to run
   */
  boolean advance();

  /** Returns whether every interleaving has been run; never true for a search by chance. */
  boolean isComplete();

  /**
   * Says when the search is to give up an execution that it cannot keep up with.
   *
   * @param nanoTime the time, as {@link System#nanoTime} tells it
   */
  default void stopAt(long nanoTime) {}

  /** Returns why the search was given up although there was more to explore; null if it was not. */
  default @Nullable String whyGivenUp() {
    return null;
  }

  /**
   * Estimates how many executions the whole search takes, those that were run among them. Asked
   * after {@link #advance}; not a number before there was an execution, and for a search by chance,
   * which has no end.
   *
   * <p>It is the number of executions so far, divided by the share of the search tree that they
   * have explored, where the children of a node have equal shares: the weighted backtrack estimator
   * of Kilby, Slaney, Thi&eacute;baux, Walsh, <em>Estimating search tree size</em> (AAAI 2006),
   * which in its turn is Knuth's (<em>Estimating the efficiency of backtrack programs</em>, 1975)
   * for leaves that are not drawn but visited in order. Shares are those of the tree as it is known
   * now: {@link OptimalSearch} finds out about children later and estimates too little at first,
   * often by a factor of ten to fifty after a hundredth of the executions and of two to five after
   * a tenth. A search with a bound on preemptions, which has larger subtrees first, has estimated
   * four times too much after a quarter.
   */
  default double estimatedExecutions() {
    return Double.NaN;
  }

  /** Returns what did not fit, after a choice was answered with a mismatch. */
  String mismatch();
}
