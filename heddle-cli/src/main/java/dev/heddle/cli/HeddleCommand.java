package dev.heddle.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code heddle} alone: names its commands. */
@Command(
    name = "heddle",
    header = {
      "Runs multi-threaded Java programs through every interleaving of their threads, and says why a"
          + " JVM hangs."
    },
    synopsisSubcommandLabel = "COMMAND",
    description = {""},
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Begin with:",
      "  heddle demo",
      "  heddle check -cp target/classes com.acme.Main",
      "  heddle check --help",
      "  heddle watch"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class HeddleCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(),
          "Which command? heddle check, heddle replay, heddle demo or heddle watch.");
    }
  }
}
