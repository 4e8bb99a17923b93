package dev.heddle.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Starts the command as the launcher does, in a process of its own. */
final class CommandProcess {
  static final Path TARGET = CommandLineRun.testClasses().getParent();

  private CommandProcess() {}

  /**
   * Starts the command.
   *
   * @param directory the directory in which it runs
   * @param options more options of the JVM
   * @param output receives what it prints
   */
  static Process start(Path directory, List<String> options, Path output, String... arguments)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-PrintWarnings",
            // However small the program, so that helpers have a part in it.
            "-Dheddle.jobs.after=0");
    builder.command().addAll(options);
    builder
        .command()
        .addAll(
            List.of(
                "-cp",
                TARGET.resolve("classes") + File.pathSeparator + TARGET.resolve("lib") + "/*",
                Main.class.getName()));
    builder.command().addAll(List.of(arguments));
    builder.environment().put("CLASSPATH", CommandLineRun.testClasses().toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Returns the jar of the agent that the launcher uses. */
  static Path agent() throws IOException {
    try (Stream<Path> files = Files.list(TARGET.resolve("lib"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("heddle-checker-\\d.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }
}
