package dev.heddle.sync;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How the Lincheck tests run: random scenarios of a few calls in two threads, whose results have to
 * be those of some order of the same calls of a sequential specification. A call that throws has
 * the class of its exception as its result. A scenario that fails is reported as it is: a smaller
 * one would have calls in threads that are not those in their arguments.
 */
final class Lincheck {
  /** Why the tests run on a JDK 17 only. */
  static final String WHY_JDK_17 =
      "On later JDKs Lincheck misses accesses to fields, so that it could not fail";

  private Lincheck() {}

  /** Runs the scenarios on real threads, many times. */
  static void stress(Class<?> test, Class<?> specification) {
    new StressOptions()
        .iterations(10)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsBefore(0)
        .actorsPerThread(3)
        .actorsAfter(0)
        .minimizeFailedScenario(false)
        .sequentialSpecification(specification)
        .check(test);
  }

  /** Runs the scenarios through interleavings, switching at accesses to shared memory. */
  static void modelCheck(Class<?> test, Class<?> specification) {
    new ModelCheckingOptions()
        .iterations(20)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsBefore(0)
        .actorsPerThread(3)
        .actorsAfter(0)
        .minimizeFailedScenario(false)
        .sequentialSpecification(specification)
        .check(test);
  }
}
