package dev.heddle.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Benchmarks that are worth putting side by side in one table.
 *
 * @param name what selects the comparison
 * @param parameters values of the benchmarks' parameters, by their names
 * @param measuresAllocation whether bytes per operation are of interest
 * @param firstJdk the oldest JDK that can run it
 * @param rows in the order of the table
 */
record Comparison(
    String name,
    Map<String, String> parameters,
    boolean measuresAllocation,
    int firstJdk,
    List<Row> rows) {
  private static final int OLDEST_JDK = 17;

  /**
   * One benchmark.
   *
   * @param label what the table calls it
   * @param benchmark its full name
   * @param baseline the row that this one is divided by; empty if others are divided by this one
   */
  record Row(String label, String benchmark, Optional<Row> baseline) {

    /** Returns rows of one class, whose first is the baseline of the others. */
    static List<Row> of(Class<?> type, String suffix, String... methods) {
      List<Row> rows = new ArrayList<>();
      Optional<Row> baseline = Optional.empty();
      for (String method : methods) {
        Row row = new Row(method + suffix, type.getCanonicalName() + "." + method, baseline);
        rows.add(row);
        baseline = baseline.or(() -> Optional.of(row));
      }
      return rows;
    }
  }

  /** Returns a comparison of methods of one class with the first of them, allocation included. */
  static Comparison of(String name, Class<?> type, String... methods) {
    return of(name, Map.of(), Row.of(type, "", methods));
  }

  /** Returns a comparison of any rows, allocation included. */
  static Comparison of(String name, Map<String, String> parameters, List<Row> rows) {
    return new Comparison(name, parameters, true, OLDEST_JDK, rows);
  }

  Comparison withParameters(Map<String, String> values) {
    return new Comparison(name, values, measuresAllocation, firstJdk, rows);
  }

  Comparison withoutAllocation() {
    return new Comparison(name, parameters, false, firstJdk, rows);
  }

  Comparison fromJdk(int first) {
    return new Comparison(name, parameters, measuresAllocation, first, rows);
  }
}
