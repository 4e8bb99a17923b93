package dev.heddle.check;

import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.check.explore.PartialOrderSampling;
import dev.heddle.check.explore.PriorityWalk;
import dev.heddle.check.explore.RandomWalk;
import dev.heddle.check.explore.Search;
import dev.heddle.check.explore.SelectivelyUniformWalk;
import dev.heddle.check.instrument.Agent;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Scheduler;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What searches by chance promise: that a seed decides everything, and with what odds they draw.
 */
class SamplingTest {
  private static final class Cell {
    volatile int value;
    volatile int other;
  }

  /** Each letter a write; which came first is noted in the step of the write. */
  private static void write(Cell cell, HiddenLog log, String marks) {
    for (int i = 0; i < marks.length(); i++) {
      cell.value = i;
      log.add(marks.charAt(i));
    }
  }

  private static void elsewhere(Cell cell, HiddenLog log, String marks) {
    for (int i = 0; i < marks.length(); i++) {
      cell.other = i;
      log.add(marks.charAt(i));
    }
  }

  private static void sixWrites() throws InterruptedException {
    Cell cell = new Cell();
    HiddenLog log = new HiddenLog();
    inParallel(() -> write(cell, log, "aaa"), () -> write(cell, log, "bbb"));
    System.out.print(log.text());
  }

  private static void twoIncrements() throws InterruptedException {
    Cell cell = new Cell();
    inParallel(() -> cell.value++, () -> cell.value++);
    assert cell.value == 2 : "lost update";
  }

  private static CheckResult sample(
      Strategy strategy, Switching switching, long seed, int executions, int depth, Body body) {
    Switchings.assumeAvailable(switching);
    CheckOptions options =
        CheckOptions.builder()
            .strategy(strategy)
            .switching(switching)
            .seed(seed)
            .executions(executions)
            .depth(depth)
            .time(Duration.ofMinutes(5))
            .keepGoing(true)
            .build();
    return Checker.withOptions(options).check("test", body);
  }

  @ParameterizedTest
  @CsvSource({
    "RANDOM, THREAD", "RANDOM, CONTINUATION",
    "PCT, THREAD", "PCT, CONTINUATION",
    "POS, THREAD", "POS, CONTINUATION",
    "SURW, THREAD", "SURW, CONTINUATION"
  })
  void seed_decidesTheExecutions(Strategy strategy, Switching switching) {
    Map<String, Long> first =
        sample(strategy, switching, 42, 500, 3, SamplingTest::sixWrites).outcomes();

    assertThat(sample(strategy, switching, 42, 500, 3, SamplingTest::sixWrites).outcomes())
        .isEqualTo(first);
    assertThat(sample(strategy, switching, 43, 500, 3, SamplingTest::sixWrites).outcomes())
        .isNotEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(names = {"RANDOM", "PCT", "POS", "SURW"})
  void lostUpdate_isFound_andItsScheduleReplays(Strategy strategy) {
    CheckResult result = sample(strategy, Switching.AUTO, 1, 200, 3, SamplingTest::twoIncrements);

    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.strategy()).isEqualTo(strategy);
    Switchings.assertReplays(Switching.AUTO, SamplingTest::twoIncrements, result);
  }

  @ParameterizedTest
  @EnumSource(names = {"RANDOM", "PCT", "POS", "SURW"})
  void threadsThatWaitForEachOther_areNoLivelock(Strategy strategy) {
    CheckResult result =
        sample(
            strategy,
            Switching.AUTO,
            1,
            300,
            3,
            () -> {
              Cell cell = new Cell();
              inParallel(
                  () -> {
                    while (cell.value == 0) {
                      Thread.onSpinWait();
                    }
                    cell.other = 1;
                  },
                  () -> {
                    cell.value = 1;
                    while (cell.other == 0) {
                      Thread.yield();
                    }
                  });
            });

    assertThat(result.failures()).isEmpty();
    assertThat(result.executions()).isEqualTo(300);
  }

  /**
   * How often the marks came in which order. The ends of threads are no steps here, whatever other
   * tests have loaded: a thread's start and end would be choices, too, and the odds others.
   */
  private static Map<String, Long> orders(Search search, int executions, Marked program) {
    return orders(search, executions, program, false);
  }

  private static Map<String, Long> orders(
      Search search, int executions, Marked program, boolean endsAreSteps) {
    Agent.prepare();
    Scheduler scheduler = Scheduler.create(Scheduler.continuationsAvailable());
    HiddenLog log = new HiddenLog();
    Map<String, Long> orders = new TreeMap<>();
    for (int i = 0; i < executions; i++) {
      log.set("");
      scheduler.events().disable();
      search.begin();
      Ending ending =
          scheduler.run(() -> program.run(new Cell(), log), search, endsAreSteps, false);
      assertThat(ending.kind()).isEqualTo(Ending.Kind.COMPLETED);
      orders.merge(log.text(), 1L, Long::sum);
      search.advance();
    }
    scheduler.close();
    return orders;
  }

  private interface Marked {
    void run(Cell cell, HiddenLog log) throws InterruptedException;
  }

  private static void threeAndThree(Cell cell, HiddenLog log) throws InterruptedException {
    inParallel(() -> write(cell, log, "aaa"), () -> write(cell, log, "bbb"));
  }

  private static void fiveAndOne(Cell cell, HiddenLog log) throws InterruptedException {
    inParallel(() -> write(cell, log, "aaaaa"), () -> write(cell, log, "b"));
  }

  @Test
  void surw_makesAllOrdersOfTheStepsAtALocationAlike() {
    Map<String, Long> three =
        orders(new SelectivelyUniformWalk(7), 20_000, SamplingTest::threeAndThree);
    Map<String, Long> five =
        orders(new SelectivelyUniformWalk(7), 12_000, SamplingTest::fiveAndOne);
    Map<String, Long> walk = orders(new RandomWalk(7), 12_000, SamplingTest::fiveAndOne);

    // With one degree of freedom less than orders, 99.9 % of such sums are below 43.8 and 20.5.
    assertThat(three).hasSize(20);
    assertThat(chiSquare(three)).isLessThan(43.8);
    assertThat(five).hasSize(6);
    assertThat(chiSquare(five)).isLessThan(20.5);
    assertThat(chiSquare(walk)).as("a walk that is not uniform").isGreaterThan(1_000);
  }

  @Test
  void surw_doesNotTakeTheLifeOfAThreadForASharedLocation() {
    Map<String, Long> orders =
        orders(new SelectivelyUniformWalk(7), 12_000, SamplingTest::fiveAndOne, true);

    assertThat(orders).hasSize(6);
    assertThat(chiSquare(orders)).isLessThan(20.5);
  }

  @Test
  void surw_countsTheStepsOfThreadsThatAreNotStartedYet() {
    Map<String, Long> orders =
        orders(
            new SelectivelyUniformWalk(11),
            12_000,
            (cell, log) -> {
              Thread child = new Thread(() -> write(cell, log, "bbb"));
              inParallel(
                  () -> {
                    cell.other = 1;
                    child.start();
                  },
                  () -> write(cell, log, "c"));
            });

    assertThat(orders).containsOnlyKeys("cbbb", "bcbb", "bbcb", "bbbc");
    assertThat(chiSquare(orders)).isLessThan(16.3);
  }

  /** How far counts are from being alike. */
  private static double chiSquare(Map<String, Long> counts) {
    double expected = counts.values().stream().mapToLong(Long::longValue).average().orElseThrow();
    return counts.values().stream()
        .mapToDouble(count -> (count - expected) * (count - expected) / expected)
        .sum();
  }

  @Test
  void pos_drawsAnewForStepsThatRace_andForThoseOnly() {
    Map<String, Long> racing =
        orders(
            new PartialOrderSampling(5),
            12_000,
            (cell, log) -> inParallel(() -> write(cell, log, "aa"), () -> write(cell, log, "b")));
    Map<String, Long> independent =
        orders(
            new PartialOrderSampling(5),
            12_000,
            (cell, log) ->
                inParallel(() -> write(cell, log, "aa"), () -> elsewhere(cell, log, "b")));

    assertShares(racing, Map.of("baa", 1 / 2.0, "aba", 1 / 4.0, "aab", 1 / 4.0));
    // The one that has lost once keeps its low draw: second is only the middle one of three.
    assertShares(independent, Map.of("baa", 1 / 2.0, "aba", 1 / 6.0, "aab", 1 / 3.0));
  }

  @Test
  void pos_drawsAnewAfterAStepWithoutAChoice() {
    Map<String, Long> orders =
        orders(
            new PartialOrderSampling(5),
            24_000,
            (cell, log) -> {
              CountDownLatch latch = new CountDownLatch(1);
              inParallel(
                  () -> {
                    write(cell, log, "a");
                    await(latch);
                    write(cell, log, "c");
                  },
                  () -> {
                    elsewhere(cell, log, "b");
                    latch.countDown();
                    elsewhere(cell, log, "d");
                  });
            });
    orders.keySet().removeIf(order -> !order.startsWith("ab"));

    // When a came first, b and the latch had no choice. Of d, the await and c each is the last with
    // the same odds; had d the draw with which b lost against a, it would come late more often.
    assertShares(orders, Map.of("abdc", 2 / 3.0, "abcd", 1 / 3.0));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertShares(Map<String, Long> counts, Map<String, Double> shares) {
    double total = counts.values().stream().mapToLong(Long::longValue).sum();
    assertThat(counts.keySet()).isEqualTo(shares.keySet());
    // Four standard deviations of a share among 12,000.
    shares.forEach(
        (outcome, share) ->
            assertThat(counts.get(outcome) / total).as(outcome).isCloseTo(share, within(0.018)));
  }

  @ParameterizedTest
  @CsvSource({"1, bbbbaaaa", "2, abbbbaaa", "3, abbaaabb"})
  void pct_findsABugOfItsDepth_withTheProbabilityPromised(int depth, String bug) {
    long shown = 0;
    for (int seed = 1; seed <= 20; seed++) {
      shown +=
          orders(
                  new PriorityWalk(seed, depth),
                  100,
                  (cell, log) ->
                      inParallel(() -> write(cell, log, "aaaa"), () -> write(cell, log, "bbbb")))
              .getOrDefault(bug, 0L);
    }

    // Three threads, and eight points at most where there is a choice; less three deviations.
    double promised = 1 / (3 * Math.pow(8, depth - 1));
    double margin = 3 * Math.sqrt(promised / 2_000);
    assertThat(shown / 2_000.0).isGreaterThan(promised - margin);
  }

  @Test
  void pct_withoutChangePoints_neverPreempts() {
    assertThat(orders(new PriorityWalk(3, 1), 200, SamplingTest::threeAndThree))
        .containsOnlyKeys("aaabbb", "bbbaaa");
  }
}
