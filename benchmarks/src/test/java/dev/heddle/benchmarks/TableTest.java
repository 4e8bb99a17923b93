package dev.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.benchmarks.Comparison.Row;
import dev.heddle.benchmarks.Table.Measurement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Comparison COMPARISON =
      Comparison.of("locks", TableTest.class, "java", "heddle");
  private static final Row JAVA = COMPARISON.rows().get(0);
  private static final Row HEDDLE = COMPARISON.rows().get(1);

  @Test
  void markdown_threeRounds_comparesWithinEachRound() {
    Table table =
        new Table(
            COMPARISON,
            List.of(
                round(nanos(10, 0.00001), nanos(9, 15.96)),
                round(nanos(40, 0.00001), nanos(44, 16.04)),
                round(nanos(20, 0.00001), nanos(16, 16.0))));

    // The medians are 20 and 16, whose ratio is 0.8; but the ratios are 0.9, 1.1 and 0.8.
    assertThat(table.markdown())
        .isEqualTo(
            """
            ### locks: ns/op, less is better

            | benchmark | median | min..max | ratio | B/op |
            |---|--:|--:|--:|--:|
            | java | 20.0 | 10.0..40.0 | 1 | 0 |
            | heddle | 16.0 | 9.00..44.0 | 0.90 | 16.0 |
            """);
  }

  @Test
  void markdown_twoRoundsOfThroughput_meansOfTheMiddle() {
    Table table =
        new Table(
            COMPARISON.withoutAllocation(),
            List.of(
                round(perMicrosecond(100), perMicrosecond(200)),
                round(perMicrosecond(110), perMicrosecond(110))));

    assertThat(table.markdown())
        .isEqualTo(
            """
            ### locks: ops/us, more is better

            | benchmark | median | min..max | ratio |
            |---|--:|--:|--:|
            | java | 105 | 100..110 | 1 |
            | heddle | 155 | 110..200 | 1.50 |
            """);
  }

  private static Map<Row, Measurement> round(Measurement java, Measurement heddle) {
    return Map.of(JAVA, java, HEDDLE, heddle);
  }

  private static Measurement nanos(double score, double bytes) {
    return new Measurement(score, "ns/op", bytes);
  }

  private static Measurement perMicrosecond(double score) {
    return new Measurement(score, "ops/us", 0);
  }
}
