package dev.heddle.check;

import static dev.heddle.check.Switchings.assumeAvailable;
import static dev.heddle.check.Switchings.everything;
import static dev.heddle.check.Switchings.exploreAll;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Programs that do not do the same when the same choices are made are found out, and named. */
class NondeterminismTest {
  private static int executions;
  private static volatile int shared;
  private static @Nullable ExecutorService pool;

  @Test
  void fewerStepsInLaterExecutions_areNamed() {
    executions = 0;
    CheckResult result =
        exploreKeepingStatics(
            Switching.AUTO,
            () -> {
              int steps = executions++ > 3 ? 1 : 3;
              Runnable body =
                  () -> {
                    for (int i = 0; i < steps; i++) {
                      shared = i;
                    }
                  };
              inParallel(body, body);
            });

    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.FAILED);
    assertThat(result.redundant()).isEqualTo(1);
    Failure failure = result.failures().get(0);
    assertThat(failure.kind()).isEqualTo(FailureKind.NONDETERMINISM);
    assertThat(failure.message())
        .startsWith("the same choices led elsewhere")
        .contains("static state of the program carries over");
  }

  @Test
  void aPoolKeptInAStaticField_whoseThreadsWereDropped_isNamed_andIsNoDeadlock() {
    CheckResult result = useStaticPool(Switching.CONTINUATION);

    assertThat(result.failures()).hasSize(1);
    Failure failure = result.failures().get(0);
    assertThat(failure.kind()).isEqualTo(FailureKind.NONDETERMINISM);
    assertThat(failure.message())
        .startsWith("the same choices ended in two ways: first without a failure, then ")
        .contains("static state of the program carries over");
  }

  @Test
  void aPoolKeptInAStaticField_whoseThreadsWereUnwound_startsOthers() {
    // A thread that is unwound takes leave of its pool; one that is dropped does not.
    CheckResult result = useStaticPool(Switching.THREAD);

    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
  }

  private static CheckResult useStaticPool(Switching switching) {
    pool = null;
    return exploreKeepingStatics(
        switching,
        () -> {
          ExecutorService current = pool;
          if (current == null) {
            current = Executors.newSingleThreadExecutor(NondeterminismTest::daemon);
            pool = current;
          }
          current.submit(() -> 1).get();
        });
  }

  private static CheckResult exploreKeepingStatics(Switching switching, Body body) {
    assumeAvailable(switching);
    return Checker.withOptions(everything(switching).keepStatics(true).build()).check("test", body);
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body);
    thread.setDaemon(true);
    return thread;
  }

  @Test
  void replay_ofAnotherProgram_isNamed() {
    CheckResult result = exploreAll(NondeterminismTest::failing);
    Schedule schedule = result.failures().get(0).schedule();
    Checker checker = Checker.withOptions(CheckOptions.DEFAULTS);

    assertThat(messageOf(checker.replay(Target.of("t", () -> {}), schedule)))
        .startsWith("the program followed the schedule and did not fail; expected was assertion:");
    assertThat(
            messageOf(
                checker.replay(
                    Target.of(
                        "t",
                        () -> {
                          throw new IllegalStateException("other");
                        }),
                    schedule)))
        .startsWith(
            "the program failed in another way (exception: java.lang.IllegalStateException: other)");
    assertThat(
            messageOf(
                checker.replay(
                    Target.of(
                        "t",
                        () -> {
                          Runnable body = () -> shared++;
                          inParallel(body, body, body);
                          assert shared < 0;
                        }),
                    schedule)))
        .contains("of the schedule was among 2 candidates and is among 3 now");
  }

  @Test
  void replay_withChoicesMissing_isNamed() {
    CheckResult result = exploreAll(NondeterminismTest::failing);
    Schedule whole = result.failures().get(0).schedule();
    Schedule cut =
        new Schedule(
            whole.target(),
            List.of(),
            List.of(),
            whole.kind(),
            whole.message(),
            false,
            false,
            false,
            whole.promoted(),
            Map.of(),
            List.of());

    CheckResult replayed =
        Checker.withOptions(CheckOptions.DEFAULTS)
            .replay(Target.of("t", NondeterminismTest::failing), cut);

    assertThat(messageOf(replayed))
        .isEqualTo(
            "the program went another way than the schedule: the schedule ends after 0 choices, and"
                + " there is another to make");
  }

  private static void failing() throws InterruptedException {
    shared = 0;
    Runnable body = () -> shared++;
    inParallel(body, body);
    assert shared == 2 : "lost";
  }

  private static String messageOf(CheckResult result) {
    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.failures()).hasSize(1);
    assertThat(result.failures().get(0).kind()).isEqualTo(FailureKind.NONDETERMINISM);
    return result.failures().get(0).message();
  }
}
