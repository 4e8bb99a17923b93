package dev.heddle.cli;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Schedule;
import dev.heddle.check.Target;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One run of the command: what was typed, where its text goes, and how it runs the checker. */
final class Session {

  private static final String CLASS_PATH_PROPERTY = "java.class.path";

  /** Whether standard error is a terminal: the launcher says so, as Java cannot tell. */
  private static final String TERMINAL_PROPERTY = "heddle.terminal";

  private final List<String> commandLine;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Interruption interruption;

  Session(List<String> commandLine, PrintWriter out, PrintWriter err, Interruption interruption) {
    this.commandLine = List.copyOf(commandLine);
    this.out = out;
    this.err = err;
    this.interruption = interruption;
  }

  /** Returns whether the process is to end when what was found is reported. */
  boolean isInterrupted() {
    return interruption.isRequested();
  }

  /** Returns whether text may move the cursor. */
  boolean isTerminal() {
    return Boolean.getBoolean(TERMINAL_PROPERTY);
  }

  PrintWriter out() {
    return out;
  }

  PrintWriter err() {
    return err;
  }

  CheckResult check(Target target, CheckOptions options) {
    Checker checker = Checker.withOptions(options).stoppingWhen(interruption::isRequested);
    if (!isTerminal()) {
      return asItsOwnProcess(target, () -> checker.check(target));
    }
    try (ProgressLine line = new ProgressLine(err)) {
      return asItsOwnProcess(target, () -> checker.reportingTo(line).check(target));
    }
  }

  CheckResult replay(Target target, Schedule schedule, CheckOptions options) {
    return asItsOwnProcess(target, () -> Checker.withOptions(options).replay(target, schedule));
  }

  /** The target reads the class path that {@code java} would have told it. */
  private CheckResult asItsOwnProcess(Target target, Supplier<CheckResult> run) {
    out.flush();
    err.flush();
    String before = System.getProperty(CLASS_PATH_PROPERTY);
    System.setProperty(CLASS_PATH_PROPERTY, String.join(File.pathSeparator, target.classPath()));
    try {
      return run.get();
    } finally {
      System.setProperty(CLASS_PATH_PROPERTY, before);
    }
  }

  /** Says that a request was wrong, in the sentence given. */
  int wrongRequest(String sentence) {
    err.println("heddle: " + sentence);
    return ExitCode.WRONG_REQUEST;
  }

  /** Says all that is needed to find and repeat an error of Heddle's own. */
  int ourError(String target, Throwable error) {
    err.println("heddle: an error in Heddle itself, not in your program: " + error);
    err.println("  version:   " + Version.heddle());
    err.println("  running on " + Version.jdk());
    if (!target.isEmpty()) {
      err.println("  target:    " + target);
    }
    err.println("  to repeat: " + repeat());
    err.println("  in:        " + Path.of("").toAbsolutePath());
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace, true));
    try {
      Path file = Files.createTempFile("heddle-error-", ".txt");
      Files.writeString(file, trace.toString());
      err.println("  trace:     " + file + " (please report it with the lines above)");
    } catch (IOException e) {
      err.println(trace);
    }
    return ExitCode.OUR_ERROR;
  }

  private String repeat() {
    return commandLine.stream()
        .map(word -> word.matches("[\\w./:=,#+-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" ", "heddle ", ""));
  }
}
