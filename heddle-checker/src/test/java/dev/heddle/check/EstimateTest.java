package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.check.explore.ExhaustiveSearch;
import dev.heddle.check.explore.OptimalSearch;
import dev.heddle.check.explore.RandomWalk;
import dev.heddle.check.explore.Search;
import dev.heddle.check.instrument.Agent;
import dev.heddle.check.runtime.Events;
import dev.heddle.check.runtime.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How many executions a search says that it will take, beside how many it took. */
class EstimateTest {
  private static final class Cell {
    volatile int value;
  }

  private static Runnable writing(Cell cell, int times) {
    return () -> {
      for (int i = 0; i < times; i++) {
        cell.value = i;
      }
    };
  }

  private static void writes() throws InterruptedException {
    Cell cell = new Cell();
    inParallel(writing(cell, 6), writing(cell, 6));
  }

  private static void increments() throws InterruptedException {
    Cell cell = new Cell();
    Runnable increment = () -> cell.value++;
    inParallel(increment, increment, increment, increment);
  }

  private static void locks() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    Runnable body =
        () -> {
          lock.lock();
          lock.unlock();
        };
    inParallel(body, body, body, body, body);
  }

  /** The estimate after each execution; the last is the number of executions. */
  private static List<Double> estimates(Function<Events, Search> search, Body body) {
    Agent.prepare();
    Scheduler scheduler = Scheduler.create(Scheduler.continuationsAvailable());
    Search estimating = search.apply(scheduler.events());
    List<Double> estimates = new ArrayList<>();
    boolean more = true;
    while (more) {
      scheduler.events().disable();
      estimating.begin();
      scheduler.run(body::run, estimating, false, true);
      more = estimating.advance();
      estimates.add(estimating.estimatedExecutions());
    }
    scheduler.close();
    return estimates;
  }

  private static Stream<Arguments> programs() {
    Function<Events, Search> optimal = OptimalSearch::new;
    Function<Events, Search> bounded = events -> new ExhaustiveSearch(2);
    return Stream.of(
        Arguments.of("writes", optimal, 924, 3.0, (Body) EstimateTest::writes),
        Arguments.of("increments", optimal, 576, 3.0, (Body) EstimateTest::increments),
        Arguments.of("locks", optimal, 120, 3.0, (Body) EstimateTest::locks),
        Arguments.of(
            "increments, 2 preemptions", bounded, 0, 5.0, (Body) EstimateTest::increments));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void estimate_isRightAtTheEnd_andNearItBefore(
      String name, Function<Events, Search> search, int expected, double most, Body body) {
    List<Double> estimates = estimates(search, body);
    int count = estimates.size();

    if (expected > 0) {
      assertThat(count).isEqualTo(expected);
    }
    assertThat(estimates.get(count - 1)).isCloseTo(count, within(1e-6));
    for (int i = 0; i < count; i++) {
      assertThat(estimates.get(i)).as("after " + (i + 1)).isGreaterThan(i);
      if (i > count / 4) {
        // The executions so far alone would be a quarter.
        assertThat(estimates.get(i)).as("after " + (i + 1)).isBetween(count * 0.4, count * most);
      }
    }
  }

  @Test
  void estimate_beforeAnyExecutionOrByChance_isNoNumber() {
    assertThat(new ExhaustiveSearch(1).estimatedExecutions()).isNaN();
    assertThat(new RandomWalk(1).estimatedExecutions()).isNaN();
  }

  @Test
  void result_ofASearchThatWasGivenUp_hasAnEstimate() {
    CheckResult given =
        Checker.withOptions(everything(Switching.AUTO).executions(300).build())
            .check("test", EstimateTest::writes);
    CheckResult auto =
        Checker.withOptions(
                everything(Switching.AUTO).strategy(Strategy.AUTO).executions(400).build())
            .check("test", EstimateTest::writes);
    CheckResult whole = Switchings.exploreAll(EstimateTest::writes);
    CheckResult sampled =
        Checker.withOptions(
                everything(Switching.AUTO).strategy(Strategy.RANDOM).executions(30).build())
            .check("test", EstimateTest::writes);

    assertThat(given.explored()).isEqualTo(300);
    assertThat(given.estimate().orElseThrow()).isBetween(300.0, 3_000.0);
    assertThat(auto.executions()).isEqualTo(400);
    assertThat(auto.explored()).isEqualTo(300);
    assertThat(auto.estimate()).isEqualTo(given.estimate());
    assertThat(whole.explored()).isEqualTo(924);
    assertThat(whole.estimate()).isEmpty();
    assertThat(sampled.explored()).isZero();
    assertThat(sampled.estimate()).isEmpty();
  }

  @Test
  void progress_isReportedAtMostTwiceASecond() {
    List<CheckProgress> reports = new ArrayList<>();
    long startedAt = System.nanoTime();
    CheckResult result =
        Checker.withOptions(everything(Switching.AUTO).executions(200_000).build())
            .reportingTo(reports::add)
            .check(
                "test",
                () -> {
                  Cell cell = new Cell();
                  inParallel(writing(cell, 12), writing(cell, 12), writing(cell, 12));
                });
    double seconds = (System.nanoTime() - startedAt) / 1e9;

    assertThat(reports.size()).isBetween(seconds > 2 ? 1 : 0, (int) (seconds * 2));
    assertThat(reports)
        .allSatisfy(
            report -> {
              assertThat(report.executions()).isBetween(1L, result.executions());
              assertThat(report.estimate()).isGreaterThanOrEqualTo(report.executions());
            });
  }
}
