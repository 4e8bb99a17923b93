package dev.heddle.examples;

import dev.heddle.check.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One line of {@code programs.txt}.
 *
 * @param className the program
 * @param expected {@code verified}, or the kind of failure
 * @param outcomes all that its executions print
 */
record ExampleProgram(String className, String expected, Set<String> outcomes) {
  static final Path SOURCES = Path.of("src/main/java/dev/heddle/examples");

  /** The class path of the programs, as their documentation writes it. */
  static final String CLASS_PATH = "examples/target/classes:heddle-core/target/classes";

  private static final MethodType MAIN = MethodType.methodType(void.class, String[].class);

  /** Returns the programs in the order of the list. */
  static List<ExampleProgram> all() {
    try (var list = ExampleProgram.class.getResourceAsStream("programs.txt")) {
      String text = new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(ExampleProgram::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ExampleProgram parse(String line) {
    String[] fields = line.split("\\|");
    if (fields.length != 4) {
      throw new IllegalArgumentException("not four fields: " + line);
    }
    String outcomes = fields[2].strip();
    return new ExampleProgram(
        fields[0].strip(),
        fields[1].strip(),
        outcomes.equals("-")
            ? Set.of()
            : Stream.of(outcomes.split(",")).map(String::strip).collect(Collectors.toSet()));
  }

  boolean isExpectedToFail() {
    return !expected.equals("verified");
  }

  String simpleName() {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  /** Returns the program as the checker takes it. A method handle adds no frames of reflection. */
  Target target() {
    return target(className);
  }

  /** Returns a program with its arguments. */
  static Target target(String className, String... arguments) {
    try {
      MethodHandle main = MethodHandles.lookup().findStatic(Class.forName(className), "main", MAIN);
      return Target.of(
          className,
          () -> {
            main.invokeExact(arguments);
          });
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the lines of output that the documentation of the class quotes. */
  List<String> quotedOutput() {
    return source()
        .lines()
        .dropWhile(line -> !line.equals(" * <pre>"))
        .skip(1)
        .takeWhile(line -> !line.equals(" * </pre>"))
        .map(line -> line.substring(Math.min(line.length(), " * ".length())))
        .map(line -> line.replace("&lt;", "<").replace("&gt;", ">").replace("&#64;", "@"))
        .map(line -> line.replace("&amp;", "&"))
        .toList();
  }

  /** Returns the source of the class. */
  String source() {
    try {
      return Files.readString(SOURCES.resolve(simpleName() + ".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return simpleName();
  }
}
