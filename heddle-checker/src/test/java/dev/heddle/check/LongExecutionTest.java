package dev.heddle.check;

import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An execution of a million steps fits into the heap of these tests, 256 MB, and is replayed. */
class LongExecutionTest {

  private static Checker checker(Switching switching, long executions) {
    return Checker.withOptions(
        CheckOptions.builder()
            .strategy(Strategy.RANDOM)
            .switching(switching)
            .executions(executions)
            .shortening(Duration.ZERO)
            .time(Duration.ofMinutes(5))
            .build());
  }

  private static void increments(int rounds) throws InterruptedException {
    int[] counter = new int[1];
    Runnable body =
        () -> {
          for (int i = 0; i < rounds; i++) {
            counter[0]++;
          }
        };
    inParallel(body, body);
    if (counter[0] != 2 * rounds) {
      throw new IllegalStateException("counted " + counter[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({"CONTINUATION, 250000", "THREAD, 2500"})
  void failure_ofALongExecution_isReplayedExactly(Switching switching, int rounds) {
    Switchings.assumeAvailable(switching);
    Body body = () -> increments(rounds);
    CheckResult result = checker(switching, 3).check("test", body);

    Failure failure =
        result.failures().stream()
            .filter(each -> each.kind() == FailureKind.EXCEPTION)
            .findFirst()
            .orElseThrow();
    assertThat(failure.steps()).hasSizeGreaterThan(4 * rounds);
    CheckResult replayed =
        checker(switching, 1).replay(Target.of("test", body), failure.schedule());
    assertThat(replayed.failures()).hasSize(1);
    Failure again = replayed.failures().get(0);
    assertThat(again.message()).isEqualTo(failure.message());
    assertThat(again.schedule().choices()).isEqualTo(failure.schedule().choices());
    assertThat(again.steps()).isEqualTo(failure.steps());
  }

  @ParameterizedTest
  @CsvSource({"CONTINUATION, 500000", "THREAD, 5000"})
  void stepsOfALongExecution_areNotCut(Switching switching, int rounds) {
    Switchings.assumeAvailable(switching);
    CheckResult result =
        checker(switching, 1)
            .check(
                "test",
                () -> {
                  AtomicInteger counter = new AtomicInteger();
                  Runnable body =
                      () -> {
                        for (int i = 0; i < rounds; i++) {
                          counter.incrementAndGet();
                        }
                      };
                  inParallel(body, body);
                  System.out.print(counter);
                });

    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(result.cut()).isZero();
    assertThat(result.outcomes()).containsOnlyKeys(String.valueOf(2 * rounds));
  }
}
