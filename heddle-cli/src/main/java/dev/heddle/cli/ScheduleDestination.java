package dev.heddle.cli;

import dev.heddle.check.CheckResult;
import dev.heddle.check.Failure;
import dev.heddle.check.report.CheckReport;
import dev.heddle.check.report.ScheduleFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the schedules of one run of {@code heddle check} go: the file that was asked for, or one
 * named after the target; those that follow get {@code -2}, {@code -3} before the extension.
 */
final class ScheduleDestination {

  private static final String EXTENSION = ".schedule.json";

  private final Optional<Path> file;
  private final Path directory;
  private final Map<Path, Integer> written = new HashMap<>();

  private ScheduleDestination(Optional<Path> file, Path directory) {
    this.file = file;
    this.directory = directory;
  }

  /** Writes to {@code file}, or without one to files in the current directory. */
  static ScheduleDestination of(Optional<Path> file) {
    return new ScheduleDestination(file, Path.of(""));
  }

  /** Writes to files in {@code directory}. */
  static ScheduleDestination in(Path directory) {
    return new ScheduleDestination(Optional.empty(), directory);
  }

  /** Writes the schedules of all failures; says on {@code err} if one cannot be written. */
  CheckReport write(CheckResult result, PrintWriter err) {
    List<Path> files = new ArrayList<>();
    Path first = file.orElseGet(() -> directory.resolve(defaultName(result.target())));
    for (Failure failure : result.failures()) {
      Path next = numbered(first, written.merge(first, 1, Integer::sum));
      try {
        ScheduleFile.write(failure.schedule(), next);
      } catch (IOException e) {
        err.printf(
            "heddle: the schedule of the failure cannot be written to %s: %s;"
                + " name another file with --schedule.%n",
            next, Destinations.reason(e));
        break;
      }
      files.add(next);
    }
    return new CheckReport(result, files);
  }

  /**
   * Returns {@code heddle-Account-transfer.schedule.json} for {@code com.acme.Account#transfer}.
   */
  static String defaultName(String target) {
    int hash = target.indexOf('#');
    String className = hash < 0 ? target : target.substring(0, hash);
    String simpleName =
        className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    String method = hash < 0 ? "" : "-" + target.substring(hash + 1);
    return "heddle-" + simpleName + method + EXTENSION;
  }

  static Path numbered(Path first, int number) {
    if (number == 1) {
      return first;
    }
    String name = String.valueOf(first.getFileName());
    int dot = name.endsWith(EXTENSION) ? name.length() - EXTENSION.length() : name.lastIndexOf('.');
    int end = dot <= 0 ? name.length() : dot;
    return first.resolveSibling(name.substring(0, end) + "-" + number + name.substring(end));
  }
}
