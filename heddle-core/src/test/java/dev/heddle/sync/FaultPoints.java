package dev.heddle.sync;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where {@link FaultInjectionTest} lets memory run out: called by the instrumented library before
 * each allocation and before each lock, which may have to allocate.
 */
public final class FaultPoints {
  private static @Nullable Predicate<Thread> threads;
  private static int untilFirst;
  private static int faults;
  private static int hits;

  private FaultPoints() {}

  /**
   * Lets the allocations of some threads fail.
   *
   * @param where in which threads
   * @param after how many of their allocations succeed first
   * @param many how many fail then
   */
  static synchronized void arm(Predicate<Thread> where, int after, int many) {
    threads = where;
    untilFirst = after;
    faults = many;
    hits = 0;
  }

  /** Lets all allocations succeed again; returns how many there were. */
  static synchronized int disarm() {
    threads = null;
    int counted = hits;
    hits = 0;
    return counted;
  }

  /** Called before an allocation. */
  public static synchronized void hit() {
    if (threads != null && threads.test(Thread.currentThread())) {
      int present = hits++;
      if (present >= untilFirst && present < untilFirst + faults) {
        throw new OutOfMemoryError("injected at allocation " + present);
      }
    }
  }
}
