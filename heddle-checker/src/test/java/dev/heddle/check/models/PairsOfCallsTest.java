package dev.heddle.check.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.Body;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Explorations;
import dev.heddle.check.Failure;
import dev.heddle.check.FailureKind;
import dev.heddle.check.Switching;
import dev.heddle.check.Verdict;
import dev.heddle.check.runtime.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pair of calls of every class, made by two threads. What is announced of a call (what it
 * touches, and when it can go on) is compared with two witnesses that know nothing of it: the plain
 * search, which runs every order of steps and so finds all that two calls do to each other, and,
 * where that is asked for, real threads, which must not do what no execution under check does.
 */
class PairsOfCallsTest {
  private static final boolean IS_FAST = Scheduler.continuationsAvailable();
  private static final Switching SWITCHING = IS_FAST ? Switching.CONTINUATION : Switching.THREAD;

  /** {@code -Dheddle.pairs.every=1} for all pairs where threads are the only way to switch. */
  private static final int EVERY = Integer.getInteger("heddle.pairs.every", IS_FAST ? 1 : 200);

  /**
   * {@code -Dheddle.pairs.real=20} to compare with real threads, so often for each pair. What they
   * do is a matter of chance, and so this has no place in each build.
   */
  private static final int REAL_RUNS = Integer.getInteger("heddle.pairs.real", 0);

  private static final Duration REAL_LIMIT = Duration.ofSeconds(10);

  private static final long MOST = 5_000;
  private static final long BY_CHANCE = 200;

  /** {@code -Dheddle.pairs.of=Queue} for the classes with that in their names. */
  private static final String NAMES = System.getProperty("heddle.pairs.of", "");

  static Stream<Subject<?>> subjects() {
    return Subjects.all().stream().filter(subject -> subject.name().contains(NAMES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("subjects")
  void pairs_haveTheOutcomesOfThePlainSearch_andThoseOfRealThreads(Subject<?> subject)
      throws Exception {
    List<String> differences = new ArrayList<>();
    int compared = 0;
    List<? extends Scenario<?>> scenarios = Scenario.of(subject);
    for (int i = 0; i < scenarios.size(); i += EVERY) {
      Scenario<?> scenario = scenarios.get(i);
      Body body = () -> System.out.print(scenario.run());
      CheckResult optimal = Explorations.optimal(SWITCHING, body, MOST);
      CheckResult plain = witness(subject, body);
      if (optimal.executions() == MOST) {
        continue;
      }
      if (subject.isLarge()) {
        compared++;
        add(differences, scenario, missing(optimal, plain));
      } else if (plain.executions() < MOST) {
        compared++;
        add(differences, scenario, difference(optimal, plain));
      }
      if (!scenario.mayDiffer() && optimal.verdict() == Verdict.VERIFIED) {
        add(differences, scenario, differenceFromRealThreads(scenario, optimal));
      }
    }

    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThanOrEqualTo(scenarios.size() / EVERY * 4 / 5);
  }

  /** Explores in the plain way; a subject that takes too many executions for that, by chance. */
  private static CheckResult witness(Subject<?> subject, Body body) {
    return subject.isLarge()
        ? Explorations.byChance(SWITCHING, body, BY_CHANCE)
        : Explorations.plain(SWITCHING, body, MOST).result();
  }

  private static void add(List<String> differences, Scenario<?> scenario, String difference) {
    if (!difference.isEmpty()) {
      differences.add(scenario + ": " + difference);
    }
  }

  private static String missing(CheckResult optimal, CheckResult byChance) {
    if (!optimal.outcomes().keySet().containsAll(byChance.outcomes().keySet())) {
      return "outcomes " + optimal.outcomes().keySet() + ", by chance " + byChance.outcomes();
    }
    if (!failures(optimal).containsAll(failures(byChance))) {
      return "failures " + failures(optimal) + ", by chance " + failures(byChance);
    }
    return whatIsWrong(optimal);
  }

  private static String difference(CheckResult optimal, CheckResult plain) {
    if (!optimal.outcomes().keySet().equals(plain.outcomes().keySet())) {
      return "outcomes " + optimal.outcomes().keySet() + ", plain " + plain.outcomes().keySet();
    }
    if (!failures(optimal).equals(failures(plain))) {
      return "failures " + failures(optimal) + ", plain " + failures(plain);
    }
    return whatIsWrong(optimal);
  }

  private static String whatIsWrong(CheckResult optimal) {
    if (optimal.verdict() != Verdict.VERIFIED && optimal.verdict() != Verdict.FAILED) {
      return optimal.verdict() + ": " + optimal.reason();
    }
    if (optimal.redundant() != 0) {
      return optimal.redundant() + " redundant executions";
    }
    // A pair may wait for ever; nothing else may go wrong.
    return optimal.failures().stream()
        .filter(failure -> failure.kind() != FailureKind.DEADLOCK)
        .map(Failure::message)
        .collect(Collectors.joining(", "));
  }

  private static Set<String> failures(CheckResult result) {
    return result.failures().stream()
        .map(failure -> failure.kind() + " " + failure.message())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String differenceFromRealThreads(Scenario<?> scenario, CheckResult result)
      throws Exception {
    for (int i = 0; i < REAL_RUNS; i++) {
      String outcome = scenario.runWithin(REAL_LIMIT);
      if (!result.outcomes().containsKey(outcome)) {
        return "real threads came to " + outcome + ", not among " + result.outcomes().keySet();
      }
    }
    return "";
  }
}
