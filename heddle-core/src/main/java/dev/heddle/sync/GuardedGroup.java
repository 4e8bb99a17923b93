package dev.heddle.sync;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several {@link Guarded} cells, used at once: what {@link Guarded#all(Guarded, Guarded)} and its
 * relatives return. It can be kept and used again.
 *
 * <pre>{@code
 * Guarded.all(from, to).withLock((source, target) -> {
 *   source.set(source.get() - amount);
 *   target.set(target.get() + amount);
 * });
 * int sum = Guarded.all(from, to).call((source, target) -> source.get() + target.get());
 * }</pre>
 *
 * <p>The cells are locked one after the other, in the order of their creation, whatever order they
 * are named in; and all are released when the body has returned or thrown. If it throws, no value
 * is replaced; cells that can be poisoned are, because what their values refer to may have changed.
 * A body cannot use the cells in any other way. An interrupt does not end the wait for the locks.
 *
 * <p>That no deadlock comes of it holds for threads that take all the cells they need in one call:
 * not for a body that uses yet another cell.
 */
public abstract sealed class GuardedGroup {
  private final Guarded<?>[] cells;
  private final Guarded<?>[] ordered;

  private GuardedGroup(Guarded<?>... cells) {
    for (Guarded<?> cell : cells) {
      Checks.nonNull(cell, "cell");
    }
    this.cells = cells;
    ordered = cells.clone();
    Arrays.sort(ordered, Comparator.comparingLong(cell -> cell.number));
    for (int i = 1; i < ordered.length; i++) {
      if (ordered[i] == ordered[i - 1]) {
        throw new IllegalArgumentException(
            "cannot use %s twice at once".formatted(ordered[i].label()));
      }
    }
  }

  /** What a body does with the values. */
  interface Body<R extends @Nullable Object, E extends Throwable> {
    R use(GuardedValue<?>[] values) throws E;
  }

  /** Locks all cells, and runs a body that is given their values as the cells were named. */
  <R extends @Nullable Object, E extends Throwable> R use(Body<R, E> body) throws E {
    int entered = 0;
    try {
      for (; entered < ordered.length; entered++) {
        ordered[entered].enter();
      }
      return useInside(body);
    } finally {
      while (entered > 0) {
        entered--;
        ordered[entered].leave();
      }
    }
  }

  private <R extends @Nullable Object, E extends Throwable> R useInside(Body<R, E> body) throws E {
    GuardedValue<?>[] values = new GuardedValue<?>[cells.length];
    for (int i = 0; i < cells.length; i++) {
      values[i] = new GuardedValue<>(cells[i]);
    }
    try {
      R result = body.use(values);
      for (GuardedValue<?> value : values) {
        value.checked(result);
      }
      for (GuardedValue<?> value : values) {
        value.commit();
      }
      return result;
    } catch (Throwable e) {
      for (Guarded<?> cell : cells) {
        cell.poison(e);
      }
      throw e;
    } finally {
      for (GuardedValue<?> value : values) {
        value.close();
      }
    }
  }

  /** Returns a text that names the cells in the order in which they are locked. */
  @Override
  public final String toString() {
    return "GuardedGroup " + Arrays.toString(ordered);
  }

  /**
   * Two cells.
   *
   * @param <A> the value of the first
   * @param <B> the value of the second
   */
  public static final class Two<A extends @Nullable Object, B extends @Nullable Object>
      extends GuardedGroup {
    Two(Guarded<A> first, Guarded<B> second) {
      super(first, second);
    }

    /**
     * Uses both values.
     *
     * @param <E> what the body throws
     * @param body is given the values
     * @throws E if the body does
     * @throws IllegalMonitorStateException if the calling thread is inside one of them already
     * @throws PoisonedException if one of the values is poisoned
     */
    public <E extends Throwable> void withLock(
        CheckedBiConsumer<GuardedValue<A>, GuardedValue<B>, E> body) throws E {
      Checks.nonNull(body, "body");
      call(
          (first, second) -> {
            body.accept(first, second);
            return null;
          });
    }

    /**
     * Uses both values and returns a result.
     *
     * @param <R> what the body returns
     * @param <E> what the body throws
     * @param body is given the values
     * @return what the body returned
     * @throws E if the body does
     * @throws IllegalStateException if the body returned one of the values itself, and that is
     *     known to be mutable
     * @throws IllegalMonitorStateException if the calling thread is inside one of them already
     * @throws PoisonedException if one of the values is poisoned
     */
    @SuppressWarnings("unchecked") // the values are those of the cells
    public <R extends @Nullable Object, E extends Throwable> R call(
        CheckedBiFunction<GuardedValue<A>, GuardedValue<B>, ? extends R, E> body) throws E {
      Checks.nonNull(body, "body");
      return use(values -> body.apply((GuardedValue<A>) values[0], (GuardedValue<B>) values[1]));
    }
  }

  /**
   * Three cells.
   *
   * @param <A> the value of the first
   * @param <B> the value of the second
   * @param <C> the value of the third
   */
  public static final class Three<
          A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
      extends GuardedGroup {
    Three(Guarded<A> first, Guarded<B> second, Guarded<C> third) {
      super(first, second, third);
    }

    /**
     * Uses all values, as {@link Two#withLock} does.
     *
     * @param <E> what the body throws
     * @param body is given the values
     * @throws E if the body does
     * @throws IllegalMonitorStateException if the calling thread is inside one of them already
     * @throws PoisonedException if one of the values is poisoned
     */
    public <E extends Throwable> void withLock(
        CheckedTriConsumer<GuardedValue<A>, GuardedValue<B>, GuardedValue<C>, E> body) throws E {
      Checks.nonNull(body, "body");
      call(
          (first, second, third) -> {
            body.accept(first, second, third);
            return null;
          });
    }

    /**
     * Uses all values and returns a result, as {@link Two#call} does.
     *
     * @param <R> what the body returns
     * @param <E> what the body throws
     * @param body is given the values
     * @return what the body returned
     * @throws E if the body does
     * @throws IllegalStateException if the body returned one of the values itself, and that is
     *     known to be mutable
     * @throws IllegalMonitorStateException if the calling thread is inside one of them already
     * @throws PoisonedException if one of the values is poisoned
     */
    @SuppressWarnings("unchecked") // the values are those of the cells
    public <R extends @Nullable Object, E extends Throwable> R call(
        CheckedTriFunction<GuardedValue<A>, GuardedValue<B>, GuardedValue<C>, ? extends R, E> body)
        throws E {
      Checks.nonNull(body, "body");
      return use(
          values ->
              body.apply(
                  (GuardedValue<A>) values[0],
                  (GuardedValue<B>) values[1],
                  (GuardedValue<C>) values[2]));
    }
  }

  /**
   * Any number of cells.
   *
   * @param <T> the value of each
   */
  public static final class Many<T extends @Nullable Object> extends GuardedGroup {
    Many(List<? extends Guarded<T>> cells) {
      super(Checks.nonNull(cells, "cells").toArray(new Guarded<?>[0]));
    }

    /**
     * Uses all values, as {@link Two#withLock} does.
     *
     * @param <E> what the body throws
     * @param body is given the values, in the order in which the cells were named
     * @throws E if the body does
     * @throws IllegalMonitorStateException if the calling thread is inside one of them already
     * @throws PoisonedException if one of the values is poisoned
     */
    public <E extends Throwable> void withLock(
        CheckedConsumer<? super List<GuardedValue<T>>, E> body) throws E {
      Checks.nonNull(body, "body");
      call(
          values -> {
            body.accept(values);
            return null;
          });
    }

    /**
     * Uses all values and returns a result, as {@link Two#call} does.
     *
     * @param <R> what the body returns
     * @param <E> what the body throws
     * @param body is given the values, in the order in which the cells were named
     * @return what the body returned
     * @throws E if the body does
     * @throws IllegalStateException if the body returned one of the values itself, and that is
     *     known to be mutable
     * @throws IllegalMonitorStateException if the calling thread is inside one of them already
     * @throws PoisonedException if one of the values is poisoned
     */
    @SuppressWarnings("unchecked") // the values are those of the cells
    public <R extends @Nullable Object, E extends Throwable> R call(
        CheckedFunction<? super List<GuardedValue<T>>, ? extends R, E> body) throws E {
      Checks.nonNull(body, "body");
      return use(values -> body.apply(List.of((GuardedValue<T>[]) values)));
    }
  }
}
