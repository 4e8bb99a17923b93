package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "30s, PT30S",
    "500ms, PT0.5S",
    "2m, PT2M",
    "1h, PT1H",
    "1.5m, PT1M30S",
    "10 S, PT10S",
    "PT30S, PT30S",
    "pt1m, PT1M"
  })
  void convert_duration_isRead(String text, Duration expected) {
    assertThat(new Durations().convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "soon", "30 seconds", "-3s", "1e3s", "99999999999s"})
  void convert_somethingElse_saysWhatIsExpected(String text) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new Durations().convert(text))
        .withMessageContaining("expected a duration such as 30s")
        .withMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "0ms", "PT0S", "PT-1S"})
  void convert_zeroOrLess_isRefused(String text) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new Durations().convert(text))
        .withMessageContaining("must be more than zero");
  }

  @ParameterizedTest
  @CsvSource({"0, PT0S", "0s, PT0S", "PT0S, PT0S", "2s, PT2S"})
  void convertOrZero_zeroOrMore_isRead(String text, Duration expected) {
    assertThat(new Durations.OrZero().convert(text)).isEqualTo(expected);
  }

  @Test
  void convertOrZero_less_isRefused() {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new Durations.OrZero().convert("PT-1S"))
        .withMessageContaining("must be at least zero, but was 'PT-1S'");
  }
}
