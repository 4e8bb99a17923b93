package dev.heddle.sync;

import java.lang.ref.WeakReference;

/**
 * Whether the results of a map are still wanted. They are not once their iterator, having returned
 * a result, can no longer be reached: the loop was left.
 */
final class Interest {
  private final WeakReference<Object> iterator;
  private volatile boolean begun;

  Interest(Object iterator) {
    this.iterator = new WeakReference<>(iterator);
  }

  /** Notes that a result was asked for. */
  void begin() {
    begun = true;
  }

  boolean isLost() {
    return begun && iterator.refersTo(null);
  }
}
