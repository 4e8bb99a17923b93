package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Failure;
import dev.heddle.check.FailureKind;
import dev.heddle.check.Strategy;
import dev.heddle.check.Switching;
import dev.heddle.check.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An execution is a function of its choices: thousands of each program, and none diverges. */
class DivergenceTest {
  private static final boolean CONTINUATIONS = Runtime.version().feature() >= 24;

  /** Where threads are the only way they have to do it all; beside continuations, a sample. */
  private static final int ALL = 10_000;

  private static final int SAMPLE = 1_000;

  static List<ExampleProgram> programs() {
    return ExampleProgram.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void tenThousandExecutions_doNotDiverge(ExampleProgram program) {
    CheckResult result =
        run(program, CONTINUATIONS ? Switching.CONTINUATION : Switching.THREAD, ALL);

    assertThat(result.failures())
        .extracting(Failure::kind)
        .doesNotContain(FailureKind.NONDETERMINISM);
    assertThat(result.executions()).isEqualTo(ALL);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void sameSeed_makesTheSameExecutionsByEitherSwitching(ExampleProgram program) {
    assumeTrue(CONTINUATIONS, "continuations need a JDK 24 or newer");

    CheckResult threads = run(program, Switching.THREAD, SAMPLE);
    CheckResult continuations = run(program, Switching.CONTINUATION, SAMPLE);

    assertThat(continuations.outcomes()).isEqualTo(threads.outcomes());
    assertThat(continuations.failures())
        .usingRecursiveComparison()
        .ignoringFields("schedule", "details", "thrown")
        .isEqualTo(threads.failures());
  }

  private static CheckResult run(ExampleProgram program, Switching switching, int executions) {
    Target target = program.target();
    return Checker.withOptions(
            CheckOptions.builder()
                .strategy(Strategy.RANDOM)
                .executions(executions)
                .time(Duration.ofMinutes(5))
                .shortening(Duration.ZERO)
                .keepGoing(true)
                .switching(switching)
                .build())
        .check(target.name(), target.body());
  }
}
