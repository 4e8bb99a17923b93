package dev.heddle.check.runtime;

/** What a thread is about to do when the scheduler lets it go on. */
public enum Operation {
  /** Run its first instructions, up to its first scheduling point. */
  BEGIN,
  /** Read or write a field or an array element, or call into the JDK: always possible. */
  ACCESS,
  /** The same, of a kind that a waiting loop repeats: a read, or a call that may only look. */
  LOOK,
  /** Enter a monitor. */
  MONITOR_ENTER,
  /** Call a method of a JDK object that locks its own monitor. */
  GUARDED_CALL,
  /** Call a method of a synchronizer that waits until it can succeed. */
  ACQUIRE,
  /** Take a monitor again after waiting on it. */
  MONITOR_REACQUIRE,
  /** Go on after having parked. */
  PARK,
  /** Go on after another thread has ended. */
  JOIN,
  /** Go on after a time. */
  SLEEP,
  /** Go on after others had their turn. */
  YIELD,
  /** End. */
  END,
  /** Not a step of its own, only noted: leave a monitor, wait on it, notify, start a thread. */
  NOTE
}
