package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.instrument.Agent;
import dev.heddle.check.runtime.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Searches that share the work against one alone, on programs made by chance: the same executions,
 * each counted by its outcome, and none redundant.
 */
class SharedExplorationTest {
  /** {@code -Dheddle.shared.programs=100000} for a longer run. */
  private static final int PROGRAMS = Integer.getInteger("heddle.shared.programs", 400);

  private static final long FIRST_SEED = Long.getLong("heddle.shared.seed", 1);
  private static final int MOST = 3_000;

  @Test
  void searches_thatShareTheWork_findWhatOneFindsAlone() {
    compare(RandomPrograms::larger, PROGRAMS, true);
  }

  @Test
  void searches_thatShareTheWorkOfProgramsWithPools_findWhatOneFindsAlone() {
    // Some executions of one trace are run more than once there, by one search alone as well.
    compare(RandomTasks::of, PROGRAMS / 8, false);
  }

  @Test
  void searches_thatShareTheWorkOfProgramsThatWait_findWhatOneFindsAlone() {
    compare(RandomPrograms::largerWaiting, PROGRAMS, true);
  }

  private static void compare(
      LongFunction<RandomPrograms.Program> maker, int programs, boolean counted) {
    Assumptions.assumeTrue(Scheduler.continuationsAvailable(), "continuations need JDK 24");
    Agent.prepare();
    List<String> differences = new ArrayList<>();
    int shared = 0;
    int planned = 0;
    long executions = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + programs; seed++) {
      RandomPrograms.Program program = maker.apply(seed);
      SharedExploration alone =
          new SharedExploration(program.body(), 1, MOST, new Random(seed)).run();
      if (alone.executions >= MOST) {
        continue;
      }
      for (int searches = 2; searches <= 3; searches++) {
        SharedExploration together =
            new SharedExploration(program.body(), searches, MOST * 2, new Random(seed)).run();
        shared += together.gifts > 0 ? 1 : 0;
        planned += together.planned;
        executions += together.executions;
        boolean same =
            counted
                ? together.endings.equals(alone.endings)
                : together.endings.keySet().equals(alone.endings.keySet());
        if (!same || together.redundant > 0 || !together.broken.isEmpty()) {
          differences.add(
              "seed %d with %d searches %s: executions %d and %d, redundant %d, %s %s and %s"
                  .formatted(
                      seed,
                      searches,
                      program.text(),
                      alone.executions,
                      together.executions,
                      together.redundant,
                      together.broken,
                      alone.endings,
                      together.endings));
        }
      }
    }
    System.out.println(
        "%d executions, work shared in %d runs, %d races planned by others"
            .formatted(executions, shared, planned));
    assertThat(differences).isEmpty();
    assertThat(shared).isGreaterThan(programs / 2);
    assertThat(planned).isGreaterThan(programs / 2);
  }
}
