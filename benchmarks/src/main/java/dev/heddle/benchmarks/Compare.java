package dev.heddle.benchmarks;

import dev.heddle.benchmarks.Comparison.Row;
import dev.heddle.benchmarks.Table.Measurement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks so that they can be compared on a machine that others use as well, and prints
 * tables.
 *
 * <p>JMH runs all forks of a benchmark and then all forks of the next: if the machine is slow for a
 * minute, that benchmark looks slow. This runs one fork of each benchmark of a comparison, then one
 * more of each, and so on, each time beginning with another one, and compares what was measured in
 * the same round.
 *
 * @param pattern selects comparisons by a part of their names
 * @param forks how many JVMs run each benchmark
 * @param quick whether to measure so briefly that the figures are rough
 */
public record Compare(Pattern pattern, int forks, boolean quick) {
  private static final String USAGE =
      """
      usage: [comparison] [--forks N] [--quick]

        comparison  a regular expression; runs the comparisons in whose names it is found
        --forks N   how many JVMs run each benchmark; 10 if not given, or 3 with --quick
        --quick     measures briefly, to see that all works; the figures are rough
      """;

  /**
   * Runs comparisons and prints their tables to the standard output.
   *
   * @param arguments which comparisons, and how
   * @throws RunnerException if a benchmark fails
   */
  public static void main(String[] arguments) throws RunnerException {
    try {
      parse(arguments).run();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
    }
  }

  /**
   * Reads the arguments of the command line.
   *
   * @throws IllegalArgumentException if they are wrong; the message says which
   */
  static Compare parse(String... arguments) {
    Deque<String> left = new ArrayDeque<>(Arrays.asList(arguments));
    String pattern = "";
    boolean quick = left.remove("--quick");
    int forks = quick ? 3 : 10;
    while (!left.isEmpty()) {
      String argument = left.remove();
      if (argument.equals("--forks")) {
        forks = parseForks(left.poll());
      } else if (argument.startsWith("-") || !pattern.isEmpty()) {
        throw new IllegalArgumentException("what is " + argument + "?");
      } else {
        pattern = argument;
      }
    }
    return new Compare(Pattern.compile(pattern), forks, quick);
  }

  private static int parseForks(@Nullable String number) {
    if (number == null || !number.matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException("--forks needs a number from 1");
    }
    return Integer.parseInt(number);
  }

  private void run() throws RunnerException {
    List<Comparison> selected = selected(Comparisons.all());
    System.out.printf(
        "## JDK %s, %d processors, %d forks%s%n%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        forks,
        quick ? ", quick: the figures are rough" : "");
    for (Comparison comparison : selected) {
      if (comparison.firstJdk() > Runtime.version().feature()) {
        System.out.printf(
            "### %s: skipped, it needs JDK %d%n%n", comparison.name(), comparison.firstJdk());
      } else {
        System.out.println(measure(comparison).markdown());
      }
    }
  }

  private List<Comparison> selected(List<Comparison> all) {
    List<Comparison> selected =
        all.stream().filter(each -> pattern.matcher(each.name()).find()).toList();
    if (selected.isEmpty()) {
      throw new IllegalArgumentException(
          "no comparison is called like that; there are "
              + all.stream().map(Comparison::name).collect(Collectors.joining(", ")));
    }
    return selected;
  }

  private Table measure(Comparison comparison) throws RunnerException {
    List<Map<Row, Measurement>> rounds = new ArrayList<>();
    for (int round = 1; round <= forks; round++) {
      System.err.printf("%s: round %d of %d%n", comparison.name(), round, forks);
      List<Row> order = new ArrayList<>(comparison.rows());
      Collections.rotate(order, round);
      Map<Row, Measurement> measurements = new HashMap<>();
      for (Row row : order) {
        measurements.put(row, measure(comparison, row));
      }
      rounds.add(measurements);
    }
    return new Table(comparison, rounds);
  }

  private Measurement measure(Comparison comparison, Row row) throws RunnerException {
    int iterations = quick ? 2 : 5;
    TimeValue time = TimeValue.milliseconds(quick ? 100 : 200);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(row.benchmark()) + "$")
            .forks(1)
            .warmupIterations(iterations)
            .warmupTime(time)
            .measurementIterations(iterations)
            .measurementTime(time)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    comparison.parameters().forEach((name, value) -> options.param(name, value));
    if (comparison.measuresAllocation()) {
      options.addProfiler(GCProfiler.class);
    }
    RunResult result = new Runner(options.build()).runSingle();
    Result<?> score = result.getPrimaryResult();
    Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Measurement(
        score.getScore(), score.getScoreUnit(), bytes == null ? 0 : bytes.getScore());
  }
}
