package dev.heddle.check;

import dev.heddle.check.explore.OptimalSearch;
import dev.heddle.check.explore.Replay;
import dev.heddle.check.explore.Search;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Events;
import dev.heddle.check.runtime.Hooks;
import dev.heddle.check.runtime.Scheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One check, from the first execution to the result: an {@link Exploration}, a part of one that
 * another process makes, or a replay; after a warm-up, in an {@link ExplorerThread}.
 */
final class CheckRun {
  private final CheckOptions options;
  private final TargetRunner runner;
  private final Scheduler scheduler;
  private final Budget budget;
  private final Tally tally = new Tally();
  private final Remarks remarks;
  private final Exploration exploration;

  CheckRun(Target target, CheckOptions options, boolean continuations) {
    this.options = options;
    this.runner = new TargetRunner(target, continuations);
    this.scheduler = runner.scheduler();
    this.budget = new Budget(options);
    this.remarks = new Remarks(runner);
    this.exploration = new Exploration(runner, options, budget, tally, remarks);
    runner.keepStatics(options.keepStatics());
    scheduler.races().promotions().promoteEverything(promotesEverything());
    scheduler.limitSteps(options.steps());
    scheduler.exploreSpurious(options.spurious());
    scheduler.stopAt(budget.endsAt());
  }

  /** Whether every access of data is a step: the oracle for the search with fewer steps. */
  private static boolean promotesEverything() {
    return "everything".equals(System.getProperty("heddle.promote"));
  }

  /** Lets a listener know how an exhaustive search goes on. */
  void reportTo(Consumer<CheckProgress> listener) {
    exploration.reportTo(listener);
  }

  /** Lets the check end when it is told to. */
  void stopWhen(BooleanSupplier stop) {
    budget.stopWhen(stop);
  }

  static boolean isControlled() {
    return Hooks.isControlled();
  }

  /**
   * Explores.
   *
   * @param exhaustive makes the exhaustive search, or null to go without
   * @param walk the search by chance, or null to go without
   */
  CheckResult explore(
      @Nullable Function<Events, ? extends Search> exhaustive, @Nullable Search walk) {
    watched(
        () -> {
          if (!warmUp()) {
            return;
          }
          if (exhaustive == null) {
            exploration.sample(Objects.requireNonNull(walk));
          } else if (walk == null) {
            exploration.exploreExhaustively(exhaustive);
          } else {
            exploration.exploreInTurns(exhaustive, walk);
          }
        });
    return result();
  }

  /** Explores what another process hands out, and tells it what was found. */
  void help(ParentLink parent, HelpRequest request) {
    exploration.help(parent);
    watched(
        () -> {
          if (!warmUp()) {
            return;
          }
          runner.endsAreSteps(request.threadEndsAreSteps());
          scheduler.races().promotions().set(request.promoted());
          Search shared =
              request.exhaustive()
                  ? OptimalSearch.sharing(scheduler.events(), scheduler.names())
                  : Checker.sampling(options);
          if (parent.ready(this, shared)) {
            exploration.exploreShared(shared, request.exhaustive());
          }
        });
    String reason = tally.unsupported;
    if (reason != null) {
      parent.unsupported(reason);
    }
  }

  /** Writes what was run since the last time, and forgets it. */
  void writeReport(MessageOutput out) throws IOException {
    tally.write(out);
    remarks.write(out);
  }

  /** Runs one execution along a schedule and compares how it ends. */
  CheckResult replay(Schedule schedule, Replay replay) {
    runner.keepStatics(options.keepStatics() || schedule.keepStatics());
    watched(
        () -> {
          if (warmUp()) {
            runner.endsAreSteps(schedule.threadEndsAreSteps());
            scheduler.exploreSpurious(schedule.spurious());
            scheduler.races().promotions().set(schedule.promoted());
            follow(schedule, replay);
          }
        });
    return result();
  }

  private void follow(Schedule schedule, Replay replay) {
    Ending ending;
    if (schedule.kind() == FailureKind.RACE) {
      ending = runner.runToRace(schedule.message(), replay);
    } else {
      scheduler.explain(true);
      replay.begin();
      ending = runner.runAlone(replay);
    }
    tally.executions = 1;
    if (ending.kind() == Ending.Kind.UNSUPPORTED || ending.kind() == Ending.Kind.CUT) {
      tally.unsupported = ending.message();
      return;
    }
    String mismatch = ReplayEnding.mismatchOf(schedule, replay, ending);
    if (mismatch != null) {
      ending = new Ending(Ending.Kind.MISMATCH, mismatch, List.of(), null);
    }
    exploration.failures().record(ending, ending.message());
  }

  /**
   * Runs the program twice the same way, uncounted: classes are loaded and linked, static state is
   * set up, and a program that depends on what an earlier execution left behind is found out.
   *
   * @return whether anything can be explored
   */
  private boolean warmUp() {
    boolean ready = runTwice();
    // The search begins with the same execution, and reports what it promotes.
    scheduler.races().promotions().forgetNew();
    return ready;
  }

  private boolean runTwice() {
    Ending first = runner.run(candidates -> 0);
    boolean again = first.kind() != Ending.Kind.UNSUPPORTED && first.kind() != Ending.Kind.CUT;
    Ending second = again ? runner.run(candidates -> 0) : first;
    if (second.kind() == Ending.Kind.UNSUPPORTED) {
      tally.unsupported = second.message();
      return false;
    }
    if (first.kind() == Ending.Kind.CUT || second.kind() == Ending.Kind.CUT) {
      // Nothing can be compared; the search will meet it again.
      scheduler.names().endWarmUp();
      return true;
    }
    if (first.kind() != second.kind() || !Sameness.same(first.message(), second.message())) {
      Ending mismatch = Nondeterminism.of(first, second, runner.keepsStatics());
      exploration.mismatch(mismatch, mismatch.message());
      return false;
    }
    scheduler.names().endWarmUp();
    return true;
  }

  private void watched(Runnable work) {
    String stuck =
        new ExplorerThread(runner, budget::isToStop, budget::interrupt, exploration::isWaiting)
            .run(work);
    if (stuck != null) {
      exploration.failures().addKept(false);
      tally.unsupported = stuck;
    }
  }

  private CheckResult result() {
    Failures failures = exploration.failures();
    String reason = tally.unsupported;
    if (reason == null && tally.cut > 0 && tally.cut == tally.executions) {
      reason = cuts();
    }
    if (reason == null && !remarks.allClassesAreInstrumented()) {
      reason = "some classes could not be instrumented, so their steps were not seen";
    }
    Verdict verdict =
        !failures.isEmpty()
            ? Verdict.FAILED
            : reason != null
                ? Verdict.UNSUPPORTED
                : tally.complete && tally.cut == 0 ? Verdict.VERIFIED : Verdict.PASSED;
    return new CheckResult(
        runner.target().name(),
        verdict,
        verdict == Verdict.UNSUPPORTED ? reason : null,
        remarks.assumptions(options.races(), tally.caught),
        remarks.delayedStores(),
        tally.executions,
        tally.redundant,
        tally.explored,
        tally.cut,
        tally.restarts,
        List.copyOf(scheduler.races().promotions().names()),
        verdict == Verdict.VERIFIED || Double.isNaN(tally.estimate)
            ? OptionalDouble.empty()
            : OptionalDouble.of(tally.estimate),
        Duration.ofNanos(budget.elapsedNanos()),
        runner.switching(),
        options.strategy(),
        options.seed(),
        options.jobs(),
        tally.outcomes.toMap(),
        warnings(failures),
        failures.toList());
  }

  /** Says how many executions were cut, and why. */
  private String cuts() {
    String all =
        tally.executions == 1
            ? "the only execution was cut"
            : tally.cut == tally.executions
                ? "all " + tally.cut + " executions were cut"
                : tally.cut + " of " + tally.executions + " executions were cut";
    return all
        + (budget.isToStop()
            ? " when the check was stopped"
            : tally.cutByTime
                ? " when the time of the check was over"
                : String.format(Locale.ROOT, " after %,d steps", options.steps()));
  }

  private List<String> warnings(Failures failures) {
    List<String> warnings = new ArrayList<>(failures.warnings());
    if (tally.cut > 0 && (!failures.isEmpty() || tally.cut < tally.executions)) {
      warnings.add(cuts());
    }
    if (exploration.whyGivenUp() != null && !tally.complete) {
      warnings.add(exploration.whyGivenUp());
    }
    if (!failures.isEmpty() && tally.unsupported != null) {
      warnings.add("the search ended early: " + tally.unsupported);
    }
    if (budget.wasStopped() && !tally.complete) {
      warnings.add("the search was stopped before its budget was spent");
    }
    if (tally.outcomes.others() > 0) {
      warnings.add(
          tally.outcomes.others()
              + " executions printed something beyond the first "
              + Outcomes.MAX_DISTINCT
              + " outcomes");
    }
    if (exploration.whyAlone() != null) {
      warnings.add(exploration.whyAlone() + "; all was explored in one process");
    }
    warnings.addAll(remarks.warnings(tally.complete, failures.hasDeadlock()));
    return warnings;
  }
}
