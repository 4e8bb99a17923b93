package dev.heddle.cli;

import static dev.heddle.cli.CommandLineRun.heddle;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {

  @TempDir private Path directory;

  @Test
  void check_programThatIsRight_isVerifiedAndExitsWith0() {
    CommandLineRun run = check("programs.NothingLost");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .startsWith("VERIFIED  programs.NothingLost")
        .doesNotContain("assumes")
        .contains("2 []");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void check_races_offAssumesSequentialConsistency_andWarnWarns() {
    assertThat(check("--races", "off", "programs.NothingLost").out())
        .contains("assumes sequential consistency");
    assertThat(check("--races", "warn", "programs.LostUpdate").out())
        .contains("data race: nothing orders ")
        .contains("assertion in execution");
    assertThat(check("--races", "maybe", "programs.LostUpdate").err())
        .contains("expected one of fail, warn, off, but was 'maybe'");
  }

  @Test
  void check_programThatIsWrong_failsWith1AndWritesItsSchedule() {
    CommandLineRun run = check("programs.LostUpdate");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("FAILED  programs.LostUpdate")
        .contains("assertion (failure 1 of 2) in execution")
        .contains("count is 1")
        .contains("race (failure 2 of 2) in execution")
        .contains("LostUpdate.java:")
        .contains("Interleaving")
        .contains("count++")
        .contains("Replay (failure 1 of 2): heddle replay " + schedule());
    assertThat(schedule()).exists();
  }

  @Test
  void check_deadlock_failsWith1() {
    CommandLineRun run = check("programs.Embrace");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("deadlock in execution");
  }

  @Test
  void check_method_isNamedInTheReport() {
    CommandLineRun run = check("programs.LostUpdate#asMethod");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).startsWith("FAILED  programs.LostUpdate#asMethod");
  }

  @Test
  void check_argumentsAfterTwoDashes_reachTheProgram() {
    CommandLineRun run = check("programs.NothingLost", "--", "--time", "-cp", "--");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("2 [--time, -cp, --]");
  }

  @Test
  void check_programThatExits_isUnsupportedAndExitsWith2() {
    CommandLineRun run = check("programs.Exits");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).startsWith("UNSUPPORTED  programs.Exits").contains("exit");
  }

  @Test
  void check_programThatReadsItsClassPath_seesItsOwn() {
    String before = System.getProperty("java.class.path");

    CommandLineRun run = check("programs.ReadsClassPath");

    assertThat(run.out()).contains("  " + CommandLineRun.testClasses());
    assertThat(System.getProperty("java.class.path")).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"exhaustive", "random", "pct", "pos", "surw", "auto"})
  void check_strategyAndSeed_areReported(String strategy) {
    CommandLineRun run =
        check("--strategy", strategy, "--seed", "7", "--executions", "20", "programs.Embrace");

    assertThat(run.out()).contains("strategy " + strategy + ", seed 7");
  }

  @Test
  void check_executionsCapped_isPassedAndExitsWith0() {
    CommandLineRun run = check("--executions", "1", "programs.NothingLost");

    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("PASSED  programs.NothingLost").contains("1 execution in");
  }

  @Test
  void check_switchingByThreads_isReported() {
    assertThat(check("--switching", "thread", "programs.NothingLost").out())
        .contains("thread switching");
  }

  @Test
  void check_severalTargets_exitsWithTheWorstCode() {
    CommandLineRun run =
        check("programs.NothingLost", "programs.LostUpdate", "programs.Unheard", "programs.Exits");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out())
        .containsSubsequence(
            "VERIFIED  programs.NothingLost",
            "FAILED  programs.LostUpdate",
            "UNSUPPORTED  programs.Exits");
    assertThat(run.err()).contains("There is no class programs.Unheard").doesNotContain("\tat ");
  }

  @Test
  void check_severalFailingTargets_writesNumberedSchedules() {
    CommandLineRun run = check("programs.LostUpdate", "programs.Embrace");

    assertThat(run.out()).contains(schedule().toString()).contains("s-2.schedule.json");
    assertThat(schedule()).exists();
    assertThat(directory.resolve("s-2.schedule.json")).exists();
  }

  @Test
  void check_jsonForOneTarget_isAnObject() throws IOException {
    Path json = directory.resolve("report.json");

    check("--json", json.toString(), "--keep-going", "programs.LostUpdate");

    assertThat(json)
        .content()
        .startsWith("{")
        .contains("\"target\" : \"programs.LostUpdate\"")
        .contains("\"verdict\" : \"failed\"")
        .contains("\"assumes\" : [ ]")
        .contains("\"kind\" : \"assertion\"")
        .contains("\"kind\" : \"race\"")
        .contains("\"1\" : ")
        .contains("\"2\" : ")
        .contains("\"class\" : \"programs.LostUpdate\"");
  }

  @Test
  void check_shorten_isToldInTheJson_andNoughtTurnsItOff() throws IOException {
    Path json = directory.resolve("report.json");

    CommandLineRun shortened = check("--json", json.toString(), "programs.LostUpdate");
    String told = Files.readString(json);
    CommandLineRun found =
        check("--shorten", "0", "--json", json.toString(), "programs.LostUpdate");

    assertThat(told).contains("\"switches\" : 2").contains("\"complete\" : true");
    assertThat(shortened.out()).contains("Nearest passing execution: the same before step ");
    assertThat(json).content().contains("\"shortened\" : null", "\"nearestPassing\" : null");
    assertThat(found.out()).doesNotContain("Nearest passing");
  }

  @Test
  void check_jsonForSeveralTargets_isAnArray() {
    Path json = directory.resolve("report.json");

    check("--json", json.toString(), "programs.NothingLost", "programs.Exits");

    assertThat(json)
        .content()
        .startsWith("[")
        .contains("\"verdict\" : \"verified\"")
        .contains("\"verdict\" : \"unsupported\"")
        .contains("\"reason\" : ");
  }

  @Test
  void check_wrongTarget_leavesNoJson() {
    Path json = directory.resolve("report.json");

    assertThat(check("--json", json.toString(), "programs.Unheard").code()).isEqualTo(2);
    assertThat(json).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "check | Missing required parameter: 'TARGET'",
        "check --tiem 3s a.B | Unknown option: '--tiem'",
        "check --time 0s a.B | '--time': must be more than zero",
        "check --shorten soon a.B | expected a duration such as 30s, 500ms",
        "check --shorten PT-1S a.B | '--shorten': must be at least zero",
        "check --time soon a.B | expected a duration such as 30s, 500ms",
        "check --executions 0 a.B | --executions must be at least 1, not 0",
        "check --executions many a.B | expected a whole number, but was 'many'",
        "check --steps 0 a.B | --steps must be at least 1, not 0",
        "check --steps -1 a.B | --steps must be at least 1, not -1",
        "check --steps x a.B | expected a whole number, but was 'x'",
        "check --ignore-races nowhere.txt a.B | --ignore-races: nowhere.txt cannot be read: there is no such file",
        "check --scope com.acme.* a.B | --scope: 'com.acme.*' is neither a class, com.acme.Cache, nor a package",
        "check --depth 3000000000 a.B | expected a number of at most 2147483647",
        "check --preemptions -1 a.B | --preemptions must be at least 0, not -1",
        "check --depth 0 a.B | --depth must be at least 1, not 0",
        "check --seed x a.B | expected a whole number, but was 'x'",
        "check --strategy best a.B | expected one of auto, exhaustive, random, pct, pos, surw, but was 'best'",
        "check --switching green a.B | expected one of auto, continuation, thread",
        "check -cp nowhere a.B | There is no class path entry",
        "check --json nowhere/r.json a.B | --json nowhere/r.json cannot be written",
        "check --schedule nowhere/s.json a.B | --schedule nowhere/s.json cannot be written",
        "check --json . a.B | --json . cannot be written: it is a directory",
        "check --json x.json --schedule ./x.json a.B | name the same file",
        "check Account.java | is a file's name",
        "chekc a.B | Unmatched argument",
        "demo -- x | only heddle check takes arguments after --",
      })
  void heddle_wrongRequest_isOneSentenceAndExitsWith2(String arguments, String sentence) {
    CommandLineRun run = heddle(arguments.split(" "));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("heddle: ").contains(sentence).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void heddle_withoutCommand_exitsWith2() {
    CommandLineRun run = heddle();

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("heddle check").contains("heddle demo");
  }

  @Test
  void heddle_version_namesHeddleAndJdk() {
    CommandLineRun run = heddle("--version");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .matches("(?s)heddle \\d+\\.\\d+\\.\\d+\\S*\\R.*")
        .contains("JDK " + Runtime.version());
  }

  @ParameterizedTest
  @CsvSource({"check, --preemptions", "replay, schedule file", "demo, broken and mended"})
  void heddle_helpOfACommand_needsNoManual(String command, String expected) {
    CommandLineRun run = heddle(command, "--help");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: heddle " + command, expected, "Exit codes:");
  }

  @Test
  void heddle_help_namesTheCommands_orHelpsWithOne() {
    CommandLineRun run = heddle("help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Commands:", "check", "replay");

    CommandLineRun ofCheck = heddle("help", "check");
    assertThat(ofCheck.code()).isZero();
    assertThat(ofCheck.out()).contains("Usage: heddle check");
  }

  @Test
  void check_verbose_saysWhatWasInstrumented_besideTheReport() {
    CommandLineRun run = check("--verbose", "programs.NothingLost");

    assertThat(run.err().lines())
        .contains("heddle: instrumented programs.NothingLost (test-classes)")
        .anyMatch(
            line ->
                line.matches("heddle: instrumented \\d+ classes of the JDK's java.util.concurrent"))
        .allMatch(line -> line.startsWith("heddle: instrumented"));
    assertThat(run.out()).startsWith("VERIFIED").doesNotContain("instrumented");
  }

  private CommandLineRun check(String... arguments) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("check", "-cp", CommandLineRun.testClasses().toString()));
    all.addAll(List.of("--schedule", schedule().toString()));
    all.addAll(List.of(arguments));
    return heddle(all.toArray(String[]::new));
  }

  private Path schedule() {
    return directory.resolve("s.schedule.json");
  }
}
