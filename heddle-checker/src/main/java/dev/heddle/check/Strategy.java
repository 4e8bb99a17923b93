package dev.heddle.check;

import java.util.Locale;

/** How a check chooses the interleavings it runs. */
public enum Strategy {
  /** Three quarters of the budget {@link #EXHAUSTIVE}, the rest {@link #SURW}. */
  AUTO,
  /** Every interleaving, depth first, by running the program again for each. */
  EXHAUSTIVE,
  /** A uniformly random choice at each scheduling point, from a seed. */
  RANDOM,
  /**
   * Probabilistic concurrency testing: random priorities of threads and a few points at which they
   * change; {@link CheckOptions#depth} says how many.
   */
  PCT,
  /** Partial order sampling: random priorities of steps, drawn anew for those that race. */
  POS,
  /** Selectively uniform random walk: the steps at one location come in any order alike. */
  SURW;

  /** Returns the word that reports and the command line use, in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
