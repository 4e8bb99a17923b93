package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/** What a future knows of the pool to which its task was given. */
interface PoolIdentity {
  /** Returns the pool; null if its user does not refer to it any more. */
  @Nullable ThreadPool handle();

  /** Names the pool in a text. */
  String poolTitle();
}
