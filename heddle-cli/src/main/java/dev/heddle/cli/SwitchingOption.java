package dev.heddle.cli;

import dev.heddle.check.Switching;
import picocli.CommandLine.Option;

/** {@code --switching}, which every command takes that runs a program. */
final class SwitchingOption {

  @Option(
      names = "--switching",
      paramLabel = "WAY",
      defaultValue = "auto",
      converter = Words.SwitchingConverter.class,
      description =
          "How control passes between threads: continuation (JDK 24 and newer, fast), thread (any"
              + " JDK), or auto. Default: ${DEFAULT-VALUE}.")
  private Switching switching = Switching.AUTO;

  Switching value() {
    return switching;
  }
}
