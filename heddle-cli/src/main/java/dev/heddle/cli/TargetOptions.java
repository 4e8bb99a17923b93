package dev.heddle.cli;

import dev.heddle.check.CheckerAgent;
import dev.heddle.check.Switching;
import dev.heddle.check.Target;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that runs a target takes. */
final class TargetOptions {

  @Option(
      names = {"-cp", "--class-path"},
      paramLabel = "PATH",
      description =
          "Directories and jars of the program, as for java; without it, check takes $CLASSPATH, or"
              + " else the current directory, and replay what was checked.")
  private @Nullable String classPath;

  @Mixin private SwitchingOption switching = new SwitchingOption();

  @Option(
      names = "--keep-statics",
      description =
          "Keep the static state of the program from one execution to the next; without it, it"
              + " starts afresh in each, and in a replay does what it did when it was checked.")
  private boolean keepStatics;

  @Option(
      names = "--verbose",
      description =
          "Show all that a verdict rests on, and say for each class that was loaded whether it was"
              + " instrumented, and if not, why, on standard error.")
  private boolean isVerbose;

  /** Returns the class path that was given, or none. */
  Optional<String> classPath() {
    return Optional.ofNullable(classPath);
  }

  Switching switching() {
    return switching.value();
  }

  boolean keepStatics() {
    return keepStatics;
  }

  /** Returns whether everything is to be told. */
  boolean isVerbose() {
    return isVerbose;
  }

  /** Says what was done with the classes of a target that has run, if that was asked for. */
  void describeClasses(Target target, PrintWriter err) {
    if (isVerbose) {
      CheckerAgent.classes(target).forEach(line -> err.println("heddle: " + line));
    }
  }
}
