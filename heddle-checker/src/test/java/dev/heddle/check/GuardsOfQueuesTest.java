package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreAll;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * To ask whether a queue is empty or full takes no lock of it, and wakes nobody who waits for it.
 */
class GuardsOfQueuesTest {
  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void fairQueue_whoseNextThreadHasNotYetCome(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(2, true);
              inParallel(() -> print(queue, 1), () -> queue.offer(0));
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("0");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void queueThatCompares_whileTheProgramDoes(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              AtomicInteger comparisons = new AtomicInteger();
              BlockingQueue<Integer> queue =
                  new PriorityBlockingQueue<>(
                      2,
                      (one, other) -> {
                        comparisons.incrementAndGet();
                        return one - other;
                      });
              queue.add(2);
              inParallel(() -> queue.add(1), () -> print(queue));
              System.out.print(comparisons);
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("11", "20");
  }

  private static void print(BlockingQueue<Integer> queue, long seconds) {
    try {
      System.out.print(queue.poll(seconds, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void print(BlockingQueue<Integer> queue) {
    try {
      System.out.print(queue.take());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertVerified(CheckResult result) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.redundant()).isZero();
    assertThat(result.warnings()).isEmpty();
  }
}
