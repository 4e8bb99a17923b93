package dev.heddle.benchmarks.checker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Measures the checker: executions a second, beside Lincheck's; memory; the time until a first
 * verdict; how cost grows with the program; and what a second process helps. Each measurement is a
 * process of its own.
 */
public final class MeasureChecker {
  private static final String INCREMENTS = "dev.heddle.benchmarks.checker.Increments";
  private static final String GROWING = "dev.heddle.benchmarks.checker.Growing";
  private static final String EXAMPLE = "dev.heddle.examples.E01AccountMended";

  private final Path jdk17;
  private final Path jdk25;
  private final String core;
  private final int rounds;
  private final long executions;

  private MeasureChecker(Path jdk17, Path jdk25, String core, int rounds, long executions) {
    this.jdk17 = jdk17;
    this.jdk25 = jdk25;
    this.core = core;
    this.rounds = rounds;
    this.executions = executions;
  }

  /**
   * Prints tables.
   *
   * @param arguments the homes of a JDK 17 and a JDK 25, the core (or nothing, to pin nothing), how
   *     many rounds, how many executions, and what to measure
   */
  public static void main(String[] arguments) {
    MeasureChecker measure =
        new MeasureChecker(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            arguments[2],
            Integer.parseInt(arguments[3]),
            Long.parseLong(arguments[4]));
    for (String what : Arrays.asList(arguments).subList(5, arguments.length)) {
      switch (what) {
        case "speed" -> measure.speed();
        case "memory" -> measure.memory();
        case "start" -> measure.start();
        case "growth" -> measure.growth();
        case "jobs" -> measure.jobs();
        default -> throw new IllegalArgumentException("what is " + what + "?");
      }
    }
  }

  // ---- executions a second

  /** What is measured, and the number of the row that it stands beside. */
  private record Row(String name, int baseline, Supplier<Run> measure) {}

  private void speed() {
    List<String> four = List.of(GROWING, "--", "locked", "4", "3");
    List<Row> rows =
        List.of(
            increments("random", executions),
            increments("random, races off", executions, "--races", "off"),
            increments("random, thread switching", executions / 50, "--switching", "thread"),
            increments("pos", executions, "--strategy", "pos"),
            increments("surw", executions, "--strategy", "surw"),
            new Row(
                "Lincheck 3.7, JDK 17",
                0,
                () -> Run.lincheck(core, jdk17, (int) (executions / 200))),
            new Row("4 threads, 3 times: exhaustive", 7, () -> check(four, "exhaustive", 369_600)),
            new Row("4 threads, 3 times: random", 7, () -> check(four, "random", 369_600)));
    List<List<Run>> runs = new ArrayList<>();
    rows.forEach(row -> runs.add(new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < rows.size(); i++) {
        int row = (i + round) % rows.size();
        Run run = rows.get(row).measure().get();
        runs.get(row).add(run);
        progress("%s: %s", rows.get(row).name(), run);
      }
    }
    System.out.println("Seen by the clock:");
    printSpeed(rows, runs, Run::perSecond);
    System.out.println("Seen by the processor time of the process:");
    printSpeed(rows, runs, Run::perCpuSecond);
  }

  private void printSpeed(List<Row> rows, List<List<Run>> runs, ToDoubleFunction<Run> figure) {
    System.out.println();
    System.out.println("| executions a second | median | min..max | beside random |");
    System.out.println("|---|--:|--:|--:|");
    for (int row = 0; row < rows.size(); row++) {
      double[] figures = new double[rounds];
      double[] ratios = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        figures[round] = figure.applyAsDouble(runs.get(row).get(round));
        Run random = runs.get(rows.get(row).baseline()).get(round);
        ratios[round] = figures[round] / figure.applyAsDouble(random);
      }
      Arrays.sort(figures);
      System.out.printf(
          Locale.ROOT,
          "| %s | %,.0f | %,.0f..%,.0f | %s |%n",
          rows.get(row).name(),
          median(figures),
          figures[0],
          figures[rounds - 1],
          ratio(median(ratios)));
    }
    System.out.println();
  }

  private Row increments(String name, long atMost, String... options) {
    List<String> all = new ArrayList<>(List.of("--keep-going", "--time", "10m"));
    all.addAll(List.of("--executions", String.valueOf(atMost)));
    all.addAll(List.of(options));
    if (!all.contains("--strategy")) {
      all.addAll(List.of("--strategy", "random"));
    }
    all.add(INCREMENTS);
    return new Row(name, 0, () -> Run.heddle(core, jdk25, "", all));
  }

  private Run check(List<String> target, String strategy, long atMost) {
    List<String> all = new ArrayList<>(List.of("--time", "10m", "--strategy", strategy));
    all.addAll(List.of("--executions", String.valueOf(atMost)));
    all.addAll(target);
    return Run.heddle(core, jdk25, "", all);
  }

  // ---- memory

  private void memory() {
    List<String> options =
        List.of(
            "--keep-going",
            "--strategy",
            "random",
            "--time",
            "1h",
            "--executions",
            String.valueOf(10 * executions),
            INCREMENTS);
    Run run = Run.heddle(core, jdk25, "-Xmx256m", options);
    System.out.println("| executions, 256 MB heap | seconds | a second | peak resident MB |");
    System.out.println("|--:|--:|--:|--:|");
    System.out.printf(
        Locale.ROOT,
        "| %,d | %.0f | %,.0f | %d |%n%n",
        run.executions(),
        run.millis() / 1000.0,
        run.perSecond(),
        run.peakKilobytes() / 1024);
  }

  // ---- the first verdict

  private void start() {
    System.out.println(
        "| until the verdict on a small program, whole process | median s | min..max |");
    System.out.println("|---|--:|--:|");
    start("JDK 25", jdk25);
    start("JDK 17", jdk17);
    System.out.println();
  }

  private void start(String name, Path javaHome) {
    double[] seconds = new double[2 * rounds + 1];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = Run.heddle("", javaHome, "", List.of(EXAMPLE)).processMillis() / 1000.0;
    }
    Arrays.sort(seconds);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f..%.2f |%n",
        name,
        median(seconds),
        seconds[0],
        seconds[seconds.length - 1]);
  }

  // ---- growth

  private void growth() {
    System.out.println("| program | exhaustive takes | its rate | rate of random |");
    System.out.println("|---|--:|--:|--:|");
    for (int threads = 2; threads <= 5; threads++) {
      growth(threads + " threads, 1 locked increment each", "locked", threads, 1);
    }
    for (int writes = 1; writes <= 8; writes++) {
      growth("2 threads, volatile writes: " + writes + " each", "volatile", 2, writes);
    }
    for (int writes = 1; writes <= 64; writes *= 4) {
      growth("4 independent threads, writes: " + writes + " each", "own", 4, writes);
    }
    System.out.println();
  }

  private void growth(String name, String kind, int threads, int times) {
    List<String> target =
        List.of(GROWING, "--", kind, String.valueOf(threads), String.valueOf(times));
    Run exhaustive = check(target, "exhaustive", Long.MAX_VALUE);
    Run random = check(target, "random", executions / 10);
    System.out.printf(
        Locale.ROOT,
        "| %s | %,d | %s | %,.0f |%n",
        name,
        exhaustive.executions(),
        exhaustive.executions() < 1000
            ? "–"
            : String.format(Locale.ROOT, "%,.0f", exhaustive.perSecond()),
        random.perSecond());
  }

  // ---- several processes

  /** One search of 369,600 executions, by one process and by two, not pinned. */
  private void jobs() {
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      Run one = jobs(1);
      Run two = jobs(2);
      ratios[round] = two.perSecond() / one.perSecond();
      progress("1 job: %s", one);
      progress("2 jobs: %s", two);
      if (one.executions() != two.executions()) {
        throw new IllegalStateException("two jobs run other executions than one");
      }
    }
    Arrays.sort(ratios);
    System.out.println("| executions a second, 2 jobs beside 1 | median | min..max |");
    System.out.println("|---|--:|--:|");
    System.out.printf(
        Locale.ROOT,
        "| 4 threads, 3 times a lock each | %.2f | %.2f..%.2f |%n%n",
        median(ratios),
        ratios[0],
        ratios[rounds - 1]);
  }

  private Run jobs(int jobs) {
    return Run.heddle(
        "",
        jdk25,
        "",
        List.of(
            "--time",
            "10m",
            "--strategy",
            "exhaustive",
            "--jobs",
            String.valueOf(jobs),
            GROWING,
            "--",
            "locked",
            "4",
            "3"));
  }

  // ---- numbers

  private static String ratio(double ratio) {
    return ratio >= 0.1
        ? String.format(Locale.ROOT, "%.2f", ratio)
        : String.format(Locale.ROOT, "1/%.0f", 1 / ratio);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static void progress(String format, Object... values) {
    System.err.printf(Locale.ROOT, format + "%n", values);
  }
}
