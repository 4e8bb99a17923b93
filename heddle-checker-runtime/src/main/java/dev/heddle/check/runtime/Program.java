package dev.heddle.check.runtime;

/** What an execution runs in its main thread. */
@FunctionalInterface
public interface Program {

  /**
   * Runs the program once.
   *
   * @throws Throwable whatever the program throws
   */
  void run() throws Throwable;
}
