package dev.heddle.check;

import dev.heddle.check.explore.OptimalSearch;
import dev.heddle.check.explore.Replay;
import dev.heddle.check.explore.Search;
import dev.heddle.check.instrument.ClassFiles;
import dev.heddle.check.instrument.ClassLog;
import dev.heddle.check.runtime.Chooser;
import dev.heddle.check.runtime.DataRace;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Events;
import dev.heddle.check.runtime.Hooks;
import dev.heddle.check.runtime.LockInversion;
import dev.heddle.check.runtime.Scheduler;
import dev.heddle.check.runtime.StaticState;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One check, from the first execution to the result. The executions run in a thread of its own with
 * a large stack; the thread that asked for the check watches that they make progress.
 */
final class CheckRun {
  /** Continuations run on the explorer's stack, and programs recurse. */
  private static final long EXPLORER_STACK_BYTES = 64L << 20;

  private static final int MAX_DISTINCT_FAILURES = 100;

  /** The part of the budget for executions by chance, where both are asked for. */
  private static final double SAMPLING_SHARE = 0.25;

  /** The part for the exhaustive search before chance has its turn: small programs are done. */
  private static final double FIRST_SHARE = 0.125;

  /** How long the search goes on for another failure when it has found a data race. */
  private static final long AFTER_RACE_NANOS = 2_000_000_000L;

  private static final String HINT =
      "; the program depends on something that is not under control, such as system properties,"
          + " files, or what the warnings name";

  private static final String HINT_WHEN_STATICS_ARE_KEPT =
      "; static state of the program carries over from one execution to the next (--keep-statics),"
          + " which is the usual cause";

  private static final String NOT_AFRESH = "not started afresh: ";
  private static final String NOT_INSTRUMENTED = "not instrumented: ";

  private final Target target;
  private final CheckOptions options;
  private final boolean continuations;
  private final Scheduler scheduler;
  private final TargetRunner runner;
  private final Outcomes outcomes = new Outcomes();
  private final Map<String, Failure> failures = new LinkedHashMap<>();
  private final Shortener shortener;
  private final List<String> warnings = new ArrayList<>();
  private final long startedAt = System.nanoTime();

  private final Set<String> racedVariables = new HashSet<>();
  private final Assumptions assumptions = new Assumptions();
  private final Set<String> warningsOfHelpers = new TreeSet<>();
  private final Set<String> inversionsOfHelpers = new TreeSet<>();

  /** The process that this one helps, or null. */
  private @Nullable ParentLink parent;

  /** The processes that help with the present search, or null. */
  private volatile @Nullable Helpers helpers;

  /** Whether a helper has said that the program sees the ends of threads. */
  private boolean livenessTold;

  /** Why no helper is asked any more, though there should be some; or null. */
  private @Nullable String whyAlone;

  /** Whether the last search stopped because its part of the budget was spent. */
  private boolean hasMore;

  /** Whether the search is to begin afresh without helpers. */
  private boolean isAfresh;

  /** When the first data race was found, 0 before. */
  private long firstRaceAt;

  private @Nullable ProgressReports progress;
  private BooleanSupplier stop = () -> false;
  private volatile boolean stopped;
  private boolean endsAreSteps;
  private boolean keepStatics;

  // Written by the explorer, read after it has ended or was given up.
  private volatile long executions;
  private volatile long redundant;
  private volatile long explored;
  private volatile double estimate = Double.NaN;
  private volatile boolean complete;
  private volatile @Nullable String unsupported;
  private volatile @Nullable Throwable broken;

  CheckRun(Target target, CheckOptions options, boolean continuations) {
    this.target = target;
    this.options = options;
    this.continuations = continuations;
    this.scheduler = Scheduler.create(continuations);
    this.runner = new TargetRunner(target, scheduler);
    this.shortener = new Shortener(options, this::executeAlone, scheduler.trace());
    this.keepStatics = options.keepStatics();
    scheduler.detectRaces(options.races() != RaceChecking.OFF);
  }

  /** Lets a listener know how an exhaustive search goes on. */
  void reportTo(Consumer<CheckProgress> listener) {
    progress = new ProgressReports(listener, startedAt);
  }

  /** Lets the check end when it is told to. */
  void stopWhen(BooleanSupplier stop) {
    this.stop = stop;
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
            sample(Objects.requireNonNull(walk), 1.0);
          } else if (walk == null) {
            exploreExhaustively(exhaustive, 1.0);
          } else {
            exploreInTurns(exhaustive, walk);
          }
        });
    return result();
  }

  /**
   * The exhaustive search has three quarters of the budget. It goes through the interleavings in
   * order, and a failure may be far from where it begins, so chance has its turn in between, and
   * not only at the end.
   */
  private void exploreInTurns(Function<Events, ? extends Search> exhaustive, Search walk) {
    // Work that is shared with other processes is not laid aside.
    boolean inTurns = options.jobs() == 1;
    double first = inTurns ? FIRST_SHARE : 1.0 - SAMPLING_SHARE;
    Search search = exploreExhaustively(exhaustive, first);
    if (complete || !mayGoOn(1.0)) {
      return;
    }
    boolean before = endsAreSteps;
    sample(walk, inTurns && hasMore ? first + SAMPLING_SHARE : 1.0);
    if (inTurns && hasMore && before == livenessIsObserved() && mayGoOn(1.0)) {
      endsAreSteps = before;
      long byNow = executions;
      search(search, 1.0, true);
      explored += executions - byNow;
      complete &= !isToBeginAfresh();
    }
    if (!complete && mayGoOn(1.0)) {
      sample(walk, 1.0);
    }
  }

  private void sample(Search walk, double share) {
    boolean more = hasMore;
    endsAreSteps = livenessIsObserved();
    searchTogether(walk, share, false);
    hasMore = more;
  }

  /** Explores what another process hands out, and tells it what was found. */
  void help(ParentLink parent, HelpRequest request) {
    this.parent = parent;
    watched(
        () -> {
          if (!warmUp()) {
            return;
          }
          endsAreSteps = request.threadEndsAreSteps();
          Search shared =
              request.exhaustive()
                  ? OptimalSearch.sharing(scheduler.events(), scheduler.names())
                  : Checker.sampling(options);
          if (parent.ready(this, shared)) {
            search(shared, 1.0, request.exhaustive());
          }
        });
    String reason = unsupported;
    if (reason != null) {
      parent.unsupported(reason);
    }
  }

  /** Writes what was run since the last time, and forgets it. */
  void writeReport(MessageOutput out) throws IOException {
    Map<String, Long> counts = outcomes.toMap();
    out.number(executions).number(redundant).number(outcomes.others()).number(counts.size());
    for (Map.Entry<String, Long> each : counts.entrySet()) {
      out.text(each.getKey()).number(each.getValue());
    }
    executions = 0;
    redundant = 0;
    outcomes.clear();
    assumptions.add(scheduler);
    assumptions.write(out);
    List<String> remarks = new ArrayList<>();
    if (!keepStatics) {
      StaticState.kept().forEach(each -> remarks.add(NOT_AFRESH + each));
    }
    ClassLog.failed(target.loader()).forEach(each -> remarks.add(NOT_INSTRUMENTED + each));
    out.texts(remarks);
    out.texts(scheduler.lockInversions().stream().map(LockInversion::message).toList());
  }

  /** Runs one execution along a schedule and compares how it ends. */
  CheckResult replay(Schedule schedule, Replay replay) {
    keepStatics |= schedule.keepStatics();
    watched(
        () -> {
          if (!warmUp()) {
            return;
          }
          endsAreSteps = schedule.threadEndsAreSteps();
          if (schedule.kind() == FailureKind.RACE) {
            // The place of the race is found first, and watched then.
            scheduler.detectRaces(true);
            scheduler.endAt(schedule.message(), -1);
            replay.begin();
            execute(replay);
            scheduler.endAt(schedule.message(), scheduler.slotOfRace());
          }
          replay.begin();
          scheduler.explain(true);
          Ending ending = execute(replay);
          executions = 1;
          if (ending.kind() == Ending.Kind.UNSUPPORTED) {
            unsupported = ending.message();
            return;
          }
          String mismatch = ReplayEnding.mismatchOf(schedule, replay, ending);
          if (mismatch != null) {
            ending = new Ending(Ending.Kind.MISMATCH, mismatch, List.of(), null);
          }
          record(ending, ending.message());
        });
    return result();
  }

  /**
   * Runs the program twice the same way, uncounted: classes are loaded and linked, static state is
   * set up, and a program that depends on what an earlier execution left behind is found out.
   *
   * @return whether anything can be explored
   */
  private boolean warmUp() {
    Ending first = execute(candidates -> 0);
    Ending second = first.kind() == Ending.Kind.UNSUPPORTED ? first : execute(candidates -> 0);
    if (second.kind() == Ending.Kind.UNSUPPORTED) {
      unsupported = second.message();
      return false;
    }
    if (first.kind() != second.kind() || !Sameness.same(first.message(), second.message())) {
      String message =
          "the same choices ended in two ways: first "
              + describe(first)
              + ", then "
              + describe(second)
              + hint();
      mismatch(new Ending(Ending.Kind.MISMATCH, message, second.details(), null), message);
      return false;
    }
    scheduler.names().endWarmUp();
    return true;
  }

  private String hint() {
    return keepStatics ? HINT_WHEN_STATICS_ARE_KEPT : HINT;
  }

  private static String describe(Ending ending) {
    return ending.kind() == Ending.Kind.COMPLETED ? "without a failure" : ending.message();
  }

  /** Returns the search, which can be gone on with if {@link #hasMore}. */
  private Search exploreExhaustively(Function<Events, ? extends Search> exhaustive, double share) {
    Search search;
    do {
      // If it has shown only now that the program sees the ends of threads, or that others cannot
      // help, then so far was the warm-up.
      forget();
      endsAreSteps = livenessIsObserved();
      search =
          mayShare()
              ? OptimalSearch.sharing(scheduler.events(), scheduler.names())
              : exhaustive.apply(scheduler.events());
      searchTogether(search, share, true);
    } while (isToBeginAfresh() && mayGoOn(share));
    explored = executions;
    complete &= !isToBeginAfresh();
    hasMore &= !isToBeginAfresh();
    return search;
  }

  private boolean isToBeginAfresh() {
    return endsAreSteps != livenessIsObserved() || isAfresh;
  }

  private boolean livenessIsObserved() {
    return livenessTold || scheduler.livenessIsObserved();
  }

  private boolean mayShare() {
    return options.jobs() > 1 && whyAlone == null;
  }

  /** Searches, with the help of other processes if that was asked for. */
  private void searchTogether(Search search, double share, boolean isExhaustive) {
    isAfresh = false;
    if (!mayShare()) {
      search(search, share, isExhaustive);
      return;
    }
    Helpers others =
        new Helpers(
            options.jobs(),
            number ->
                HelpRequest.of(
                    number,
                    target,
                    options,
                    continuations ? Switching.CONTINUATION : Switching.THREAD,
                    keepStatics,
                    endsAreSteps,
                    isExhaustive),
            () -> mayGoOn(share),
            options.executions().isPresent() ? cap(share) - executions : Long.MAX_VALUE);
    helpers = others;
    try {
      search(search, share, isExhaustive);
    } finally {
      others.stop();
      helpers = null;
      account(others, search, isExhaustive);
    }
  }

  /** Takes account of what helpers have run and found, which have ended. */
  private void account(Helpers others, Search search, boolean isExhaustive) {
    executions += others.executions();
    redundant += others.redundant;
    others.outcomes.forEach(outcomes::add);
    outcomes.addOthers(others.otherOutcomes);
    assumptions.add(others.assumptions);
    warningsOfHelpers.addAll(others.warnings);
    inversionsOfHelpers.addAll(others.inversions);
    if (unsupported == null) {
      unsupported = others.unsupported();
    }
    livenessTold |= others.livenessSeen();
    complete = others.isComplete(search);
    String unable = others.unable();
    if (unable != null) {
      whyAlone = unable;
      isAfresh = isExhaustive;
    } else {
      whyAlone = others.declined();
      repeatFound(others);
    }
  }

  private void forget() {
    complete = false;
    executions = 0;
    redundant = 0;
    outcomes.clear();
    failures.clear();
    warnings.clear();
    racedVariables.clear();
    firstRaceAt = 0;
    estimate = Double.NaN;
  }

  private void search(Search search, double share, boolean isExhaustive) {
    boolean more = true;
    // A search has to see the other threads' steps even if one has failed.
    boolean toTheEnd = options.keepGoing();
    while (more && mayGoOn(share)) {
      scheduler.events().disable();
      search.begin();
      Ending ending = runner.run(search, endsAreSteps, keepStatics, toTheEnd);
      switch (ending.kind()) {
        case UNSUPPORTED -> {
          unsupported = ending.message();
          return;
        }
        case MISMATCH -> {
          redundant++;
          mismatch(ending, search.mismatch() + hint());
          return;
        }
        case REDUNDANT -> redundant++;
        default -> {
          executions++;
          outcomes.count(runner.output());
          scheduler.lookAtLockOrder();
          List<DataRace> races = scheduler.dataRaces();
          List<Choice> choices = races.isEmpty() ? List.of() : Replay.choicesOf(scheduler.trace());
          if (ending.kind() != Ending.Kind.COMPLETED) {
            failed(ending);
          }
          races.forEach(race -> raced(race, choices));
        }
      }
      more = search.advance();
      if (isExhaustive && !endsAreSteps && livenessIsObserved()) {
        if (parent != null) {
          parent.seesLiveness();
        }
        return;
      }
      more = shareWork(search, more);
      Helpers others = helpers;
      if (progress != null && (others == null || !others.haveStarted())) {
        progress.advanced(executions, search);
      }
    }
    complete = search.isComplete();
    hasMore = more;
    Helpers others = helpers;
    // What a part of the tree looks like says nothing of all of it.
    double estimated =
        others != null && others.haveStarted() ? Double.NaN : search.estimatedExecutions();
    if (more && !Double.isNaN(estimated)) {
      estimate = estimated;
    }
  }

  /** Lets other processes have their part; returns whether there is more for this one. */
  private boolean shareWork(Search search, boolean more) {
    if (parent != null) {
      return parent.advanced(search, more);
    }
    Helpers others = helpers;
    if (others == null) {
      return more;
    }
    boolean has = others.advanced(search, more);
    while (others.hasFound()) {
      repeatFound(others);
      has = has || others.awaitMore(search);
    }
    return has;
  }

  /** Runs here what helpers have found, so that it is recorded and made short like the rest. */
  private void repeatFound(Helpers others) {
    for (Found each : others.takeFound()) {
      if (isEnough()) {
        return;
      }
      if (each.variable() != null) {
        note(each.variable(), each.message(), -1, each.choices());
      } else if (!failures.containsKey(each.message())) {
        Replay again = new Replay(each.choices());
        again.begin();
        Ending ending = executeAlone(again);
        scheduler.lookAtLockOrder();
        if (Sameness.isFailure(ending)
            && Sameness.key(ending, ending.message()).equals(each.message())) {
          failed(ending);
        } else {
          String message =
              "a failure that another process has found did not come again: "
                  + each.message()
                  + hint();
          record(new Ending(Ending.Kind.MISMATCH, message, List.of(), null), message);
        }
      }
    }
  }

  private void failed(Ending ending) {
    if (parent != null) {
      parent.failed(Sameness.key(ending, ending.message()), Replay.choicesOf(scheduler.trace()));
    } else if (record(ending, ending.message())) {
      shorten(ending);
      explain(ending);
    }
  }

  private void mismatch(Ending ending, String message) {
    if (parent != null) {
      parent.unable(message);
    } else {
      record(ending, message);
    }
  }

  private void raced(DataRace race, List<Choice> choices) {
    List<Choice> untilRace = choices.subList(0, race.choices());
    String variable = variableOf(race);
    if (parent != null) {
      parent.raced(race.message(), variable, untilRace);
    } else {
      note(variable, race.message(), race.slot(), untilRace);
    }
  }

  /** Returns what is raced for, by a name that holds in all processes if there is one. */
  private String variableOf(DataRace race) {
    String name = race.isOfField() ? null : scheduler.names().ofLocation(race.slot());
    return name == null ? race.variable() : name;
  }

  /**
   * Notes a race.
   *
   * @param slot the location, or -1 if this process does not know it yet
   * @param choices those that lead there
   */
  private void note(String variable, String message, int slot, List<Choice> choices) {
    // One race for each variable: the others are the same mistake.
    if (!racedVariables.add(variable)) {
      return;
    }
    if (options.races() == RaceChecking.WARN) {
      warnings.add("data race: " + message);
      return;
    }
    if (firstRaceAt == 0) {
      firstRaceAt = System.nanoTime();
    }
    // Once more, to end where it shows, with the stacks of both accesses.
    scheduler.endAt(message, slot);
    try {
      Replay again = new Replay(choices);
      again.begin();
      Ending ending = executeAlone(again);
      if (slot < 0 && ending.kind() == Ending.Kind.RACE) {
        scheduler.endAt(message, scheduler.slotOfRace());
        again.begin();
        ending = executeAlone(again);
      }
      if (ending.kind() != Ending.Kind.RACE) {
        warnings.add("a data race that did not come again when it was repeated: " + message);
      } else if (record(ending, message)) {
        shorten(ending);
      }
    } finally {
      scheduler.endAt(null, -1);
    }
  }

  /** Returns how many executions there were, those of helpers among them. */
  private long total() {
    Helpers others = helpers;
    return executions + (others == null ? 0 : others.executions());
  }

  private long cap(double share) {
    long cap = options.executions().orElse(Long.MAX_VALUE);
    return share == 1.0 || cap == Long.MAX_VALUE ? cap : Math.max(1, (long) (cap * share));
  }

  private boolean mayGoOn(double share) {
    if (unsupported != null) {
      return false;
    }
    if (parent != null) {
      return !parent.isStopped();
    }
    if (isEnough()) {
      return false;
    }
    if (total() >= cap(share)) {
      return false;
    }
    if (total() > 0 && stop.getAsBoolean()) {
      stopped = true;
      return false;
    }
    // However short the time, one execution is run.
    return total() == 0 || System.nanoTime() - startedAt < options.time().toNanos() * share;
  }

  /** Returns whether what was found is all that was asked for. */
  private boolean isEnough() {
    if (failures.isEmpty() || options.keepGoing()) {
      return false;
    }
    // A race never hides another failure that is not far away.
    boolean onlyRaces =
        failures.values().stream().allMatch(failure -> failure.kind() == FailureKind.RACE);
    return !onlyRaces || System.nanoTime() - firstRaceAt > AFTER_RACE_NANOS;
  }

  /** Runs an execution of which the search learns nothing. */
  private Ending executeAlone(Chooser chooser) {
    scheduler.events().disable();
    return execute(chooser);
  }

  private Ending execute(Chooser chooser) {
    return runner.run(chooser, endsAreSteps, keepStatics, false);
  }

  /** Records how the last execution failed; returns false if that is known already. */
  private boolean record(Ending ending, String message) {
    String key = Sameness.key(ending, message);
    if (failures.containsKey(key)) {
      return false;
    }
    if (failures.size() == MAX_DISTINCT_FAILURES) {
      if (!warnings.contains(TOO_MANY)) {
        warnings.add(TOO_MANY);
      }
      return false;
    }
    failures.put(key, failure(ending, message, Math.max(1, total())));
    return true;
  }

  /** Puts a short execution in the place of the one that was just recorded. */
  private void shorten(Ending found) {
    String key = Sameness.key(found, found.message());
    // What was found stays recorded until there is something better: a shortening may get stuck.
    Failure failure = Objects.requireNonNull(failures.get(key));
    failures.put(
        key,
        shortener.shorten(
            failure,
            ending -> Sameness.key(ending, ending.message()).equals(key),
            ending -> failure(ending, ending.message(), failure.execution())));
  }

  /** Runs the failing execution once more, to say why each thread that is blocked is so. */
  private void explain(Ending found) {
    if (found.kind() != Ending.Kind.DEADLOCK && found.kind() != Ending.Kind.LEAK) {
      return;
    }
    String key = Sameness.key(found, found.message());
    Failure failure = Objects.requireNonNull(failures.get(key));
    scheduler.explain(true);
    try {
      Replay again = new Replay(failure.schedule().choices());
      again.begin();
      Ending ending = executeAlone(again);
      if (ending.kind() == found.kind()) {
        failures.put(
            key,
            failure(ending, ending.message(), failure.execution())
                .with(failure.shortened(), failure.nearestPassing()));
      }
    } finally {
      scheduler.explain(false);
    }
  }

  private Failure failure(Ending ending, String message, long execution) {
    return FailureReport.of(
        target, keepStatics, ending, message, runner.errors().text(), scheduler.trace(), execution);
  }

  private static final String TOO_MANY =
      "more than " + MAX_DISTINCT_FAILURES + " different failures; the rest is not listed";

  /** Runs the exploration in the explorer thread and watches it from this one. */
  private void watched(Runnable exploration) {
    StaticState.beginCheck();
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(runner.output());
    System.setErr(runner.errors());
    Thread explorer =
        new Thread(
            null,
            () -> {
              try {
                exploration.run();
              } catch (Throwable e) {
                if (!runner.isGivenUp()) {
                  broken = e;
                }
              }
            },
            "heddle-explorer",
            EXPLORER_STACK_BYTES,
            false);
    explorer.setDaemon(true);
    explorer.start();
    try {
      String stuck = new Watchdog(scheduler, explorer, this::isWaiting).await();
      if (stuck == null) {
        scheduler.close();
      } else {
        unsupported = stuck;
        runner.giveUp();
        scheduler.abandon();
      }
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    Throwable cause = broken;
    if (cause != null) {
      throw new IllegalStateException(
          "the checker itself failed while checking " + target.name() + ": " + cause, cause);
    }
  }

  private boolean isWaiting() {
    Helpers others = helpers;
    return parent != null ? parent.isWaiting() : others != null && others.isWaiting();
  }

  private CheckResult result() {
    List<String> skipped = ClassLog.failed(target.loader());
    String reason = unsupported;
    boolean allSeen =
        skipped.isEmpty()
            && warningsOfHelpers.stream().noneMatch(each -> each.startsWith(NOT_INSTRUMENTED));
    if (reason == null && !allSeen) {
      reason = "some classes could not be instrumented, so their steps were not seen";
    }
    boolean failed = !failures.isEmpty();
    Verdict verdict =
        failed
            ? Verdict.FAILED
            : reason != null ? Verdict.UNSUPPORTED : complete ? Verdict.VERIFIED : Verdict.PASSED;
    if (failed && unsupported != null) {
      warnings.add("the search ended early: " + unsupported);
    }
    if (stopped && !complete) {
      warnings.add("the search was stopped before its budget was spent");
    }
    if (outcomes.others() > 0) {
      warnings.add(
          outcomes.others()
              + " executions printed something beyond the first "
              + Outcomes.MAX_DISTINCT
              + " outcomes");
    }
    if (whyAlone != null) {
      warnings.add(whyAlone + "; all was explored in one process");
    }
    Set<String> remarks = new LinkedHashSet<>();
    lockInversions().forEach(each -> remarks.add(warning(each)));
    if (!keepStatics) {
      StaticState.kept().forEach(each -> remarks.add(NOT_AFRESH + each));
    }
    skipped.forEach(each -> remarks.add(NOT_INSTRUMENTED + each));
    remarks.addAll(warningsOfHelpers);
    warnings.addAll(remarks);
    assumptions.add(scheduler);
    return new CheckResult(
        target.name(),
        verdict,
        verdict == Verdict.UNSUPPORTED ? reason : null,
        assumptions.toList(options.races()),
        executions,
        redundant,
        explored,
        Double.isNaN(estimate) ? OptionalDouble.empty() : OptionalDouble.of(estimate),
        Duration.ofNanos(System.nanoTime() - startedAt),
        continuations ? Switching.CONTINUATION : Switching.THREAD,
        options.strategy(),
        options.seed(),
        options.jobs(),
        outcomes.toMap(),
        warnings,
        failuresWithClasses());
  }

  /** Returns the inversions that have led to no deadlock. */
  private Collection<String> lockInversions() {
    List<String> own = scheduler.lockInversions().stream().map(LockInversion::message).toList();
    // A helper does not know which have deadlocked elsewhere, and may name locks in another order.
    boolean deadlocks =
        failures.values().stream().anyMatch(failure -> failure.kind() == FailureKind.DEADLOCK);
    return own.isEmpty() && !deadlocks ? inversionsOfHelpers : own;
  }

  private String warning(String inversion) {
    return inversion
        + (complete
            ? "; no interleaving of this program deadlocks there, because something else keeps the"
                + " threads apart"
            : "; an interleaving that was not explored may deadlock there");
  }

  /** What a failure was found with is known at the end, when all classes are loaded. */
  private List<Failure> failuresWithClasses() {
    if (failures.isEmpty()) {
      return List.of();
    }
    Map<String, String> classes = ClassFiles.loaded(target.loader());
    return racesLast().stream().map(failure -> failure.withClasses(classes)).toList();
  }

  private List<Failure> racesLast() {
    List<Failure> sorted = new ArrayList<>(failures.values());
    sorted.sort(Comparator.comparing(failure -> failure.kind() == FailureKind.RACE));
    return sorted;
  }
}
