package dev.heddle.check.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.Body;
import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Explorations;
import dev.heddle.check.Failure;
import dev.heddle.check.FailureKind;
import dev.heddle.check.Switching;
import dev.heddle.check.Switchings;
import dev.heddle.check.Verdict;
import dev.heddle.check.runtime.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Programs made by chance of the calls of every class. Whatever they do, nothing but a deadlock may
 * go wrong, each failure replays, both ways of switching and the plain search find the same, and
 * real threads do nothing else.
 */
class RandomCallsTest {
  private static final boolean IS_FAST = Scheduler.continuationsAvailable();
  private static final Switching SWITCHING = IS_FAST ? Switching.CONTINUATION : Switching.THREAD;

  /** {@code -Dheddle.calls.programs=10000} for a longer run. */
  private static final int PROGRAMS =
      Integer.getInteger("heddle.calls.programs", IS_FAST ? 300 : 60);

  /** {@code -Dheddle.calls.seed=4711 -Dheddle.calls.programs=1} for one of them. */
  private static final long FIRST_SEED = Long.getLong("heddle.calls.seed", 1);

  /** {@code -Dheddle.calls.of=Queue} for objects whose names contain that. */
  private static final String OF = System.getProperty("heddle.calls.of", "");

  private static final long MOST = IS_FAST ? 1_000 : 200;
  private static final long MOST_BY_THREADS = 100;
  private static final int EVERY_BY_THREADS = 10;

  /** {@code -Dheddle.calls.real=10} to compare with real threads, which is a matter of chance. */
  private static final int REAL_RUNS = Integer.getInteger("heddle.calls.real", 0);

  private static final long LONGEST_SECONDS = 20;

  @Test
  void randomCalls_areExploredWithoutSurprise() throws Exception {
    List<Subject<?>> subjects =
        Subjects.all().stream().filter(subject -> subject.name().contains(OF)).toList();
    List<String> findings = new ArrayList<>();
    int completed = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
      RandomScenario scenario = RandomScenario.of(subjects, seed);
      boolean isChosen = seed % EVERY_BY_THREADS == 0;
      Examination examination = new Examination(scenario);
      if (!examination.findings(isChosen).isEmpty()) {
        RandomScenario smallest = smallest(scenario, isChosen);
        findings.add(
            "seed "
                + seed
                + ", "
                + scenario
                + "; smallest "
                + smallest
                + ": "
                + new Examination(smallest).findings(isChosen));
      }
      if (examination.result.executions() < MOST) {
        completed++;
      }
    }

    assertThat(findings).isEmpty();
    assertThat(completed).isGreaterThan(PROGRAMS / 2);
  }

  /** Leaves out calls for as long as something is found. */
  private static RandomScenario smallest(RandomScenario scenario, boolean byThreadsToo)
      throws Exception {
    for (RandomScenario smaller : scenario.smaller()) {
      if (!new Examination(smaller).findings(byThreadsToo).isEmpty()) {
        return smallest(smaller, byThreadsToo);
      }
    }
    return scenario;
  }

  /** One program, explored. */
  private static final class Examination {
    private final RandomScenario scenario;
    private final Body body;
    private final CheckResult result;
    private final List<String> findings = new ArrayList<>();

    Examination(RandomScenario scenario) {
      this.scenario = scenario;
      body = () -> System.out.print(scenario.run());
      result = explore(SWITCHING);
    }

    private CheckResult explore(Switching switching) {
      CheckOptions options =
          Switchings.everything(switching).executions(MOST).shortening(Duration.ZERO).build();
      return Checker.withOptions(options).check("random calls", body);
    }

    List<String> findings(boolean byThreadsToo) throws Exception {
      examineResult();
      examineReplays();
      boolean isComplete = result.executions() < MOST;
      if (isComplete) {
        comparePlain();
      }
      if (byThreadsToo && result.executions() < MOST_BY_THREADS) {
        compare("by threads", explore(Switching.THREAD));
      }
      if (isComplete && result.verdict() == Verdict.VERIFIED && !scenario.mayDiffer()) {
        compareRealThreads();
      }
      return findings;
    }

    private void examineResult() {
      if (result.verdict() == Verdict.UNSUPPORTED) {
        findings.add("unsupported, " + result.reason());
      }
      if (!result.warnings().isEmpty()) {
        findings.add("warnings " + result.warnings());
      }
      if (result.redundant() != 0) {
        findings.add(result.redundant() + " redundant executions");
      }
      for (Failure failure : result.failures()) {
        if (failure.kind() != FailureKind.DEADLOCK) {
          findings.add(failure.kind() + " " + failure.message());
        }
      }
    }

    private void examineReplays() {
      try {
        Switchings.assertReplays(SWITCHING, body, result);
      } catch (AssertionError e) {
        findings.add("a replay differs, " + e.getMessage());
      }
    }

    private void comparePlain() {
      CheckResult plain = Explorations.plain(SWITCHING, body, MOST).result();
      if (plain.executions() < MOST) {
        compareFound("by the plain search", plain);
      }
    }

    private void compare(String how, CheckResult other) {
      compareFound(how, other);
      if (other.executions() != result.executions()) {
        findings.add(result.executions() + " executions, " + how + " " + other.executions());
      }
    }

    private void compareFound(String how, CheckResult other) {
      Set<String> outcomes = result.outcomes().keySet();
      if (!other.outcomes().keySet().equals(outcomes)) {
        findings.add("outcomes " + outcomes + ", " + how + " " + other.outcomes().keySet());
      }
      if (!failures(other).equals(failures(result))) {
        findings.add("failures " + failures(result) + ", " + how + " " + failures(other));
      }
    }

    private static Set<String> failures(CheckResult result) {
      return result.failures().stream()
          .map(failure -> failure.kind() + " " + failure.message())
          .collect(Collectors.toCollection(TreeSet::new));
    }

    private void compareRealThreads() throws Exception {
      for (int i = 0; i < REAL_RUNS; i++) {
        FutureTask<String> run = new FutureTask<>(scenario::run);
        // Threads that wait for ever do not keep the JVM from its end: daemons start daemons.
        Thread thread = new Thread(run);
        thread.setDaemon(true);
        thread.start();
        try {
          String outcome = run.get(LONGEST_SECONDS, TimeUnit.SECONDS);
          if (!result.outcomes().containsKey(outcome)) {
            findings.add(
                "real threads came to " + outcome + ", not among " + result.outcomes().keySet());
            return;
          }
        } catch (TimeoutException e) {
          findings.add("real threads wait for ever");
          return;
        } catch (ExecutionException e) {
          findings.add("real threads fail, " + e.getCause());
          return;
        }
      }
    }
  }
}
