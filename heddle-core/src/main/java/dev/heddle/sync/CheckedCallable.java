package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/**
 * A body that returns a value and may throw checked exceptions of one type.
 *
 * @param <T> what it returns
 * @param <E> what it throws
 */
@FunctionalInterface
public interface CheckedCallable<T extends @Nullable Object, E extends Throwable> {
  /**
   * Returns a value.
   *
   * @throws E if it fails
   */
  T call() throws E;
}
