package dev.heddle.check;

/**
 * What a check runs, once for each execution. May start threads; whatever it throws is a failure.
 */
@FunctionalInterface
public interface Body {

  /**
   * Runs the program once.
   *
   * @throws Throwable whatever the program throws
   */
  void run() throws Throwable;
}
