package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Strategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each program of the page shows what the page says, and is the one that the page shows. */
class WhatIsAtomicTest {
  private static final Path PAGE = Path.of("..", "docs", "what-is-atomic.md");
  private static final String PACKAGE = "dev.heddle.examples.atomic.";
  private static final Path SOURCES = ExampleProgram.SOURCES.resolve("atomic");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern FIRST_LINE =
      Pattern.compile("// (\\w+)#(\\w+): ([^\n]*; prints [^\n]*)\n(.*)", Pattern.DOTALL);
  private static final Pattern PROGRAM =
      Pattern.compile("public static void (\\w+)\\(\\).*?\\{\n(.*?)\n  }", Pattern.DOTALL);

  /**
   * A program of the page.
   *
   * @param holder its class
   * @param name its method
   * @param finding the verdict, and what it prints
   * @param code the fields and the body of the method
   */
  record Quoted(String holder, String name, String finding, String code) {
    @Override
    public String toString() {
      return holder + "#" + name;
    }
  }

  static List<Quoted> programs() throws IOException {
    return BLOCK.matcher(Files.readString(PAGE)).results().map(WhatIsAtomicTest::quoted).toList();
  }

  private static Quoted quoted(MatchResult block) {
    var parts = FIRST_LINE.matcher(block.group(1));
    assertThat(parts.matches()).as("says what it shows: %s", block.group(1)).isTrue();
    return new Quoted(parts.group(1), parts.group(2), parts.group(3), parts.group(4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void check_everyInterleaving_showsWhatThePageSays(Quoted program) throws Exception {
    MethodHandle method =
        MethodHandles.lookup()
            .findStatic(
                Class.forName(PACKAGE + program.holder()),
                program.name(),
                MethodType.methodType(void.class));
    CheckOptions options =
        CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).keepGoing(true).build();

    CheckResult result =
        Checker.withOptions(options)
            .check(
                program.toString(),
                () -> {
                  method.invokeExact();
                });

    assertThat(finding(result)).isEqualTo(program.finding());
  }

  /** Says of a result what the page says of it. */
  private static String finding(CheckResult result) {
    String kinds =
        result.failures().stream()
            .map(failure -> failure.kind().text())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    String printed =
        result.outcomes().keySet().stream()
            .filter(outcome -> !outcome.isEmpty())
            .sorted()
            .collect(Collectors.joining(" | "));
    return "%s%s; prints %s"
        .formatted(result.verdict().text(), kinds.isEmpty() ? "" : ": " + kinds, printed);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void page_showsTheProgramItself(Quoted program) {
    String source = source(SOURCES.resolve(program.holder() + ".java"));
    List<String> paragraphs =
        new ArrayList<>(
            Stream.of(program.code().split("\n\n")).map(WhatIsAtomicTest::oneLine).toList());
    String body = paragraphs.remove(paragraphs.size() - 1);

    assertThat(
            PROGRAM
                .matcher(source)
                .results()
                .filter(method -> method.group(1).equals(program.name()))
                .map(method -> oneLine(method.group(2))))
        .containsExactly(body);
    assertThat(paragraphs).allSatisfy(fields -> assertThat(oneLine(source)).contains(fields));
  }

  @Test
  void page_showsEveryProgramOnce() throws IOException {
    List<String> all;
    try (Stream<Path> files = Files.list(SOURCES)) {
      all =
          files
              .flatMap(
                  file ->
                      PROGRAM
                          .matcher(source(file))
                          .results()
                          .map(
                              method ->
                                  file.getFileName().toString().replace(".java", "#")
                                      + method.group(1)))
              .toList();
    }

    assertThat(programs().stream().map(Quoted::toString).toList())
        .containsExactlyInAnyOrderElementsOf(all)
        .hasSizeGreaterThan(40);
  }

  private static String oneLine(String code) {
    return code.strip().replaceAll("\\s+", " ");
  }

  private static String source(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
