package dev.heddle.check;

import static dev.heddle.check.Switchings.assertReplays;
import static dev.heddle.check.Switchings.assumeAvailable;
import static dev.heddle.check.Switchings.everything;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Data races are found where there are some, and only there. */
class RaceTest {

  private static class Shared {
    int plain;
    int other;
    volatile boolean ready;
    int[] array = new int[2];
  }

  private static final class Holder {
    int value = 42;
    final int fixed = 42;
  }

  private static Holder published;
  private static volatile Holder publishedSafely;

  static Stream<Arguments> racy() {
    return Stream.of(
        program("two writes", RaceTest::twoWrites),
        program(
            "a read and a write",
            () -> {
              Shared shared = new Shared();
              inParallel(() -> shared.plain = 1, () -> use(shared.plain));
            }),
        program(
            "elements of an array",
            () -> {
              int[] array = new int[2];
              inParallel(() -> array[1] = 1, () -> use(array[1]));
            }),
        program(
            "under different monitors",
            () -> {
              Shared shared = new Shared();
              Object other = new Object();
              inParallel(
                  () -> {
                    synchronized (shared) {
                      shared.plain++;
                    }
                  },
                  () -> {
                    synchronized (other) {
                      shared.plain++;
                    }
                  });
            }),
        program(
            "read before the join",
            () -> {
              Shared shared = new Shared();
              Thread thread = new Thread(() -> shared.plain = 1);
              thread.start();
              use(shared.plain);
              thread.join();
            }),
        program(
            "unsafe publication",
            () -> {
              published = null;
              Thread thread =
                  new Thread(
                      () -> {
                        Holder seen = published;
                        assert seen == null || seen.value == 42;
                      });
              thread.start();
              published = new Holder();
              thread.join();
            }),
        program("double-checked locking without volatile", RaceTest::doubleChecked),
        program(
            "ArrayList",
            () -> {
              List<Integer> list = new ArrayList<>();
              inParallel(() -> list.add(1), () -> use(list.size()));
            }),
        program(
            "HashMap",
            () -> {
              Map<String, Integer> map = new HashMap<>();
              inParallel(() -> map.put("a", 1), () -> map.put("b", 1));
            }),
        program(
            "StringBuilder",
            () -> {
              StringBuilder text = new StringBuilder();
              inParallel(() -> text.append("a"), () -> text.append("b"));
            }),
        program(
            "a failed tryLock orders nothing",
            () -> {
              Shared shared = new Shared();
              ReentrantLock lock = new ReentrantLock();
              inParallel(
                  () -> {
                    lock.lock();
                    shared.plain = 1;
                    lock.unlock();
                  },
                  () -> {
                    if (lock.tryLock()) {
                      lock.unlock();
                    } else {
                      shared.plain = 2;
                    }
                  });
            }),
        program(
            "a read lock lets two write",
            () -> {
              Shared shared = new Shared();
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
              Runnable body =
                  () -> {
                    lock.readLock().lock();
                    shared.plain++;
                    lock.readLock().unlock();
                  };
              inParallel(body, body);
            }));
  }

  static Stream<Arguments> ordered() {
    return Stream.of(
        program(
            "volatile",
            () -> {
              Shared shared = new Shared();
              inParallel(
                  () -> {
                    shared.plain = 1;
                    shared.ready = true;
                  },
                  () -> {
                    if (shared.ready) {
                      use(shared.plain);
                    }
                  });
            }),
        program(
            "different elements",
            () -> {
              int[] array = new int[2];
              inParallel(() -> array[0] = 1, () -> array[1] = 1);
            }),
        program(
            "monitor",
            () -> {
              Shared shared = new Shared();
              Runnable body =
                  () -> {
                    synchronized (shared) {
                      shared.plain++;
                    }
                  };
              inParallel(body, body);
              use(shared.plain);
            }),
        program("wait and notify", RaceTest::waitAndNotify),
        program(
            "start and join",
            () -> {
              Shared shared = new Shared();
              shared.plain = 1;
              Thread thread = new Thread(() -> shared.plain++);
              thread.start();
              thread.join();
              shared.plain++;
            }),
        program(
            "interrupt",
            () -> {
              Shared shared = new Shared();
              Thread main = Thread.currentThread();
              Thread thread =
                  new Thread(
                      () -> {
                        shared.plain = 1;
                        main.interrupt();
                      });
              thread.start();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                use(shared.plain);
              }
            }),
        program(
            "unpark",
            () -> {
              Shared shared = new Shared();
              Thread main = Thread.currentThread();
              new Thread(
                      () -> {
                        shared.plain = 1;
                        LockSupport.unpark(main);
                      })
                  .start();
              LockSupport.park();
              use(shared.plain);
            }),
        program("lock", () -> underLock(new ReentrantLock())),
        program("fair lock", () -> underLock(new ReentrantLock(true))),
        program("condition", RaceTest::condition),
        program(
            "read-write lock",
            () -> {
              Shared shared = new Shared();
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
              inParallel(
                  () -> {
                    lock.writeLock().lock();
                    shared.plain++;
                    lock.writeLock().unlock();
                  },
                  () -> {
                    lock.readLock().lock();
                    use(shared.plain);
                    lock.readLock().unlock();
                  });
            }),
        program(
            "semaphore",
            () -> {
              Shared shared = new Shared();
              Semaphore semaphore = new Semaphore(1);
              Runnable body =
                  () -> {
                    semaphore.acquireUninterruptibly();
                    shared.plain++;
                    semaphore.release();
                  };
              inParallel(body, body);
            }),
        program(
            "latch",
            () -> {
              Shared shared = new Shared();
              CountDownLatch latch = new CountDownLatch(1);
              new Thread(
                      () -> {
                        shared.plain = 1;
                        latch.countDown();
                      })
                  .start();
              latch.await();
              use(shared.plain);
            }),
        program(
            "barrier",
            () -> {
              Shared shared = new Shared();
              CyclicBarrier barrier = new CyclicBarrier(2);
              Thread thread =
                  new Thread(
                      () -> {
                        shared.plain = 1;
                        await(barrier);
                        use(shared.other);
                      });
              thread.start();
              shared.other = 1;
              await(barrier);
              use(shared.plain);
            }),
        program(
            "queue",
            () -> {
              BlockingQueue<Shared> queue = new ArrayBlockingQueue<>(1);
              new Thread(
                      () -> {
                        Shared made = new Shared();
                        made.plain = 1;
                        queue.add(made);
                      })
                  .start();
              use(queue.take().plain);
            }),
        program(
            "concurrent map",
            () -> {
              Map<String, Shared> map = new ConcurrentHashMap<>();
              inParallel(
                  () -> {
                    Shared made = new Shared();
                    made.plain = 1;
                    map.put("a", made);
                  },
                  () -> {
                    Shared seen = map.get("a");
                    if (seen != null) {
                      use(seen.plain);
                    }
                  });
            }),
        program(
            "atomic",
            () -> {
              AtomicReference<Shared> reference = new AtomicReference<>();
              inParallel(
                  () -> {
                    Shared made = new Shared();
                    made.plain = 1;
                    reference.set(made);
                  },
                  () -> {
                    Shared seen = reference.get();
                    if (seen != null) {
                      use(seen.plain);
                    }
                  });
            }),
        program(
            "a lock made of compareAndSet",
            () -> {
              Shared shared = new Shared();
              AtomicBoolean held = new AtomicBoolean();
              Runnable body =
                  () -> {
                    while (!held.compareAndSet(false, true)) {
                      Thread.onSpinWait();
                    }
                    shared.plain++;
                    held.set(false);
                  };
              inParallel(body, body);
            }),
        program(
            "synchronizedList",
            () -> {
              List<Integer> list = Collections.synchronizedList(new ArrayList<>());
              inParallel(() -> list.add(1), () -> list.add(2));
            }),
        program(
            "safe publication",
            () -> {
              publishedSafely = null;
              Thread thread =
                  new Thread(
                      () -> {
                        Holder seen = publishedSafely;
                        assert seen == null || seen.value == 42;
                      });
              thread.start();
              publishedSafely = new Holder();
              thread.join();
            }),
        program(
            "executor",
            () -> {
              Shared shared = new Shared();
              ExecutorService executor = Executors.newSingleThreadExecutor();
              shared.plain = 1;
              Future<?> first = executor.submit(() -> shared.plain++);
              executor.submit(() -> shared.plain++).get();
              first.get();
              use(shared.plain);
              executor.shutdown();
            }));
  }

  private static Arguments program(String name, Body body) {
    return Arguments.of(name, body);
  }

  private static void use(int ignored) {}

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void twoWrites() throws InterruptedException {
    Shared shared = new Shared();
    inParallel(() -> shared.plain = 1, () -> shared.plain = 2);
  }

  private static void doubleChecked() throws InterruptedException {
    published = null;
    Object lock = new Object();
    Runnable body =
        () -> {
          if (published == null) {
            synchronized (lock) {
              if (published == null) {
                published = new Holder();
              }
            }
          }
          assert published.fixed == 42;
        };
    inParallel(body, body);
  }

  private static void underLock(ReentrantLock lock) throws InterruptedException {
    Shared shared = new Shared();
    Runnable body =
        () -> {
          lock.lock();
          shared.plain++;
          lock.unlock();
        };
    inParallel(body, body);
  }

  private static void condition() throws InterruptedException {
    Shared shared = new Shared();
    ReentrantLock lock = new ReentrantLock();
    Condition filled = lock.newCondition();
    Thread thread =
        new Thread(
            () -> {
              lock.lock();
              shared.plain = 1;
              filled.signal();
              lock.unlock();
            });
    thread.start();
    lock.lock();
    while (shared.plain == 0) {
      filled.await();
    }
    lock.unlock();
  }

  private static void waitAndNotify() throws InterruptedException {
    Shared shared = new Shared();
    Thread thread =
        new Thread(
            () -> {
              synchronized (shared) {
                shared.plain = 1;
                shared.notify();
              }
            });
    thread.start();
    synchronized (shared) {
      while (shared.plain == 0) {
        shared.wait();
      }
    }
  }

  private static CheckResult check(Switching switching, Body body) {
    assumeAvailable(switching);
    return Checker.withOptions(everything(switching).races(RaceChecking.FAIL).build())
        .check("test", body);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("racy")
  void race_isFound_whereNothingOrders(String name, Body body) {
    CheckResult result = check(Switching.AUTO, body);

    assertThat(result.failures()).extracting(Failure::kind).contains(FailureKind.RACE);
    assertThat(result.redundant()).isZero();
    assertReplays(Switching.AUTO, body, result);
    CheckResult byThreads = check(Switching.THREAD, body);
    assertThat(byThreads.failures())
        .extracting(Failure::message)
        .containsExactlyElementsOf(result.failures().stream().map(Failure::message).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ordered")
  void noRace_isFound_whereSomethingOrders(String name, Body body) {
    CheckResult result = check(Switching.AUTO, body);

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict())
        .as(() -> String.valueOf(result.reason()))
        .isEqualTo(Verdict.VERIFIED);
    assertThat(result.assumes()).doesNotContain("sequential consistency");
    assertThat(result.redundant()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void failure_showsBothAccesses_andWhatWouldOrderThem(Switching switching) {
    CheckResult result = check(switching, RaceTest::twoWrites);

    assertThat(result.failures()).hasSize(1);
    Failure failure = result.failures().get(0);
    assertThat(failure.message())
        .startsWith("nothing orders write plain of Thread-0 at dev.heddle.check.RaceTest.")
        .contains(" and write plain of Thread-1 at dev.heddle.check.RaceTest.");
    assertThat(failure.details())
        .anyMatch(line -> line.equals("Thread-0: write plain, holding no monitor"))
        .anyMatch(line -> line.equals("Thread-1: write plain, holding no monitor"))
        .anyMatch(line -> line.contains("if plain were volatile"));
    assertThat(failure.details().stream().filter(line -> line.startsWith("    at ")))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void failure_ofTheMainThread_showsNoFramesOfTheChecker(Switching switching) {
    CheckResult result =
        check(
            switching,
            () -> {
              Shared shared = new Shared();
              Thread other = new Thread(() -> shared.plain = 1);
              other.start();
              shared.plain = 2;
              other.join();
            });

    assertThat(result.failures()).hasSize(1);
    assertThat(result.failures().get(0).details())
        .anyMatch(line -> line.equals("main: write plain, holding no monitor"))
        .filteredOn(line -> line.startsWith("    at "))
        .isNotEmpty()
        .allMatch(line -> line.contains("dev.heddle.check.RaceTest."));
  }

  @Test
  void otherFailure_isNotHiddenByARace_andComesFirst() {
    CheckResult result =
        Checker.withOptions(CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).build())
            .check(
                "test",
                () -> {
                  Shared shared = new Shared();
                  inParallel(() -> shared.plain++, () -> shared.plain++);
                  assert shared.plain == 2;
                });

    assertThat(result.failures().get(0).kind())
        .as(result.toString())
        .isEqualTo(FailureKind.ASSERTION);
    assertThat(result.failures()).extracting(Failure::kind).contains(FailureKind.RACE);
  }

  @Test
  void races_warn_changesNoVerdict() {
    CheckResult result =
        Checker.withOptions(everything(Switching.AUTO).races(RaceChecking.WARN).build())
            .check("test", RaceTest::twoWrites);

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.warnings())
        .anyMatch(warning -> warning.startsWith("data race: nothing orders "));
  }

  @Test
  void races_off_assumesSequentialConsistency() {
    CheckResult result =
        Checker.withOptions(everything(Switching.AUTO).races(RaceChecking.OFF).build())
            .check("test", RaceTest::twoWrites);

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.assumes()).contains("sequential consistency");
  }

  @Test
  void lookAtAQueueOfWaiters_isNamedAsAnAssumption() {
    CheckResult result =
        check(
            Switching.AUTO,
            () -> {
              ReentrantLock lock = new ReentrantLock();
              inParallel(lock::lock, () -> use(lock.hasQueuedThreads() ? 1 : 0));
            });

    assertThat(result.assumes())
        .contains("no thread waits to acquire where ReentrantLock.hasQueuedThreads looks");
  }

  @Test
  void lazySet_isNamedAsAnAssumption() {
    CheckResult result =
        check(
            Switching.AUTO,
            () -> {
              AtomicBoolean flag = new AtomicBoolean();
              inParallel(() -> flag.lazySet(true), () -> use(flag.get() ? 1 : 0));
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.assumes()).contains("sequential consistency of AtomicBoolean.lazySet");
  }

  /** It was told of as a race: the queue's lock is held while its comparator runs. */
  @Test
  void whatAComparatorDoes_isOrderedByTheQueueThatAsksIt() {
    CheckResult result =
        check(
            Switching.AUTO,
            () -> {
              int[] compared = new int[1];
              Queue<Integer> queue =
                  new PriorityBlockingQueue<>(
                      4,
                      (one, other) -> {
                        compared[0]++;
                        return Integer.compare(one, other);
                      });
              queue.add(2);
              inParallel(() -> queue.add(1), () -> queue.add(3));
              use(compared[0]);
            });

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
  }
}
