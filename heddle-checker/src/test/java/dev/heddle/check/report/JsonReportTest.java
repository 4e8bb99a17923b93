package dev.heddle.check.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CheckResult;
import dev.heddle.check.Divergence;
import dev.heddle.check.Failure;
import dev.heddle.check.FailureKind;
import dev.heddle.check.Shortened;
import dev.heddle.check.Step;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReportTest {

  @Test
  void write_failure_hasEveryFieldInOrder() throws IOException {
    CheckResult result =
        Samples.failed(
            Samples.failure(
                FailureKind.ASSERTION,
                "the balance is \"100\"",
                List.of(
                    Samples.step("main", "read balance", 12), new Step("other", "begin", null))));

    assertThat(object(new CheckReport(result, List.of(Path.of("a.schedule.json")))))
        .isEqualToIgnoringWhitespace(
            """
            {"target": "com.acme.Account", "verdict": "failed",
             "assumes": ["sequential consistency"], "delayedStores": [],
             "executions": 1200, "redundant": 7, "explored": 1200, "cut": 2, "restarts": 1,
             "promoted": ["field com.acme.Account.balance"], "estimate": null,
             "elapsedMillis": 600, "executionsPerSecond": 2000,
             "switching": "thread", "strategy": "auto", "seed": 42,
             "outcomes": {"0": 12, "-100": 4},
             "warnings": ["a remark"],
             "failures": [{"kind": "assertion", "message": "the balance is \\"100\\"",
               "details": ["    at com.acme.Account"], "execution": 3,
               "schedule": "a.schedule.json",
               "steps": [
                 {"thread": "main", "operation": "read balance", "class": "com.acme.Account",
                  "method": "add", "file": "Account.java", "line": 12},
                 {"thread": "other", "operation": "begin", "class": null,
                  "method": null, "file": null, "line": null}],
               "shortened": null, "nearestPassing": null}]}
            """);
  }

  @Test
  void write_failureMadeShort_saysHow_andWhereAPassingExecutionParts() throws IOException {
    Failure failure =
        Samples.withNearestPassing(
            new Shortened(40, 17, 4, 350, true),
            new Divergence(
                2,
                null,
                Samples.step("main", "write balance", 12),
                List.of(new Step("main", "begin", null))));

    assertThat(object(new CheckReport(Samples.failed(failure), List.of())))
        .containsIgnoringWhitespaces(
            """
            "steps": [
              {"thread": "main", "operation": "read balance", "class": "com.acme.Account",
               "method": "add", "file": "Account.java", "line": 12}],
            "shortened": {"stepsFound": 40, "switchesFound": 17, "switches": 4, "executions": 350,
              "complete": true},
            "nearestPassing": {"step": 2, "failing": null,
              "passing": {"thread": "main", "operation": "write balance",
                "class": "com.acme.Account", "method": "add", "file": "Account.java", "line": 12},
              "steps": [{"thread": "main", "operation": "begin", "class": null, "method": null,
                "file": null, "line": null}]}}]
            """);
  }

  @Test
  void write_givenUp_hasTheEstimate() throws IOException {
    assertThat(object(new CheckReport(Samples.givenUp(100, 75, 3.2e9), List.of())))
        .contains("\"explored\" : 75", "\"estimate\" : 3.2E9");
  }

  @Test
  void write_scheduleNotWritten_isNull() throws IOException {
    CheckResult result = Samples.failed(Samples.failure(FailureKind.DEADLOCK, "stuck", List.of()));

    assertThat(object(new CheckReport(result, List.of()))).contains("\"schedule\" : null");
  }

  @Test
  void write_unsupported_hasTheReason() throws IOException {
    assertThat(object(new CheckReport(Samples.unsupported(), List.of())))
        .contains("\"reason\" : \"it calls System.exit at Main.java:3\"");
  }

  @Test
  void write_otherVerdict_hasNoReason() throws IOException {
    assertThat(object(new CheckReport(Samples.verified(), List.of()))).doesNotContain("reason");
  }

  @Test
  void writeAll_severalTargets_isAnArray() throws IOException {
    StringWriter out = new StringWriter();

    JsonReport.writeAll(
        List.of(
            new CheckReport(Samples.verified(), List.of()),
            new CheckReport(Samples.passed(), List.of())),
        out);

    assertThat(out.toString().strip())
        .startsWith("[ {")
        .contains("\"verified\"")
        .contains("\"passed\"")
        .endsWith("} ]");
  }

  private static String object(CheckReport report) throws IOException {
    StringWriter out = new StringWriter();
    JsonReport.write(report, out);
    return out.toString();
  }
}
