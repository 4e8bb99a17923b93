package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.check.report.ScheduleFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a test without JUnit's annotation uses: short forms, errors, reports, schedules. */
class ChecksInTestsTest {
  private static int count;
  private static String kept = "before";

  private static void broken() throws InterruptedException {
    Thread other = new Thread(() -> count++, "other");
    other.start();
    count++;
    other.join();
    if (count != 2) {
      throw new IllegalStateException("lost one");
    }
  }

  private static void whole() throws InterruptedException {
    AtomicInteger sum = new AtomicInteger();
    Thread other = new Thread(sum::incrementAndGet);
    other.start();
    sum.incrementAndGet();
    other.join();
  }

  @Test
  void verify_whole_returnsTheResult_namedAfterTheCaller() {
    CheckResult result = Checker.verify(ChecksInTestsTest::whole);

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.target())
        .isEqualTo(
            "dev.heddle.check.ChecksInTestsTest#"
                + "verify_whole_returnsTheResult_namedAfterTheCaller");
  }

  @Test
  void verify_broken_throwsTheReport_atTheLineOfTheProgram_withTheCause() {
    assertThatThrownBy(() -> Checker.verify(ChecksInTestsTest::broken))
        .isInstanceOfSatisfying(
            CheckFailedError.class,
            error -> {
              assertThat(error).hasMessage(error.result().report());
              assertThat(error).hasMessageStartingWith("FAILED  dev.heddle.check.ChecksInTests");
              assertThat(error.getStackTrace()[0].getMethodName()).isEqualTo("broken");
              assertThat(error.getStackTrace())
                  .noneMatch(frame -> frame.getClassName().equals(TargetRunner.class.getName()));
              assertThat(error).cause().isInstanceOf(IllegalStateException.class);
            });
  }

  @Test
  void verify_onlyPassed_throws_whereOrThrowDoesNot() {
    CheckOptions options = CheckOptions.builder().strategy(Strategy.RANDOM).executions(3).build();
    CheckResult result =
        Checker.withOptions(options).check("whole", ChecksInTestsTest::whole).orThrow();

    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThatThrownBy(() -> Checker.verify(Thread::getAllStackTraces))
        .isInstanceOf(CheckFailedError.class)
        .hasMessageStartingWith("UNSUPPORTED");
  }

  @Test
  void writeSchedule_ofAFailure_canBeReadAndReplayed(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("schedule.json");
    CheckResult failed = Checker.check(ChecksInTestsTest::broken);
    failed.writeSchedule(file);

    Schedule schedule = ScheduleFile.read(file);
    Target target = Target.of(schedule.target(), ChecksInTestsTest::broken);
    target.requireClassesOf(schedule);
    CheckResult again = Checker.withOptions(CheckOptions.DEFAULTS).replay(target, schedule);

    assertThat(again.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(again.failures().get(0).message()).isEqualTo(failed.failures().get(0).message());
    CheckResult passed = Checker.check(ChecksInTestsTest::whole);
    assertThatThrownBy(() -> passed.writeSchedule(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("did not fail");
  }

  @Test
  void failures_areEqual_whateverObjectWasThrown() {
    CheckOptions options = CheckOptions.builder().strategy(Strategy.RANDOM).build();
    Failure one =
        Checker.withOptions(options).check("b", ChecksInTestsTest::broken).failures().get(0);
    Failure two =
        Checker.withOptions(options).check("b", ChecksInTestsTest::broken).failures().get(0);

    assertThat(one.thrown()).isNotNull().isNotSameAs(two.thrown());
    assertThat(one.schedule().choices()).isEqualTo(two.schedule().choices());
    assertThat(one.withFirstDetail("x")).isNotEqualTo(one);
    assertThat(new ArrayList<>(List.of(one)))
        .contains(one.with(null, null).with(one.shortened(), one.nearestPassing()));
  }

  @Test
  void keptClass_beginsEachExecutionAsItWasBefore_andIsSoAfterwards() {
    kept = "by the test";
    Target target =
        Target.of(
                "kept",
                () -> {
                  assertThat(kept).isEqualTo("by the test");
                  kept = "changed";
                  whole();
                })
            .keeping(Set.of(ChecksInTestsTest.class), ChecksInTestsTest.class.getClassLoader());

    CheckResult result = Checker.withOptions(CheckOptions.DEFAULTS).check(target).orThrow();

    assertThat(result.executions()).isGreaterThan(1);
    assertThat(kept).isEqualTo("by the test");
    assertThat(result.warnings()).anyMatch(line -> line.contains("ChecksInTestsTest"));
  }

  @Test
  void interrupt_ofTheThreadThatAsks_endsTheCheck_andStays() {
    CheckOptions options =
        CheckOptions.builder().strategy(Strategy.RANDOM).time(Duration.ofMinutes(10)).build();
    Thread.currentThread().interrupt();

    CheckResult result = Checker.withOptions(options).check("whole", ChecksInTestsTest::whole);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(result.warnings()).anyMatch(line -> line.contains("stopped before its budget"));
  }

  @Test
  void andFinally_runsBoth_andSuppressesTheSecondException() {
    List<String> calls = new ArrayList<>();
    Body both = ((Body) () -> calls.add("first")).andFinally(() -> calls.add("second"));
    Body failing =
        ((Body)
                () -> {
                  throw new IllegalStateException("first");
                })
            .andFinally(
                () -> {
                  throw new IllegalArgumentException("second");
                });

    assertThat(org.assertj.core.api.Assertions.catchThrowable(both::run)).isNull();
    assertThat(calls).containsExactly("first", "second");
    assertThatThrownBy(failing::run)
        .hasMessage("first")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("second"));
  }
}
