package dev.heddle.watch.jdk;

/** What a thread does, as far as the JVM says. */
public enum Phase {
  /** Runs, or is in native code. */
  RUNNING("running"),
  /** A virtual thread that could run, but has no carrier. */
  READY("ready, without a carrier"),
  /** Parked by {@code LockSupport} until it is unparked. */
  PARKED("parked"),
  /** Parked for some time. */
  TIMED_PARKED("parked for some time"),
  /** Wants to enter a monitor. */
  ENTERING("blocked at a monitor"),
  /** In {@code Object.wait}. */
  WAITING("waiting on a monitor"),
  /** In {@code Object.wait} with a timeout, or asleep. */
  TIMED("waiting for some time"),
  /** Not started, or over. */
  ENDED("ended");

  private final String text;

  Phase(String text) {
    this.text = text;
  }

  /** Returns the words that reports use. */
  public String text() {
    return text;
  }

  /** Returns whether the thread is blocked on something other than time. */
  public boolean isBlocked() {
    return this == PARKED || this == TIMED_PARKED || this == ENTERING || this == WAITING;
  }
}
