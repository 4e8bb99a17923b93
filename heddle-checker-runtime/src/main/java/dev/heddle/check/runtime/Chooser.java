package dev.heddle.check.runtime;

/** Who goes on? The one question that the scheduler asks of a strategy. */
@FunctionalInterface
public interface Chooser {

  /** The answer of a chooser that finds itself elsewhere than its plan says. */
  int MISMATCH = -1;

  /** The answer of a chooser that has been through everything that can follow. */
  int REDUNDANT = -2;

  /**
   * Chooses one of the candidates. Called only when there are at least two.
   *
   * @param candidates the threads to choose from; valid during the call only
   * @return the chosen candidate's index, or {@link #MISMATCH} or {@link #REDUNDANT} to end the
   *     execution
   */
  int choose(Candidates candidates);

  /**
   * Told of a step that is taken without a choice, because only one thread can go on.
   *
   * @param candidates the only candidate; valid during the call only
   */
  default void onlyOne(Candidates candidates) {}
}
