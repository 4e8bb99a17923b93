package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/**
 * A body that is given two values, returns one, and may throw checked exceptions of one type.
 *
 * @param <A> the first that it is given
 * @param <B> the second that it is given
 * @param <R> what it returns
 * @param <E> what it throws
 */
@FunctionalInterface
public interface CheckedBiFunction<A, B, R extends @Nullable Object, E extends Throwable> {
  /**
   * Returns a value.
   *
   * @param first the first that it is given
   * @param second the second that it is given
   * @throws E if it fails
   */
  R apply(A first, B second) throws E;
}
