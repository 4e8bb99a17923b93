package dev.heddle.check;

import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Loops that wait: a loop that is back at its head with the same local variables and has changed
 * nothing waits for a write; a loop that counts does not; and only loops that nothing can end are a
 * livelock.
 */
class SpinLoopsTest {
  private static boolean ready;
  private static volatile boolean stopped;

  private static CheckResult explore(Body body) {
    return Checker.withOptions(
            CheckOptions.builder()
                .strategy(Strategy.EXHAUSTIVE)
                .keepGoing(true)
                .executions(3_000)
                .build())
        .check("spin", body);
  }

  static Stream<Arguments> polls() {
    return Stream.of(
        poll("AtomicBoolean.get", SpinLoopsTest::pollsAtomic),
        poll("AtomicBoolean.get with yield", SpinLoopsTest::pollsAtomicAndYields),
        poll("compareAndSet", SpinLoopsTest::pollsByCompareAndSet),
        poll("synchronized getter", SpinLoopsTest::pollsSynchronized),
        poll("getter under a lock", SpinLoopsTest::pollsUnderLock),
        poll("ConcurrentLinkedQueue.poll", SpinLoopsTest::pollsQueue),
        poll("ConcurrentLinkedDeque.pollFirst", SpinLoopsTest::pollsDeque),
        poll("FutureTask.isDone", SpinLoopsTest::pollsFuture),
        poll("StampedLock.tryReadLock", SpinLoopsTest::pollsStampedLock),
        poll("Phaser.getPhase", SpinLoopsTest::pollsPhaser),
        poll("Thread.interrupted", SpinLoopsTest::pollsInterrupt),
        poll("CountDownLatch.getCount", SpinLoopsTest::pollsLatch),
        poll("array, scanned", SpinLoopsTest::scansArray));
  }

  private static Arguments poll(String name, Body body) {
    return Arguments.of(Named.of(name, body));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("polls")
  void poll_waits_andIsVerified(Body body) {
    CheckResult result = explore(body);

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.redundant()).isZero();
    assertThat(result.executions()).isLessThan(100);
  }

  private static void pollsAtomic() throws InterruptedException {
    AtomicBoolean flag = new AtomicBoolean();
    inParallel(
        () -> flag.set(true),
        () -> {
          while (!flag.get()) {
            // Again.
          }
        });
  }

  private static void pollsAtomicAndYields() throws InterruptedException {
    AtomicBoolean flag = new AtomicBoolean();
    inParallel(
        () -> flag.set(true),
        () -> {
          while (!flag.get()) {
            Thread.yield();
          }
        });
  }

  private static void pollsByCompareAndSet() throws InterruptedException {
    AtomicInteger state = new AtomicInteger();
    inParallel(
        () -> state.set(1),
        () -> {
          while (!state.compareAndSet(1, 2)) {
            Thread.onSpinWait();
          }
        });
  }

  private static synchronized boolean isReady() {
    return ready;
  }

  private static synchronized void setReady(boolean value) {
    ready = value;
  }

  private static void pollsSynchronized() throws InterruptedException {
    setReady(false);
    inParallel(
        () -> setReady(true),
        () -> {
          while (!isReady()) {
            // Again.
          }
        });
  }

  private static void pollsUnderLock() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    boolean[] done = new boolean[1];
    inParallel(
        () -> {
          lock.lock();
          done[0] = true;
          lock.unlock();
        },
        () -> {
          boolean seen = false;
          while (!seen) {
            lock.lock();
            seen = done[0];
            lock.unlock();
          }
        });
  }

  private static void pollsQueue() throws InterruptedException {
    ConcurrentLinkedQueue<String> queue = new ConcurrentLinkedQueue<>();
    inParallel(
        () -> queue.add("x"),
        () -> {
          while (queue.poll() == null) {
            // Again.
          }
        });
  }

  private static void pollsDeque() throws InterruptedException {
    ConcurrentLinkedDeque<String> queue = new ConcurrentLinkedDeque<>();
    inParallel(
        () -> queue.add("x"),
        () -> {
          while (queue.pollFirst() == null) {
            // Again.
          }
        });
  }

  private static void pollsFuture() throws InterruptedException {
    FutureTask<String> future = new FutureTask<>(() -> "done");
    inParallel(
        future,
        () -> {
          while (!future.isDone()) {
            // Again.
          }
        });
  }

  private static void pollsStampedLock() throws InterruptedException {
    StampedLock lock = new StampedLock();
    inParallel(
        () -> lock.unlockWrite(lock.writeLock()),
        () -> {
          long stamp = lock.tryReadLock();
          while (stamp == 0) {
            stamp = lock.tryReadLock();
          }
          lock.unlockRead(stamp);
        });
  }

  private static void pollsPhaser() throws InterruptedException {
    Phaser phaser = new Phaser(1);
    inParallel(
        phaser::arrive,
        () -> {
          while (phaser.getPhase() == 0) {
            // Again.
          }
        });
  }

  private static void pollsInterrupt() throws InterruptedException {
    Thread poller =
        new Thread(
            () -> {
              while (!Thread.interrupted()) {
                // Again.
              }
            });
    poller.start();
    poller.interrupt();
    poller.join();
  }

  private static void pollsLatch() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    inParallel(
        latch::countDown,
        () -> {
          while (latch.getCount() > 0) {
            Thread.onSpinWait();
          }
        });
  }

  private static void scansArray() throws InterruptedException {
    AtomicIntegerArray flags = new AtomicIntegerArray(3);
    inParallel(
        () -> flags.set(2, 1),
        () -> {
          while (!isSomeSet(flags)) {
            Thread.yield();
          }
        });
  }

  private static boolean isSomeSet(AtomicIntegerArray flags) {
    for (int i = 0; i < flags.length(); i++) {
      if (flags.get(i) != 0) {
        return true;
      }
    }
    return false;
  }

  /** That it gives up although the flag is set later is one of the outcomes. */
  @Test
  void loopThatCounts_doesNotWait() {
    CheckResult result =
        explore(
            () -> {
              AtomicBoolean flag = new AtomicBoolean();
              inParallel(
                  () -> {
                    for (int i = 0; i < 20; i++) {
                      if (flag.get()) {
                        System.out.print("seen");
                        return;
                      }
                    }
                    System.out.print("gave up");
                  },
                  () -> flag.set(true));
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys("seen", "gave up");
    assertThat(result.executions()).isEqualTo(21);
  }

  @Test
  void loopThatOnlyOneThreadRuns_andThatEnds_isNoLivelock() {
    CheckResult result =
        explore(
            () -> {
              AtomicInteger sum = new AtomicInteger();
              for (int i = 0; i < 30_000; i++) {
                sum.get();
              }
              System.out.print("end");
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void iterationThatChangesNothingElse_isNoLivelock() {
    CheckResult result =
        explore(
            () -> {
              Map<String, Integer> map = new ConcurrentHashMap<>(Map.of("a", 1, "b", 1, "c", 1));
              for (Object value : map.values()) {
                if (value.equals(2)) {
                  System.out.print("found");
                }
              }
              Iterator<String> keys = map.keySet().iterator();
              while (keys.hasNext()) {
                keys.next();
              }
            });

    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isEqualTo(1);
  }

  @Test
  void twoThreadsThatPollUnderOneLock_doNotWakeEachOther() {
    CheckResult result =
        explore(
            () -> {
              setReady(false);
              Runnable poller =
                  () -> {
                    while (!isReady()) {
                      // Again.
                    }
                  };
              inParallel(poller, poller, () -> setReady(true));
            });

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.redundant()).isZero();
  }

  @Test
  void loopThatNothingCanEnd_isALivelock() {
    CheckResult result =
        explore(
            () -> {
              stopped = false;
              inParallel(
                  () -> {
                    while (!stopped) {
                      Thread.onSpinWait();
                    }
                  },
                  () -> stopped = false);
            });

    assertThat(result.failures()).extracting(Failure::kind).containsOnly(FailureKind.LIVELOCK);
    assertThat(result.failures().get(0).message())
        .startsWith("thread Thread-")
        .contains(" repeats the loop at dev.heddle.check.SpinLoopsTest.")
        .endsWith(": it changes nothing, and no other thread can run");
  }

  @Test
  void twoLoopsThatWaitForEachOther_areALivelock() {
    CheckResult result =
        explore(
            () -> {
              AtomicBoolean one = new AtomicBoolean();
              AtomicBoolean other = new AtomicBoolean();
              inParallel(
                  () -> {
                    while (!one.get()) {
                      // Again.
                    }
                    other.set(true);
                  },
                  () -> {
                    while (!other.get()) {
                      // Again.
                    }
                    one.set(true);
                  });
            });

    assertThat(result.failures()).extracting(Failure::kind).containsOnly(FailureKind.LIVELOCK);
  }

  /** An execution that is cut is no failure, and a check with one is not verified. */
  @Test
  void loopThatGoesOnWithoutEnd_isCut() {
    CheckResult result =
        Checker.withOptions(CheckOptions.builder().steps(1_000).executions(5).build())
            .check(
                "spin",
                () -> {
                  AtomicInteger number = new AtomicInteger();
                  while (number.incrementAndGet() != 0) {
                    // It comes to zero after four thousand million steps.
                  }
                });

    assertThat(result.verdict()).isEqualTo(Verdict.UNSUPPORTED);
    assertThat(result.reason()).contains("cut after 1,000 steps");
    assertThat(result.failures()).isEmpty();
  }

  @Test
  void steps_atTheLimit_areNotCut() {
    Body body =
        () -> {
          AtomicInteger number = new AtomicInteger();
          for (int i = 0; i < 100; i++) {
            number.incrementAndGet();
          }
        };

    // That the thread ends is one more step where the program can see it.
    long last = 98;
    CheckResult result;
    do {
      result = Checker.withOptions(options(++last)).check("spin", body);
      assertThat(result.cut()).isEqualTo(result.verdict() == Verdict.VERIFIED ? 0 : 1);
    } while (result.verdict() == Verdict.UNSUPPORTED && last < 110);

    assertThat(last).isBetween(100L, 101L);
  }

  private static CheckOptions options(long steps) {
    return CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).steps(steps).build();
  }
}
