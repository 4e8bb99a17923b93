package dev.heddle.realbugs;

import dev.heddle.check.Strategy;
import dev.heddle.realbugs.RealBug.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Measures how many executions and how much time each strategy needs until it finds each bug,
 * within the default budget, and how many executions of the mended version show nothing. {@code
 * real-bugs/run} runs it.
 *
 * <p>Figures are medians over seeds. A seed with which the bug is not found counts as what the
 * budget allowed; where that makes the median, the figure is marked: the true one is larger.
 */
public final class MeasureRealBugs {
  static final Path MODULE = Path.of("real-bugs");

  private static final List<Strategy> STRATEGIES =
      List.of(
          Strategy.AUTO,
          Strategy.EXHAUSTIVE,
          Strategy.RANDOM,
          Strategy.PCT,
          Strategy.POS,
          Strategy.SURW);

  private final int seeds;

  private MeasureRealBugs(int seeds) {
    this.seeds = seeds;
  }

  /**
   * Prints two tables.
   *
   * @param arguments over how many seeds
   */
  public static void main(String[] arguments) {
    new MeasureRealBugs(Integer.parseInt(arguments[0])).print();
  }

  private void print() {
    StringBuilder head = new StringBuilder("| bug |");
    StringBuilder rule = new StringBuilder("|---|");
    for (Strategy strategy : STRATEGIES) {
      head.append(' ').append(strategy.text()).append(" |");
      rule.append("--:|");
    }
    System.out.println(head);
    System.out.println(rule);
    List<Long> needed = new ArrayList<>();
    for (RealBug bug : RealBug.values()) {
      needed.add(printOld(bug));
    }
    System.out.println();
    System.out.println("| mended | auto | executions | by surw, nothing found in | seconds |");
    System.out.println("|---|---|--:|--:|--:|");
    for (RealBug bug : RealBug.values()) {
      printMended(bug, needed.get(bug.ordinal()));
    }
  }

  /** Prints a row, and returns how many executions the default strategy needs at most. */
  private long printOld(RealBug bug) {
    StringBuilder row = new StringBuilder();
    row.append("| [").append(bug.library(Version.OLD, MODULE)).append("](").append(bug.report());
    row.append(") |");
    long needed = 0;
    for (Strategy strategy : STRATEGIES) {
      Search[] searches = new Search[seeds];
      for (int i = 0; i < seeds; i++) {
        searches[i] = Search.run(bug, Version.OLD, strategy, i + 1, 0);
        progress(bug, strategy, searches[i]);
        if (strategy == Strategy.AUTO) {
          needed = Math.max(needed, searches[i].needed());
        }
      }
      long found = Arrays.stream(searches).filter(Search::isFound).count();
      String figures =
          String.format(
              Locale.ROOT,
              "%,.0f, %.1f s",
              median(searches, Search::needed),
              median(searches, Search::seconds));
      row.append(found * 2 > seeds ? " " : " > ").append(figures).append(" |");
    }
    System.out.println(row);
    return needed;
  }

  private void printMended(RealBug bug, long needed) {
    Search all = Search.run(bug, Version.MENDED, Strategy.AUTO, 1, 0);
    long often = Math.max(10_000, 10 * needed);
    Search chance = Search.run(bug, Version.MENDED, Strategy.SURW, 1, often);
    if (all.isFound() || chance.isFound()) {
      throw new IllegalStateException(bug + " is found in the mended version");
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %,d | %,d | %.1f |%n",
        bug.library(Version.MENDED, MODULE),
        all.verdict(),
        all.executions(),
        chance.executions(),
        chance.seconds());
  }

  private static void progress(RealBug bug, Strategy strategy, Search search) {
    System.err.println(bug + " " + strategy.text() + ": " + search);
  }

  private static double median(Search[] searches, ToDoubleFunction<Search> figure) {
    double[] sorted = Arrays.stream(searches).mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
