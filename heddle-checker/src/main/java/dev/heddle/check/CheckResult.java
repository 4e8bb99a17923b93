package dev.heddle.check;

import dev.heddle.check.report.ScheduleFile;
import dev.heddle.check.report.TextReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a check found. Immutable.
 *
 * @param target what was checked
 * @param verdict the conclusion
 * @param reason why the program cannot be checked, for {@link Verdict#UNSUPPORTED}, otherwise null
 * @param assumes what the verdict rests on, such as {@code sequential consistency}; empty for no
 *     assumption
 * @param delayedStores the methods that store less strictly than a volatile write, as {@code
 *     lazySet} does, and after which a thread has read another variable: the first of the
 *     assumptions is that the read does not come first, although a JVM may let it
 * @param executions how many executions ran to their end, warm-up apart
 * @param redundant how many executions were begun and given up
 * @param explored how many of the executions were an exhaustive search's; the others were by chance
 * @param cut how many of the executions were cut off, because they took more steps than {@link
 *     CheckOptions#steps}, or because the time was over
 * @param restarts how often the search began again, because an execution had a data race on a
 *     variable or showed that the program sees the ends of threads; the executions before are not
 *     counted
 * @param promoted the variables with a data race, whose accesses are steps; the classes whose
 *     initialisers are explored; and the names of threads, if a thread changes one
 * @param estimate how many executions an exhaustive search that was given up is estimated to take;
 *     empty if there was none or it came to its end
 * @param elapsed how long the check took
 * @param switching how control was passed between threads; never {@link Switching#AUTO}
 * @param strategy the strategy that was asked for
 * @param seed the seed of every random choice
 * @param jobs how many processes were asked for
 * @param outcomes what executions printed on standard output, without the last line end, and how
 *     many executions printed it; the most frequent first
 * @param warnings remarks that change no verdict
 * @param failures the failures, different from each other, in the order in which they were found
 */
public record CheckResult(
    String target,
    Verdict verdict,
    @Nullable String reason,
    List<String> assumes,
    List<String> delayedStores,
    long executions,
    long redundant,
    long explored,
    long cut,
    int restarts,
    List<String> promoted,
    OptionalDouble estimate,
    Duration elapsed,
    Switching switching,
    Strategy strategy,
    long seed,
    int jobs,
    Map<String, Long> outcomes,
    List<String> warnings,
    List<Failure> failures) {

  /** Copies the collections. */
  public CheckResult {
    assumes = List.copyOf(assumes);
    delayedStores = List.copyOf(delayedStores);
    outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
    promoted = List.copyOf(promoted);
    warnings = List.copyOf(warnings);
    failures = List.copyOf(failures);
  }

  /**
   * Returns the report as {@code heddle check} prints it, without colours. Lines of source code are
   * shown as far as they are found beside the class path.
   */
  public String report() {
    return TextReport.render(this);
  }

  /**
   * Returns this result, unless the program failed or could not be checked.
   *
   * @throws CheckFailedError if the verdict is {@link Verdict#FAILED} or {@link
   *     Verdict#UNSUPPORTED}, with the report as its message
   */
  public CheckResult orThrow() {
    if (verdict == Verdict.FAILED || verdict == Verdict.UNSUPPORTED) {
      throw new CheckFailedError(report(), this);
    }
    return this;
  }

  /**
   * Writes the schedule of the first failure to a file, over what the file held before, for {@code
   * heddle replay} or {@link Checker#replay}.
   *
   * @throws IllegalStateException if there was no failure
   * @throws IOException if the file cannot be written
   */
  public void writeSchedule(Path file) throws IOException {
    if (failures.isEmpty()) {
      throw new IllegalStateException(
          "there is no schedule to write: " + target + " did not fail, the verdict is " + verdict);
    }
    ScheduleFile.write(failures.get(0).schedule(), file);
  }

  /** Returns how many executions were completed for each second, rounded down. */
  public long executionsPerSecond() {
    long nanos = elapsed.toNanos();
    return nanos == 0 ? 0 : (long) (executions * 1e9 / nanos);
  }
}
