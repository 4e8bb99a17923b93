package dev.heddle.benchmarks;

import dev.heddle.benchmarks.Comparison.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a comparison has measured, as a table in Markdown.
 *
 * <p>A ratio is the median of the ratios of the rounds, not the ratio of the medians: what slows
 * the machine down for a while slows down both benchmarks of a round.
 *
 * @param comparison what was compared
 * @param rounds a measurement for each row, in each of the rounds
 */
record Table(Comparison comparison, List<Map<Row, Measurement>> rounds) {

  /**
   * What one fork of a benchmark has measured.
   *
   * @param score the mean of its iterations
   * @param unit of the score, as JMH writes it: {@code ns/op} or {@code ops/us}
   * @param bytes allocated in one operation; 0 if that was not measured
   */
  record Measurement(double score, String unit, double bytes) {}

  /** Returns the heading and the table. */
  String markdown() {
    String allocation = comparison.measuresAllocation() ? " B/op |" : "";
    return """
        ### %s: %s

        | benchmark | median | min..max | ratio |%s
        |---|--:|--:|--:|%s
        %s
        """
        .formatted(
            comparison.name(),
            unit(),
            allocation,
            allocation.isEmpty() ? "" : "--:|",
            comparison.rows().stream().map(this::line).collect(Collectors.joining("\n")));
  }

  private String unit() {
    String unit = rounds.get(0).get(comparison.rows().get(0)).unit();
    return unit + (unit.startsWith("ops/") ? ", more is better" : ", less is better");
  }

  private String line(Row row) {
    double[] scores = sorted(round -> round.get(row).score());
    String line =
        "| %s | %s | %s..%s | %s |"
            .formatted(
                row.label(),
                number(median(scores)),
                number(scores[0]),
                number(scores[scores.length - 1]),
                ratio(row));
    if (!comparison.measuresAllocation()) {
      return line;
    }
    return line + " %s |".formatted(bytes(median(sorted(round -> round.get(row).bytes()))));
  }

  private String ratio(Row row) {
    if (row.baseline().isEmpty()) {
      return "1";
    }
    Row baseline = row.baseline().get();
    double[] ratios = sorted(round -> round.get(row).score() / round.get(baseline).score());
    return String.format(Locale.ROOT, "%.2f", median(ratios));
  }

  private double[] sorted(ToDoubleFunction<Map<Row, Measurement>> value) {
    return rounds.stream().mapToDouble(value).sorted().toArray();
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Three digits at least, and all before the point. */
  private static String number(double value) {
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** JMH's profiler finds some hundred-thousandths of a byte where nothing is allocated. */
  private static String bytes(double value) {
    return value < 0.05 ? "0" : String.format(Locale.ROOT, "%.1f", value);
  }
}
