package dev.heddle.check.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.heddle.check.Choice;
import dev.heddle.check.FailureKind;
import dev.heddle.check.Schedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of one schedule file, and names the file, the place and the defect when it fails.
 */
final class ScheduleParser {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Pattern SOURCE =
      Pattern.compile("\\[Source: .*?; line: (\\d+), column: (\\d+)]");

  private final Path file;
  private final JsonParser json;

  private int format;
  private @Nullable String target;
  private @Nullable List<String> arguments;
  private @Nullable List<String> classPath;
  private @Nullable FailureKind kind;
  private @Nullable String message;
  private @Nullable Boolean threadEndsAreSteps;
  private @Nullable Boolean keepStatics;
  private @Nullable Boolean spurious;
  private @Nullable List<String> promoted;
  private @Nullable Map<String, String> classes;
  private @Nullable List<Choice> choices;

  private ScheduleParser(Path file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  static Schedule parse(Path file, byte[] text) throws ScheduleException, IOException {
    try (JsonParser json = FACTORY.createParser(text)) {
      return new ScheduleParser(file, json).parse();
    } catch (JsonProcessingException e) {
      throw new ScheduleException(
          "The schedule file %s is not JSON: %s%s."
              .formatted(file, withoutSource(e.getOriginalMessage()), place(e.getLocation())),
          e);
    }
  }

  /** The parser's message may say where something begins, and what file it does not show. */
  private static String withoutSource(String message) {
    return SOURCE.matcher(message).replaceAll("line $1, column $2");
  }

  private static String place(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
  }

  private Schedule parse() throws ScheduleException, IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw defect(
          json.currentToken() == null ? "it is empty" : "it does not begin with an object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      readField(json.currentName());
    }
    if (json.nextToken() != null) {
      throw defect("something follows the end of the schedule");
    }
    if (format == 0) {
      throw missing("format");
    }
    return new Schedule(
        required("target", target),
        required("arguments", arguments),
        required("classPath", classPath),
        required("kind", kind),
        required("message", message),
        required("threadEndsAreSteps", threadEndsAreSteps),
        required("keepStatics", keepStatics),
        required("spurious", spurious),
        required("promoted", promoted),
        required("classes", classes),
        required("choices", choices));
  }

  private void readField(String field) throws ScheduleException, IOException {
    json.nextToken();
    switch (field) {
      case "format" -> {
        format = integer(field);
        if (format != ScheduleFile.FORMAT) {
          throw new ScheduleException(
              ("The schedule file %s has format %d, and this version of Heddle reads format %d:"
                      + " check the program again to get a new one.")
                  .formatted(file, format, ScheduleFile.FORMAT));
        }
      }
      case "target" -> target = text(field);
      case "arguments" -> arguments = texts(field);
      case "classPath" -> classPath = texts(field);
      case "kind" -> kind = kind();
      case "message" -> message = text(field);
      case "threadEndsAreSteps" -> threadEndsAreSteps = truth(field);
      case "keepStatics" -> keepStatics = truth(field);
      case "spurious" -> spurious = truth(field);
      case "promoted" -> promoted = texts(field);
      case "classes" -> classes = classes();
      case "choices" -> choices = choices();
      default -> json.skipChildren();
    }
  }

  private FailureKind kind() throws ScheduleException, IOException {
    String name = text("kind");
    return Arrays.stream(FailureKind.values())
        .filter(each -> each.text().equals(name))
        .findFirst()
        .orElseThrow(() -> defect("\"%s\" is no kind of failure".formatted(name)));
  }

  private Map<String, String> classes() throws ScheduleException, IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw defect("\"classes\" must be an object");
    }
    Map<String, String> read = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      read.put(name, text("classes"));
    }
    return read;
  }

  private List<Choice> choices() throws ScheduleException, IOException {
    List<Choice> read = new ArrayList<>();
    requireArray("choices");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      read.add(choice());
    }
    return read;
  }

  private Choice choice() throws ScheduleException, IOException {
    String element = "each of \"choices\"";
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw defect(element + " must be a pair [chosen, width]");
    }
    json.nextToken();
    int chosen = integer(element);
    json.nextToken();
    int width = integer(element);
    if (json.nextToken() != JsonToken.END_ARRAY) {
      throw defect(element + " must be a pair [chosen, width]");
    }
    try {
      return Choice.of(chosen, width);
    } catch (IllegalArgumentException e) {
      throw defect("[%d, %d] is an impossible choice".formatted(chosen, width));
    }
  }

  private boolean truth(String field) throws ScheduleException {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw defect("\"%s\" must be true or false".formatted(field));
    };
  }

  private int integer(String what) throws ScheduleException, IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
        || json.getNumberType() != JsonParser.NumberType.INT) {
      throw defect(what + " must hold whole numbers");
    }
    return json.getIntValue();
  }

  private String text(String field) throws ScheduleException, IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw defect("\"%s\" must be a string".formatted(field));
    }
    return json.getText();
  }

  private List<String> texts(String field) throws ScheduleException, IOException {
    List<String> read = new ArrayList<>();
    requireArray(field);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        throw defect("\"%s\" must hold strings only".formatted(field));
      }
      read.add(json.getText());
    }
    return read;
  }

  private void requireArray(String field) throws ScheduleException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw defect("\"%s\" must be an array".formatted(field));
    }
  }

  private <T> T required(String field, @Nullable T value) throws ScheduleException {
    if (value == null) {
      throw missing(field);
    }
    return value;
  }

  private ScheduleException missing(String field) {
    return new ScheduleException(
        "The schedule file %s has no field \"%s\".".formatted(file, field));
  }

  private ScheduleException defect(String defect) {
    return new ScheduleException(
        "The schedule file %s holds no schedule: %s%s."
            .formatted(file, defect, place(json.currentTokenLocation())));
  }
}
