package dev.heddle.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as people write them, {@code 500ms}, {@code 30s}, {@code 1.5m}, {@code 1h}, and
 * as ISO 8601 does, {@code PT30S}.
 */
final class Durations implements ITypeConverter<Duration> {

  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s|m|h)");

  @Override
  public Duration convert(String text) {
    Duration duration = parse(text);
    if (duration.isZero() || duration.isNegative()) {
      throw new TypeConversionException("must be more than zero, but was '" + text + "'");
    }
    return duration;
  }

  /** Reads the same, and nought, with or without a unit. */
  static final class OrZero implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration duration = text.strip().equals("0") ? Duration.ZERO : parse(text);
      if (duration.isNegative()) {
        throw new TypeConversionException("must be at least zero, but was '" + text + "'");
      }
      return duration;
    }
  }

  private static Duration parse(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      double seconds = Double.parseDouble(matcher.group(1)) * secondsOf(matcher.group(2));
      return Duration.ofNanos(Math.round(seconds * 1e9));
    }
    try {
      return Duration.parse(text.strip());
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "expected a duration such as 30s, 500ms, 2m, 1h or PT30S, but was '" + text + "'");
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
