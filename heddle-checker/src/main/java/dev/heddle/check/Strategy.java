package dev.heddle.check;

import java.util.Locale;

/** How a check chooses the interleavings it runs. */
public enum Strategy {
  /** Three quarters of the budget {@link #EXHAUSTIVE}, the rest {@link #RANDOM}. */
  AUTO,
  /** Every interleaving, depth first, by running the program again for each. */
  EXHAUSTIVE,
  /** A uniformly random choice at each scheduling point, from a seed. */
  RANDOM;

  /** Returns the word that reports and the command line use, in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
