package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sync.Lock;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mended programs that take sizes do what they should at their original sizes: on real threads,
 * in a JVM of their own without the checker, by the commands that their documentation quotes.
 */
class OriginalSizesTest {
  /** Only a program that hangs takes as long. */
  private static final long MOST_SECONDS = 120;

  @TempDir private Path directory;

  static Stream<Arguments> runs() {
    return Stream.of(
        Arguments.of("E02CounterMended", "100 100000", "10000000"),
        Arguments.of("E03StretchedCounterMended", "100 100000", "10000000"),
        Arguments.of("E05TryLockMended", "100", "([1-9]|[1-9]\\d|100) of 100 got it"),
        Arguments.of(
            "E07ConnectionsMended", "100 5", "BoundedSemaphore \"connections\" \\[5 of 5 permits]"),
        Arguments.of("E13PoolMended", "4 3", "worker-[1-4]:1( worker-[1-4]:[1-3]){11}"),
        Arguments.of("E14PoolOfTasksMended", "4 100", "50500"),
        Arguments.of("E15TaskQueueMended", "1000 5", "1000 dishes"),
        Arguments.of(
            "E16ConnectionLimitMended",
            "20 5 1000",
            "BoundedSemaphore \"connections\" \\[5 of 5 permits]"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("runs")
  void run_atOriginalSize_isRight(String name, String sizes, String expected) throws Exception {
    Path output = directory.resolve("output.txt");

    int exitCode = run(name, sizes, output);

    assertThat(Files.readString(output).strip()).matches(expected);
    assertThat(exitCode).isZero();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("runs")
  void documentation_quotesTheRun(String name, String sizes, String expected) {
    List<String> source = program(name).source().lines().toList();
    String command =
        " * $ java -ea -cp %s dev.heddle.examples.%s %s"
            .formatted(ExampleProgram.CLASS_PATH, name, sizes);

    assertThat(source).contains(command);
    assertThat(source.get(source.indexOf(command) + 1)).matches(" \\* " + expected);
  }

  @Test
  void runs_areThoseOfAllMendedProgramsWithSizes() {
    List<String> withSizes =
        ExampleProgram.all().stream()
            .filter(program -> !program.isExpectedToFail())
            .filter(program -> program.source().contains("args[0]"))
            .map(ExampleProgram::simpleName)
            .toList();

    assertThat(runs().map(run -> run.get()[0])).isEqualTo(withSizes);
  }

  private static ExampleProgram program(String simpleName) {
    return ExampleProgram.all().stream()
        .filter(program -> program.simpleName().equals(simpleName))
        .findFirst()
        .orElseThrow();
  }

  private static int run(String name, String sizes, Path output)
      throws IOException, InterruptedException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-ea");
    command.add("-cp");
    command.add(home(E02CounterMended.class) + File.pathSeparator + home(Lock.class));
    command.add("dev.heddle.examples." + name);
    command.addAll(List.of(sizes.split(" ")));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Path home(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
