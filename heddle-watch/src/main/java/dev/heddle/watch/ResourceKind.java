package dev.heddle.watch;

/** The kinds of {@link Resource}. */
public enum ResourceKind {
  /** An exclusive lock of java.util.concurrent or Heddle. */
  LOCK,
  /** A lock that many may hold to read, or one to write. */
  READ_WRITE_LOCK,
  /** A {@code StampedLock}, which does not know its holders. */
  STAMPED_LOCK,
  /** The monitor of an object, which a thread wants to enter. */
  MONITOR,
  /** The monitor of an object, on which a thread waits to be notified. */
  MONITOR_WAIT,
  /** A number of permits. */
  SEMAPHORE,
  /** A countdown. */
  LATCH,
  /** A condition of a lock; blocking queues wait on these. */
  CONDITION,
  /** A cyclic barrier. */
  BARRIER,
  /** A phaser. */
  PHASER,
  /** An exchanger. */
  EXCHANGER,
  /** The result of a task. */
  FUTURE,
  /** A blocking queue. */
  QUEUE,
  /** An event that has not been set. */
  EVENT,
  /** A pool whose idle workers wait for tasks. */
  POOL,
  /** Another thread, whose end is awaited. */
  THREAD,
  /** The initialisation of a class. */
  CLASS_INITIALIZATION,
  /** Anything else that a thread is parked for. */
  OTHER
}
