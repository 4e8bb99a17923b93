package dev.heddle.check;

import static dev.heddle.check.Switchings.assertReplays;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A failure is reported by a shortest execution, beside the nearest one that passes. */
class ShortCounterexamplesTest {
  private static final int MOST_SEEDS = 200;

  /** Long enough that no time cuts a shortening. */
  private static final Duration AMPLE = Duration.ofMinutes(1);

  private static int runs;

  private static final class Cell {
    volatile int value;
    volatile int noise;
    volatile boolean taken;
    final AtomicInteger owners = new AtomicInteger();
  }

  private static void lostUpdate() throws InterruptedException {
    Cell cell = new Cell();
    inParallel(() -> cell.value++, () -> cell.value++);
    assert cell.value == 2 : "lost update";
  }

  private static void opposedLocks() throws InterruptedException {
    Cell a = new Cell();
    Cell b = new Cell();
    inParallel(() -> nested(a, b), () -> nested(b, a));
  }

  private static void nested(Cell outer, Cell inner) {
    outer.noise++;
    synchronized (outer) {
      synchronized (inner) {
        return;
      }
    }
  }

  /** Each takes what is free, and looks and takes in two steps; a lot happens around it. */
  private static void checkThenAct() throws InterruptedException {
    Cell cell = new Cell();
    Runnable body =
        () -> {
          cell.noise++;
          if (!cell.taken) {
            cell.taken = true;
            assert cell.owners.incrementAndGet() == 1 : "two owners";
          }
          cell.noise++;
        };
    inParallel(body, body, body);
  }

  /** Two threads wait for different things, and the only signal may reach the wrong one. */
  private static void wrongOneIsWoken() throws InterruptedException {
    Cell cell = new Cell();
    Thread served = new Thread(() -> awaitValue(cell, 1), "served");
    Thread other = new Thread(() -> awaitValue(cell, 2), "other");
    other.setDaemon(true);
    served.start();
    other.start();
    synchronized (cell) {
      cell.value = 1;
      cell.notify();
    }
    served.join();
  }

  private static void awaitValue(Cell cell, int value) {
    cell.noise++;
    synchronized (cell) {
      while (cell.value != value) {
        try {
          cell.wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private static CheckOptions.Builder random(Switching switching) {
    return CheckOptions.builder()
        .strategy(Strategy.RANDOM)
        .switching(switching)
        .time(AMPLE.multipliedBy(10))
        .shortening(AMPLE);
  }

  /** Returns the first failure that a random walk finds with more switches than needed. */
  private static Failure shortenedMuch(Switching switching, Body body, int most) {
    Switchings.assumeAvailable(switching);
    for (int seed = 1; seed <= MOST_SEEDS; seed++) {
      CheckOptions options = random(switching).seed(seed).build();
      CheckResult result = Checker.withOptions(options).check("test", body);
      assertThat(result.failures()).hasSize(1);
      Failure failure = result.failures().get(0);
      if (shortened(failure).switchesFound() > most) {
        assertReplays(switching, body, result);
        return failure;
      }
    }
    throw new AssertionError("no walk failed with more than " + most + " switches");
  }

  private static Shortened shortened(Failure failure) {
    return Objects.requireNonNull(failure.shortened());
  }

  private static List<String> story(Failure failure) {
    return failure.steps().stream().map(ShortCounterexamplesTest::text).toList();
  }

  private static String text(Step step) {
    return step.thread() + ": " + step.operation();
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void lostUpdate_isShownByOnePreemption(Switching switching) {
    Failure failure = shortenedMuch(switching, ShortCounterexamplesTest::lostUpdate, 4);

    assertThat(shortened(failure).complete()).isTrue();
    assertThat(shortened(failure).switches()).isEqualTo(4);
    assertThat(shortened(failure).stepsFound()).isGreaterThanOrEqualTo(failure.steps().size());
    assertThat(story(failure).stream().filter(step -> step.contains("value")))
        .containsExactly(
            "Thread-0: read value",
            "Thread-1: read value",
            "Thread-1: write value",
            "Thread-0: write value",
            "main: read value");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void opposedLocks_takeOneEach(Switching switching) {
    Failure failure = shortenedMuch(switching, ShortCounterexamplesTest::opposedLocks, 2);

    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(shortened(failure).complete()).isTrue();
    assertThat(shortened(failure).switches()).isEqualTo(2);
  }

  @Test
  void checkThenAct_amongThreeThreadsAndNoise_needsOnlyTwo() {
    Failure failure = shortenedMuch(Switching.AUTO, ShortCounterexamplesTest::checkThenAct, 7);

    assertThat(shortened(failure).complete()).isTrue();
    assertThat(shortened(failure).switches()).isEqualTo(3);
    assertThat(failure.steps().stream().filter(step -> step.operation().equals("write taken")))
        .hasSize(2);
  }

  @Test
  void wrongOneIsWoken_whoIsWoken_staysInTheSchedule() {
    Failure failure = shortenedMuch(Switching.AUTO, ShortCounterexamplesTest::wrongOneIsWoken, 4);

    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(shortened(failure).complete()).isTrue();
    assertThat(shortened(failure).switches()).isEqualTo(4);
    assertThat(story(failure)).contains("other: go on in Object.wait");
    assertThat(story(failure)).doesNotContain("served: go on in Object.wait");
  }

  @Test
  void everyStrategy_sameFailure_isEquallyShort() {
    CheckOptions.Builder options = random(Switching.AUTO).strategy(Strategy.EXHAUSTIVE);
    CheckResult exhaustive =
        Checker.withOptions(options.build())
            .check("test", ShortCounterexamplesTest::wrongOneIsWoken);
    Failure walked = shortenedMuch(Switching.AUTO, ShortCounterexamplesTest::wrongOneIsWoken, 4);
    Failure searched = exhaustive.failures().get(0);

    assertThat(shortened(searched).switches()).isEqualTo(shortened(walked).switches());
    assertThat(searched.steps()).hasSameSizeAs(walked.steps());
  }

  @Test
  void shortestFound_staysAsItIs() {
    CheckOptions.Builder options = random(Switching.AUTO).strategy(Strategy.EXHAUSTIVE);
    Failure kept =
        Checker.withOptions(options.build())
            .check("test", ShortCounterexamplesTest::lostUpdate)
            .failures()
            .get(0);
    Failure found =
        Checker.withOptions(options.shortening(Duration.ZERO).build())
            .check("test", ShortCounterexamplesTest::lostUpdate)
            .failures()
            .get(0);

    assertThat(shortened(kept).switchesFound()).isEqualTo(shortened(kept).switches());
    assertThat(kept.schedule()).isEqualTo(found.schedule());
    assertThat(kept.steps()).isEqualTo(found.steps());
    assertThat(kept.details()).isEqualTo(found.details());
  }

  @Test
  void timeZero_turnsItOff() {
    Body body = ShortCounterexamplesTest::lostUpdate;
    CheckOptions.Builder options = random(Switching.AUTO).shortening(Duration.ZERO);
    Failure failure = Checker.withOptions(options.build()).check("test", body).failures().get(0);

    assertThat(failure.shortened()).isNull();
    assertThat(failure.nearestPassing()).isNull();
  }

  @Test
  void time_isNoMoreThanATenthOfTheChecks() {
    Body body =
        () -> {
          throw new IllegalStateException("always");
        };
    CheckOptions.Builder options = random(Switching.AUTO).time(Duration.ofNanos(9));
    Failure failure = Checker.withOptions(options.build()).check("test", body).failures().get(0);

    assertThat(failure.shortened()).isNull();
  }

  @Test
  void timeTooShort_isSaid_andTheFailureStaysAsItWasFound() {
    Body body = ShortCounterexamplesTest::lostUpdate;
    CheckOptions.Builder options = random(Switching.AUTO).shortening(Duration.ofNanos(1));
    CheckResult result = Checker.withOptions(options.build()).check("test", body);
    Failure failure = result.failures().get(0);

    assertThat(shortened(failure).complete()).isFalse();
    assertThat(shortened(failure).switches()).isEqualTo(shortened(failure).switchesFound());
    assertThat(failure.nearestPassing()).isNull();
    assertReplays(Switching.AUTO, body, result);
  }

  @Test
  void theSearch_doesNotNotice() {
    CheckOptions.Builder options =
        random(Switching.AUTO).strategy(Strategy.EXHAUSTIVE).keepGoing(true);
    Body body =
        () -> {
          Cell cell = new Cell();
          Runnable twice =
              () -> {
                cell.value++;
                cell.value++;
              };
          inParallel(twice, twice);
          System.out.print(cell.value);
          assert cell.value == 4 : cell.value;
        };
    CheckResult with = Checker.withOptions(options.build()).check("test", body);
    CheckResult without =
        Checker.withOptions(options.shortening(Duration.ZERO).build()).check("test", body);

    assertThat(with.failures()).hasSize(2);
    assertThat(shortened(with.failures().get(0)).executions()).isPositive();
    assertThat(with.executions()).isEqualTo(without.executions());
    assertThat(with.redundant()).isEqualTo(without.redundant());
    assertThat(with.outcomes()).isEqualTo(without.outcomes());
    assertThat(with.failures().stream().map(Failure::execution))
        .isEqualTo(without.failures().stream().map(Failure::execution).toList());
    assertThat(with.failures().stream().map(Failure::message))
        .isEqualTo(without.failures().stream().map(Failure::message).toList());
  }

  @Test
  void theSearch_doesNotNotice_whatCannotBeChecked() {
    CheckResult result =
        Checker.withOptions(random(Switching.AUTO).strategy(Strategy.EXHAUSTIVE).build())
            .check(
                "test",
                () -> {
                  Cell cell = new Cell();
                  Thread thread = new Thread(() -> cell.value = 1);
                  thread.start();
                  if (cell.value == 1) {
                    System.exit(3);
                  }
                  throw new IllegalStateException("too early");
                });

    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.warnings()).isEmpty();
    assertThat(shortened(result.failures().get(0)).complete()).isTrue();
  }

  @Test
  void shorteningThatGetsStuck_losesNothing() throws IOException {
    try (ServerSocket server = new ServerSocket(0)) {
      CheckResult result =
          Checker.withOptions(random(Switching.AUTO).strategy(Strategy.EXHAUSTIVE).build())
              .check(
                  "test",
                  () -> {
                    Cell cell = new Cell();
                    Thread thread = new Thread(() -> cell.value = 1);
                    thread.start();
                    if (cell.value == 1) {
                      server.accept().close();
                    }
                    throw new IllegalStateException("too early");
                  });

      assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
      assertThat(result.failures().get(0).message()).contains("too early");
      assertThat(result.failures().get(0).steps()).isNotEmpty();
      assertThat(result.warnings()).singleElement().asString().contains("thread main");
    }
  }

  private static Failure failsInRuns(int first, int last) {
    runs = 0;
    CheckResult result =
        Checker.withOptions(
                random(Switching.AUTO)
                    .executions(10)
                    .keepStatics(true)
                    .races(RaceChecking.OFF)
                    .build())
            .check(
                "test",
                () -> {
                  runs++;
                  if (runs >= first && runs <= last) {
                    throw new IllegalStateException("now and then");
                  }
                });
    return result.failures().get(0);
  }

  @Test
  void failureThatDoesNotComeAgain_isReportedAsItWasFound() {
    Failure failure = failsInRuns(4, 4);

    assertThat(failure.message()).contains("now and then");
    assertThat(failure.shortened()).isNull();
  }

  @Test
  void shortestThatDoesNotComeAgain_isNotReported() {
    // The fourth run is the search's; the fifth tells its story; the sixth repeats it; the seventh
    // is the only other candidate.
    assertThat(failsInRuns(4, 7).shortened()).isNull();
    assertThat(failsInRuns(4, 8).shortened()).isNotNull();
  }

  @Test
  void nearestPassing_lostUpdate_partsWhereTheOtherReadsTooEarly() {
    Failure failure = shortenedMuch(Switching.AUTO, ShortCounterexamplesTest::lostUpdate, 4);
    Divergence nearest = Objects.requireNonNull(failure.nearestPassing());

    assertThat(text(Objects.requireNonNull(nearest.failing()))).isEqualTo("Thread-1: read value");
    assertThat(text(nearest.passing())).isEqualTo("Thread-0: write value");
    assertThat(failure.steps().get(nearest.step() - 1)).isEqualTo(nearest.failing());
    assertThat(nearest.interleaving().get(nearest.step() - 1)).isEqualTo(nearest.passing());
    assertThat(nearest.interleaving().subList(0, nearest.step() - 1))
        .isEqualTo(failure.steps().subList(0, nearest.step() - 1));
  }

  @Test
  void nearestPassing_wrongOneIsWoken_wakesTheRightOne() {
    Failure failure = shortenedMuch(Switching.AUTO, ShortCounterexamplesTest::wrongOneIsWoken, 4);
    Divergence nearest = Objects.requireNonNull(failure.nearestPassing());

    assertThat(text(Objects.requireNonNull(nearest.failing())))
        .isEqualTo("other: go on in Object.wait");
    assertThat(text(nearest.passing())).isEqualTo("served: go on in Object.wait");
  }

  @Test
  void nearestPassing_everythingFails_isAbsent() {
    Body body =
        () -> {
          Cell cell = new Cell();
          inParallel(() -> cell.value = 1, () -> cell.value = 2);
          throw new IllegalStateException("always");
        };
    CheckResult result = Checker.withOptions(random(Switching.AUTO).build()).check("test", body);

    assertThat(shortened(result.failures().get(0)).complete()).isTrue();
    assertThat(result.failures().get(0).nearestPassing()).isNull();
  }

  @Test
  void replay_shortensNothing() {
    Body body = ShortCounterexamplesTest::lostUpdate;
    CheckOptions.Builder options = random(Switching.AUTO).seed(3).shortening(Duration.ZERO);
    Failure found = Checker.withOptions(options.build()).check("test", body).failures().get(0);
    Failure replayed =
        Checker.withOptions(options.shortening(AMPLE).build())
            .replay(Target.of("test", body), found.schedule())
            .failures()
            .get(0);

    assertThat(replayed.steps()).isEqualTo(found.steps());
    assertThat(replayed.shortened()).isNull();
  }

  @Test
  void shortening_lessThanZero_isRefused() {
    CheckOptions.Builder builder = CheckOptions.builder();

    assertThatThrownBy(() -> builder.shortening(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shortening must be at least zero, not PT-0.001S");
  }
}
