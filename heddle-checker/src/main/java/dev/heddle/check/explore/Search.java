package dev.heddle.check.explore;

import dev.heddle.check.runtime.Chooser;

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

  /** Returns what did not fit, after a choice was answered with a mismatch. */
  String mismatch();
}
