package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** JVMs that were started without the agent. */
class AgentTest {

  /** What is to be checked; nobody else uses it. */
  static final class Counter {
    private int value;

    private void add() {
      value++;
    }

    static void addTwice() throws InterruptedException {
      Counter counter = new Counter();
      Thread other = new Thread(counter::add);
      other.start();
      counter.add();
      other.join();
      System.out.print(counter.value);
    }
  }

  private static void print(CheckResult result) {
    System.out.println(result.verdict() + " " + new TreeSet<>(result.outcomes().keySet()));
    if (result.reason() != null) {
      System.out.println(result.reason());
    }
  }

  /** Run in a JVM of its own. */
  public static final class Checks {
    private Checks() {}

    /** Checks without having installed the agent. */
    public static void main(String[] arguments) {
      try {
        Checker.withOptions(CheckOptions.DEFAULTS).check("counter", Counter::addTwice);
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void check_withoutAgent_saysHowToInstallIt() throws Exception {
    assertThat(run(Checks.class))
        .containsExactly(
            "Heddle's agent is not installed in this JVM: start it with"
                + " -javaagent:<path of heddle-checker.jar>, or call CheckerAgent.install() first");
  }

  /** Run in a JVM of its own. */
  public static final class Attaches {
    private Attaches() {}

    /** Installs the agent, then loads a program and checks it. */
    public static void main(String[] arguments) throws TargetException {
      System.out.println(CheckerAgent.isInstalled());
      try {
        CheckerAgent.install();
        CheckerAgent.install();
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
        return;
      }
      System.out.println(CheckerAgent.isInstalled());
      Target target =
          TargetLoader.of(System.getProperty("java.class.path"))
              .load(Counter.class.getName() + "#addTwice", List.of());
      CheckOptions options = CheckOptions.builder().keepGoing(true).build();
      CheckResult result = Checker.withOptions(options).check(target);
      print(result);
      CheckerAgent.classes(target).stream()
          .filter(line -> line.contains("AgentTest$Counter") || line.contains("concurrent.locks"))
          .map(line -> line.replaceFirst("\\d+ classes", "some classes"))
          .forEach(System.out::println);
    }
  }

  @Test
  void install_bringsTheAgentIntoAJvmThatRuns() throws Exception {
    assertThat(run(Attaches.class, "-XX:+EnableDynamicAgentLoading"))
        .containsExactly(
            "false",
            "true",
            "FAILED [1, 2]",
            "instrumented dev.heddle.check.AgentTest$Counter (test-classes)",
            "instrumented some classes of the JDK's java.util.concurrent.locks");
  }

  @Test
  void install_whereTheJvmDoesNotAllowIt_saysWhy() throws Exception {
    List<String> lines = run(Attaches.class, "-XX:+DisableAttachMechanism");

    assertThat(lines.get(1)).startsWith("Heddle's agent cannot be attached to this JVM (");
    assertThat(String.join(" ", lines))
        .contains("start it with -javaagent:<path of heddle-checker.jar>");
  }

  /** Run in a JVM of its own. */
  public static final class ChecksItself {
    private ChecksItself() {}

    /** Installs the agent, and checks code of a class that was there before. */
    public static void main(String[] arguments) {
      CheckerAgent.install();
      Checker checker = Checker.withOptions(CheckOptions.DEFAULTS);
      print(checker.check("nothing", () -> {}));
      CheckerAgent.classes(Target.of("nothing", () -> {})).stream()
          .filter(line -> line.contains("$ChecksItself"))
          .forEach(System.out::println);
      // Nothing of this class runs here.
      print(checker.check("counter", Counter::addTwice));
    }
  }

  @Test
  void check_ofAClassThatWasThereBeforeTheAgent_isRefused() throws Exception {
    List<String> lines = run(ChecksItself.class, "-XX:+EnableDynamicAgentLoading");

    assertThat(lines)
        .containsSubsequence(
            "UNSUPPORTED []",
            "class dev.heddle.check.AgentTest$ChecksItself was loaded before Heddle's agent came, so"
                + " its steps are not seen: start the JVM with -javaagent:<path of"
                + " heddle-checker.jar>, or install the agent before the class is used",
            "not instrumented: dev.heddle.check.AgentTest$ChecksItself: it was loaded before"
                + " Heddle's agent came (test-classes)");
    assertThat(lines.get(lines.size() - 1)).startsWith("FAILED");
  }

  /** Run in a JVM of its own. */
  public static final class AttachesLate {
    private AttachesLate() {}

    /** Uses the checker, then installs the agent. */
    public static void main(String[] arguments) {
      Checks.main(arguments);
      try {
        CheckerAgent.install();
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void install_afterTheCheckerWasUsed_isRefused() throws Exception {
    assertThat(run(AttachesLate.class, "-XX:+EnableDynamicAgentLoading"))
        .last()
        .asString()
        .startsWith("Heddle's checker was in use in this JVM before its agent came:");
  }

  private static List<String> run(Class<?> main, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-PrintWarnings");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
