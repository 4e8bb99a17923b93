package dev.heddle.junit;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.DurationText;
import dev.heddle.check.FailureKind;
import dev.heddle.check.RaceChecking;
import dev.heddle.check.Strategy;
import dev.heddle.check.Switching;
import dev.heddle.check.Verdict;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How a test is to be checked: each attribute from the nearest annotation that gives it, and then
 * from the configuration parameters.
 *
 * @param options how to check
 * @param expect what has to be found
 * @param kind the kind of the expected failure, if it matters
 * @param message a part of the expected failure's message; empty if it does not matter
 * @param replay the schedule to follow, if only that is to be run
 */
record Settings(
    CheckOptions options,
    Verdict expect,
    Optional<FailureKind> kind,
    String message,
    Optional<Path> replay) {

  private static final String PREFIX = "heddle.";

  /**
   * Returns the settings of the test that a context belongs to.
   *
   * @throws ExtensionConfigurationException if a value is none that the attribute can have
   */
  static Settings of(ExtensionContext context) {
    Source source = new Source(annotations(context), context);
    CheckOptions.Builder options = CheckOptions.builder();
    source.set("strategy", word(Strategy.class), options::strategy);
    source.set("executions", Long::valueOf, options::executions);
    source.set("time", DurationText::parse, options::time);
    source.set("steps", Long::valueOf, options::steps);
    source.set("preemptions", Integer::valueOf, options::preemptions);
    source.set("depth", Integer::valueOf, options::depth);
    source.set("seed", Long::valueOf, options::seed);
    source.set("races", word(RaceChecking.class), options::races);
    source.set("spurious", Settings::flag, options::spurious);
    source.set("keepGoing", Settings::flag, options::keepGoing);
    source.set("shorten", Settings::durationOrZero, options::shortening);
    source.set("switching", word(Switching.class), options::switching);
    source.set("keepStatics", Settings::flag, options::keepStatics);
    source.set("ignoreRaces", Path::of, options::ignoreRaces);
    source.setAll("scope", options::scope);
    Optional<Verdict> expect = source.get("expect", word(Verdict.class));
    Optional<FailureKind> kind = source.get("kind", word(FailureKind.class));
    String message = source.get("message", Function.identity()).orElse("");
    if ((kind.isPresent() || !message.isEmpty()) && !expect.equals(Optional.of(Verdict.FAILED))) {
      throw new ExtensionConfigurationException(
          "@Interleavings: kind and message describe a failure that is expected: give expect ="
              + " FAILED with them");
    }
    return new Settings(
        options.build(),
        expect.orElse(Verdict.PASSED),
        kind,
        message,
        source.get("replay", Path::of));
  }

  /** The annotations that apply, the nearest first. */
  private static List<Interleavings> annotations(ExtensionContext context) {
    List<AnnotatedElement> elements = new ArrayList<>();
    context.getTestMethod().ifPresent(elements::add);
    Class<?> testClass = context.getRequiredTestClass();
    for (Class<?> each = testClass; each != null; each = each.getEnclosingClass()) {
      elements.add(each);
    }
    elements.add(testClass.getPackage());
    return elements.stream()
        .map(element -> element.getAnnotation(Interleavings.class))
        .filter(annotation -> annotation != null)
        .toList();
  }

  private static boolean flag(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("expected true or false");
    };
  }

  private static Duration durationOrZero(String text) {
    return text.strip().equals("0") ? Duration.ZERO : DurationText.parse(text);
  }

  /** Reads the name of a constant in lower or upper case. */
  private static <E extends Enum<E>> Function<String, E> word(Class<E> type) {
    return text -> {
      for (E each : type.getEnumConstants()) {
        if (each.name().equalsIgnoreCase(text.strip())) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          "expected one of "
              + Arrays.stream(type.getEnumConstants())
                  .map(each -> each.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", ")));
    };
  }

  /** Where values come from. */
  private record Source(List<Interleavings> annotations, ExtensionContext context) {

    /** Sets an option, if a value is given. */
    <T> void set(String name, Function<String, T> read, Function<T, ?> setter) {
      Optional<T> value = get(name, read);
      if (value.isPresent()) {
        try {
          setter.apply(value.get());
        } catch (IllegalArgumentException e) {
          throw wrong(name, value.get().toString(), e);
        }
      }
    }

    /** Sets an option that may have several values. */
    void setAll(String name, Function<String, ?> setter) {
      for (String each : texts(name)) {
        try {
          setter.apply(each);
        } catch (IllegalArgumentException e) {
          throw wrong(name, each, e);
        }
      }
    }

    <T> Optional<T> get(String name, Function<String, T> read) {
      List<String> texts = texts(name);
      if (texts.size() > 1) {
        throw new ExtensionConfigurationException(
            "@Interleavings: %s has one value at most, not %s".formatted(name, texts));
      }
      if (texts.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(read.apply(texts.get(0)));
      } catch (IllegalArgumentException e) {
        throw wrong(name, texts.get(0), e);
      }
    }

    private static ExtensionConfigurationException wrong(
        String name, String value, IllegalArgumentException cause) {
      String why =
          cause instanceof NumberFormatException ? "expected a number" : cause.getMessage();
      return new ExtensionConfigurationException(
          "@Interleavings: %s cannot be \"%s\": %s".formatted(name, value, why), cause);
    }

    private List<String> texts(String name) {
      for (Interleavings annotation : annotations) {
        List<String> given = texts(annotation, name);
        if (!given.isEmpty()) {
          return given;
        }
      }
      return context
          .getConfigurationParameter(PREFIX + name)
          .map(value -> Arrays.asList(value.split("\\s*,\\s*")))
          .orElse(List.of());
    }

    private static List<String> texts(Interleavings annotation, String name) {
      Object value;
      try {
        Method attribute = Interleavings.class.getMethod(name);
        value = attribute.invoke(annotation);
      } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
        throw new AssertionError("@Interleavings has no attribute " + name, e);
      }
      if (value instanceof String text) {
        return text.isEmpty() ? List.of() : List.of(text);
      }
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        Object each = Array.get(value, i);
        texts.add(each instanceof Enum<?> constant ? constant.name() : String.valueOf(each));
      }
      return texts;
    }
  }
}
