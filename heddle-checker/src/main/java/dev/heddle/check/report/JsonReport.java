package dev.heddle.check.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.heddle.check.CheckResult;
import dev.heddle.check.CodeLocation;
import dev.heddle.check.Divergence;
import dev.heddle.check.Failure;
import dev.heddle.check.Shortened;
import dev.heddle.check.Step;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Results as JSON, for programs: an object for one target, an array of such objects for several.
 *
 * <pre>{@code
 * {"target": "com.acme.Account", "verdict": "failed", "assumes": ["sequential consistency"],
 *  "delayedStores": [],
 *  "executions": 24, "redundant": 0, "explored": 24, "cut": 0, "restarts": 1,
 *  "promoted": ["field com.acme.Account.balance"], "estimate": null, "elapsedMillis": 120,
 *  "executionsPerSecond": 200,
 *  "switching": "continuation", "strategy": "auto", "seed": 1,
 *  "outcomes": {"0": 18, "100": 6}, "warnings": [],
 *  "failures": [{"kind": "assertion", "message": "...", "details": [], "execution": 3,
 *    "schedule": "heddle-Account.schedule.json",
 *    "steps": [{"thread": "main", "operation": "read balance", "class": "com.acme.Account",
 *      "method": "add", "file": "Account.java", "line": 12}],
 *    "shortened": {"stepsFound": 20, "switchesFound": 9, "switches": 4, "executions": 350,
 *      "complete": true},
 *    "nearestPassing": {"step": 6, "failing": {"thread": "main", ...},
 *      "passing": {"thread": "deposit", ...}, "steps": [...]}}]}
 * }</pre>
 *
 * <p>A target that is unsupported has a {@code "reason"} after its verdict, a check by several
 * processes {@code "jobs"} after its seed. What is not known is null: a schedule that was not
 * written, a step's place, a passing execution.
 */
public final class JsonReport {

  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonReport() {}

  /**
   * Writes one target's report as an object.
   *
   * @throws IOException if {@code out} cannot be written
   */
  public static void write(CheckReport report, Writer out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      writeReport(report, json);
    }
    out.write(System.lineSeparator());
    out.flush();
  }

  /**
   * Writes the reports of several targets as an array, in order.
   *
   * @throws IOException if {@code out} cannot be written
   */
  public static void writeAll(List<CheckReport> reports, Writer out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      json.writeStartArray();
      for (CheckReport report : reports) {
        writeReport(report, json);
      }
      json.writeEndArray();
    }
    out.write(System.lineSeparator());
    out.flush();
  }

  private static JsonGenerator generator(Writer out) throws IOException {
    return FACTORY
        .createGenerator(out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .setPrettyPrinter(new DefaultPrettyPrinter());
  }

  private static void writeReport(CheckReport report, JsonGenerator json) throws IOException {
    CheckResult result = report.result();
    json.writeStartObject();
    json.writeStringField("target", result.target());
    json.writeStringField("verdict", result.verdict().text());
    if (result.reason() != null) {
      json.writeStringField("reason", result.reason());
    }
    writeTexts("assumes", result.assumes(), json);
    writeTexts("delayedStores", result.delayedStores(), json);
    json.writeNumberField("executions", result.executions());
    json.writeNumberField("redundant", result.redundant());
    json.writeNumberField("explored", result.explored());
    json.writeNumberField("cut", result.cut());
    json.writeNumberField("restarts", result.restarts());
    json.writeArrayFieldStart("promoted");
    for (String variable : result.promoted()) {
      json.writeString(variable);
    }
    json.writeEndArray();
    if (result.estimate().isPresent()) {
      json.writeNumberField("estimate", result.estimate().getAsDouble());
    } else {
      json.writeNullField("estimate");
    }
    json.writeNumberField("elapsedMillis", result.elapsed().toMillis());
    json.writeNumberField("executionsPerSecond", result.executionsPerSecond());
    json.writeStringField("switching", result.switching().text());
    json.writeStringField("strategy", result.strategy().text());
    json.writeNumberField("seed", result.seed());
    if (result.jobs() > 1) {
      json.writeNumberField("jobs", result.jobs());
    }
    json.writeObjectFieldStart("outcomes");
    for (Map.Entry<String, Long> outcome : result.outcomes().entrySet()) {
      json.writeNumberField(outcome.getKey(), outcome.getValue());
    }
    json.writeEndObject();
    writeTexts("warnings", result.warnings(), json);
    json.writeArrayFieldStart("failures");
    for (int i = 0; i < result.failures().size(); i++) {
      writeFailure(result.failures().get(i), report.schedule(i), json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeFailure(Failure failure, Optional<Path> schedule, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", failure.kind().text());
    json.writeStringField("message", failure.message());
    writeTexts("details", failure.details(), json);
    json.writeNumberField("execution", failure.execution());
    json.writeStringField("schedule", schedule.map(Path::toString).orElse(null));
    writeSteps("steps", failure.steps(), json);
    writeShortened(failure.shortened(), json);
    writeNearestPassing(failure.nearestPassing(), json);
    json.writeEndObject();
  }

  private static void writeShortened(@Nullable Shortened shortened, JsonGenerator json)
      throws IOException {
    if (shortened == null) {
      json.writeNullField("shortened");
      return;
    }
    json.writeObjectFieldStart("shortened");
    json.writeNumberField("stepsFound", shortened.stepsFound());
    json.writeNumberField("switchesFound", shortened.switchesFound());
    json.writeNumberField("switches", shortened.switches());
    json.writeNumberField("executions", shortened.executions());
    json.writeBooleanField("complete", shortened.complete());
    json.writeEndObject();
  }

  private static void writeNearestPassing(@Nullable Divergence nearest, JsonGenerator json)
      throws IOException {
    if (nearest == null) {
      json.writeNullField("nearestPassing");
      return;
    }
    json.writeObjectFieldStart("nearestPassing");
    json.writeNumberField("step", nearest.step());
    json.writeFieldName("failing");
    if (nearest.failing() == null) {
      json.writeNull();
    } else {
      writeStep(nearest.failing(), json);
    }
    json.writeFieldName("passing");
    writeStep(nearest.passing(), json);
    writeSteps("steps", nearest.interleaving(), json);
    json.writeEndObject();
  }

  private static void writeSteps(String field, List<Step> steps, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (Step step : steps) {
      writeStep(step, json);
    }
    json.writeEndArray();
  }

  private static void writeStep(Step step, JsonGenerator json) throws IOException {
    @Nullable CodeLocation location = step.location();
    json.writeStartObject();
    json.writeStringField("thread", step.thread());
    json.writeStringField("operation", step.operation());
    json.writeStringField("class", location == null ? null : location.className());
    json.writeStringField("method", location == null ? null : location.methodName());
    json.writeStringField("file", location == null ? null : location.fileName());
    if (location == null || location.line() < 1) {
      json.writeNullField("line");
    } else {
      json.writeNumberField("line", location.line());
    }
    json.writeEndObject();
  }

  private static void writeTexts(String field, List<String> texts, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
