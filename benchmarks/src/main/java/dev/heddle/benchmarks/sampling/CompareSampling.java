package dev.heddle.benchmarks.sampling;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Strategy;
import dev.heddle.check.TargetException;
import dev.heddle.check.TargetLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares the searches by chance by the number of executions until a bug is found: the geometric
 * mean over seeds, for each of some buggy programs. {@code benchmarks/sampling} runs it.
 *
 * <p>A seed with which the bug is not found within the most executions counts as so many, and its
 * figure is marked: the true one is larger.
 */
public final class CompareSampling {
  private static final List<Strategy> STRATEGIES =
      List.of(Strategy.RANDOM, Strategy.PCT, Strategy.POS, Strategy.SURW);

  private static final List<String> EXAMPLES =
      List.of(
          "E01AccountBroken",
          "E02CounterBroken",
          "E03StretchedCounterBroken",
          "E04ChatSpoolBroken",
          "E06TwoPartsBroken",
          "E07ConnectionsBroken",
          "E08EventBrokenPulse",
          "E09ProducerConsumerBrokenIf",
          "E09ProducerConsumerBrokenSignal",
          "E10TwoConditionsBroken",
          "E11LockOrderBroken",
          "E12HalfBuiltBroken");

  private static final List<String> OWN =
      List.of(
          "reorder",
          "twoStage",
          "wrongLock",
          "philosophers",
          "late",
          "farApart",
          "farApartAmongOthers",
          "backwards",
          "driver",
          "comesBack",
          "bakery",
          "wrongWaiter",
          "looksOutside",
          "allButOneLost",
          "threeHands");

  private final TargetLoader loader;
  private final int seeds;
  private final int most;
  private final double[] logs = new double[STRATEGIES.size()];
  private final int[] missed = new int[STRATEGIES.size()];
  private int programs;

  private CompareSampling(TargetLoader loader, int seeds, int most) {
    this.loader = loader;
    this.seeds = seeds;
    this.most = most;
  }

  /**
   * Prints the table.
   *
   * @param arguments the class path of the programs, how many seeds, the most executions
   * @throws TargetException if a program is not there
   */
  public static void main(String[] arguments) throws TargetException {
    CompareSampling compare =
        new CompareSampling(
            TargetLoader.of(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]));
    compare.printHead();
    for (String example : EXAMPLES) {
      compare.printRow(example, "dev.heddle.examples." + example);
    }
    for (String own : OWN) {
      compare.printRow(own, BuggyPrograms.class.getName() + "#" + own);
    }
    compare.printFoot();
  }

  private void printHead() {
    StringBuilder head = new StringBuilder("| program |");
    StringBuilder rule = new StringBuilder("|---|");
    for (Strategy strategy : STRATEGIES) {
      head.append(' ').append(strategy.text()).append(" |");
      rule.append("--:|");
    }
    System.out.println(head);
    System.out.println(rule);
  }

  private void printRow(String name, String target) throws TargetException {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < STRATEGIES.size(); i++) {
      double sum = 0;
      int missedHere = 0;
      for (int seed = 1; seed <= seeds; seed++) {
        int executions = executionsUntilFound(target, STRATEGIES.get(i), seed);
        missedHere += executions < 0 ? 1 : 0;
        sum += Math.log(executions < 0 ? most : executions);
      }
      double mean = sum / seeds;
      logs[i] += mean;
      missed[i] += missedHere;
      cells.add((missedHere > 0 ? "> " : "") + number(Math.exp(mean)));
    }
    programs++;
    System.out.println("| " + name + " | " + String.join(" | ", cells) + " |");
  }

  /** Returns the number of the execution that failed, or -1 if none did. */
  private int executionsUntilFound(String target, Strategy strategy, int seed)
      throws TargetException {
    CheckOptions options =
        CheckOptions.builder()
            .strategy(strategy)
            .seed(seed)
            .executions(most)
            .time(Duration.ofMinutes(10))
            .build();
    CheckResult result = Checker.withOptions(options).check(loader.load(target, List.of()));
    return result.failures().isEmpty() ? -1 : (int) result.failures().get(0).execution();
  }

  private void printFoot() {
    StringBuilder means = new StringBuilder("| **geometric mean** |");
    StringBuilder found = new StringBuilder("| not found, of " + programs * seeds + " |");
    for (int i = 0; i < STRATEGIES.size(); i++) {
      means.append(" **").append(number(Math.exp(logs[i] / programs))).append("** |");
      found.append(' ').append(missed[i]).append(" |");
    }
    System.out.println(means);
    System.out.println(found);
  }

  private static String number(double mean) {
    return String.format(Locale.ROOT, mean < 100 ? "%.1f" : "%.0f", mean);
  }
}
