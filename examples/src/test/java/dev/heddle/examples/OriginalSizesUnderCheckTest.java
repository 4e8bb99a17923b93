package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Failure;
import dev.heddle.check.FailureKind;
import dev.heddle.check.Strategy;
import dev.heddle.check.Target;
import dev.heddle.check.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the programs that take sizes at the sizes people use: the broken ones fail within a few
 * executions, and the correct ones do not fail.
 */
class OriginalSizesUnderCheckTest {
  private static final boolean CONTINUATIONS = Runtime.version().feature() >= 24;
  private static final int FEW_EXECUTIONS = 20;

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("E02CounterBroken", "4 100000", List.of("race", "assertion")),
        Arguments.of("E03StretchedCounterBroken", "4 100000", List.of("race", "assertion")),
        Arguments.of("E05TryLockBroken", "100", List.of("exception")),
        Arguments.of("E07ConnectionsBroken", "100 5", List.of("assertion")),
        Arguments.of("E15TaskQueueBroken", "1000 5", List.of("assertion")));
  }

  static Stream<Arguments> correct() {
    return Stream.of(
        Arguments.of("E02CounterMended", "4 100000"),
        Arguments.of("E03StretchedCounterMended", "4 100000"),
        Arguments.of("E05TryLockMended", "100"),
        Arguments.of("E07ConnectionsMended", "100 5"),
        Arguments.of("E13PoolMended", "4 3"),
        Arguments.of("E14PoolOfTasksMended", "4 100"),
        Arguments.of("E15TaskQueueMended", "1000 5"),
        Arguments.of("E16ConnectionLimitMended", "20 5 1000"));
  }

  private static CheckResult check(String name, String sizes, int executions) {
    // Switching by threads takes a hundred times as long.
    String[] arguments = (CONTINUATIONS ? sizes : sizes.replace("100000", "10000")).split(" ");
    CheckOptions options =
        CheckOptions.builder()
            .strategy(Strategy.RANDOM)
            .executions(executions)
            .shortening(Duration.ZERO)
            .time(Duration.ofMinutes(2))
            .build();
    Target target = ExampleProgram.target("dev.heddle.examples." + name, arguments);
    return Checker.withOptions(options).check(target.name(), target.body());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("broken")
  void brokenProgram_failsWithinAFewExecutions(String name, String sizes, List<String> kinds) {
    CheckResult result = check(name, sizes, FEW_EXECUTIONS);

    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.failures().stream().map(Failure::kind).map(FailureKind::text))
        .containsExactlyInAnyOrderElementsOf(new TreeSet<>(kinds));
    assertThat(result.cut()).isZero();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("correct")
  void correctProgram_passes(String name, String sizes) {
    CheckResult result = check(name, sizes, 2);

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(result.executions()).isEqualTo(2);
    assertThat(result.cut()).isZero();
    assertThat(result.warnings()).isEmpty();
  }
}
