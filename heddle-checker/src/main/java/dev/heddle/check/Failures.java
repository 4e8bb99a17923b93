package dev.heddle.check;

import dev.heddle.check.explore.Replay;
import dev.heddle.check.instrument.ClassFiles;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Promotions;
import dev.heddle.check.runtime.Scheduler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The different failures of one check. Each is recorded as it was found, then made short, and the
 * execution is run again where that shows more of its cause. The explorer's; the executions for it
 * run between two executions of the search.
 */
final class Failures {
  private static final int MAX_DISTINCT = 100;

  private static final String TOO_MANY =
      "more than " + MAX_DISTINCT + " different failures; the rest is not listed";

  /** The part of the time for which the search goes on when it has found nothing but data races. */
  private static final int SHARE_AFTER_RACE = 4;

  /** So many executions follow, too, where the time allows. */
  private static final long EXECUTIONS_AFTER_RACE = 1_000;

  private final TargetRunner runner;
  private final Scheduler scheduler;
  private final CheckOptions options;
  private final LongSupplier executions;
  private final Shortener shortener;
  private final Map<String, Failure> failures = new LinkedHashMap<>();

  /** Races of executions that the search did not choose, by their variables. */
  private final Map<String, KeptRace> keptRaces = new LinkedHashMap<>();

  /**
   * A race of an execution that the search did not choose.
   *
   * @param choices the choices that lead to it
   * @param setting what was a step in that execution
   */
  private record KeptRace(
      String message, List<String> classes, List<Choice> choices, Setting setting) {}

  /** Which accesses are steps, and whether the end of a thread is one. */
  private record Setting(Collection<String> promoted, boolean endsAreSteps) {}

  /** Failures of executions that the search did not choose, by {@link Sameness#key}. */
  private final Map<String, Failure> kept = new LinkedHashMap<>();

  private final Set<String> racedVariables = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();
  private final RaceFilter filter;

  /** The jars that have both accesses of a race, and are not the target's, by the race's key. */
  private final Map<String, String> jars = new HashMap<>();

  /** When the first data race was found, 0 before. */
  private long firstRaceAt;

  private long executionsBeforeRace;

  /**
   * Prepares for a check.
   *
   * @param executions how many executions there were so far
   */
  Failures(TargetRunner runner, CheckOptions options, LongSupplier executions) {
    this.runner = runner;
    this.scheduler = runner.scheduler();
    this.options = options;
    this.executions = executions;
    this.filter = new RaceFilter(runner.target(), options);
    this.shortener = new Shortener(options, runner::runAlone, scheduler.trace());
  }

  boolean isEmpty() {
    return failures.isEmpty();
  }

  boolean hasDeadlock() {
    return failures.values().stream().anyMatch(failure -> failure.kind() == FailureKind.DEADLOCK);
  }

  /** Returns whether what was found is all that was asked for. */
  boolean areEnough() {
    if (failures.isEmpty() || options.keepGoing()) {
      return false;
    }
    // A race never hides another failure that is not far away.
    boolean onlyRaces =
        failures.values().stream().allMatch(failure -> failure.kind() == FailureKind.RACE);
    return !onlyRaces
        || (System.nanoTime() - firstRaceAt > options.time().toNanos() / SHARE_AFTER_RACE
            && executions.getAsLong() - executionsBeforeRace > EXECUTIONS_AFTER_RACE);
  }

  /** Returns what has to be said about the failures, and about races that are none. */
  List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    if (options.races() != RaceChecking.OFF) {
      all.addAll(filter.warnings());
    }
    return all;
  }

  /**
   * Returns the failures, those that are only races last and of these those inside the jar of
   * somebody else, with the classes that the check used.
   */
  List<Failure> toList() {
    if (failures.isEmpty()) {
      return List.of();
    }
    // What a failure was found with is known at the end, when all classes are loaded.
    Map<String, String> classes = ClassFiles.loaded(runner.target().loader());
    List<String> keys = new ArrayList<>(failures.keySet());
    keys.sort(
        Comparator.<String, Boolean>comparing(key -> failure(key).kind() == FailureKind.RACE)
            .thenComparing(jars::containsKey));
    return keys.stream()
        .map(
            key -> {
              String jar = jars.get(key);
              Failure failure = failure(key).withClasses(classes);
              return jar == null
                  ? failure
                  : failure.withFirstDetail("both accesses are inside " + jar);
            })
        .toList();
  }

  private Failure failure(String key) {
    return Objects.requireNonNull(failures.get(key));
  }

  /** Takes the last execution, which failed. */
  void add(Ending ending) {
    if (record(ending, ending.message())) {
      retell(ending);
      shorten(ending);
      explain(ending);
    }
  }

  /** Keeps the failure of the last execution, which the search did not choose. */
  void keep(Ending ending) {
    String key = Sameness.key(ending, ending.message());
    if (!kept.containsKey(key)) {
      kept.put(key, failure(ending, ending.message(), 1));
    }
  }

  /** Keeps a race of the last execution, which the search did not choose. */
  void keepRace(String variable, String message, List<String> classes, List<Choice> choices) {
    keptRaces.putIfAbsent(
        variable,
        new KeptRace(
            message,
            classes,
            choices,
            new Setting(List.copyOf(promotions().names()), runner.endsAreSteps())));
  }

  /**
   * Adds the kept failures and races that the search has not found.
   *
   * @param mayRun whether they can be run again, to be shortened and explained like the others
   */
  void addKept(boolean mayRun) {
    if (mayRun) {
      keptRaces.forEach(
          (variable, race) ->
              runIn(
                  race.setting, () -> addRace(variable, race.message, race.classes, race.choices)));
      kept.forEach((key, failure) -> runIn(settingOf(failure), () -> addAgain(key, failure)));
    }
    kept.forEach(
        (key, failure) -> {
          if (!areEnough() && !failures.containsKey(key) && hasRoom()) {
            failures.put(key, failure);
          }
        });
    keptRaces.clear();
    kept.clear();
  }

  private static Setting settingOf(Failure failure) {
    Schedule schedule = failure.schedule();
    return new Setting(schedule.promoted(), schedule.threadEndsAreSteps());
  }

  private void addAgain(String key, Failure failure) {
    if (areEnough() || failures.containsKey(key)) {
      return;
    }
    Ending ending = run(failure.schedule().choices());
    if (isSame(ending, key)) {
      add(ending);
    }
  }

  /** Runs executions in the setting of another one. */
  private void runIn(Setting setting, Runnable executions) {
    Setting now = new Setting(List.copyOf(promotions().names()), runner.endsAreSteps());
    Collection<String> raced = promotions().newNames();
    promotions().set(setting.promoted);
    runner.endsAreSteps(setting.endsAreSteps);
    try {
      executions.run();
    } finally {
      promotions().set(now.promoted);
      promotions().addRaced(raced);
      runner.endsAreSteps(now.endsAreSteps);
    }
  }

  private Promotions promotions() {
    return scheduler.races().promotions();
  }

  /** Runs an execution again by its choices. */
  private Ending run(List<Choice> choices) {
    Replay again = new Replay(choices);
    again.begin();
    return runner.runAlone(again);
  }

  private static boolean isSame(Ending ending, String key) {
    return Sameness.isFailure(ending) && Sameness.key(ending, ending.message()).equals(key);
  }

  /** Runs the execution once more, so that its story has the accesses of data, too. */
  private void retell(Ending found) {
    if (!Sameness.isFailure(found)) {
      return;
    }
    String key = Sameness.key(found, found.message());
    Failure failure = Objects.requireNonNull(failures.get(key));
    Ending again = run(failure.schedule().choices());
    if (isSame(again, key)) {
      update(key, failure, again);
    }
  }

  /** Runs here what a helper has found, so that it is recorded and made short like the rest. */
  void repeat(Found found) {
    if (found.variable() != null) {
      addRace(found.variable(), found.message(), found.classes(), found.choices());
      return;
    }
    if (failures.containsKey(found.message())) {
      return;
    }
    Ending ending = run(found.choices());
    scheduler.lookAtLockOrder();
    if (isSame(ending, found.message())) {
      add(ending);
    } else {
      Ending mismatch = Nondeterminism.of(found, runner.keepsStatics());
      record(mismatch, mismatch.message());
    }
  }

  /**
   * Takes a data race.
   *
   * @param classes the classes of both accesses
   * @param choices those that lead there
   */
  void addRace(String variable, String message, List<String> classes, List<Choice> choices) {
    if (options.races() != RaceChecking.OFF && filter.leavesOut(variable, classes)) {
      return;
    }
    // One race for each variable: the others are the same mistake.
    if (!racedVariables.add(variable)) {
      return;
    }
    if (options.races() == RaceChecking.OFF) {
      return;
    }
    String jar = filter.thirdParty(classes);
    if (options.races() == RaceChecking.WARN) {
      warnings.add((jar == null ? "data race: " : "data race inside " + jar + ": ") + message);
      return;
    }
    if (firstRaceAt == 0) {
      firstRaceAt = System.nanoTime();
      executionsBeforeRace = executions.getAsLong();
    }
    // Run it again, to end where the race shows.
    scheduler.endAtRace(message);
    try {
      Ending ending = run(choices);
      if (ending.kind() != Ending.Kind.RACE) {
        warnings.add("a data race that did not come again when it was repeated: " + message);
      } else if (record(ending, message)) {
        String key = Sameness.key(ending, message);
        if (jar != null) {
          jars.put(key, jar);
        }
        shorten(ending);
        Failure failure = failure(key);
        Ending detailed = runner.runToRace(message, new Replay(failure.schedule().choices()));
        if (detailed.kind() == Ending.Kind.RACE) {
          update(key, failure, detailed);
        }
      }
    } finally {
      scheduler.endAtRace(null);
    }
  }

  /** Replaces a failure by what another execution of its schedule says of it. */
  private void update(String key, Failure failure, Ending ending) {
    failures.put(
        key,
        failure(ending, ending.message(), failure.execution())
            .with(failure.shortened(), failure.nearestPassing()));
  }

  /** Records how the last execution failed; returns false if that is known already. */
  boolean record(Ending ending, String message) {
    String key = Sameness.key(ending, message);
    if (failures.containsKey(key)) {
      return false;
    }
    if (!hasRoom()) {
      return false;
    }
    failures.put(key, failure(ending, message, Math.max(1, executions.getAsLong())));
    return true;
  }

  private boolean hasRoom() {
    if (failures.size() < MAX_DISTINCT) {
      return true;
    }
    if (!warnings.contains(TOO_MANY)) {
      warnings.add(TOO_MANY);
    }
    return false;
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
      Ending ending = run(failure.schedule().choices());
      if (ending.kind() == found.kind()) {
        update(key, failure, ending);
      }
    } finally {
      scheduler.explain(false);
    }
  }

  private Failure failure(Ending ending, String message, long execution) {
    return FailureReport.of(
        runner.target(),
        runner.keepsStatics(),
        scheduler.platformIsSpurious(),
        ending,
        message,
        runner.errors().text(),
        scheduler.races().promotions().names(),
        scheduler.trace(),
        execution);
  }
}
