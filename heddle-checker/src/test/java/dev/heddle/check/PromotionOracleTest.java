package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random programs over plain fields, arrays, locks, loops and exceptions: the search with few steps
 * against the same engine with every access a step. The same outcomes, failures and racy or not;
 * counts of programs without races do not depend on what is promoted either.
 */
class PromotionOracleTest {
  /** {@code -Dheddle.oracle.programs=20000} for a longer run. */
  private static final int PROGRAMS = Integer.getInteger("heddle.oracle.programs", 250);

  private static final long FIRST_SEED = Long.getLong("heddle.oracle.seed", 1);
  private static final long MOST_EXECUTIONS = 4_000;
  private static final String PROPERTY = "heddle.promote";

  /** What the threads of a program share. */
  private static final class Shared {
    int x;
    int y;
    volatile int v;
    final int[] elements = new int[2];
    final List<Integer> list = new ArrayList<>();
    final AtomicInteger atomic = new AtomicInteger();
    final LongAdder adder = new LongAdder();
    final Object monitor = new Object();
  }

  private static final int KINDS = 16;

  /** One operation of a thread; prints what it sees, so that it is part of the outcome. */
  private static void run(Shared shared, int kind) {
    switch (kind) {
      case 0 -> shared.x = 1;
      case 1 -> shared.y = 1;
      case 2 -> System.out.print("x" + shared.x);
      case 3 -> shared.v = 1;
      case 4 -> {
        if (shared.v == 1) {
          System.out.print("y" + shared.y);
        }
      }
      case 5 -> shared.elements[0]++;
      case 6 -> System.out.print("e" + (shared.elements[0] + shared.elements[1]));
      case 7 -> {
        synchronized (shared.monitor) {
          shared.x++;
        }
      }
      case 8 -> {
        synchronized (shared.monitor) {
          System.out.print("x" + shared.x);
        }
      }
      case 9 -> {
        for (int i = 0; i < 3; i++) {
          shared.elements[1] += i;
        }
      }
      case 10 -> shared.list.add(1);
      case 11 -> System.out.print("s" + shared.list.size());
      case 12 -> {
        if (shared.x == 1) {
          throw new IllegalStateException("x is 1");
        }
      }
      case 13 -> {
        shared.adder.increment();
        System.out.print("x" + shared.x);
      }
      case 14 -> shared.adder.increment();
      default -> {
        if (shared.atomic.incrementAndGet() == 2) {
          System.out.print("y" + shared.y);
        }
      }
    }
  }

  private record Program(int[][] operations) {
    static Program of(long seed) {
      Random random = new Random(seed);
      int[][] operations = new int[2 + random.nextInt(5) / 4][];
      for (int i = 0; i < operations.length; i++) {
        operations[i] = random.ints(1 + random.nextInt(3), 0, KINDS).toArray();
      }
      return new Program(operations);
    }

    void run() throws InterruptedException {
      Shared shared = new Shared();
      Runnable[] bodies = new Runnable[operations.length];
      for (int i = 0; i < bodies.length; i++) {
        int[] mine = operations[i];
        bodies[i] =
            () -> {
              for (int kind : mine) {
                PromotionOracleTest.run(shared, kind);
              }
            };
      }
      Switchings.inParallel(bodies);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (int[] mine : operations) {
        text.append("| ").append(Arrays.toString(mine));
      }
      return text.toString();
    }
  }

  private static CheckResult explore(Program program, RaceChecking races, Switching switching) {
    return Checker.withOptions(
            CheckOptions.builder()
                .strategy(Strategy.EXHAUSTIVE)
                .keepGoing(true)
                .races(races)
                .switching(switching)
                .shortening(Duration.ZERO)
                .executions(MOST_EXECUTIONS)
                .time(Duration.ofMinutes(2))
                .build())
        .check("random", program::run);
  }

  private static Set<String> failures(CheckResult result) {
    Set<String> failures = new TreeSet<>();
    for (Failure failure : result.failures()) {
      if (failure.kind() != FailureKind.RACE) {
        failures.add(failure.kind() + " " + failure.message());
      }
    }
    return failures;
  }

  @Test
  void fewSteps_findWhatAllStepsFind() {
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      Program program = Program.of(FIRST_SEED + i);
      CheckResult few = explore(program, RaceChecking.FAIL, Switching.AUTO);
      CheckResult all;
      System.setProperty(PROPERTY, "everything");
      try {
        all = explore(program, RaceChecking.FAIL, Switching.AUTO);
      } finally {
        System.clearProperty(PROPERTY);
      }
      if (all.executions() >= MOST_EXECUTIONS || few.executions() >= MOST_EXECUTIONS) {
        continue;
      }
      compared++;
      if (!few.outcomes().keySet().equals(all.outcomes().keySet())
          || !failures(few).equals(failures(all))
          || few.promoted().isEmpty()
              != all.failures().stream().noneMatch(each -> each.kind() == FailureKind.RACE)
          || few.redundant() > 0) {
        differences.add(
            (FIRST_SEED + i)
                + " "
                + program
                + ": "
                + few.outcomes().keySet()
                + failures(few)
                + few.promoted()
                + few.redundant()
                + " and "
                + all.outcomes().keySet()
                + failures(all));
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(PROGRAMS / 2);
  }

  @ParameterizedTest
  @EnumSource(names = {"OFF", "WARN"})
  void racesThatAreNotFailures_changeNothingElse(RaceChecking races) {
    for (int i = 0; i < PROGRAMS / 5; i++) {
      Program program = Program.of(FIRST_SEED + i);
      CheckResult failing = explore(program, RaceChecking.FAIL, Switching.AUTO);
      CheckResult other = explore(program, races, Switching.AUTO);

      assertThat(other.outcomes()).as(program.toString()).isEqualTo(failing.outcomes());
      assertThat(failures(other)).isEqualTo(failures(failing));
      assertThat(other.promoted()).isEqualTo(failing.promoted());
    }
  }

  @Test
  void threads_runTheSameAsContinuations() {
    for (int i = 0; i < PROGRAMS / 25; i++) {
      Program program = Program.of(FIRST_SEED + i);
      CheckResult one = explore(program, RaceChecking.FAIL, Switching.AUTO);
      CheckResult other = explore(program, RaceChecking.FAIL, Switching.THREAD);

      assertThat(other.outcomes()).as(program.toString()).isEqualTo(one.outcomes());
      assertThat(other.executions()).isEqualTo(one.executions());
      assertThat(other.promoted()).isEqualTo(one.promoted());
      Switchings.assertReplays(Switching.THREAD, program::run, one);
    }
  }
}
