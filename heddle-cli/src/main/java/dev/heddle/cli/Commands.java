package dev.heddle.cli;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands decide alike. */
final class Commands {

  private Commands() {}

  /** Returns the class path given, or what {@code java} would take without one. */
  static String classPath(Optional<String> given) {
    return given
        .or(() -> Optional.ofNullable(System.getenv("CLASSPATH")).filter(path -> !path.isBlank()))
        .orElse(".");
  }

  /** Returns whether reports may use colour, as picocli decides it for its own help. */
  static boolean colour(CommandSpec command) {
    return command.commandLine().getColorScheme().ansi().enabled();
  }
}
