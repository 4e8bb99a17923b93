package dev.heddle.witness;

import dev.heddle.check.CheckResult;
import dev.heddle.check.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What can come of each scenario if every call of a primitive is a single step but for its waits.
 * That is how the checker treats the primitives when they are trusted, which it decides once for a
 * JVM: so another JVM finds out, and prints it.
 */
final class Outcomes {
  private static final String SEPARATOR = "\t";

  /** More than any scenario needs. */
  private static final int ENOUGH = 200_000;

  private Outcomes() {}

  /** Prints a line for each scenario that is asked for: its name, and its outcomes. */
  public static void main(String[] args) {
    int every = Integer.parseInt(args[0]);
    for (Scenario<?> scenario : Scenarios.every(every)) {
      CheckResult result = scenario.check(ENOUGH, Integer.MAX_VALUE);
      if (result.verdict() != Verdict.VERIFIED) {
        throw new IllegalStateException(
            scenario + ": " + result.verdict() + ", " + result.reason() + result.failures());
      }
      System.out.println(scenario + SEPARATOR + String.join(SEPARATOR, of(result)));
    }
  }

  static SortedSet<String> of(CheckResult result) {
    SortedSet<String> outcomes = new TreeSet<>();
    result.outcomes().keySet().forEach(outcome -> outcomes.add(outcome.strip()));
    return outcomes;
  }

  /** Returns the outcomes by scenario, as another JVM finds them that trusts the primitives. */
  static Map<String, SortedSet<String>> ofSingleSteps(int every)
      throws IOException, InterruptedException {
    String agent =
        Objects.requireNonNull(
            System.getProperty("heddle.agent"), "heddle.agent has to name the checker's jar");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:-PrintWarnings",
                "-javaagent:" + agent,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Outcomes.class.getName(),
                String.valueOf(every)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Map<String, SortedSet<String>> outcomes = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines
          .lines()
          .map(line -> line.split(SEPARATOR))
          .forEach(
              parts ->
                  outcomes.put(
                      parts[0], new TreeSet<>(Arrays.asList(parts).subList(1, parts.length))));
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the other JVM ended with code " + process.exitValue());
    }
    return outcomes;
  }
}
