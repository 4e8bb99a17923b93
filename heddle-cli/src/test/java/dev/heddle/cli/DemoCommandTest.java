package dev.heddle.cli;

import static dev.heddle.cli.CommandLineRun.heddle;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

  private static final String PROPERTY = "heddle.examples";

  @TempDir private Path examples;

  @BeforeEach
  void copyPrograms() throws IOException {
    Path from = CommandLineRun.testClasses().resolve("programs");
    Path to = Files.createDirectory(examples.resolve("programs"));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    System.setProperty(PROPERTY, examples.toString());
  }

  @AfterEach
  void clearProperty() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void demo_everyProgramAsExpected_exitsWith0() throws IOException {
    list(
        "# a comment",
        "",
        "programs.LostUpdate | assertion | 1, 2 | Two threads count.",
        "programs.NothingLost | verified | 2 [] | The same under a lock.",
        "programs.Embrace | deadlock | - | Opposite | order.");

    CommandLineRun run = heddle("demo");

    assertThat(run.out())
        .containsSubsequence(
            " 1  ok  LostUpdate: Two threads count.",
            "failed, assertion: ",
            "printed 1, 2; ",
            "FAILED  programs.LostUpdate",
            "Interleaving",
            "Replay",
            " 2  ok  NothingLost: The same under a lock.",
            "    verified",
            " 3  ok  Embrace: Opposite | order.",
            "failed, deadlock: ",
            "3 of 3 programs showed what they are expected to show");
    assertThat(run.out().split("Interleaving", -1)).hasSize(2);
    assertThat(run.code()).isZero();
  }

  @Test
  void demo_programsInLaterEntryOfPath_areFound(@TempDir Path first) throws IOException {
    list("programs.Embrace | deadlock | - | Opposite order.");
    Path list = first.resolve(DemoProgram.LIST);
    Files.createDirectories(list.getParent());
    Files.move(examples.resolve(DemoProgram.LIST), list);
    System.setProperty(PROPERTY, first + File.pathSeparator + examples);

    CommandLineRun run = heddle("demo");

    assertThat(run.out()).contains("1 of 1 programs showed");
    assertThat(run.code()).isZero();
  }

  @Test
  void demo_anotherKindOfFailure_exitsWith1() throws IOException {
    list("programs.Embrace | assertion | - | Opposite order.");

    CommandLineRun run = heddle("demo");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains(" 1  !!  Embrace", "expected: assertion", "0 of 1 programs showed");
  }

  @Test
  void demo_outcomeMissing_exitsWith1() throws IOException {
    list("programs.NothingLost | verified | 2 [], 3 [] | Under a lock.");

    assertThat(heddle("demo").code()).isEqualTo(1);
  }

  @Test
  void demo_failureWhereNoneIsExpected_exitsWith1() throws IOException {
    list("programs.LostUpdate | verified | 1, 2 | Two threads count.");

    assertThat(heddle("demo").code()).isEqualTo(1);
  }

  @Test
  void demo_classMissing_saysSoAndExitsWith1() throws IOException {
    list("programs.Unheard | verified | - | Nothing.");

    CommandLineRun run = heddle("demo");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("There is no class programs.Unheard");
  }

  @Test
  void demo_listMissing_exitsWith2() {
    CommandLineRun run = heddle("demo");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("holds no list of programs");
  }

  @Test
  void demo_withoutLauncher_exitsWith2() {
    System.clearProperty(PROPERTY);

    CommandLineRun run = heddle("demo");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("start it with the launcher");
  }

  private void list(String... lines) throws IOException {
    Path list = examples.resolve(DemoProgram.LIST);
    Files.createDirectories(list.getParent());
    Files.write(list, List.of(lines));
  }
}
