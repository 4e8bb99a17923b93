package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every small program, explored to the end by each way of switching. */
class SmallProgramsTest {

  static Stream<Arguments> casesAndSwitchings() {
    return SmallPrograms.all().stream()
        .flatMap(
            program ->
                Stream.of(Switching.THREAD, Switching.CONTINUATION)
                    .map(switching -> Arguments.of(program, switching)));
  }

  @ParameterizedTest(name = "{0} ({1})")
  @MethodSource("casesAndSwitchings")
  void exploration_findsExactlyWhatIsThere(SmallPrograms.Case program, Switching switching) {
    CheckResult result = Switchings.exploreAll(switching, program.body());

    assertThat(result.failures().stream().map(Failure::kind).collect(Collectors.toSet()))
        .as(() -> result.failures() + " " + result.reason())
        .isEqualTo(program.expected());
    assertThat(result.verdict())
        .isEqualTo(program.expected().isEmpty() ? Verdict.VERIFIED : Verdict.FAILED);
    assertThat(result.outcomes().keySet()).isEqualTo(program.outcomes());
    assertThat(result.redundant()).isZero();
    assertThat(result.outcomes().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(result.executions());
    Switchings.assertReplays(switching, program.body(), result);
  }

  static List<SmallPrograms.Case> cases() {
    return SmallPrograms.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bothSwitchings_runTheSameExecutions(SmallPrograms.Case program) {
    CheckResult continuations = Switchings.exploreAll(Switching.CONTINUATION, program.body());
    CheckResult threads = Switchings.exploreAll(Switching.THREAD, program.body());

    assertThat(continuations.executions()).isEqualTo(threads.executions());
    assertThat(continuations.outcomes()).isEqualTo(threads.outcomes());
    assertThat(continuations.assumes()).isEqualTo(threads.assumes());
    assertThat(continuations.failures().stream().map(Failure::schedule).toList())
        .isEqualTo(threads.failures().stream().map(Failure::schedule).toList());
  }
}
