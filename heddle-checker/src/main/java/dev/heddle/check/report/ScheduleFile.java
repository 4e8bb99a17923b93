package dev.heddle.check.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.heddle.check.Choice;
import dev.heddle.check.Schedule;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A {@link Schedule} in a file, so that another JVM can reach the same failure. It names the class
 * files by their hashes, because the choices mean nothing for another program.
 *
 * <p>The file is JSON with the schedule's components as fields, a choice as a pair {@code [chosen,
 * width]}, and the number of the format first:
 *
 * <pre>{@code
 * {"format": 4, "target": "com.acme.Account", "arguments": [], "classPath": ["classes"],
 *  "kind": "assertion", "message": "balance is 100", "threadEndsAreSteps": false,
 *  "keepStatics": false, "spurious": false, "promoted": ["field com.acme.Account.balance"], "classes": {"com.acme.Account": "0f1e2d3c4b5a6978"},
 *  "choices": [[0, 2], [1, 2]]}
 * }</pre>
 */
public final class ScheduleFile {

  /** The number of the format that this version writes and reads. */
  public static final int FORMAT = 4;

  private static final JsonFactory FACTORY = new JsonFactory();

  private ScheduleFile() {}

  /**
   * Writes a schedule, over what the file held before.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Schedule schedule, Path file) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("target", schedule.target());
      writeTexts("arguments", schedule.arguments(), json);
      writeTexts("classPath", schedule.classPath(), json);
      json.writeStringField("kind", schedule.kind().text());
      json.writeStringField("message", schedule.message());
      json.writeBooleanField("threadEndsAreSteps", schedule.threadEndsAreSteps());
      json.writeBooleanField("keepStatics", schedule.keepStatics());
      json.writeBooleanField("spurious", schedule.spurious());
      writeTexts("promoted", schedule.promoted(), json);
      json.writeObjectFieldStart("classes");
      for (Map.Entry<String, String> each : schedule.classes().entrySet()) {
        json.writeStringField(each.getKey(), each.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("choices");
      for (Choice choice : schedule.choices()) {
        json.writeArray(new int[] {choice.chosen(), choice.width()}, 0, 2);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    Files.writeString(file, text + System.lineSeparator(), StandardCharsets.UTF_8);
  }

  private static void writeTexts(String field, List<String> texts, JsonGenerator json)
      throws IOException {
    json.writeFieldName(field);
    json.writeArray(texts.toArray(String[]::new), 0, texts.size());
  }

  /**
   * Reads a schedule.
   *
   * @throws ScheduleException if there is no such file, or if it holds no schedule of this format
   */
  public static Schedule read(Path file) throws ScheduleException {
    if (Files.isDirectory(file)) {
      throw new ScheduleException("%s is a directory, not a schedule file.".formatted(file));
    }
    try {
      return ScheduleParser.parse(file, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new ScheduleException(
          "There is no schedule file %s; heddle check names the file that it writes."
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new ScheduleException(
          "The schedule file %s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }
}
