package dev.heddle.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CheckResult;
import dev.heddle.check.Verdict;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every pair of operations of each primitive, explored inside: whatever two threads do, it comes
 * out as if every call were a single step. That shows both that the primitives are right, as far as
 * single steps are, and that the checker may take their calls for single steps elsewhere.
 *
 * <p>The insides are explored up to {@link #PREEMPTIONS} preemptions and {@link #EXECUTIONS}
 * executions; the single steps are explored completely.
 */
class PairsTest {
  private static final int PREEMPTIONS = 2;
  private static final boolean IS_FAST = Runtime.version().feature() >= 24;
  private static final int EXECUTIONS = IS_FAST ? 1_000 : 300;

  /**
   * One of so many pairs is explored, which property {@code heddle.scenarios.every} changes: 1 for
   * all. Without continuations, an execution takes some twenty times as long.
   */
  private static final int EVERY = Integer.getInteger("heddle.scenarios.every", IS_FAST ? 4 : 20);

  @TestFactory
  Stream<DynamicTest> pair_insidesInterleaved_comesOutAsIfCallsWereSingleSteps() throws Exception {
    Map<String, SortedSet<String>> singleSteps = Outcomes.ofSingleSteps(EVERY);
    return Scenarios.every(EVERY).stream()
        .map(
            scenario ->
                DynamicTest.dynamicTest(
                    scenario.name(),
                    () ->
                        compare(
                            scenario, Objects.requireNonNull(singleSteps.get(scenario.name())))));
  }

  private static void compare(Scenario<?> scenario, SortedSet<String> singleSteps) {
    CheckResult result = scenario.check(EXECUTIONS, PREEMPTIONS);

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).isIn(Verdict.VERIFIED, Verdict.PASSED);
    if (!usesALockOfOthers(scenario)) {
      assertThat(singleSteps).containsAll(Outcomes.of(result));
    }
    if (result.verdict() == Verdict.VERIFIED) {
      assertThat(Outcomes.of(result)).containsAll(singleSteps);
    }
  }

  /**
   * Whether a thread signals, or releases the lock, while another holds it, which a lock without
   * owner allows. What it does has two steps then, the look whether anybody holds the lock and the
   * rest; and so has the other's wait, the same look and then all the rest.
   */
  private static boolean usesALockOfOthers(Scenario<?> scenario) {
    return scenario.name().startsWith("Condition over a Lock")
        && scenario.name().contains("without");
  }
}
