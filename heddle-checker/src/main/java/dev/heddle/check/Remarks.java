package dev.heddle.check;

import dev.heddle.check.instrument.ClassLog;
import dev.heddle.check.runtime.LockInversion;
import dev.heddle.check.runtime.Scheduler;
import dev.heddle.check.runtime.StaticState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a result has to say of the program besides its failures: what the verdict rests on, which
 * classes were not seen as they should be, and which locks are taken in two orders; as far as this
 * process and its helpers have seen it.
 */
final class Remarks {
  private static final String NOT_AFRESH = "not started afresh: ";
  private static final String NOT_INSTRUMENTED = "not instrumented: ";
  private static final String LOCK_ORDER_CUT =
      "too many locks were taken while others were held to compare all their orders; two that"
          + " are taken in opposite order may not be listed";

  private final TargetRunner runner;
  private final Scheduler scheduler;
  private final Assumptions assumptions = new Assumptions();
  private final Set<String> warningsOfHelpers = new TreeSet<>();
  private final Set<String> inversionsOfHelpers = new TreeSet<>();

  Remarks(TargetRunner runner) {
    this.runner = runner;
    this.scheduler = runner.scheduler();
  }

  /** Adds what helpers have seen, which have ended. */
  void add(Helpers others) {
    assumptions.add(others.assumptions);
    warningsOfHelpers.addAll(others.warnings);
    inversionsOfHelpers.addAll(others.inversions);
  }

  /** Writes what was seen so far. */
  void write(MessageOutput out) throws IOException {
    assumptions.add(scheduler);
    assumptions.write(out);
    out.texts(ofProcess());
    out.texts(ownInversions());
  }

  /**
   * Returns what the verdict rests on, in sentences.
   *
   * @param caught where assertions have failed and were caught, and in how many executions
   */
  List<String> assumptions(RaceChecking races, Map<String, Long> caught) {
    assumptions.add(scheduler);
    return assumptions.toList(races, caught);
  }

  /** Returns the stores that a JVM may delay behind a read; see {@link CheckResult}. */
  List<String> delayedStores() {
    return assumptions.delayedStores();
  }

  /** Returns whether the steps of all classes were seen. */
  boolean allClassesAreInstrumented() {
    return notInstrumented().isEmpty()
        && warningsOfHelpers.stream().noneMatch(each -> each.startsWith(NOT_INSTRUMENTED));
  }

  /**
   * Returns the warnings.
   *
   * @param complete whether everything was explored
   * @param deadlocks whether there were any
   */
  Collection<String> warnings(boolean complete, boolean deadlocks) {
    Set<String> warnings = new LinkedHashSet<>();
    lockInversions(deadlocks).forEach(each -> warnings.add(warning(each, complete)));
    warnings.addAll(ofProcess());
    warnings.addAll(warningsOfHelpers);
    return warnings;
  }

  private List<String> ofProcess() {
    List<String> remarks = new ArrayList<>();
    if (!runner.keepsStatics()) {
      StaticState.kept().forEach(each -> remarks.add(NOT_AFRESH + each));
    }
    notInstrumented().forEach(each -> remarks.add(NOT_INSTRUMENTED + each));
    if (scheduler.lockOrderIsCut()) {
      remarks.add(LOCK_ORDER_CUT);
    }
    return remarks;
  }

  private List<String> notInstrumented() {
    return ClassLog.failed(runner.target().loader());
  }

  /** Returns the inversions that have led to no deadlock. */
  private Collection<String> lockInversions(boolean deadlocks) {
    List<String> own = ownInversions();
    // A helper does not know which have deadlocked elsewhere, and may name locks in another order.
    return own.isEmpty() && !deadlocks ? inversionsOfHelpers : own;
  }

  private List<String> ownInversions() {
    return scheduler.lockInversions().stream().map(LockInversion::message).toList();
  }

  private static String warning(String inversion, boolean complete) {
    return inversion
        + (complete
            ? "; no interleaving of this program deadlocks there, because something else keeps the"
                + " threads apart"
            : "; an interleaving that was not explored may deadlock there");
  }
}
