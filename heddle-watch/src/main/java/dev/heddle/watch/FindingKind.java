package dev.heddle.watch;

/** The kinds of {@link Finding}. */
public enum FindingKind {
  /** Threads wait for each other in a cycle, or one waits for itself. */
  DEADLOCK("deadlock"),
  /** All workers of a pool wait for tasks that stand in the pool's own queue. */
  POOL_STARVATION("pool starvation"),
  /** All carriers are pinned by waiting virtual threads, and others are ready to run. */
  CARRIERS_PINNED("carriers pinned"),
  /** The thread that holds a lock has ended. */
  DEAD_OWNER("dead owner"),
  /** Threads wait for something that is free, and stay parked: a wake-up was lost. */
  NO_HOLDER("waiters without a holder"),
  /** A semaphore, latch, barrier or the like has kept threads waiting. */
  WAIT("wait without an end in sight");

  private final String text;

  FindingKind(String text) {
    this.text = text;
  }

  /** Returns the words that reports use. */
  public String text() {
    return text;
  }
}
