package dev.heddle.cli;

import dev.heddle.check.CheckResult;
import dev.heddle.check.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A program of the demo with what it is expected to show.
 *
 * @param target the program's class
 * @param expected {@code verified}, or the kind of a failure
 * @param outcomes what its executions print; empty when anything may be printed
 * @param sentence what the program is about
 */
record DemoProgram(String target, String expected, Set<String> outcomes, String sentence) {

  /** The list of programs: a line for each, its parts between bars. */
  static final String LIST = "dev/heddle/examples/programs.txt";

  private static final String VERIFIED = Verdict.VERIFIED.text();
  private static final Set<String> EXPECTATIONS =
      Set.of(VERIFIED, "assertion", "exception", "deadlock", "livelock", "leak");

  /** Returns whether a result shows what is expected, no more and no less. */
  boolean isShownBy(CheckResult result) {
    boolean asExpected =
        isBroken()
            ? result.failures().stream().anyMatch(failure -> failure.kind().text().equals(expected))
            : result.verdict() == Verdict.VERIFIED;
    return asExpected && (outcomes.isEmpty() || outcomes.equals(printed(result)));
  }

  /** An execution that failed before it printed shows no outcome. */
  private Set<String> printed(CheckResult result) {
    return result.outcomes().keySet().stream()
        .map(String::strip)
        .filter(outcome -> !(outcome.isEmpty() && isBroken()))
        .collect(Collectors.toSet());
  }

  boolean isBroken() {
    return !expected.equals(VERIFIED);
  }

  /**
   * Reads the list from a jar or directory of programs.
   *
   * @throws IOException if it is not there, with a sentence that says what is missing
   */
  static List<DemoProgram> readAll(Path examples) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {url(examples)}, null);
        InputStream in = loader.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IOException("%s holds no list of programs, %s.".formatted(examples, LIST));
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return reader
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(DemoProgram::parse)
          .toList();
    }
  }

  private static URL url(Path examples) throws MalformedURLException {
    return examples.toUri().toURL();
  }

  static DemoProgram parse(String line) {
    String[] parts = line.split("\\|", 4);
    if (parts.length < 4 || !EXPECTATIONS.contains(parts[1].strip())) {
      throw new IllegalStateException("not a line for the demo: " + line);
    }
    String outcomes = parts[2].strip();
    return new DemoProgram(
        parts[0].strip(),
        parts[1].strip(),
        outcomes.equals("-")
            ? Set.of()
            : Arrays.stream(outcomes.split(",")).map(String::strip).collect(Collectors.toSet()),
        parts[3].strip());
  }
}
