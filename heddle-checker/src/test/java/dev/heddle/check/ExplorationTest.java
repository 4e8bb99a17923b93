package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static dev.heddle.check.Switchings.exploreAll;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What strategies and budgets promise. */
class ExplorationTest {
  private static final class Cell {
    volatile int value;
    volatile int other;
  }

  private static void writeThrice(Cell cell, HiddenLog log, String mark) {
    cell.value = 1;
    log.add(mark);
    cell.value = 2;
    log.add(mark);
    cell.value = 3;
    log.add(mark);
  }

  private static void sixWrites() throws InterruptedException {
    Cell cell = new Cell();
    HiddenLog log = new HiddenLog();
    inParallel(() -> writeThrice(cell, log, "a"), () -> writeThrice(cell, log, "b"));
    System.out.print(log.text());
  }

  private static void nineWrites() throws InterruptedException {
    Cell cell = new Cell();
    HiddenLog log = new HiddenLog();
    inParallel(
        () -> {
          writeThrice(cell, log, "a");
          writeThrice(cell, log, "c");
        },
        () -> writeThrice(cell, log, "b"));
    System.out.print(log.text());
  }

  private static void twoIncrements() throws InterruptedException {
    Cell cell = new Cell();
    inParallel(() -> cell.value++, () -> cell.value++);
    System.out.print(cell.value);
    assert cell.value == 2 : "lost update";
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void exhaustive_sixWrites_seesAllTwentyOrders(Switching switching) {
    CheckResult result = exploreAll(switching, ExplorationTest::sixWrites);

    // Six writes, three of each thread in their order: 6! / (3! 3!) orders.
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).hasSize(20);
    assertThat(result.outcomes().keySet())
        .allSatisfy(order -> assertThat(order).matches("(?=(b*a){3}b*$)(?=(a*b){3}a*$).*"));
  }

  @Test
  void exhaustive_stopsAtTheFirstFailure_unlessToldToKeepGoing() {
    CheckResult stopped =
        Checker.withOptions(CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).build())
            .check("test", ExplorationTest::twoIncrements);
    CheckResult whole = exploreAll(ExplorationTest::twoIncrements);

    assertThat(stopped.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(stopped.executions()).isLessThan(whole.executions());
    assertThat(stopped.failures()).hasSize(1);
    assertThat(stopped.failures().get(0).execution()).isEqualTo(stopped.executions());
    assertThat(whole.outcomes().keySet()).isEqualTo(Set.of("1", "2"));
  }

  @Test
  void executions_areCapped_andTheVerdictIsPassed() {
    CheckResult result =
        Checker.withOptions(everything(Switching.AUTO).executions(7).build())
            .check("test", ExplorationTest::sixWrites);

    assertThat(result.executions()).isEqualTo(7);
    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void time_isABudget_andTheVerdictIsPassed() {
    CheckResult result =
        Checker.withOptions(everything(Switching.AUTO).time(Duration.ofMillis(1)).build())
            .check(
                "test",
                () -> {
                  Cell cell = new Cell();
                  Runnable body =
                      () -> {
                        for (int i = 0; i < 20; i++) {
                          cell.value = i;
                        }
                      };
                  inParallel(body, body);
                });

    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void auto_spendsThreeQuartersOnTheExhaustiveSearch() {
    CheckResult exhaustive =
        Checker.withOptions(everything(Switching.AUTO).executions(30).build())
            .check("test", ExplorationTest::nineWrites);
    CheckResult auto =
        Checker.withOptions(
                everything(Switching.AUTO).strategy(Strategy.AUTO).executions(40).build())
            .check("test", ExplorationTest::nineWrites);

    // Depth first, the first 30 executions hardly leave the beginning of the tree; chance does.
    assertThat(auto.executions()).isEqualTo(40);
    assertThat(auto.outcomes().keySet()).containsAll(exhaustive.outcomes().keySet());
    assertThat(auto.outcomes().size()).isGreaterThan(exhaustive.outcomes().size());
    CheckResult sampled =
        Checker.withOptions(
                everything(Switching.AUTO).strategy(Strategy.SURW).executions(10).build())
            .check("test", ExplorationTest::nineWrites);
    assertThat(total(auto)).isEqualTo(total(exhaustive, sampled));
  }

  @Test
  void auto_goesOnWithTheExhaustiveSearchAfterChance_toItsEnd() {
    CheckResult all = exploreAll(ExplorationTest::nineWrites);
    long enough = all.executions() * 2;
    CheckResult auto =
        Checker.withOptions(
                everything(Switching.AUTO).strategy(Strategy.AUTO).executions(enough).build())
            .check("test", ExplorationTest::nineWrites);

    assertThat(auto.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(auto.explored()).isEqualTo(all.executions());
    assertThat(auto.redundant()).isZero();
    // What chance had was a quarter.
    assertThat(auto.executions()).isEqualTo(all.executions() + enough / 4);
    assertThat(auto.outcomes().keySet()).isEqualTo(all.outcomes().keySet());
  }

  @Test
  void stop_endsTheCheckWithWhatWasFound() {
    // The calling thread asks, too, whenever it looks after the others.
    Thread caller = Thread.currentThread();
    int[] asked = new int[1];
    CheckResult result =
        Checker.withOptions(everything(Switching.AUTO).build())
            .stoppingWhen(() -> Thread.currentThread() != caller && ++asked[0] >= 50)
            .check("test", ExplorationTest::nineWrites);

    assertThat(result.executions()).isBetween(1L, 50L);
    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(result.warnings())
        .containsExactly("the search was stopped before its budget was spent");
    assertThat(total(result).values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(result.executions());
  }

  private static Map<String, Long> total(CheckResult... results) {
    Map<String, Long> total = new HashMap<>();
    for (CheckResult result : results) {
      result.outcomes().forEach((outcome, count) -> total.merge(outcome, count, Long::sum));
    }
    return total;
  }

  @Test
  void auto_endsWithTheExhaustiveSearch_whenThatIsComplete() {
    CheckResult result =
        Checker.withOptions(everything(Switching.AUTO).strategy(Strategy.AUTO).build())
            .check("test", ExplorationTest::sixWrites);

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isEqualTo(exploreAll(ExplorationTest::sixWrites).executions());
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void random_sameSeed_sameExecutions(Switching switching) {
    Switchings.assumeAvailable(switching);
    CheckOptions.Builder options =
        everything(switching).strategy(Strategy.RANDOM).executions(1_000);
    CheckResult first =
        Checker.withOptions(options.seed(42).build()).check("test", ExplorationTest::sixWrites);
    CheckResult again =
        Checker.withOptions(options.seed(42).build()).check("test", ExplorationTest::sixWrites);
    CheckResult other =
        Checker.withOptions(options.seed(43).build()).check("test", ExplorationTest::sixWrites);

    assertThat(again.outcomes()).isEqualTo(first.outcomes());
    assertThat(other.outcomes()).isNotEqualTo(first.outcomes());
    assertThat(first.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(first.outcomes()).hasSize(20);
  }

  @Test
  void preemptions_boundTheSearch_andItIsNotVerified() {
    CheckResult none =
        Checker.withOptions(everything(Switching.AUTO).preemptions(0).build())
            .check("test", ExplorationTest::sixWrites);
    CheckResult one =
        Checker.withOptions(everything(Switching.AUTO).preemptions(1).build())
            .check("test", ExplorationTest::sixWrites);

    assertThat(none.outcomes().keySet()).isEqualTo(Set.of("aaabbb", "bbbaaa"));
    assertThat(one.outcomes().keySet())
        .contains("aaabbb", "abbbaa", "aabbba", "baaabb", "bbaaab")
        .doesNotContain("ababab");
    assertThat(none.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(one.verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void preemptions_thatAreNeverReached_leaveItVerified() {
    CheckResult result =
        Checker.withOptions(everything(Switching.AUTO).preemptions(30).build())
            .check("test", ExplorationTest::sixWrites);

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).hasSize(20);
  }

  @Test
  void result_namesWhatItRestsOn() {
    CheckResult plain = exploreAll(ExplorationTest::sixWrites);
    CheckResult timed = exploreAll(() -> Thread.sleep(1));
    CheckResult spinning =
        exploreAll(
            () -> {
              Cell cell = new Cell();
              new Thread(() -> cell.value = 1).start();
              while (cell.value == 0) {
                continue;
              }
            });

    assertThat(plain.assumes()).containsExactly("sequential consistency");
    assertThat(timed.assumes())
        .containsExactly("sequential consistency", "timeouts fire only when nothing else can run");
    assertThat(spinning.assumes())
        .containsExactly(
            "sequential consistency",
            "a thread that repeats the same steps in a loop waits until another has gone on");
  }

  @Test
  void executions_areThoseThatRan_warmUpApart() {
    int[] runs = new int[1];
    Body body =
        () -> {
          runs[0]++;
          twoWrites();
        };
    CheckResult result =
        Checker.withOptions(
                everything(Switching.AUTO).strategy(Strategy.RANDOM).executions(20).build())
            .check("test", body);

    assertThat(result.executions()).isEqualTo(20);
    assertThat(runs[0]).isEqualTo(20 + 2);
  }

  /** At most two hundredths of the budget, and not counted. */
  @ParameterizedTest
  @CsvSource({"49, 0", "50, 1", "99, 1", "100, 2"})
  void executionsThatLookForRaces_arePartOfTheBudget(long budget, int expected) {
    int[] runs = new int[1];
    CheckResult result =
        Checker.withOptions(everything(Switching.AUTO).executions(budget).build())
            .check(
                "test",
                () -> {
                  runs[0]++;
                  int[] cell = new int[1];
                  inParallel(() -> cell[0] = 1, () -> cell[0] = 2);
                });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.restarts()).isEqualTo(1);
    // Twice to warm up, and once until the race showed.
    assertThat(result.executions()).isEqualTo(runs[0] - 2 - 1 - expected);
  }

  private static void twoWrites() throws InterruptedException {
    Cell cell = new Cell();
    inParallel(() -> cell.value = 1, () -> cell.value = 2);
  }

  @Test
  void execution_lastsUntilTheLastNonDaemonThreadHasEnded() {
    CheckResult outliving = exploreAll(() -> new Thread(() -> System.out.print("later")).start());

    assertThat(outliving.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(outliving.outcomes().keySet()).isEqualTo(Set.of("later"));
  }

  @Test
  void timePasses_whileThreadsSpinForEachOther() {
    CheckResult result =
        Checker.withOptions(everything(Switching.AUTO).executions(1).build())
            .check(
                "test",
                () -> {
                  Cell cell = new Cell();
                  Runnable spinner =
                      () -> {
                        while (cell.value == 0) {
                          Thread.yield();
                        }
                      };
                  new Thread(spinner).start();
                  new Thread(spinner).start();
                  var unused = new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
                  cell.value = 1;
                });

    assertThat(result.failures()).isEmpty();
    assertThat(result.executions()).isEqualTo(1);
  }

  @Test
  void daemonThatWaits_isNoLeak() {
    CheckResult result =
        exploreAll(
            () -> {
              Thread daemon = new Thread(java.util.concurrent.locks.LockSupport::park);
              daemon.setDaemon(true);
              daemon.start();
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void cycleOfThreads_isADeadlock_alsoWhenMainHasEnded() {
    CheckResult result =
        exploreAll(
            () -> {
              Object a = new Object();
              Object b = new Object();
              new Thread(() -> nested(a, b), "A").start();
              new Thread(() -> nested(b, a), "B").start();
            });

    assertThat(result.failures()).hasSize(1);
    Failure failure = result.failures().get(0);
    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(failure.message()).isEqualTo("lock order: A and B wait for each other's locks");
  }

  private static void nested(Object outer, Object inner) {
    synchronized (outer) {
      synchronized (inner) {
        return;
      }
    }
  }

  @Test
  void steps_tellTheStoryOfTheFailure() {
    CheckResult result = exploreAll(ExplorationTest::twoIncrements);
    Failure failure = result.failures().get(0);

    assertThat(failure.kind()).isEqualTo(FailureKind.ASSERTION);
    assertThat(failure.message()).isEqualTo("java.lang.AssertionError: lost update");
    assertThat(failure.details().get(1)).contains("ExplorationTest.twoIncrements");
    assertThat(failure.steps().stream().map(step -> step.thread() + ": " + step.operation()))
        .containsSubsequence(
            "main: Thread.start",
            "Thread-0: begin",
            "Thread-0: read value",
            "Thread-1: read value",
            "Thread-1: write value",
            "Thread-1: end",
            "Thread-0: write value",
            "main: Thread.join",
            "main: read value");
    assertThat(failure.steps().stream().map(Step::location))
        .anySatisfy(
            location -> {
              assertThat(location).isNotNull();
              assertThat(location.fileName()).isEqualTo("ExplorationTest.java");
              assertThat(location.line()).isPositive();
            });
  }

  @Test
  void standardError_isShownWithTheFailureOnly() {
    CheckResult result =
        exploreAll(
            () -> {
              System.err.println("careful");
              throw new IllegalStateException("broken");
            });

    assertThat(result.failures().get(0).details())
        .containsSubsequence("printed on standard error:", "careful");
    assertThat(result.outcomes().keySet()).isEqualTo(Set.of(""));
  }

  @Test
  void options_outOfRange_areRefused() {
    CheckOptions.Builder builder = CheckOptions.builder();

    assertThatThrownBy(() -> builder.executions(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("executions must be at least 1, not 0");
    assertThatThrownBy(() -> builder.time(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time must be more than zero, not PT0S");
    assertThatThrownBy(() -> builder.preemptions(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("preemptions must be at least 0, not -1");
    assertThatThrownBy(() -> builder.depth(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("depth must be at least 1, not 0");
  }

  @Test
  void choice_impossible_isRefused() {
    assertThatThrownBy(() -> new Choice(2, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Choice(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void check_fromWithinACheck_isRefused() {
    CheckResult result =
        exploreAll(() -> Checker.withOptions(CheckOptions.DEFAULTS).check("inner", () -> {}));

    assertThat(result.failures().get(0).message())
        .isEqualTo(
            "java.lang.IllegalStateException: a check cannot be started from within a check");
  }
}
