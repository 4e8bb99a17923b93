package dev.heddle.watch.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.heddle.watch.Finding;
import dev.heddle.watch.Finding.Detail;
import dev.heddle.watch.Hold;
import dev.heddle.watch.Resource;
import dev.heddle.watch.Snapshot;
import dev.heddle.watch.Wait;
import dev.heddle.watch.WatchedThread;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** A snapshot as JSON. Fields may be added to a version of the schema, and are not taken away. */
public final class JsonReport {
  /** The version of the schema. */
  public static final int SCHEMA = 1;

  private final JsonGenerator json;

  private JsonReport(JsonGenerator json) {
    this.json = json;
  }

  /** Returns the JSON, indented. */
  public static String of(Snapshot snapshot) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      new JsonReport(json).snapshot(snapshot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private void snapshot(Snapshot snapshot) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schema", SCHEMA);
    json.writeStringField("taken", snapshot.taken().toString());
    json.writeBooleanField("hangs", snapshot.hangs());
    json.writeObjectFieldStart("jvm");
    json.writeNumberField("pid", snapshot.jvm().pid());
    json.writeStringField("mainClass", snapshot.jvm().mainClass());
    json.writeStringField("jdk", snapshot.jvm().jdk());
    json.writeNumberField("platformThreads", snapshot.jvm().platformThreads());
    json.writeNumberField("virtualThreads", snapshot.jvm().virtualThreads());
    json.writeEndObject();
    json.writeArrayFieldStart("findings");
    for (Finding each : snapshot.findings()) {
      finding(each);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("threads");
    for (WatchedThread each : snapshot.threads()) {
      thread(each);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("resources");
    for (Resource each : snapshot.resources()) {
      resource(each);
    }
    json.writeEndArray();
    strings("limits", snapshot.limits());
    json.writeEndObject();
  }

  private void finding(Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", finding.kind().name());
    json.writeStringField("certainty", finding.certainty().name());
    json.writeStringField("text", finding.text());
    json.writeArrayFieldStart("details");
    for (Detail each : finding.details()) {
      json.writeStartObject();
      json.writeNumberField("thread", each.thread());
      json.writeStringField("text", each.text());
      strings("at", each.at().stream().map(Finding::text).toList());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("threads");
    for (long each : finding.threads()) {
      json.writeNumber(each);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("resources");
    for (int each : finding.resources()) {
      json.writeNumber(each);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void thread(WatchedThread thread) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", thread.id());
    json.writeStringField("name", thread.name());
    json.writeBooleanField("virtual", thread.virtual());
    json.writeStringField("state", thread.state());
    strings("stack", thread.stack().stream().map(Finding::text).toList());
    json.writeEndObject();
  }

  private void resource(Resource resource) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", resource.id());
    json.writeStringField("kind", resource.kind().name());
    json.writeStringField("name", resource.name());
    json.writeStringField("state", resource.state());
    json.writeArrayFieldStart("holders");
    for (Hold each : resource.holds()) {
      json.writeStartObject();
      json.writeNumberField("thread", each.thread());
      json.writeStringField("how", each.how());
      StackTraceElement where = each.where();
      if (where != null) {
        json.writeStringField("where", Finding.text(where));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("waiting", resource.waiters().count());
    json.writeArrayFieldStart("waiters");
    for (Wait each : resource.waiters().waits()) {
      json.writeStartObject();
      json.writeNumberField("thread", each.thread());
      json.writeStringField("how", each.how());
      json.writeBooleanField("timed", each.timed());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void strings(String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String each : values) {
      json.writeString(each);
    }
    json.writeEndArray();
  }
}
