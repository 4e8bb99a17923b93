package dev.heddle.cli;

import dev.heddle.check.RaceChecking;
import dev.heddle.check.Strategy;
import dev.heddle.check.Switching;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the words of the command line, which are those of the reports. */
final class Words {

  private static final int FIRST_JDK_WITH_CONTINUATIONS = 24;

  private Words() {}

  /** Reads a strategy. */
  static final class StrategyConverter implements ITypeConverter<Strategy> {
    @Override
    public Strategy convert(String word) {
      return find(Strategy.values(), Strategy::text, word);
    }
  }

  /** Reads what to do about data races. */
  static final class RaceCheckingConverter implements ITypeConverter<RaceChecking> {
    @Override
    public RaceChecking convert(String word) {
      return find(RaceChecking.values(), RaceChecking::text, word);
    }
  }

  /** Reads a way of switching that this JDK has. */
  static final class SwitchingConverter implements ITypeConverter<Switching> {
    @Override
    public Switching convert(String word) {
      Switching switching = find(Switching.values(), Switching::text, word);
      int running = Runtime.version().feature();
      if (switching == Switching.CONTINUATION && running < FIRST_JDK_WITH_CONTINUATIONS) {
        throw new TypeConversionException(
            "%s needs a JDK %d or newer, and this is JDK %d"
                .formatted(word, FIRST_JDK_WITH_CONTINUATIONS, running));
      }
      return switching;
    }
  }

  /** Reads a whole number. */
  static Long wholeNumber(String word) {
    try {
      return Long.valueOf(word);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("expected a whole number, but was '%s'".formatted(word));
    }
  }

  /** Reads a whole number of the range of an {@code int}. */
  static Integer smallNumber(String word) {
    long number = wholeNumber(word);
    if (number != (int) number) {
      throw new TypeConversionException(
          "expected a number of at most %d, but was '%s'".formatted(Integer.MAX_VALUE, word));
    }
    return (int) number;
  }

  private static <T> T find(T[] values, Function<T, String> text, String word) {
    return Arrays.stream(values)
        .filter(value -> text.apply(value).equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of %s, but was '%s'"
                        .formatted(
                            Arrays.stream(values).map(text).collect(Collectors.joining(", ")),
                            word)));
  }
}
