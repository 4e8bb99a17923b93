package dev.heddle.check;

import static dev.heddle.check.Switchings.assertReplays;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Only synchronization is explored; data is watched for races, and promoted where it has one. Each
 * condition on which that rests has a program here that goes wrong without it; they are those of
 * {@code docs/design/exploration.md}, (a) to (f).
 */
class PointsTest {
  private static int x;
  private static int y;
  private static volatile int v;

  private static CheckResult explore(Body body) {
    return explore(RaceChecking.FAIL, body);
  }

  private static CheckResult explore(RaceChecking races, Body body) {
    return Checker.withOptions(
            CheckOptions.builder()
                .strategy(Strategy.EXHAUSTIVE)
                .keepGoing(true)
                .races(races)
                .executions(20_000)
                .build())
        .check("points", body);
  }

  private static Set<FailureKind> kinds(CheckResult result) {
    Set<FailureKind> kinds = new TreeSet<>();
    result.failures().forEach(failure -> kinds.add(failure.kind()));
    return kinds;
  }

  // ---- (a) an edge only between dependent steps, and only where the specification promises it

  @Test
  void incrementsOfAnAdder_orderNothing() {
    CheckResult result =
        explore(
            () -> {
              LongAdder adder = new LongAdder();
              afterAnother(adder::increment);
            });

    assertThat(kinds(result)).containsExactly(FailureKind.RACE);
    assertThat(result.outcomes()).containsOnlyKeys("0", "1");
  }

  @Test
  void additionsToADoubleAdder_orderNothing() {
    CheckResult result =
        explore(
            () -> {
              DoubleAdder adder = new DoubleAdder();
              afterAnother(() -> adder.add(1));
            });

    assertThat(kinds(result)).containsExactly(FailureKind.RACE);
    assertThat(result.outcomes()).containsOnlyKeys("0", "1");
  }

  @Test
  void accumulations_orderNothing() {
    CheckResult result =
        explore(
            () -> {
              LongAccumulator accumulator = new LongAccumulator(Long::max, 0);
              afterAnother(() -> accumulator.accumulate(1));
            });

    assertThat(kinds(result)).containsExactly(FailureKind.RACE);
    assertThat(result.outcomes()).containsOnlyKeys("0", "1");
  }

  @Test
  void countingDownALatch_ordersNothingForOthersThatCount() {
    CheckResult result =
        explore(
            () -> {
              CountDownLatch latch = new CountDownLatch(2);
              afterAnother(latch::countDown);
            });

    assertThat(kinds(result)).containsExactly(FailureKind.RACE);
    assertThat(result.outcomes()).containsOnlyKeys("0", "1");
  }

  @Test
  void volatileWrites_orderNothingForOthersThatWrite() {
    CheckResult result = explore(() -> afterAnother(() -> v = 1));

    assertThat(kinds(result)).containsExactly(FailureKind.RACE);
    assertThat(result.outcomes()).containsOnlyKeys("0", "1");
  }

  @Test
  void compareAndSetInVain_releasesNothing() {
    CheckResult result =
        explore(
            () -> {
              x = 0;
              AtomicInteger atomic = new AtomicInteger();
              inParallel(
                  () -> {
                    x = 1;
                    atomic.compareAndSet(5, 6);
                  },
                  () -> {
                    atomic.get();
                    System.out.print(x);
                  });
            });

    assertThat(kinds(result)).containsExactly(FailureKind.RACE);
  }

  @Test
  void compareAndSet_thatSucceeds_publishes() {
    CheckResult result =
        explore(
            () -> {
              x = 0;
              AtomicInteger atomic = new AtomicInteger();
              inParallel(
                  () -> {
                    x = 1;
                    atomic.compareAndSet(0, 6);
                  },
                  () -> {
                    if (atomic.get() == 6) {
                      System.out.print(x);
                    }
                  });
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys("", "1");
  }

  @Test
  void endsOfTasks_orderNothingForOtherTasks() {
    CheckResult result =
        explore(
            () -> {
              x = 0;
              ExecutorService pool = Executors.newFixedThreadPool(2);
              pool.execute(() -> x = 1);
              pool.execute(() -> x = 2);
              pool.shutdown();
              pool.awaitTermination(1, TimeUnit.SECONDS);
            });

    assertThat(kinds(result)).contains(FailureKind.RACE);
  }

  /** One thread writes and updates something, the other updates it and reads. */
  private static void afterAnother(Runnable update) throws InterruptedException {
    x = 0;
    inParallel(
        () -> {
          x = 1;
          update.run();
        },
        () -> {
          update.run();
          System.out.print(x);
        });
  }

  // ---- (b) a promoted access makes no edge

  @Test
  void whatARacyFlagPublishes_isStillRacy() {
    CheckResult result =
        explore(
            () -> {
              x = 0;
              y = 0;
              inParallel(
                  () -> {
                    y = 1;
                    x = 1;
                  },
                  () -> {
                    if (x == 1) {
                      System.out.print(y);
                    }
                  });
            });

    assertThat(result.failures()).hasSize(2);
    assertThat(kinds(result)).containsExactly(FailureKind.RACE);
    assertThat(result.promoted())
        .containsExactly(
            "field dev.heddle.check.PointsTest.x", "field dev.heddle.check.PointsTest.y");
  }

  // ---- (c) nothing that promotes is capped

  private static final class Many {
    int a;
    int b;
    int c;
    int d;
    int e;
    int f;
    int g;
    int h;
  }

  @Test
  void anyNumberOfRaces_isPromoted() {
    CheckResult result =
        explore(
            RaceChecking.WARN,
            () -> {
              Many many = new Many();
              int[] elements = new int[40];
              inParallel(() -> write(many, elements), () -> write(many, elements));
            });

    assertThat(result.promoted()).hasSize(9);
    assertThat(result.warnings()).hasSize(9);
  }

  private static void write(Many many, int[] elements) {
    many.a = 1;
    many.b = 1;
    many.c = 1;
    many.d = 1;
    many.e = 1;
    many.f = 1;
    many.g = 1;
    many.h = 1;
    elements[39] = 1;
  }

  /** The race is on what comes after the failure of another thread. */
  @Test
  void executionsThatFail_promoteToo() {
    CheckResult result =
        explore(
            () -> {
              x = 0;
              inParallel(
                  () -> {
                    throw new IllegalStateException("fails");
                  },
                  () -> x = 1,
                  () -> System.out.print(x));
            });

    assertThat(kinds(result)).contains(FailureKind.EXCEPTION, FailureKind.RACE);
  }

  // ---- (d) a call of a data object is looked at again after each callback

  @Test
  void callThatCallsBack_readsItsObjectAgain() {
    CheckResult result =
        explore(
            () -> {
              List<Integer> list = new ArrayList<>(List.of(1, 2));
              Consumer<Integer> reader = each -> System.out.print(v);
              v = 0;
              inParallel(
                  () -> list.forEach(reader),
                  () -> {
                    if (v == 0) {
                      list.add(3);
                    }
                  });
            });

    assertThat(kinds(result)).contains(FailureKind.RACE, FailureKind.EXCEPTION);
    assertThat(result.failures())
        .anyMatch(failure -> failure.message().contains("ConcurrentModificationException"));
  }

  // ---- (f), and what ends an execution is a step

  @Test
  void anotherThreadMayFailFirst() {
    CheckResult result =
        explore(
            () ->
                inParallel(
                    () -> {
                      throw new IllegalStateException("one");
                    },
                    () -> {
                      throw new IllegalArgumentException("other");
                    }));

    assertThat(result.failures()).extracting(Failure::message).hasSize(2);
  }

  @Test
  void whatIsPrintedBeforeAFailure_isPartOfTheOutcome() {
    CheckResult result =
        explore(
            () ->
                inParallel(
                    () -> {
                      throw new IllegalStateException("one");
                    },
                    () -> System.out.print("printed")));

    assertThat(result.outcomes()).containsOnlyKeys("", "printed");
  }

  // ---- variables

  /** Two arrays from one place are one variable, and those of another place are another. */
  @Test
  void variables_areToldApartByWhereTheyAreMade() {
    CheckResult result =
        explore(
            () -> {
              int[] racy = new int[1];
              int[] quiet = new int[1];
              inParallel(() -> racy[0] = 1, () -> racy[0] = 2);
              quiet[0] = 1;
            });

    assertThat(result.promoted()).hasSize(1);
    assertThat(result.promoted().get(0))
        .startsWith("elements of new int[] at dev.heddle.check.PointsTest.lambda$");
  }

  @ParameterizedTest
  @EnumSource(names = {"OFF", "WARN", "FAIL"})
  void racesOffAndWarn_exploreTheSame(RaceChecking races) {
    CheckResult result =
        explore(
            races,
            () -> {
              x = 0;
              inParallel(() -> x++, () -> x++);
              System.out.print(x);
            });

    assertThat(result.outcomes()).containsOnlyKeys("1", "2");
    assertThat(result.executions()).isEqualTo(4);
    assertThat(kinds(result))
        .isEqualTo(races == RaceChecking.FAIL ? Set.of(FailureKind.RACE) : Set.of());
  }

  @Test
  void programWithoutRaces_hasNoPointsForItsData() {
    CheckResult result =
        explore(
            () -> {
              int[] counter = new int[1];
              ReentrantLock lock = new ReentrantLock();
              Runnable add =
                  () -> {
                    lock.lock();
                    for (int i = 0; i < 1_000; i++) {
                      counter[0]++;
                    }
                    lock.unlock();
                  };
              inParallel(add, add);
              System.out.print(counter[0]);
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isEqualTo(2);
    assertThat(result.restarts()).isZero();
  }

  @Test
  void failuresOfPromotedVariables_areReplayed() {
    Body body =
        () -> {
          int[] counter = new int[1];
          ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
          Runnable add = () -> map.merge("a", ++counter[0], Integer::sum);
          inParallel(add, add);
          assert counter[0] == 2 : "lost";
        };

    CheckResult result = explore(body);

    assertThat(kinds(result)).contains(FailureKind.ASSERTION, FailureKind.RACE);
    assertReplays(Switching.AUTO, body, result);
  }

  /** Clocks grow with the threads, and a thread that was joined does not matter any more. */
  @Test
  void manyThreads_areOrdered() {
    CheckResult result =
        Checker.withOptions(CheckOptions.builder().strategy(Strategy.RANDOM).executions(2).build())
            .check(
                "threads",
                () -> {
                  int[] counter = new int[1];
                  Object monitor = new Object();
                  Thread[] threads = new Thread[100];
                  for (int i = 0; i < threads.length; i++) {
                    threads[i] =
                        new Thread(
                            () -> {
                              synchronized (monitor) {
                                counter[0]++;
                              }
                            });
                    threads[i].start();
                  }
                  for (Thread thread : threads) {
                    thread.join();
                  }
                  System.out.print(counter[0]);
                });

    assertThat(result.failures()).isEmpty();
    assertThat(result.outcomes()).containsOnlyKeys("100");
  }

  @Test
  void raceAmongManyThreads_isFound() {
    CheckResult result =
        Checker.withOptions(CheckOptions.builder().strategy(Strategy.RANDOM).executions(2).build())
            .check(
                "threads",
                () -> {
                  int[] counter = new int[1];
                  Exchanger<String> never = new Exchanger<>();
                  Thread[] threads = new Thread[70];
                  for (int i = 0; i < threads.length; i++) {
                    int number = i;
                    threads[i] =
                        new Thread(
                            () -> {
                              if (number >= 68) {
                                counter[0] = never.hashCode();
                              }
                            });
                  }
                  inParallel(threads);
                });

    assertThat(kinds(result)).containsExactly(FailureKind.RACE);
  }
}
