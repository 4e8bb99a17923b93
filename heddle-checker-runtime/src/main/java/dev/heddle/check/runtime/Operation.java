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
  /** Go round a loop once more, after another thread has written something that it reads. */
  SPIN,
  /** Go on after a long stretch of accesses of data, which others are to have a chance to meet. */
  STRETCH,
  /** End by something that was thrown, and that fails the execution. */
  THROW,
  /** End. */
  END,
  /** Not a step of its own, only noted: leave a monitor, wait on it, notify, start a thread. */
  NOTE
}
