package dev.heddle.check;

import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Control is passed with monitors held, from deep stacks, and below frames of the JDK. */
class SwitcherStressTest {
  private static final class Shared {
    volatile int value;
  }

  private static CheckResult sample(Switching switching, long executions, Body body) {
    Switchings.assumeAvailable(switching);
    return Checker.withOptions(
            CheckOptions.builder()
                .strategy(Strategy.RANDOM)
                .executions(executions)
                .switching(switching)
                .build())
        .check("stress", body);
  }

  private static int descend(Shared shared, int depth) {
    if (depth == 0) {
      shared.value++;
      shared.value++;
      return 0;
    }
    synchronized (new Object()) {
      return descend(shared, depth - 1) + 1;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void deepStacksWithMonitors_surviveSwitches(Switching switching) {
    CheckResult result =
        sample(
            switching,
            100,
            () -> {
              Shared shared = new Shared();
              int[] depths = new int[2];
              inParallel(
                  () -> depths[0] = descend(shared, 1_500),
                  () -> depths[1] = descend(shared, 1_500));
              System.out.print(depths[0] + depths[1]);
            });

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.PASSED);
    assertThat(result.outcomes().keySet()).isEqualTo(Set.of("3000"));
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void stackOfFiveThousandFrames_isDeepEnough(Switching switching) {
    CheckResult result =
        sample(
            switching,
            20,
            () -> {
              Shared shared = new Shared();
              inParallel(() -> recurse(shared, 5_000), () -> recurse(shared, 5_000));
              System.out.print("ok");
            });

    assertThat(result.failures()).isEmpty();
    assertThat(result.outcomes().keySet()).isEqualTo(Set.of("ok"));
  }

  private static int recurse(Shared shared, int depth) {
    return depth == 0 ? shared.value++ : recurse(shared, depth - 1) + 1;
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void realMonitorsOfTheJdk_mayBeHeldAcrossSwitches(Switching switching) {
    CheckResult result =
        sample(
            switching,
            2_000,
            () -> {
              Shared shared = new Shared();
              // forEach holds the real monitor of its own list while the program's code runs.
              inParallel(() -> touchAll(shared), () -> touchAll(shared));
              System.out.print(shared.value > 0);
            });

    assertThat(result.failures()).isEmpty();
    assertThat(result.outcomes()).isEqualTo(java.util.Map.of("true", 2_000L));
  }

  private static void touchAll(Shared shared) {
    List<Integer> list = Collections.synchronizedList(new ArrayList<>(List.of(1, 2, 3)));
    list.forEach(
        number -> {
          synchronized (list) {
            shared.value++;
          }
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void callbacksBelowTheJdk_areStepsOfTheProgram(Switching switching) {
    CheckResult result =
        sample(
            switching,
            500,
            () -> {
              AtomicInteger count = new AtomicInteger();
              Runnable body =
                  () -> {
                    TreeMap<Integer, Integer> map =
                        new TreeMap<>(
                            (one, other) -> {
                              count.incrementAndGet();
                              return one.compareTo(other);
                            });
                    for (int i = 0; i < 4; i++) {
                      map.computeIfAbsent(i, key -> count.incrementAndGet());
                    }
                  };
              inParallel(body, body);
              System.out.print(count);
            });

    assertThat(result.failures()).isEmpty();
    assertThat(result.outcomes()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void manyThreads_areFine(Switching switching) {
    CheckResult result =
        sample(
            switching,
            100,
            () -> {
              AtomicInteger count = new AtomicInteger();
              Thread[] threads = new Thread[50];
              for (int i = 0; i < threads.length; i++) {
                threads[i] = new Thread(count::incrementAndGet);
                threads[i].start();
              }
              for (Thread thread : threads) {
                thread.join();
              }
              System.out.print(count);
            });

    assertThat(result.outcomes().keySet()).isEqualTo(Set.of("50"));
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void threadsThatSwallowEveryThrowable_areLeftBehindClean(Switching switching) {
    CheckResult result =
        sample(
            switching,
            300,
            () -> {
              Shared shared = new Shared();
              Thread stubborn =
                  new Thread(
                      () -> {
                        while (true) {
                          try {
                            synchronized (shared) {
                              shared.wait();
                            }
                          } catch (Throwable e) {
                            shared.value++;
                          } finally {
                            shared.value--;
                          }
                        }
                      });
              stubborn.setDaemon(true);
              stubborn.start();
              shared.value++;
            });

    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(result.executions()).isEqualTo(300);
  }
}
