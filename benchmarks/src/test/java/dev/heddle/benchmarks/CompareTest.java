package dev.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompareTest {

  @Test
  void parse_nothing_everythingInTenForks() {
    Compare compare = Compare.parse();

    assertThat(compare.pattern().pattern()).isEmpty();
    assertThat(compare.forks()).isEqualTo(10);
    assertThat(compare.quick()).isFalse();
  }

  @Test
  void parse_quick_threeForks() {
    Compare compare = Compare.parse("barrier", "--quick");

    assertThat(compare.pattern().pattern()).isEqualTo("barrier");
    assertThat(compare.forks()).isEqualTo(3);
    assertThat(compare.quick()).isTrue();
  }

  @Test
  void parse_forks_asManyWhereverTheyAreGiven() {
    assertThat(Compare.parse("--forks", "5", "--quick").forks()).isEqualTo(5);
    assertThat(Compare.parse("--quick", "--forks", "5", "event").forks()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--forks", "--forks 0", "--forks x", "--slow", "one two", "("})
  void parse_wrong_throws(String arguments) {
    assertThatIllegalArgumentException().isThrownBy(() -> Compare.parse(arguments.split(" ")));
  }
}
