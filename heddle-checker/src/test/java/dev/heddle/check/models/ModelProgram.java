package dev.heddle.check.models;

import dev.heddle.check.FailureKind;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * A program that shows how a class blocks, times out, is interrupted or fails, and all that can
 * come of it.
 *
 * @param name what it shows
 * @param outcomes exactly what it can return, as texts
 * @param failures the kinds of failures there are
 * @param isTimed whether its outcomes are those of the virtual clock alone
 * @param assumption what the result has to name, a part of the text; empty if the model is exact
 * @param program the program
 */
record ModelProgram(
    String name,
    Set<String> outcomes,
    Set<FailureKind> failures,
    boolean isTimed,
    String assumption,
    Callable<?> program) {

  /** A program of which real threads show the same. */
  static ModelProgram verified(String name, Set<String> outcomes, Callable<?> program) {
    return new ModelProgram(name, outcomes, Set.of(), false, "", program);
  }

  /** A program that does on the virtual clock what takes luck on a real one. */
  static ModelProgram timed(String name, Set<String> outcomes, Callable<?> program) {
    return new ModelProgram(name, outcomes, Set.of(), true, "", program);
  }

  /** A program that fails in some execution, and has these outcomes in others. */
  static ModelProgram failing(
      String name, FailureKind kind, Set<String> outcomes, Callable<?> program) {
    return new ModelProgram(name, outcomes, Set.of(kind), false, "", program);
  }

  /** The same program, of a class whose model is not exact. */
  ModelProgram naming(String what) {
    return new ModelProgram(name, outcomes, failures, isTimed, what, program);
  }

  @Override
  public String toString() {
    return name;
  }
}
