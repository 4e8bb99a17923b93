package dev.heddle.sync;

/**
 * A body that is given two values and may throw checked exceptions of one type.
 *
 * @param <A> the first that it is given
 * @param <B> the second that it is given
 * @param <E> what it throws
 */
@FunctionalInterface
public interface CheckedBiConsumer<A, B, E extends Throwable> {
  /**
   * Runs.
   *
   * @param first the first that it is given
   * @param second the second that it is given
   * @throws E if it fails
   */
  void accept(A first, B second) throws E;
}
