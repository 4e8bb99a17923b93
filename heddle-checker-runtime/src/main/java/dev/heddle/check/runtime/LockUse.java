package dev.heddle.check.runtime;

/** What a step has to do with a lock that only one thread can hold. */
enum LockUse {
  /** Nothing. */
  NONE,
  /** It takes the lock. */
  TAKES,
  /** It gives the lock back. */
  GIVES
}
