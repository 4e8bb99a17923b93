package dev.heddle.check;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them, {@code 500ms}, {@code 30s}, {@code 1.5m}, {@code 1h}, and as ISO
 * 8601 does, {@code PT30S}.
 */
public final class DurationText {
  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s|m|h)");

  private DurationText() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static Duration parse(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      double seconds = Double.parseDouble(matcher.group(1)) * secondsOf(matcher.group(2));
      return Duration.ofNanos(Math.round(seconds * 1e9));
    }
    try {
      return Duration.parse(text.strip());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "expected a duration such as 30s, 500ms, 2m, 1h or PT30S, but was '" + text + "'", e);
    }
  }

  private static double secondsOf(String unit) {
    return switch (unit) {
      case "ms" -> 0.001;
      case "s" -> 1;
      case "m" -> 60;
      default -> 3600;
    };
  }
}
