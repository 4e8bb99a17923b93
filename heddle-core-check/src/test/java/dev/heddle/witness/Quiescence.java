package dev.heddle.witness;

/** Waiting, in a checked program, until no other thread can do anything any more. */
final class Quiescence {
  /** More than any timeout of the programs; no real time passes. */
  private static final long LONG_MILLIS = 10_000;

  private Quiescence() {}

  /**
   * Sleeps on the checker's clock, which moves on only when nothing else can happen, shorter
   * timeouts included: so this orders no real thread, and depends on no luck. A latch that nobody
   * opens would do as well, but its await is a step of its own beside the wait, at which every
   * other step would be interleaved, and the programs would be too large to be explored completely.
   */
  static void await() throws InterruptedException {
    Thread.sleep(LONG_MILLIS);
  }
}
