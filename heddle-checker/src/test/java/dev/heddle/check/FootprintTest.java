package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Executions leave nothing behind. This module's tests run in a heap of 256 MB. */
class FootprintTest {
  private static final class Counter {
    int value;
  }

  private static void lockAndAdd() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    Counter counter = new Counter();
    Runnable body =
        () -> {
          lock.lock();
          try {
            counter.value++;
          } finally {
            lock.unlock();
          }
        };
    Switchings.inParallel(body, body);
    assert counter.value == 2;
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void hundredThousandExecutions_leaveNoThreadAndLittleMemory(Switching switching) {
    Switchings.assumeAvailable(switching);
    Checker checker =
        Checker.withOptions(
            CheckOptions.builder()
                .strategy(Strategy.RANDOM)
                .executions(100_000)
                .time(Duration.ofMinutes(5))
                .switching(switching)
                .build());
    Checker few =
        Checker.withOptions(
            CheckOptions.builder()
                .strategy(Strategy.RANDOM)
                .executions(2_000)
                .switching(switching)
                .build());
    few.check("warm-up", FootprintTest::lockAndAdd);
    Set<String> threadsBefore = threadNames();
    long usedBefore = usedBytes();

    CheckResult result = checker.check("lock", FootprintTest::lockAndAdd);

    assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(256L << 20);
    assertThat(result.executions()).isEqualTo(100_000);
    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(threadNames()).isSubsetOf(threadsBefore);
    assertThat(usedBytes() - usedBefore).isLessThan(8L << 20);
  }

  private static void writeOften() throws InterruptedException {
    AtomicInteger number = new AtomicInteger();
    Runnable body =
        () -> {
          for (int i = 0; i < 12; i++) {
            number.set(i);
          }
        };
    Switchings.inParallel(body, body);
  }

  /** Two threads that write one location twelve times each have 2,704,156 traces. */
  @Test
  void aMillionExecutionsOfTheExhaustiveSearch_takeLittleMemory() {
    Switchings.assumeAvailable(Switching.CONTINUATION);
    CheckOptions million =
        CheckOptions.builder()
            .strategy(Strategy.EXHAUSTIVE)
            .executions(1_000_000)
            .time(Duration.ofMinutes(5))
            .build();
    long usedBefore = usedBytes();

    CheckResult result = Checker.withOptions(million).check("writes", FootprintTest::writeOften);

    assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(256L << 20);
    assertThat(result.executions()).isEqualTo(1_000_000);
    assertThat(result.redundant()).isZero();
    assertThat(usedBytes() - usedBefore).isLessThan(16L << 20);
  }

  /** Threads of other tests that were given up are there before and after. */
  private static Set<String> threadNames() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
