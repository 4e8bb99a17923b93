package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks by several processes, which are started at once here, and find what one finds alone. */
class JobsTest {
  private static final String START = "heddle.jobs.after";

  @BeforeAll
  static void startHelpersAtOnce() {
    System.setProperty(START, "0");
  }

  @AfterAll
  static void startHelpersAsUsual() {
    System.clearProperty(START);
  }

  private static Target target(String method) throws TargetException, URISyntaxException {
    Path classes =
        Path.of(JobsTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return TargetLoader.of(classes.toString())
        .load("dev.heddle.check.JobsPrograms#" + method, List.of());
  }

  private static CheckOptions.Builder options(int jobs) {
    return CheckOptions.builder()
        .strategy(Strategy.EXHAUSTIVE)
        .keepGoing(true)
        .time(Duration.ofMinutes(5))
        .jobs(jobs);
  }

  private static CheckResult check(String method, CheckOptions.Builder options) throws Exception {
    return Checker.withOptions(options.build()).check(target(method));
  }

  private static Set<String> failures(CheckResult result) {
    return result.failures().stream()
        .map(failure -> failure.kind() + " " + failure.message())
        .collect(Collectors.toSet());
  }

  private static void assertSame(CheckResult together, CheckResult alone) {
    assertThat(together.warnings()).isEqualTo(alone.warnings());
    assertThat(together.verdict()).isEqualTo(alone.verdict());
    assertThat(together.redundant()).isZero();
    assertThat(together.outcomes()).isEqualTo(alone.outcomes());
    assertThat(together.executions()).isEqualTo(alone.executions());
    assertThat(together.explored()).isEqualTo(alone.explored());
    assertThat(together.assumes()).isEqualTo(alone.assumes());
    assertThat(failures(together)).isEqualTo(failures(alone));
  }

  @ParameterizedTest
  @ValueSource(strings = {"counts", "fails", "races", "looksAtEnds"})
  void check_byTwoProcesses_findsWhatOneFinds(String program) throws Exception {
    CheckResult alone = check(program, options(1));

    CheckResult together = check(program, options(2));

    assertThat(alone.executions()).isGreaterThan(20);
    assertSame(together, alone);
    assertThat(together.jobs()).isEqualTo(2);
  }

  @Test
  void check_whoseStepsTouchWhatHasNoName_findsWhatOneFinds() throws Exception {
    String program = "locksWhatOutlivesExecutions";

    CheckResult together = check(program, options(2));

    CheckResult alone = check(program, options(1));
    assertThat(together.verdict()).isEqualTo(alone.verdict());
    // How often each came depends on when the object was met first, with one process too.
    assertThat(together.outcomes().keySet()).isEqualTo(alone.outcomes().keySet());
    assertThat(together.redundant()).isZero();
    assertThat(together.warnings())
        .containsExactly(Helpers.UNNAMED + "; all was explored in one process");
  }

  /** A process that is being made is a copy of this one for a moment. */
  private static boolean isHelper(ProcessHandle child) {
    return child.info().commandLine().orElse("").contains(HelperMain.class.getName());
  }

  @Test
  void check_whoseHelperIsEnded_beginsAgainAlone() throws Exception {
    CheckResult alone = check("counts", options(1));
    Thread ending =
        new Thread(
            () -> {
              Optional<ProcessHandle> helper = Optional.empty();
              while (helper.isEmpty()) {
                Thread.onSpinWait();
                // Not while it is being made: that could not be told from a JVM that cannot start.
                helper = ProcessHandle.current().children().filter(JobsTest::isHelper).findFirst();
              }
              helper.get().destroyForcibly();
            });
    ending.setDaemon(true);
    ending.start();

    CheckResult together = check("counts", options(2));

    assertThat(together.warnings())
        .singleElement()
        .asString()
        // It may be gone before it was told what to do.
        .matches(
            "(?s)(a process that helped has ended unexpectedly|no process can be started to help)"
                + ".*; all was explored in one process");
    assertThat(together.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(together.outcomes()).isEqualTo(alone.outcomes());
  }

  @Test
  void check_byThreeProcesses_findsWhatOneFinds() throws Exception {
    assertSame(check("counts", options(3)), check("counts", options(1)));
  }

  @Test
  void check_byTwoProcessesWithACap_runsAsManyExecutions() throws Exception {
    CheckResult result = check("counts", options(2).executions(150));

    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(result.executions()).isEqualTo(150);
  }

  @Test
  void check_byTwoProcessesByChance_runsAsManyExecutions() throws Exception {
    CheckResult result =
        check("fails", options(2).strategy(Strategy.RANDOM).executions(400).keepGoing(true));

    assertThat(result.executions()).isEqualTo(400);
    assertThat(failures(result)).isEqualTo(failures(check("fails", options(1))));
  }

  @Test
  void check_byTwoProcesses_stopsAtTheFirstFailureWhichReplays() throws Exception {
    CheckResult result = check("fails", options(2).keepGoing(false));

    assertThat(result.failures()).hasSize(1);
    Failure failure = result.failures().get(0);
    CheckResult replayed =
        Checker.withOptions(CheckOptions.DEFAULTS).replay(target("fails"), failure.schedule());
    assertThat(failures(replayed)).isEqualTo(failures(result));
  }

  @Test
  void check_ofABodyByTwoProcesses_isRefused() {
    Checker checker = Checker.withOptions(options(2).build());

    assertThatThrownBy(() -> checker.check("body", () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("class path");
  }

  @Test
  void build_severalJobsWithABoundOnPreemptions_throws() {
    assertThatThrownBy(() -> options(2).preemptions(2).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("preemptions");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65, -1})
  void jobs_outOfRange_throws(int jobs) {
    assertThatThrownBy(() -> options(jobs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("jobs must be from 1 to 64, not " + jobs);
  }
}
