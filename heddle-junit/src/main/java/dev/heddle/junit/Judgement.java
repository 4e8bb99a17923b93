package dev.heddle.junit;

import dev.heddle.check.CheckResult;
import dev.heddle.check.Failure;
import dev.heddle.check.FailureKind;
import dev.heddle.check.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Turns what a check has found into the result of a test. */
final class Judgement {
  private static final String FILE = "failure.schedule.json";

  private final ExtensionContext context;
  private final Settings settings;
  private final CheckedTest test;
  private final CheckResult result;

  Judgement(ExtensionContext context, Settings settings, CheckedTest test, CheckResult result) {
    this.context = context;
    this.settings = settings;
    this.test = test;
    this.result = result;
  }

  /**
   * Reports what was found.
   *
   * @throws AssertionFailedError if that is not what was expected
   * @throws TestAbortedException if the test's assumptions do not hold in any execution
   */
  void reach() {
    context.publishReportEntry(entries());
    @Nullable Path schedule = result.failures().isEmpty() ? null : writeSchedule();
    boolean isExpected =
        switch (settings.expect()) {
          case PASSED -> result.verdict() == Verdict.PASSED || result.verdict() == Verdict.VERIFIED;
          case FAILED -> isExpectedFailure();
          case VERIFIED, UNSUPPORTED -> result.verdict() == settings.expect();
        };
    if (!isExpected) {
      throw failure(schedule);
    }
    TestAbortedException aborted = test.aborted();
    if (aborted != null && test.isAborted()) {
      throw aborted;
    }
  }

  private boolean isExpectedFailure() {
    return result.failures().stream()
        .anyMatch(
            failure ->
                settings.kind().map(kind -> kind == failure.kind()).orElse(true)
                    && failure.message().contains(settings.message()));
  }

  private Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("heddle.verdict", result.verdict().text());
    entries.put("heddle.executions", String.valueOf(result.executions()));
    entries.put(
        "heddle.time", String.format(Locale.ROOT, "%.2f s", result.elapsed().toMillis() / 1000.0));
    putLines(entries, "heddle.assumes", result.assumes());
    putLines(entries, "heddle.warnings", result.warnings());
    putLines(entries, "heddle.shared", test.shared());
    if (test.aborted() != null) {
      entries.put("heddle.aborted", "in some executions: " + test.aborted().getMessage());
    }
    return entries;
  }

  private static void putLines(Map<String, String> entries, String name, List<String> lines) {
    if (!lines.isEmpty()) {
      entries.put(name, String.join("; ", lines));
    }
  }

  private Path writeSchedule() {
    List<Path> written = new ArrayList<>();
    context.publishDirectory(
        "heddle",
        directory -> {
          Path file = directory.resolve(FILE);
          result.writeSchedule(file);
          written.add(file.toAbsolutePath());
        });
    return written.get(0);
  }

  private AssertionFailedError failure(@Nullable Path schedule) {
    String message = headline() + System.lineSeparator() + result.report().stripTrailing();
    if (schedule != null) {
      message +=
          System.lineSeparator()
              + "  Schedule: "
              + schedule.toUri()
              + System.lineSeparator()
              + "  Replay:   @Interleavings(replay = \"%s\")"
                  .formatted(shortest(schedule).toString().replace("\\", "\\\\"));
    }
    List<String> shared = test.shared();
    if (!shared.isEmpty()) {
      message +=
          System.lineSeparator() + "  Shared by all executions: " + String.join(", ", shared);
    }
    return error(message);
  }

  /** A relative path where tests run in the same directory is the same for everybody. */
  private static Path shortest(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return file.startsWith(here) ? here.relativize(file) : file;
  }

  /** Says first what the reader of a summary has to know. */
  private String headline() {
    if (settings.expect() == Verdict.PASSED && !result.failures().isEmpty()) {
      Failure first = result.failures().get(0);
      Throwable thrown = first.thrown();
      boolean saysItself = first.kind() == FailureKind.ASSERTION && thrown != null;
      String message =
          saysItself && thrown.getMessage() != null ? thrown.getMessage() : first.message();
      String line = message.lines().findFirst().orElse("");
      return "%s in execution %d: %s".formatted(first.kind().text(), first.execution(), line);
    }
    if (settings.expect() == Verdict.PASSED) {
      return "this test cannot be checked: " + result.reason();
    }
    String wanted =
        settings.kind().map(kind -> " by " + kind.text()).orElse("")
            + (settings.message().isEmpty() ? "" : " with \"" + settings.message() + "\"");
    return "expected %s%s, but the verdict is %s"
        .formatted(settings.expect().text(), wanted, result.verdict().text());
  }

  private AssertionFailedError error(String message) {
    if (result.failures().isEmpty()) {
      return withoutOwnFrames(new AssertionFailedError(message), List.of());
    }
    Failure first = result.failures().get(0);
    Throwable thrown = first.thrown();
    AssertionFailedError error =
        thrown instanceof AssertionFailedError original
                && (original.isExpectedDefined() || original.isActualDefined())
            ? new AssertionFailedError(
                message, original.getExpected(), original.getActual(), thrown)
            : new AssertionFailedError(message, thrown);
    return withoutOwnFrames(error, first.stackTrace());
  }

  private static AssertionFailedError withoutOwnFrames(
      AssertionFailedError error, List<StackTraceElement> frames) {
    error.setStackTrace(frames.toArray(StackTraceElement[]::new));
    return error;
  }
}
