package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Failure;
import dev.heddle.check.Strategy;
import dev.heddle.check.Switching;
import dev.heddle.check.Target;
import dev.heddle.check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each program shows what {@code programs.txt} and its own documentation say it shows. */
class ExamplesTest {
  private static final boolean CONTINUATIONS = Runtime.version().feature() >= 24;

  /** Each program is explored once with each switching, however many tests look at the result. */
  private static final Map<String, CheckResult> RESULTS = new HashMap<>();

  static List<ExampleProgram> programs() {
    return ExampleProgram.all();
  }

  static Stream<Arguments> programsAndSwitchings() {
    return programs().stream()
        .flatMap(
            program ->
                Stream.of(Switching.THREAD, Switching.CONTINUATION)
                    .map(switching -> Arguments.of(program, switching)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("programsAndSwitchings")
  void check_everyInterleaving_showsWhatIsExpected(ExampleProgram program, Switching switching) {
    assumeAvailable(switching);

    CheckResult result = check(program, switching);

    assertThat(result.reason()).isNull();
    assertThat(result.verdict())
        .isEqualTo(program.isExpectedToFail() ? Verdict.FAILED : Verdict.VERIFIED);
    // What is broken may race, too; what is mended does not.
    assertThat(
            result.failures().stream()
                .map(failure -> failure.kind().text())
                .filter(kind -> !program.isExpectedToFail() || !kind.equals("race"))
                .distinct()
                .toList())
        .isEqualTo(program.isExpectedToFail() ? List.of(program.expected()) : List.of());
    assertThat(printed(result)).isEqualTo(program.outcomes());
    assertThat(result.switching()).isEqualTo(switching);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void check_byEitherSwitching_exploresTheSame(ExampleProgram program) {
    assumeAvailable(Switching.CONTINUATION);

    CheckResult threads = check(program, Switching.THREAD);
    CheckResult continuations = check(program, Switching.CONTINUATION);

    assertThat(continuations.executions()).isEqualTo(threads.executions());
    assertThat(continuations.outcomes()).isEqualTo(threads.outcomes());
    assertThat(messages(continuations)).isEqualTo(messages(threads));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("programsAndSwitchings")
  void replay_everyFailureFound_failsTheSameWay(ExampleProgram program, Switching switching) {
    assumeAvailable(switching);
    Target target = program.target();

    for (Failure found : check(program, switching).failures()) {
      CheckResult replayed = checker(switching).replay(target, found.schedule());

      assertThat(replayed.verdict()).isEqualTo(Verdict.FAILED);
      assertThat(replayed.failures()).hasSize(1);
      Failure again = replayed.failures().get(0);
      assertThat(again.kind()).isEqualTo(found.kind());
      assertThat(again.message()).isEqualTo(found.message());
      assertThat(again.steps()).isEqualTo(found.steps());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void documentation_quotesWhatIsFound(ExampleProgram program) {
    CheckResult result = check(program, Switching.THREAD);
    List<String> quoted = program.quotedOutput();

    assertThat(quoted.get(0)).isEqualTo("$ ./heddle check " + arguments(program));
    assertThat(quoted.get(1)).startsWithIgnoringCase(result.verdict().text());
    assertThat(quotedOutcomes(quoted)).isEqualTo(program.outcomes());
    if (program.isExpectedToFail()) {
      assertThat(quoted).anyMatch(line -> line.strip().startsWith(program.expected()));
      assertThat(messages(result))
          .allSatisfy(message -> assertThat(String.join("\n", quoted)).contains(message));
    }
  }

  @Test
  void list_namesEveryProgram() throws IOException {
    try (Stream<Path> files = Files.list(ExampleProgram.SOURCES)) {
      List<String> onDisk =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .filter(name -> name.matches("E\\d\\d.*(Broken|Mended).*"))
              .sorted()
              .toList();

      assertThat(programs()).extracting(ExampleProgram::simpleName).isEqualTo(onDisk);
    }
  }

  @Test
  void readme_listsTheProgramsInOrder() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.startsWith("| [E"))
            .map(line -> line.substring("| [".length(), line.indexOf(']')))
            .toList();

    assertThat(rows).isEqualTo(programs().stream().map(ExampleProgram::simpleName).toList());
  }

  private static void assumeAvailable(Switching switching) {
    assumeTrue(
        switching != Switching.CONTINUATION || CONTINUATIONS,
        "continuations need a JDK 24 or newer");
  }

  private static CheckResult check(ExampleProgram program, Switching switching) {
    return RESULTS.computeIfAbsent(
        program + " " + switching,
        key -> {
          Target target = program.target();
          return checker(switching).check(target.name(), target.body());
        });
  }

  private static Checker checker(Switching switching) {
    return Checker.withOptions(
        CheckOptions.builder()
            .strategy(Strategy.EXHAUSTIVE)
            .keepGoing(true)
            .switching(switching)
            .build());
  }

  private static String arguments(ExampleProgram program) {
    String keepGoing = program.isExpectedToFail() ? "--keep-going " : "";
    return keepGoing + "-cp " + ExampleProgram.CLASS_PATH + " " + program.className();
  }

  /** Returns what stands behind the counts in the report's list of outcomes. */
  private static Set<String> quotedOutcomes(List<String> report) {
    return report.stream()
        .dropWhile(line -> !line.startsWith("  Outcomes"))
        .skip(1)
        .takeWhile(line -> !line.isBlank())
        .map(line -> line.strip().replaceFirst("^\\d+ {2}", ""))
        .filter(outcome -> !outcome.equals("(nothing)"))
        .collect(Collectors.toSet());
  }

  /** Returns the outcomes of the executions that came as far as printing one. */
  private static Set<String> printed(CheckResult result) {
    return result.outcomes().keySet().stream()
        .filter(outcome -> !outcome.isEmpty())
        .collect(Collectors.toSet());
  }

  private static Set<String> messages(CheckResult result) {
    return result.failures().stream().map(Failure::message).collect(Collectors.toSet());
  }
}
