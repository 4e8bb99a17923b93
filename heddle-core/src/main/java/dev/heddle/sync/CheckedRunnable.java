package dev.heddle.sync;

/**
 * A body that may throw checked exceptions of one type.
 *
 * @param <E> what it throws
 */
@FunctionalInterface
public interface CheckedRunnable<E extends Throwable> {
  /**
   * Runs.
   *
   * @throws E if it fails
   */
  void run() throws E;
}
