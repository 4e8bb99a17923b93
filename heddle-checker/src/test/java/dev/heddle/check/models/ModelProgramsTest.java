package dev.heddle.check.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.Body;
import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Failure;
import dev.heddle.check.RaceChecking;
import dev.heddle.check.Switching;
import dev.heddle.check.Switchings;
import dev.heddle.check.Verdict;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each class does: explored to the end by each way of switching, and run by real threads. */
class ModelProgramsTest {
  private static final int REAL_RUNS = 50;

  /** All, or with {@code -Dheddle.programs.of=Lock} those whose names contain that. */
  private static Stream<ModelProgram> programs() {
    // Not a static field: that would be initialised in each execution under check.
    String of = System.getProperty("heddle.programs.of", "");
    return ModelPrograms.all().stream().filter(program -> program.name().contains(of));
  }

  static Stream<Arguments> programsAndSwitchings() {
    return programs()
        .flatMap(
            program ->
                Stream.of(Switching.CONTINUATION, Switching.THREAD)
                    .map(switching -> Arguments.of(program, switching)));
  }

  @ParameterizedTest(name = "{0} ({1})")
  @MethodSource("programsAndSwitchings")
  void exploration_findsExactlyWhatTheClassDoes(ModelProgram program, Switching switching) {
    Body body = () -> System.out.print(program.program().call());
    Switchings.assumeAvailable(switching);
    CheckOptions options = Switchings.everything(switching).races(RaceChecking.FAIL).build();
    CheckResult result = Checker.withOptions(options).check("program", body);

    assertThat(result.failures().stream().map(Failure::kind).collect(Collectors.toSet()))
        .as(() -> program + ": " + result.failures() + " " + result.reason())
        .isEqualTo(program.failures());
    assertThat(result.verdict())
        .isEqualTo(program.failures().isEmpty() ? Verdict.VERIFIED : Verdict.FAILED);
    // An execution that fails has printed nothing.
    assertThat(result.outcomes().keySet())
        .filteredOn(outcome -> !outcome.isEmpty() || program.failures().isEmpty())
        .containsExactlyInAnyOrderElementsOf(program.outcomes());
    assertThat(result.redundant()).isZero();
    assertAssumes(program, result.assumes());
    Switchings.assertReplays(switching, body, result);
  }

  private static void assertAssumes(ModelProgram program, List<String> assumes) {
    if (program.assumption().isEmpty()) {
      assertThat(assumes)
          .allMatch(
              assumption ->
                  assumption.startsWith("timeouts fire")
                      || assumption.startsWith("a thread that")
                      || assumption.startsWith("each call of ")
                      || assumption.startsWith("no spurious wake-up"));
    } else {
      assertThat(assumes).anyMatch(assumption -> assumption.contains(program.assumption()));
    }
  }

  static Stream<ModelProgram> realPrograms() {
    return programs().filter(program -> program.failures().isEmpty() && !program.isTimed());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("realPrograms")
  void realThreads_doNothingElse(ModelProgram program) throws Exception {
    for (int i = 0; i < REAL_RUNS; i++) {
      assertThat(program.outcomes()).contains(String.valueOf(program.program().call()));
    }
  }
}
