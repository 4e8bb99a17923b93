package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Target;
import dev.heddle.check.TargetLoader;
import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import programs.LostUpdate;

/** Checks in a JVM with other agents, and of programs that make classes at run time. */
class OtherAgentsTest {
  private static final Path JACOCO = CommandProcess.TARGET.resolve("agents").resolve("jacoco.jar");

  @TempDir private Path directory;

  /** The order in which the agents are named. */
  enum Order {
    JACOCO_FIRST,
    JACOCO_LAST;

    List<String> options(Path coverage) throws Exception {
      String own = "-javaagent:" + CommandProcess.agent();
      String other = "-javaagent:" + JACOCO + "=destfile=" + coverage;
      return this == JACOCO_FIRST ? List.of(other, own) : List.of(own, other);
    }
  }

  private record Run(int exit, String output) {
    /** The report without what depends on the clock. */
    String report() {
      return output.replaceAll("in \\d+\\.\\d+ s \\(\\d+ a second\\)", "in a while");
    }
  }

  private Run run(List<String> options, String... arguments) throws Exception {
    Path output = directory.resolve("output.txt");
    Process process = CommandProcess.start(directory, options, output, arguments);
    int exit = process.waitFor();
    return new Run(exit, Files.readString(output));
  }

  private Run check(List<String> options, String program) throws Exception {
    return run(options, "check", "--strategy=exhaustive", "--keep-going", program);
  }

  @ParameterizedTest
  @EnumSource
  void check_withJacoco_reportsTheSameAndCovers(Order order) throws Exception {
    Path coverage = directory.resolve("coverage.exec");
    for (String program : List.of("programs.LostUpdate", "programs.NothingLost")) {
      Run alone = check(List.of("-javaagent:" + CommandProcess.agent()), program);
      Run beside = check(order.options(coverage), program);

      assertThat(beside.report()).isEqualTo(alone.report());
      assertThat(beside.exit).isEqualTo(alone.exit);
    }
  }

  /** Run in a JVM of its own, which ends as others do: the command halts its JVM. */
  public static final class Checks {
    private Checks() {}

    /** Checks a program, and prints the result. */
    public static void main(String[] arguments) throws Exception {
      Target target =
          TargetLoader.of(System.getProperty("java.class.path")).load(arguments[0], List.of());
      CheckResult result = Checker.withOptions(CheckOptions.DEFAULTS).check(target);
      System.out.println(result.verdict() + ", reason " + result.reason());
    }
  }

  /** Run in a JVM of its own. */
  public static final class ChecksInPlace {
    private ChecksInPlace() {}

    /** Checks a program of the class path of the JVM, and prints the result. */
    public static void main(String[] arguments) {
      CheckResult result =
          Checker.withOptions(CheckOptions.DEFAULTS)
              .check("early", () -> LostUpdate.main(arguments));
      System.out.println(result.verdict() + ", reason " + result.reason());
    }
  }

  private String runChecks(Class<?> main, List<String> options, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-PrintWarnings");
    command.addAll(options);
    command.add("-cp");
    command.add(
        Stream.of(
                CommandProcess.TARGET.resolve("test-classes"),
                CommandProcess.TARGET.resolve("lib").resolve("*"))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @ParameterizedTest
  @EnumSource
  void check_withJacoco_countsWhatRanUnderControl(Order order) throws Exception {
    Path coverage = directory.resolve("coverage.exec");

    assertThat(runChecks(Checks.class, order.options(coverage), "programs.NothingLost"))
        .contains("VERIFIED");

    assertThat(Files.readString(coverage, StandardCharsets.ISO_8859_1))
        .contains("programs/NothingLost");
  }

  @Test
  void check_withJacocoOfClassFilesOfJava8_reportsTheSame() throws Exception {
    Path classes = compileForJava8();
    List<String> reports = new ArrayList<>();
    for (List<String> options :
        List.of(
            List.of("-javaagent:" + CommandProcess.agent()),
            Order.JACOCO_LAST.options(directory.resolve("coverage.exec")))) {
      Run run = run(options, "check", "--keep-going", "-cp", classes.toString(), "Counts");
      assertThat(run.exit).as(run.output).isEqualTo(1);
      reports.add(run.report());
    }
    assertThat(reports.get(1)).isEqualTo(reports.get(0)).doesNotContain("jacoco");
  }

  private Path compileForJava8() throws Exception {
    Path source = directory.resolve("Counts.java");
    Files.writeString(
        source,
        """
        public class Counts {
          interface Step extends Runnable { default int more(int n) { return n + 1; } }
          static int total;
          int count;
          void add() { count = count < 0 ? 0 : count + 1; total++; }
          public static void main(String[] arguments) throws InterruptedException {
            Counts counts = new Counts();
            Step step = counts::add;
            Thread other = new Thread(step);
            other.start();
            step.run();
            other.join();
            System.out.println(counts.count + " of " + total + step.more(0));
          }
        }
        """);
    Path classes = directory.resolve("classes");
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                OutputStream.nullOutputStream(),
                "-proc:none",
                "--release",
                "8",
                "-Xlint:none",
                "-d",
                classes.toString(),
                source.toString());
    assertThat(exit).isZero();
    return classes;
  }

  /** An agent that loads a program before Heddle's agent is there. */
  public static final class LoadsEarly {
    private LoadsEarly() {}

    /** Called by the JVM. */
    public static void premain(String program) throws ClassNotFoundException {
      Class.forName(program);
    }
  }

  @Test
  void check_ofAClassThatAnotherAgentHasLoaded_tellsWhichAgentToPutFirst() throws Exception {
    Path jar = directory.resolve("early.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", LoadsEarly.class.getName());
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();

    List<String> options =
        List.of(
            "-javaagent:" + jar + "=programs.LostUpdate", "-javaagent:" + CommandProcess.agent());

    assertThat(runChecks(ChecksInPlace.class, options))
        .contains("UNSUPPORTED, reason class programs.LostUpdate was loaded before Heddle's agent")
        .contains("put -javaagent:<path of heddle-checker.jar> before -javaagent:" + jar);
  }

  /** The programs that make mocks need their libraries, and cglib the inside of the JDK. */
  private Run checkMocks(List<String> options, String method, String... more) throws Exception {
    List<String> all = new ArrayList<>(options);
    all.add("-javaagent:" + CommandProcess.agent());
    all.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    List<String> arguments =
        new ArrayList<>(List.of("check", "--keep-going", "--time=60s", "-cp", classPathOfMocks()));
    arguments.addAll(List.of(more));
    arguments.add("programs.Mocks#" + method);
    return run(all, arguments.toArray(String[]::new));
  }

  private static String classPathOfMocks() {
    return CommandLineRun.testClasses() + File.pathSeparator + jars("");
  }

  private static String jars(String name) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(each -> each.matches(".*(mockito-core|byte-buddy|objenesis|cglib)[^/\\\\]*\\.jar"))
        .filter(each -> each.contains(name))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ofInterface", "afterYield"})
  void check_ofAProgramThatUsesAMock_isVerified(String method) throws Exception {
    Run run = checkMocks(List.of(), method);

    assertThat(run.output).contains("VERIFIED  programs.Mocks#" + method).contains("org.mockito");
    assertThat(run.exit).isZero();
  }

  @Test
  void check_withMockitosOwnAgent_isVerified() throws Exception {
    Run run = checkMocks(List.of("-javaagent:" + jars("mockito-core")), "ofFinalClass");

    assertThat(run.output).contains("VERIFIED  programs.Mocks#ofFinalClass");
  }

  @Test
  void check_ofAMockThatAnswersInTurn_exploresWhoGetsWhichAnswer() throws Exception {
    assertThat(checkMocks(List.of(), "answersInTurn").output)
        .contains("VERIFIED")
        .contains("main got 1", "main got 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"racyAnswer", "byteBuddy", "cglib", "proxy"})
  void check_ofALostUpdateInWhatIsCalledBack_findsIt(String method) throws Exception {
    Run run = checkMocks(List.of(), method);

    assertThat(run.output).contains("FAILED  programs.Mocks#" + method).contains("assertion");
    assertThat(run.output).contains("race");
    assertThat(run.exit).isEqualTo(1);
  }

  @Test
  void check_afterAnExecutionWithMocksWasGivenUp_canUseMocks() throws Exception {
    Run run = checkMocks(List.of(), "givenUp", "programs.Mocks#ofInterface");

    assertThat(run.output)
        .contains("FAILED  programs.Mocks#givenUp", "VERIFIED  programs.Mocks#ofInterface");
  }
}
