package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;

/** Measures what is kept alive. */
final class Retained {
  private Retained() {}

  /**
   * Returns once an object has been collected; fails if it is still there after many collections.
   */
  static void awaitCollected(WeakReference<?> object, String what) {
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (!object.refersTo(null)) {
      assertThat(System.nanoTime()).as(what + " is still referred to").isLessThan(deadline);
      System.gc();
      Thread.yield();
    }
  }

  /** Returns how many bytes of the heap are in use after a collection. */
  static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
