package dev.heddle.check.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "999.6 | 1,000",
        "99999.4 | 99,999",
        "99999.6 | 1·10^5",
        "3.4e9 | 3·10^9",
        "951000 | 1·10^6",
        "1.7976931348623157e308 | 2·10^308"
      })
  void text_isExactUpTo99999_andThenTheOrder(double number, String text) {
    assertThat(Quantity.text(number)).isEqualTo(text);
  }
}
