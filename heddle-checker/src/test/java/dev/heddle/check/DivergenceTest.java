package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.runtime.Scheduler;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An execution is a function of its choices: thousands of each program, and none diverges. */
class DivergenceTest {
  /** Threads take some twelve times as long, and are compared with continuations elsewhere. */
  private static final int EXECUTIONS = Scheduler.continuationsAvailable() ? 10_000 : 1_000;

  static Stream<Arguments> programs() {
    return Stream.concat(
        SmallPrograms.all().stream().map(each -> Arguments.of(each, each.body())),
        ClassicAlgorithms.all().stream().map(each -> Arguments.of(each, each.body())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void executionsByChance_doNotDiverge(Object program, Body body) {
    CheckOptions options =
        CheckOptions.builder()
            .strategy(Strategy.RANDOM)
            .executions(EXECUTIONS)
            .time(Duration.ofMinutes(5))
            .shortening(Duration.ZERO)
            .keepGoing(true)
            .build();
    CheckResult result = Checker.withOptions(options).check(program.toString(), body);

    assertThat(result.failures())
        .extracting(Failure::kind)
        .doesNotContain(FailureKind.NONDETERMINISM);
    assertThat(result.executions()).isEqualTo(EXECUTIONS);
  }
}
