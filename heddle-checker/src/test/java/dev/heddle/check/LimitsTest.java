package dev.heddle.check;

import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each limit of the checker at n and at n + 1: what lies beyond one is either the same, or is said
 * in the result; it is never a failure of the program.
 */
class LimitsTest {
  private static final String LOCK_ORDERS = "too many locks were taken while others were held";

  private static CheckResult explore(Body body) {
    return explore(CheckOptions.builder(), body);
  }

  private static CheckResult explore(CheckOptions.Builder options, Body body) {
    return Checker.withOptions(
            options
                .strategy(Strategy.EXHAUSTIVE)
                .keepGoing(true)
                .shortening(Duration.ZERO)
                .time(Duration.ofMinutes(2))
                .build())
        .check("test", body);
  }

  private static CheckResult runOnce(Body body) {
    return Checker.withOptions(
            CheckOptions.builder()
                .strategy(Strategy.RANDOM)
                .executions(1)
                .time(Duration.ofMinutes(2))
                .build())
        .check("test", body);
  }

  // ---- steps

  private static void twentySteps() {
    AtomicInteger atomic = new AtomicInteger();
    Thread thread = new Thread(() -> {});
    thread.start();
    for (int i = 0; i < 20; i++) {
      atomic.incrementAndGet();
    }
  }

  @Test
  void steps_atTheLimit_areNotCut() {
    long fewest = 1;
    while (explore(CheckOptions.builder().steps(fewest), LimitsTest::twentySteps).cut() > 0) {
      fewest++;
    }

    assertThat(fewest).isBetween(20L, 25L);
    CheckResult enough = explore(CheckOptions.builder().steps(fewest), LimitsTest::twentySteps);
    assertThat(enough.verdict()).isEqualTo(Verdict.VERIFIED);
    CheckResult cut = explore(CheckOptions.builder().steps(fewest - 1), LimitsTest::twentySteps);
    assertThat(cut.verdict()).isEqualTo(Verdict.UNSUPPORTED);
    assertThat(cut.reason()).contains("cut").contains("after " + (fewest - 1) + " steps");
    assertThat(cut.failures()).isEmpty();
  }

  /** An execution with more steps than the exhaustive search can keep is explored otherwise. */
  @Test
  void stepsOfTheExhaustiveSearch_beyondTheLimit_areSaid() {
    int fits = 99_990;
    int doesNot = 100_000;
    while (doesNot - fits > 1) {
      int middle = (fits + doesNot) / 2;
      if (explore(longLoop(middle)).verdict() == Verdict.VERIFIED) {
        fits = middle;
      } else {
        doesNot = middle;
      }
    }

    assertThat(explore(longLoop(fits)).verdict()).isEqualTo(Verdict.VERIFIED);
    CheckResult beyond = explore(longLoop(fits + 1));
    assertThat(beyond.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(beyond.failures()).isEmpty();
    assertThat(beyond.warnings())
        .containsExactly(
            "the exhaustive search was given up: an execution had more than 100000 steps");
  }

  private static Body longLoop(int rounds) {
    return () -> {
      AtomicInteger atomic = new AtomicInteger();
      Thread thread = new Thread(() -> {});
      thread.start();
      for (int i = 0; i < rounds; i++) {
        atomic.incrementAndGet();
      }
      thread.join();
    };
  }

  // ---- outcomes and failures

  private static final class Shared {
    volatile int value;
  }

  /** What one thread reads while another counts: each number up to the last. */
  private static int seenWhileCounting(int last) throws InterruptedException {
    Shared shared = new Shared();
    int[] seen = new int[1];
    inParallel(
        () -> {
          for (int i = 1; i <= last; i++) {
            shared.value = i;
          }
        },
        () -> seen[0] = shared.value);
    return seen[0];
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_001})
  void outcomes_beyondTheLimit_areCounted(int count) {
    CheckResult result = explore(() -> System.out.print(seenWhileCounting(count - 1)));

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isEqualTo(count);
    assertThat(result.outcomes()).hasSize(1_000);
    if (count == 1_000) {
      assertThat(result.warnings()).isEmpty();
    } else {
      assertThat(result.warnings())
          .containsExactly("1 executions printed something beyond the first 1000 outcomes");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101})
  void failures_beyondTheLimit_areSaid(int count) {
    CheckResult result =
        explore(
            () -> {
              throw new IllegalStateException("saw " + "x".repeat(seenWhileCounting(count - 1)));
            });

    assertThat(result.failures()).hasSize(100);
    if (count == 100) {
      assertThat(result.warnings()).isEmpty();
    } else {
      assertThat(result.warnings())
          .containsExactly("more than 100 different failures; the rest is not listed");
    }
  }

  // ---- data

  /** Beyond the longest stretch of data others get their turn, and nothing else changes. */
  @ParameterizedTest
  @ValueSource(ints = {9_999, 10_000, 10_001, 20_001})
  void stretchOfData_isOfAnyLength(int length) {
    CheckResult result =
        explore(
            () -> {
              int[] array = new int[2 * length];
              inParallel(() -> fill(array, 0, length), () -> fill(array, length, 2 * length));
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isEqualTo(1);
  }

  private static void fill(int[] array, int from, int to) {
    for (int i = from; i < to; i++) {
      array[i] = i;
    }
  }

  /** Elements are kept in blocks of 1,024. */
  @ParameterizedTest
  @ValueSource(ints = {15, 16, 17, 1_023, 1_024, 1_025, 2_048, 2_049, 100_000})
  void elements_areToldApart_inArraysOfAnyLength(int length) {
    for (int other : new int[] {length - 1, length - 2}) {
      CheckResult result =
          explore(
              () -> {
                int[] array = new int[length];
                inParallel(() -> array[length - 1] = 1, () -> array[other] = 2);
              });

      assertThat(result.failures().isEmpty()).isEqualTo(other != length - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17, 10_000, 100_000})
  void objects_areOfAnyNumber(int count) {
    CheckResult result =
        explore(
            () -> {
              Thread other = new Thread(() -> {});
              other.start();
              List<Shared> all = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                all.add(new Shared());
              }
              other.join();
              System.out.print(all.size());
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys(String.valueOf(count));
  }

  // ---- threads

  /** Who is woken is kept in words of 64 and in chunks of 1,024 threads. */
  @ParameterizedTest
  @ValueSource(ints = {29, 30, 47, 48, 61, 62, 63, 64, 65, 100, 1_000, 1_023, 1_024, 1_025})
  void threadsThatWait_areAllWoken(int count) {
    CheckResult result = runOnce(() -> wakeAll(count));

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).as(result.reason()).isEqualTo(Verdict.PASSED);
    assertThat(result.outcomes()).containsOnlyKeys(String.valueOf(count));
  }

  private static void wakeAll(int count) throws InterruptedException {
    Object monitor = new Object();
    boolean[] open = new boolean[1];
    int[] through = new int[1];
    Runnable body =
        () -> {
          synchronized (monitor) {
            while (!open[0]) {
              try {
                monitor.wait();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }
            through[0]++;
          }
        };
    Thread[] threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      threads[i] = new Thread(body);
      threads[i].start();
    }
    synchronized (monitor) {
      open[0] = true;
      monitor.notifyAll();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.print(through[0]);
  }

  @Test
  void virtualThreads_areOfAnyNumber() throws ReflectiveOperationException {
    Switchings.assumeAvailable(Switching.CONTINUATION);
    Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    CheckResult result =
        runOnce(
            () -> {
              AtomicInteger count = new AtomicInteger();
              List<Thread> threads = new ArrayList<>();
              for (int i = 0; i < 10_000; i++) {
                threads.add((Thread) start.invoke(null, (Runnable) count::incrementAndGet));
              }
              for (Thread thread : threads) {
                thread.join();
              }
              System.out.print(count);
            });

    assertThat(result.verdict()).as(result.reason()).isEqualTo(Verdict.PASSED);
    assertThat(result.outcomes()).containsOnlyKeys("10000");
  }

  // ---- loops that wait

  /** A loop that reads more locations than are kept is a long execution, and no livelock. */
  @ParameterizedTest
  @ValueSource(ints = {10_000, 10_001})
  void readingsOfALoop_beyondTheLimit_areALongExecution(int count) {
    CheckResult result =
        explore(
            CheckOptions.builder().steps(100_000),
            () -> {
              AtomicInteger[] numbers = new AtomicInteger[count];
              Arrays.setAll(numbers, i -> new AtomicInteger());
              Thread thread = new Thread(() -> {});
              thread.start();
              thread.join();
              while (true) {
                for (AtomicInteger number : numbers) {
                  if (number.get() != 0) {
                    return;
                  }
                }
              }
            });

    if (count == 10_000) {
      assertThat(result.failures()).hasSize(1);
      assertThat(result.failures().get(0).kind()).isEqualTo(FailureKind.LIVELOCK);
    } else {
      assertThat(result.failures()).isEmpty();
      assertThat(result.verdict()).isEqualTo(Verdict.UNSUPPORTED);
      assertThat(result.reason()).contains("cut after 100,000 steps");
    }
  }

  // ---- orders of locks

  @ParameterizedTest
  @ValueSource(ints = {256, 257})
  void ordersOfLocksInAnExecution_beyondTheLimit_areSaid(int count) {
    CheckResult result =
        explore(
            () -> {
              Thread thread = new Thread(() -> {});
              thread.start();
              Object held = new Object();
              synchronized (held) {
                for (int i = 0; i < count; i++) {
                  synchronized (new Object()) {
                    held.hashCode();
                  }
                }
              }
              thread.join();
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.warnings()).hasSize(count - 256).allMatch(w -> w.startsWith(LOCK_ORDERS));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 21})
  void invertedOrders_beyondTheLimit_areSaid(int count) {
    Object one = new Object();
    Object other = new Object();
    CheckResult result =
        Checker.withOptions(
                CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).executions(1).build())
            .check(
                "test",
                () ->
                    inParallel(
                        () -> {
                          for (int i = 0; i < count; i++) {
                            hold(i / 5, one, i % 5, other);
                          }
                        },
                        () -> hold(0, other, 0, one)));

    List<String> inversions =
        result.warnings().stream().filter(each -> !each.startsWith(LOCK_ORDERS)).toList();
    assertThat(inversions).hasSize(20);
    assertThat(result.warnings()).hasSize(count);
  }

  /** Takes two locks, each at one of five places. */
  private static void hold(int place, Object lock, int placeOfOther, Object other) {
    switch (place) {
      case 0 -> {
        synchronized (lock) {
          take(placeOfOther, other);
        }
      }
      case 1 -> {
        synchronized (lock) {
          take(placeOfOther, other);
        }
      }
      case 2 -> {
        synchronized (lock) {
          take(placeOfOther, other);
        }
      }
      case 3 -> {
        synchronized (lock) {
          take(placeOfOther, other);
        }
      }
      default -> {
        synchronized (lock) {
          take(placeOfOther, other);
        }
      }
    }
  }

  private static void take(int place, Object lock) {
    switch (place) {
      case 0 -> {
        synchronized (lock) {
          lock.hashCode();
        }
      }
      case 1 -> {
        synchronized (lock) {
          lock.hashCode();
        }
      }
      case 2 -> {
        synchronized (lock) {
          lock.hashCode();
        }
      }
      case 3 -> {
        synchronized (lock) {
          lock.hashCode();
        }
      }
      default -> {
        synchronized (lock) {
          lock.hashCode();
        }
      }
    }
  }
}
