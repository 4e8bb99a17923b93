package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreAll;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How many executions small programs take: as many as they have traces, counted by hand. */
class ExactCountsTest {

  private static final class Shared {
    volatile int x;
    volatile int y;
    int plain;
  }

  static Stream<Arguments> programs() {
    return Stream.of(
        program("two threads n++", 4, () -> both(shared -> shared.x++, shared -> shared.x++)),
        program(
            "three writes each to one field",
            20,
            () -> both(ExactCountsTest::writeThrice, ExactCountsTest::writeThrice)),
        program("three threads under one monitor", 6, ExactCountsTest::threeUnderAMonitor),
        program("two threads lock, add, unlock", 2, ExactCountsTest::twoUnderALock),
        program("different fields", 1, () -> both(shared -> shared.x++, shared -> shared.y++)),
        program("two reads", 1, () -> both(shared -> use(shared.x), shared -> use(shared.x))),
        program(
            "two reads of an atomic",
            1,
            () -> {
              AtomicInteger atomic = new AtomicInteger();
              inParallel(() -> use(atomic.get()), () -> use(atomic.get()));
            }),
        program(
            "two updates of an atomic",
            2,
            () -> {
              AtomicInteger atomic = new AtomicInteger();
              inParallel(atomic::incrementAndGet, atomic::incrementAndGet);
            }),
        program(
            "two updates of an adder",
            1,
            () -> {
              LongAdder adder = new LongAdder();
              inParallel(adder::increment, adder::increment);
            }),
        program(
            "different keys of a map",
            1,
            () -> {
              ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
              inParallel(() -> map.put("one", 1), () -> map.put("two", 2));
            }),
        program(
            "one key of a map",
            2,
            () -> {
              ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
              inParallel(() -> map.putIfAbsent(1, 1), () -> map.remove(1));
            }),
        program(
            "a key of a map and its size",
            2,
            () -> {
              ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
              inParallel(() -> map.put(1, 1), () -> use(map.size()));
            }),
        program(
            "a look at a key of a map and its size",
            1,
            () -> {
              ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
              inParallel(() -> map.get(1), () -> use(map.size()));
            }),
        program(
            "a key of a map and the end of all",
            2,
            () -> {
              ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
              inParallel(() -> map.get(1), map::clear);
            }),
        program(
            "a key of a map and a computation",
            2,
            () -> {
              ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
              inParallel(() -> map.get(1), () -> map.merge(2, 1, Integer::sum));
            }),
        program(
            "different locks",
            1,
            () -> {
              ReentrantLock one = new ReentrantLock();
              ReentrantLock other = new ReentrantLock();
              inParallel(() -> one.lock(), () -> other.lock());
            }),
        program(
            "different maps",
            1,
            () -> {
              ConcurrentHashMap<String, Integer> one = new ConcurrentHashMap<>();
              ConcurrentHashMap<String, Integer> other = new ConcurrentHashMap<>();
              inParallel(() -> one.put("a", 1), () -> other.put("a", 1));
            }),
        program(
            "a latch with two to come",
            1,
            () -> {
              CountDownLatch latch = new CountDownLatch(2);
              Thread one = new Thread(latch::countDown);
              Thread other = new Thread(latch::countDown);
              one.start();
              other.start();
              latch.await();
            }),
        program(
            "a semaphore with a permit for each",
            2,
            () -> {
              Semaphore semaphore = new Semaphore(2);
              inParallel(semaphore::acquireUninterruptibly, semaphore::acquireUninterruptibly);
            }));
  }

  private static Arguments program(String name, int executions, Body body) {
    return Arguments.of(name, executions, body);
  }

  private interface Use {
    void of(Shared shared);
  }

  private static void both(Use one, Use other) throws InterruptedException {
    Shared shared = new Shared();
    inParallel(() -> one.of(shared), () -> other.of(shared));
  }

  private static void use(int ignored) {}

  private static void writeThrice(Shared shared) {
    shared.x = 1;
    shared.x = 2;
    shared.x = 3;
  }

  private static void threeUnderAMonitor() throws InterruptedException {
    Shared shared = new Shared();
    Runnable body =
        () -> {
          synchronized (shared) {
            shared.plain++;
          }
        };
    inParallel(body, body, body);
    assert shared.plain == 3;
  }

  private static void twoUnderALock() throws InterruptedException {
    Shared shared = new Shared();
    ReentrantLock lock = new ReentrantLock();
    Runnable body =
        () -> {
          lock.lock();
          shared.plain++;
          lock.unlock();
        };
    inParallel(body, body);
    assert shared.plain == 2;
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("programs")
  void executions_areTheTraces(String name, int executions, Body body) {
    for (Switching switching : new Switching[] {Switching.AUTO, Switching.THREAD}) {
      CheckResult result = exploreAll(switching, body);

      assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
      assertThat(result.executions()).isEqualTo(executions);
      assertThat(result.redundant()).isZero();
    }
  }
}
