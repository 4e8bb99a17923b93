package dev.heddle.cli;

import dev.heddle.check.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as people write them, {@code 500ms}, {@code 30s}, {@code 1.5m}, {@code 1h}, and
 * as ISO 8601 does, {@code PT30S}.
 */
final class Durations implements ITypeConverter<Duration> {

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
    try {
      return DurationText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
