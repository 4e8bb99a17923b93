package dev.heddle.check.report;

import dev.heddle.check.CheckResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A result together with the schedule files that were written for its failures.
 *
 * @param result what the check found
 * @param schedules the files, in the order of the failures; fewer when some were not written
 */
public record CheckReport(CheckResult result, List<Path> schedules) {

  /** Copies the list. */
  public CheckReport {
    schedules = List.copyOf(schedules);
  }

  /**
   * Returns the file that holds the schedule of the failure at {@code index}, if one was written.
   */
  Optional<Path> schedule(int index) {
    return index < schedules.size() ? Optional.of(schedules.get(index)) : Optional.empty();
  }
}
