package dev.heddle.check.report;

import dev.heddle.check.CheckResult;
import dev.heddle.check.Choice;
import dev.heddle.check.CodeLocation;
import dev.heddle.check.Divergence;
import dev.heddle.check.Failure;
import dev.heddle.check.FailureKind;
import dev.heddle.check.Schedule;
import dev.heddle.check.Shortened;
import dev.heddle.check.Step;
import dev.heddle.check.Strategy;
import dev.heddle.check.Switching;
import dev.heddle.check.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Results made by hand. */
final class Samples {

  static final Schedule SCHEDULE =
      new Schedule(
          "com.acme.Account",
          List.of("--accounts", "2"),
          List.of("classes", "lib/a b.jar"),
          FailureKind.ASSERTION,
          "the balance is \"100\", not 0",
          true,
          false,
          true,
          List.of(
              "field com.acme.Account.balance of new com.acme.Account at com.acme.Main.main(Main.java:7)"),
          Map.of("com.acme.Account", "0f1e2d3c4b5a6978", "com.acme.Bank$1", "8877665544332211"),
          List.of(new Choice(0, 2), new Choice(2, 3)));

  private Samples() {}

  static Step step(String thread, String operation, int line) {
    return new Step(
        thread, operation, new CodeLocation("com.acme.Account", "add", "Account.java", line));
  }

  static Failure failure(FailureKind kind, String message, List<Step> steps) {
    return new Failure(
        kind, message, List.of("    at com.acme.Account"), 3, SCHEDULE, steps, null, null, null);
  }

  /** A failure of one step, made short. */
  static Failure withNearestPassing(Shortened shortened, Divergence nearestPassing) {
    return new Failure(
        FailureKind.ASSERTION,
        "the balance is 100",
        List.of(),
        3,
        SCHEDULE,
        List.of(step("main", "read balance", 12)),
        shortened,
        nearestPassing,
        null);
  }

  static CheckResult verified() {
    return result(Verdict.VERIFIED, null, Map.of("0", 4L), List.of());
  }

  static CheckResult passed() {
    return result(Verdict.PASSED, null, Map.of("", 4L), List.of());
  }

  static CheckResult givenUp(long executions, long explored, double estimate) {
    return new CheckResult(
        "com.acme.Account",
        Verdict.PASSED,
        null,
        List.of(),
        List.of(),
        executions,
        0,
        explored,
        0,
        0,
        List.of(),
        OptionalDouble.of(estimate),
        Duration.ofMillis(600),
        Switching.THREAD,
        Strategy.AUTO,
        42,
        1,
        Map.of("", executions),
        List.of(),
        List.of());
  }

  static CheckResult warned(String warning) {
    return new CheckResult(
        "com.acme.Account",
        Verdict.VERIFIED,
        null,
        List.of(),
        List.of(),
        4,
        0,
        4,
        0,
        0,
        List.of(),
        OptionalDouble.empty(),
        Duration.ofMillis(600),
        Switching.THREAD,
        Strategy.AUTO,
        42,
        1,
        Map.of("", 4L),
        List.of(warning),
        List.of());
  }

  /** A verified result of 4 explored and some sampled executions. */
  static CheckResult assuming(List<String> assumes, List<String> delayedStores, long sampled) {
    return new CheckResult(
        "com.acme.Account",
        Verdict.VERIFIED,
        null,
        assumes,
        delayedStores,
        4 + sampled,
        0,
        4,
        0,
        0,
        List.of(),
        OptionalDouble.empty(),
        Duration.ofMillis(600),
        Switching.THREAD,
        Strategy.AUTO,
        42,
        1,
        Map.of("", 4L),
        List.of(),
        List.of());
  }

  static CheckResult unsupported() {
    return result(Verdict.UNSUPPORTED, "it calls System.exit at Main.java:3", Map.of(), List.of());
  }

  static CheckResult failed(Failure... failures) {
    Map<String, Long> outcomes = new LinkedHashMap<>();
    outcomes.put("0", 12L);
    outcomes.put("-100", 4L);
    return result(Verdict.FAILED, null, outcomes, List.of(failures));
  }

  static CheckResult result(
      Verdict verdict,
      @Nullable String reason,
      Map<String, Long> outcomes,
      List<Failure> failures) {
    return new CheckResult(
        "com.acme.Account",
        verdict,
        reason,
        List.of("sequential consistency"),
        List.of(),
        1200,
        7,
        1200,
        2,
        1,
        List.of("field com.acme.Account.balance"),
        OptionalDouble.empty(),
        Duration.ofMillis(600),
        Switching.THREAD,
        Strategy.AUTO,
        42,
        1,
        outcomes,
        List.of("a remark"),
        failures);
  }
}
