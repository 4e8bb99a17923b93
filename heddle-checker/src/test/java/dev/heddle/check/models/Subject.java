package dev.heddle.check.models;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A class of the JDK, and what programs do with an object of it.
 *
 * @param <T> what the threads share: the object, or a holder of some that belong together
 * @param name the class
 * @param beginnings the states in which threads find the object
 * @param calls what a thread can do with it
 * @param state what can be seen of it when all threads are done
 * @param isLarge whether the orders of all steps are too many to run, because other threads have a
 *     part in it
 */
record Subject<T>(
    String name,
    List<Beginning<T>> beginnings,
    List<Call<T>> calls,
    Function<T, Object> state,
    boolean isLarge) {

  /**
   * A state to begin in.
   *
   * @param name which
   * @param isTimed whether what comes of every call depends on how long something takes
   * @param maker makes an object in that state
   */
  record Beginning<T>(String name, boolean isTimed, Maker<T> maker) {}

  /** Makes an object in a certain state. */
  @FunctionalInterface
  interface Maker<T> {
    T make() throws Exception;
  }

  /**
   * What a thread does.
   *
   * @param name which
   * @param isTimed whether what comes of it depends on how long something takes, so that real
   *     threads, on a real clock, may see more than those under check
   * @param isApproximate whether the model is documented to leave out something that real threads
   *     may see
   * @param body the call
   */
  record Call<T>(String name, boolean isTimed, boolean isApproximate, CallBody<T> body) {}

  /** Calls a method of what is shared; returns what can be told of it. */
  @FunctionalInterface
  interface CallBody<T> {
    Object run(T shared, Turn turn) throws Exception;
  }

  /** Calls a method that returns nothing. */
  @FunctionalInterface
  interface Procedure<T> {
    void run(T shared, Turn turn) throws Exception;
  }

  /** Who calls. */
  interface Turn {
    /** The number of the thread: 0 or 1. */
    int number();

    /** Interrupts the other thread. */
    void interruptOther();

    /** The other thread. */
    Thread other();
  }

  @Override
  public String toString() {
    return name;
  }

  static <T> Builder<T> of(String name, Function<T, Object> state) {
    return new Builder<>(name, state);
  }

  /** Puts a subject together, by the names of its calls. */
  static final class Builder<T> {
    private final String name;
    private final Function<T, Object> state;
    private final List<Beginning<T>> beginnings = new ArrayList<>();
    private final List<Call<T>> calls = new ArrayList<>();
    private boolean isLarge;

    private Builder(String name, Function<T, Object> state) {
      this.name = name;
      this.state = state;
    }

    Builder<T> beginning(String which, Maker<T> maker) {
      beginnings.add(new Beginning<>(which, false, maker));
      return this;
    }

    Builder<T> timedBeginning(String which, Maker<T> maker) {
      beginnings.add(new Beginning<>(which, true, maker));
      return this;
    }

    Builder<T> call(String which, CallBody<T> body) {
      calls.add(new Call<>(which, false, false, body));
      return this;
    }

    Builder<T> doing(String which, Procedure<T> body) {
      return call(
          which,
          (shared, turn) -> {
            body.run(shared, turn);
            return "done";
          });
    }

    Builder<T> timed(String which, CallBody<T> body) {
      calls.add(new Call<>(which, true, false, body));
      return this;
    }

    /** A call of which real threads may see more, as docs/what-is-modelled.md says. */
    Builder<T> approximate(String which, CallBody<T> body) {
      calls.add(new Call<>(which, false, true, body));
      return this;
    }

    /** The other thread may be waiting. */
    Builder<T> interrupting() {
      return doing("interrupt the other", (shared, turn) -> turn.interruptOther());
    }

    /** The plain search cannot run all of it. */
    Builder<T> large() {
      isLarge = true;
      return this;
    }

    Subject<T> build() {
      return new Subject<>(name, List.copyOf(beginnings), List.copyOf(calls), state, isLarge);
    }
  }
}
