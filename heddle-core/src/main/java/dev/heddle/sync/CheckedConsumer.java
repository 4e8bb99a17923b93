package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/**
 * A body that is given a value and may throw checked exceptions of one type.
 *
 * @param <A> what it is given
 * @param <E> what it throws
 */
@FunctionalInterface
public interface CheckedConsumer<A extends @Nullable Object, E extends Throwable> {
  /**
   * Runs.
   *
   * @param value what it is given
   * @throws E if it fails
   */
  void accept(A value) throws E;
}
