package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/**
 * A thread as the key of a map. A class of threads may override {@code equals} and {@code
 * hashCode}; two threads are the same to this library only if they are one object.
 */
record ThreadKey(Thread thread) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ThreadKey key && key.thread == thread;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(thread);
  }
}
