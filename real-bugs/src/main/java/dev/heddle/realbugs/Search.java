package dev.heddle.realbugs;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Failure;
import dev.heddle.check.Strategy;
import dev.heddle.check.TargetException;
import dev.heddle.realbugs.RealBug.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one search has come to, in a process of its own: no search gains from what another has made
 * the JVM compile.
 *
 * @param failure the number of the execution that failed, or 0 if none did
 * @param executions how many there were
 * @param millis how long the search took
 * @param verdict as users read it
 */
record Search(long failure, long executions, long millis, String verdict) {
  private static final Pattern RESULT = Pattern.compile("(?m)^search (\\d+) (\\d+) (\\d+) (\\w+)$");

  boolean isFound() {
    return failure > 0;
  }

  /** Returns how many executions were needed, or spent in vain. */
  long needed() {
    return isFound() ? failure : executions;
  }

  double seconds() {
    return millis / 1000.0;
  }

  /**
   * Searches in this process, under the agent, and prints what came of it.
   *
   * @param arguments the bug, the version, the strategy, the seed, and the most executions, or 0
   *     for the default budget
   * @throws TargetException if the driver cannot be loaded
   */
  public static void main(String[] arguments) throws TargetException {
    RealBug bug = RealBug.valueOf(arguments[0]);
    CheckOptions.Builder options =
        bug.options()
            .strategy(Strategy.valueOf(arguments[2]))
            .seed(Long.parseLong(arguments[3]))
            .shortening(Duration.ZERO);
    long executions = Long.parseLong(arguments[4]);
    if (executions > 0) {
      options.executions(executions).time(Duration.ofMinutes(10));
    }
    CheckResult result =
        Checker.withOptions(options.build())
            .check(bug.target(Version.valueOf(arguments[1]), MeasureRealBugs.MODULE));
    List<Failure> failures = result.failures();
    if (!failures.isEmpty() && !failures.get(0).message().contains(bug.message())) {
      throw new IllegalStateException("another failure than expected: " + failures.get(0));
    }
    System.out.printf(
        "search %d %d %d %s%n",
        failures.isEmpty() ? 0 : failures.get(0).execution(),
        result.executions(),
        result.elapsed().toMillis(),
        result.verdict().text());
  }

  /** Searches in a new process. */
  static Search run(RealBug bug, Version version, Strategy strategy, int seed, long executions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:-OmitStackTraceInFastThrow", "-XX:-PrintWarnings"));
    command.add("-javaagent:" + MeasureRealBugs.MODULE.resolve("target/agent/heddle-checker.jar"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Search.class.getName()));
    command.addAll(List.of(bug.name(), version.name(), strategy.name()));
    command.addAll(List.of(String.valueOf(seed), String.valueOf(executions)));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      Matcher result = RESULT.matcher(output);
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0 || !result.find()) {
        throw new IllegalStateException(String.join(" ", command) + "\n" + output);
      }
      return new Search(
          Long.parseLong(result.group(1)),
          Long.parseLong(result.group(2)),
          Long.parseLong(result.group(3)),
          result.group(4));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
