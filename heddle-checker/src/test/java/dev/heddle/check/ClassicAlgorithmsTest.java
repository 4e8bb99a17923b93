package dev.heddle.check;

import static dev.heddle.check.Switchings.assumeAvailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.check.explore.OptimalSearch;
import dev.heddle.check.explore.TraceCounter;
import dev.heddle.check.instrument.Agent;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every classic algorithm, explored to the end by each way of switching. */
class ClassicAlgorithmsTest {
  private static final int MOST_EXECUTIONS = 20_000;

  /** {@code -Dheddle.classics.plain=1000000} to bring the plain search to an end more often. */
  private static final int PLAIN_EXECUTIONS =
      Integer.getInteger("heddle.classics.plain", MOST_EXECUTIONS);

  static Stream<Arguments> casesAndSwitchings() {
    return ClassicAlgorithms.all().stream()
        .flatMap(
            algorithm ->
                Stream.of(Switching.CONTINUATION, Switching.THREAD)
                    .map(switching -> Arguments.of(algorithm, switching)));
  }

  @ParameterizedTest(name = "{0} ({1})")
  @MethodSource("casesAndSwitchings")
  void algorithm_isVerified_orFailsAsTheTextbookSays(
      ClassicAlgorithms.Case algorithm, Switching switching) {
    assumeAvailable(switching);
    CheckOptions options =
        CheckOptions.builder()
            .strategy(Strategy.EXHAUSTIVE)
            .keepGoing(true)
            .executions(MOST_EXECUTIONS)
            .switching(switching)
            .build();
    CheckResult result = Checker.withOptions(options).check("algorithm", algorithm.body());

    assertThat(result.failures().stream().map(Failure::kind).collect(Collectors.toSet()))
        .as(() -> result.failures() + " " + result.reason())
        .isEqualTo(algorithm.expected());
    assertThat(result.verdict())
        .isEqualTo(algorithm.expected().isEmpty() ? Verdict.VERIFIED : Verdict.FAILED);
    assertThat(result.executions()).isEqualTo(algorithm.executions());
    assertThat(result.redundant()).isZero();
    Switchings.assertReplays(switching, algorithm.body(), result);
  }

  static Stream<ClassicAlgorithms.Case> algorithms() {
    return ClassicAlgorithms.all().stream();
  }

  /** Where the plain search comes to an end, it has as many traces. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("algorithms")
  void executions_areTheTracesOfThePlainSearch(ClassicAlgorithms.Case algorithm) {
    assumeAvailable(Switching.CONTINUATION);
    Agent.prepare();
    CheckOptions options =
        CheckOptions.builder()
            .strategy(Strategy.EXHAUSTIVE)
            .keepGoing(true)
            .executions(PLAIN_EXECUTIONS)
            .time(Duration.ofMinutes(10))
            .build();
    Target target = Target.of("algorithm", algorithm.body());
    // First, because what the JDK does only once, such as to load classes, is seen as well.
    CheckResult optimal = new CheckRun(target, options, true).explore(OptimalSearch::new, null);
    TraceCounter[] counter = new TraceCounter[1];
    CheckResult plain =
        new CheckRun(target, options, true)
            .explore(events -> counter[0] = new TraceCounter(events), null);
    assumeTrue(plain.executions() < PLAIN_EXECUTIONS, "too many interleavings");

    assertThat(counter[0].traces()).isEqualTo(algorithm.executions());
    assertThat(optimal.executions()).isEqualTo(algorithm.executions());
    assertThat(optimal.outcomes().keySet()).isEqualTo(plain.outcomes().keySet());
  }
}
