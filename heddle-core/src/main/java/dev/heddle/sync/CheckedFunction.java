package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/**
 * A body that is given a value, returns one, and may throw checked exceptions of one type.
 *
 * @param <A> what it is given
 * @param <R> what it returns
 * @param <E> what it throws
 */
@FunctionalInterface
public interface CheckedFunction<
    A extends @Nullable Object, R extends @Nullable Object, E extends Throwable> {
  /**
   * Returns a value.
   *
   * @param value what it is given
   * @throws E if it fails
   */
  R apply(A value) throws E;
}
