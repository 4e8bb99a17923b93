package dev.heddle.check;

import dev.heddle.check.explore.OptimalSearch;
import dev.heddle.check.explore.PartialOrderSampling;
import dev.heddle.check.explore.Replay;
import dev.heddle.check.explore.Search;
import dev.heddle.check.runtime.DataRace;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Events;
import dev.heddle.check.runtime.Promotions;
import dev.heddle.check.runtime.Scheduler;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the executions of one check: lets a search choose, counts what it runs, and collects
 * what fails; with one search or with two in turns, and alone or with other processes. The
 * explorer's, but for {@link #isWaiting}.
 */
final class Exploration {
  /** The part of the budget for executions by chance, where both are asked for. */
  private static final double SAMPLING_SHARE = 0.25;

  /** The part for the exhaustive search before chance has its turn: small programs are done. */
  private static final double FIRST_SHARE = 0.125;

  /** The part that an exhaustive search has at least for one execution. */
  private static final double LEAST_SHARE = 0.05;

  /** The part of the budget for executions that look for races before a search begins again. */
  private static final double RACES_SHARE = 0.02;

  /** Their share of the time; generous, so that the results do not depend on machine load. */
  private static final double RACES_TIME_SHARE = 0.1;

  /** So many executions do at most, and so many at least follow the last one with a new race. */
  private static final int MOST_FOR_RACES = 300;

  private static final int LEAST_FOR_RACES = 30;

  private final TargetRunner runner;
  private final Scheduler scheduler;
  private final CheckOptions options;
  private final Budget budget;
  private final Tally tally;
  private final Failures failures;
  private final Remarks remarks;

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

  /** Why an exhaustive search was given up, or null. */
  private @Nullable String whyGivenUp;

  private boolean hasLookedForRaces;

  /** Whether the search is to begin afresh without helpers. */
  private boolean isAfresh;

  private @Nullable ProgressReports progress;

  Exploration(
      TargetRunner runner, CheckOptions options, Budget budget, Tally tally, Remarks remarks) {
    this.runner = runner;
    this.scheduler = runner.scheduler();
    this.options = options;
    this.budget = budget;
    this.tally = tally;
    this.failures = new Failures(runner, options, this::total);
    this.remarks = remarks;
  }

  /** Lets a listener know how an exhaustive search goes on. */
  void reportTo(Consumer<CheckProgress> listener) {
    progress = new ProgressReports(listener, budget.startedAt());
  }

  /** Lets another process, which this one helps, know what is found. */
  void help(ParentLink parent) {
    this.parent = parent;
  }

  Failures failures() {
    return failures;
  }

  /** Returns why all was explored in one process, though there should have been more; or null. */
  @Nullable String whyAlone() {
    return whyAlone;
  }

  /** Returns why an exhaustive search was given up before its time was over; or null. */
  @Nullable String whyGivenUp() {
    return whyGivenUp;
  }

  /** Returns whether the explorer is waiting for other processes; any thread may ask. */
  boolean isWaiting() {
    Helpers others = helpers;
    return parent != null ? parent.isWaiting() : others != null && others.isWaiting();
  }

  /**
   * Samples a few executions to find further races once the first race has made an exhaustive
   * search start over, so that it does not start over for each of them. These executions are not
   * counted; their failures are kept in case the search does not reach them.
   */
  private void lookForRaces() {
    Search walk = new PartialOrderSampling(options.seed());
    long most = Math.min(MOST_FOR_RACES, budget.part(RACES_SHARE));
    long begun = System.nanoTime();
    int enough = LEAST_FOR_RACES;
    for (int run = 1;
        run <= Math.min(enough, most) && budget.allowsSince(begun, RACES_TIME_SHARE);
        run++) {
      scheduler.events().disable();
      walk.begin();
      Ending ending = runner.run(walk);
      if (ending.kind() == Ending.Kind.UNSUPPORTED || scheduler.trace().choices() == 0) {
        return;
      }
      if (Sameness.isFailure(ending) && isTrue(ending)) {
        failures.keep(ending);
      }
      if (promotions().hasNew()) {
        takeRaces(
            (race, choices) ->
                failures.keepRace(race.variable(), race.message(), race.classes(), choices));
        promotions().apply();
        enough = run + LEAST_FOR_RACES;
      }
      runner.endsAreSteps(livenessIsObserved());
      walk.advance();
    }
  }

  /**
   * Whether an ending is one of the program. A livelock in an execution with a new race is not: the
   * writes that the loop waits for are not visible operations yet.
   */
  private boolean isTrue(Ending ending) {
    return ending.kind() != Ending.Kind.LIVELOCK || !promotions().hasNew();
  }

  /** Runs executions by chance alone. */
  void sample(Search walk) {
    sample(walk, 1.0);
  }

  /** Goes through all interleavings, in order. */
  void exploreExhaustively(Function<Events, ? extends Search> exhaustive) {
    exploreExhaustively(exhaustive, 1.0);
    failures.addKept(true);
  }

  /**
   * The exhaustive search has three quarters of the budget. It goes through the interleavings in
   * order, and a failure may be far from where it begins, so chance has its turn in between, and
   * not only at the end.
   */
  void exploreInTurns(Function<Events, ? extends Search> exhaustive, Search walk) {
    // Work that is shared with other processes is not laid aside.
    boolean inTurns = options.jobs() == 1;
    double first = inTurns ? FIRST_SHARE : 1.0 - SAMPLING_SHARE;
    Search search = exploreExhaustively(exhaustive, first);
    failures.addKept(true);
    if (tally.complete || !mayGoOn(1.0)) {
      return;
    }
    boolean before = runner.endsAreSteps();
    int restarts = tally.restarts;
    sample(walk, inTurns && hasMore ? first + SAMPLING_SHARE : 1.0);
    if (inTurns && tally.restarts != restarts && whyGivenUp == null && mayGoOn(1.0)) {
      // What was explored lacks steps that have shown meanwhile.
      exploreExhaustively(exhaustive, 1.0 - SAMPLING_SHARE / 2);
    } else if (inTurns && hasMore && before == livenessIsObserved() && mayGoOn(1.0)) {
      runner.endsAreSteps(before);
      long byNow = tally.executions;
      search(search, 1.0, true);
      tally.explored += tally.executions - byNow;
      tally.complete &= !isToBeginAfresh();
    }
    if (!tally.complete && mayGoOn(1.0)) {
      sample(walk, 1.0);
    }
  }

  private void sample(Search walk, double share) {
    boolean more = hasMore;
    do {
      learn();
      searchTogether(walk, share, false);
    } while (promotions().hasNew() && mayGoOn(share));
    hasMore = more;
  }

  /** Explores what another process hands out. */
  void exploreShared(Search shared, boolean isExhaustive) {
    search(shared, 1.0, isExhaustive);
  }

  /** Returns the search, which can be gone on with if {@link #hasMore}. */
  private Search exploreExhaustively(Function<Events, ? extends Search> exhaustive, double share) {
    Search search;
    do {
      // If it has shown only now that the program sees the ends of threads, or that others cannot
      // help, then so far was the warm-up.
      tally.clear();
      learn();
      // Static state that stays must not be changed by what is not counted.
      if (tally.restarts > 0 && !hasLookedForRaces && !runner.keepsStatics()) {
        hasLookedForRaces = true;
        lookForRaces();
      }
      search =
          mayShare()
              ? OptimalSearch.sharing(scheduler.events(), scheduler.names())
              : exhaustive.apply(scheduler.events());
      searchTogether(search, share, true);
    } while (isToBeginAfresh() && mayGoOn(share));
    tally.explored = tally.executions;
    tally.complete &= !isToBeginAfresh();
    hasMore &= !isToBeginAfresh();
    return search;
  }

  private boolean isToBeginAfresh() {
    return runner.endsAreSteps() != livenessIsObserved() || promotions().hasNew() || isAfresh;
  }

  /** Makes steps of what has shown so far that it is to be. */
  private void learn() {
    if (promotions().hasNew()) {
      promotions().apply();
      tally.restarts++;
    }
    runner.endsAreSteps(livenessIsObserved());
  }

  private Promotions promotions() {
    return scheduler.races().promotions();
  }

  private boolean livenessIsObserved() {
    return livenessTold || scheduler.observations().livenessIsObserved();
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
                    runner.target(),
                    options,
                    runner.switching(),
                    runner.keepsStatics(),
                    runner.endsAreSteps(),
                    promotions().names(),
                    isExhaustive),
            () -> mayGoOn(share),
            options.executions().isPresent()
                ? budget.cap(share) - tally.executions
                : Long.MAX_VALUE);
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
    tally.add(others);
    remarks.add(others);
    livenessTold |= others.livenessSeen();
    promotions().addRaced(others.raced());
    tally.complete = others.isComplete(search);
    String unable = others.unable();
    if (unable != null) {
      whyAlone = unable;
      isAfresh = isExhaustive;
    } else {
      whyAlone = others.declined();
      repeatFound(others);
    }
  }

  private void search(Search search, double share, boolean isExhaustive) {
    boolean more = true;
    // However late it begins, an execution of ordinary length fits.
    search.stopAt(
        Math.min(budget.endsAt(), Math.max(budget.endsAt(share), budget.soon(LEAST_SHARE))));
    while (more && mayGoOn(share)) {
      if (!runNext(search)) {
        return;
      }
      if (promotions().hasNew() && isToStopForPromotion(isExhaustive)) {
        return;
      }
      more = search.advance();
      if (search.whyGivenUp() != null) {
        whyGivenUp = search.whyGivenUp();
      }
      if (isExhaustive && !runner.endsAreSteps() && livenessIsObserved()) {
        if (parent != null) {
          parent.seesLiveness();
        }
        return;
      }
      more = shareWork(search, more);
      Helpers others = helpers;
      if (progress != null && (others == null || !others.haveStarted())) {
        progress.advanced(tally.executions, search);
      }
    }
    tally.complete = search.isComplete();
    hasMore = more;
    Helpers others = helpers;
    // What a part of the tree looks like says nothing of all of it.
    double estimated =
        others != null && others.haveStarted() ? Double.NaN : search.estimatedExecutions();
    if (more && !Double.isNaN(estimated)) {
      tally.estimate = estimated;
    }
  }

  /** Returns false where random sampling in this process alone can go on with more steps. */
  private boolean isToStopForPromotion(boolean isExhaustive) {
    if (parent != null) {
      parent.promotes(promotions().newNames());
      return true;
    }
    if (isExhaustive || mayShare()) {
      return true;
    }
    learn();
    return false;
  }

  /** Runs the next execution of a search; returns false if there cannot be another. */
  private boolean runNext(Search search) {
    scheduler.events().disable();
    search.begin();
    // A search has to see the other threads' steps even if one has failed.
    Ending ending = runner.run(search, options.keepGoing());
    switch (ending.kind()) {
      case UNSUPPORTED -> {
        tally.unsupported = ending.message();
        return false;
      }
      case MISMATCH -> {
        tally.redundant++;
        mismatch(ending, search.mismatch() + Nondeterminism.hint(runner.keepsStatics()));
        return false;
      }
      case REDUNDANT -> tally.redundant++;
      case CUT -> {
        tally.executions++;
        tally.cut++;
        tally.cutByTime |= budget.isOver();
        takeRaces(this::raced);
      }
      default -> {
        tally.executions++;
        tally.outcomes.count(runner.output());
        scheduler.lookAtLockOrder();
        List<DataRace> races = scheduler.races().found();
        List<Choice> choices = races.isEmpty() ? List.of() : Replay.choicesOf(scheduler.trace());
        if (ending.kind() != Ending.Kind.COMPLETED && isTrue(ending)) {
          failed(ending);
        } else {
          scheduler.failedAssertions().forEach(place -> tally.caught.merge(place, 1L, Long::sum));
        }
        races.forEach(race -> raced(race, choices.subList(0, race.choices())));
      }
    }
    return true;
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

  private void repeatFound(Helpers others) {
    for (Found each : others.takeFound()) {
      if (failures.areEnough()) {
        return;
      }
      failures.repeat(each);
    }
  }

  /** Hands over the races of the last execution, each with the choices that lead to it. */
  private void takeRaces(BiConsumer<DataRace, List<Choice>> taker) {
    List<DataRace> races = scheduler.races().found();
    if (!races.isEmpty()) {
      List<Choice> choices = Replay.choicesOf(scheduler.trace());
      races.forEach(race -> taker.accept(race, choices.subList(0, race.choices())));
    }
  }

  private void failed(Ending ending) {
    if (parent != null) {
      parent.failed(Sameness.key(ending, ending.message()), Replay.choicesOf(scheduler.trace()));
    } else {
      failures.add(ending);
    }
  }

  /** Takes an execution that did not do the same again. */
  void mismatch(Ending ending, String message) {
    if (parent != null) {
      parent.unable(message);
    } else {
      failures.record(ending, message);
    }
  }

  private void raced(DataRace race, List<Choice> untilRace) {
    String variable = race.variable();
    if (parent != null) {
      parent.raced(race.message(), variable, race.classes(), untilRace);
    } else {
      failures.addRace(variable, race.message(), race.classes(), untilRace);
    }
  }

  /** Returns how many executions there were, those of helpers among them. */
  private long total() {
    Helpers others = helpers;
    return tally.executions + (others == null ? 0 : others.executions());
  }

  private boolean mayGoOn(double share) {
    if (tally.unsupported != null) {
      return false;
    }
    if (parent != null) {
      return !parent.isStopped();
    }
    return !failures.areEnough() && budget.allows(share, total());
  }
}
