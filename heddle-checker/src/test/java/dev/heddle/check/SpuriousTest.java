package dev.heddle.check;

import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a JVM may do for no reason: named in the result, or explored with {@code --spurious}. */
class SpuriousTest {
  private static final String AT_MOST_ONE =
      "at most one spurious wake-up or failure for each thread and place";

  private static CheckResult explore(Switching switching, boolean spurious, Body body) {
    Switchings.assumeAvailable(switching);
    CheckOptions options = Switchings.everything(switching).spurious(spurious).build();
    return Checker.withOptions(options).check("test", body);
  }

  private static CheckResult explore(boolean spurious, Body body) {
    return explore(Switching.AUTO, spurious, body);
  }

  /** Somebody who waits until a value is there, or only once. */
  private static final class Box {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread consumer = Thread.currentThread();
    private volatile int value;

    synchronized String waitOnce() throws InterruptedException {
      if (value == 0) {
        wait();
      }
      return "value " + value;
    }

    synchronized String waitForLong() throws InterruptedException {
      if (value == 0) {
        wait(1_000);
      }
      return "value " + value;
    }

    synchronized String waitInALoop() throws InterruptedException {
      while (value == 0) {
        wait();
      }
      return "value " + value;
    }

    String awaitOnce() throws InterruptedException {
      lock.lock();
      try {
        if (value == 0) {
          changed.await();
        }
        return "value " + value;
      } finally {
        lock.unlock();
      }
    }

    String awaitUninterruptiblyOnce() {
      lock.lock();
      try {
        if (value == 0) {
          changed.awaitUninterruptibly();
        }
        return "value " + value;
      } finally {
        lock.unlock();
      }
    }

    String awaitForLong() throws InterruptedException {
      lock.lock();
      try {
        return value == 0 && !changed.await(1, TimeUnit.SECONDS) ? "late" : "value " + value;
      } finally {
        lock.unlock();
      }
    }

    String awaitInALoop() throws InterruptedException {
      lock.lock();
      try {
        while (value == 0) {
          changed.await();
        }
        return "value " + value;
      } finally {
        lock.unlock();
      }
    }

    String parkOnce() {
      if (value == 0) {
        LockSupport.park();
      }
      return "value " + value;
    }

    String parkInALoop() {
      while (value == 0) {
        LockSupport.park(this);
      }
      return "value " + value;
    }

    void produce() {
      synchronized (this) {
        value = 1;
        notify();
      }
      lock.lock();
      changed.signal();
      lock.unlock();
      LockSupport.unpark(consumer);
    }
  }

  private interface Wait {
    String in(Box box) throws InterruptedException;
  }

  private static Body consuming(Wait wait) {
    return () -> {
      Box box = new Box();
      Thread producer = new Thread(box::produce);
      producer.start();
      System.out.print(wait.in(box));
      producer.join();
    };
  }

  private static Arguments named(String name, Wait wait) {
    return Arguments.of(name, wait);
  }

  static Stream<Arguments> waitsOnce() {
    return Stream.of(
        named("Object.wait", Box::waitOnce),
        named("Object.wait", Box::waitForLong),
        named("Condition.await", Box::awaitOnce),
        named("Condition.await", Box::awaitUninterruptiblyOnce),
        named("LockSupport.park", Box::parkOnce));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("waitsOnce")
  void waitOutsideALoop_isNamed(String name, Wait wait) {
    CheckResult result = explore(false, consuming(wait));

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys("value 1");
    assertThat(result.assumes())
        .anyMatch(
            each ->
                each.matches(
                    "no spurious wake-up of a wait outside a loop: "
                        + name
                        + " \\(SpuriousTest.java:\\d+\\)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("waitsOnce")
  void waitOutsideALoop_endsForNoReason_ifThatIsAskedFor(String name, Wait wait) {
    for (Switching switching : new Switching[] {Switching.THREAD, Switching.AUTO}) {
      CheckResult result = explore(switching, true, consuming(wait));

      assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
      assertThat(result.outcomes()).containsOnlyKeys("value 0", "value 1");
      assertThat(result.assumes())
          .contains(AT_MOST_ONE)
          .noneMatch(each -> each.contains("outside a loop"));
      assertThat(result.redundant()).isZero();
    }
  }

  /** That it ends for no reason, as a wait with a time limit, is not that its time is up. */
  @Test
  void timedAwait_endsForNoReason_beforeItsTime() {
    assertThat(explore(true, consuming(Box::awaitForLong)).outcomes())
        .containsOnlyKeys("value 0", "value 1");
  }

  static Stream<Arguments> waitsInLoops() {
    return Stream.of(
        named("wait", Box::waitInALoop),
        named("await", Box::awaitInALoop),
        named("park", Box::parkInALoop));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("waitsInLoops")
  void waitInALoop_isNotNamed_andWaitsOn(String name, Wait wait) {
    assertThat(explore(false, consuming(wait)).assumes())
        .noneMatch(each -> each.contains("spurious"));

    CheckResult result = explore(true, consuming(wait));
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys("value 1");
    assertThat(result.redundant()).isZero();
  }

  /** One at the first place, and one at the second, but no two at one. */
  @Test
  void spuriousEvents_areOneForEachPlace() {
    CheckResult result =
        explore(
            true,
            () -> {
              AtomicInteger number = new AtomicInteger();
              inParallel(
                  () -> {
                    int failures = 0;
                    for (int i = 0; i < 3; i++) {
                      failures += number.weakCompareAndSetVolatile(i, i + 1) ? 0 : 1;
                      number.set(i + 1);
                    }
                    failures += number.weakCompareAndSetPlain(3, 4) ? 0 : 10;
                    System.out.print(failures);
                  });
            });

    assertThat(result.outcomes()).containsOnlyKeys("0", "1", "10", "11");
  }

  private static final class Counted {
    volatile int count;
  }

  static Stream<Arguments> weakAttempts() {
    Supplier<Boolean> ofUpdater =
        () ->
            AtomicIntegerFieldUpdater.newUpdater(Counted.class, "count")
                .weakCompareAndSet(new Counted(), 0, 1);
    return Stream.of(
        attempt("AtomicInteger.weakCompareAndSetPlain", true, () -> integer(1)),
        attempt("AtomicInteger.weakCompareAndSetVolatile", true, () -> integer(2)),
        attempt("AtomicInteger.weakCompareAndSetAcquire", true, () -> integer(3)),
        attempt(
            "AtomicBoolean.weakCompareAndSetRelease",
            true,
            () -> new AtomicBoolean().weakCompareAndSetRelease(false, true)),
        attempt(
            "AtomicReference.weakCompareAndSetVolatile",
            true,
            () -> new AtomicReference<>("a").weakCompareAndSetVolatile("a", "b")),
        attempt(
            "AtomicLongArray.weakCompareAndSetVolatile",
            true,
            () -> new AtomicLongArray(1).weakCompareAndSetVolatile(0, 0, 1)),
        attempt(
            "AtomicMarkableReference.weakCompareAndSet",
            true,
            () ->
                new AtomicMarkableReference<>("a", false).weakCompareAndSet("a", "b", false, true)),
        attempt("AtomicIntegerFieldUpdater.weakCompareAndSet", false, ofUpdater));
  }

  private static boolean integer(int form) {
    AtomicInteger number = new AtomicInteger();
    return switch (form) {
      case 1 -> number.weakCompareAndSetPlain(0, 1);
      case 2 -> number.weakCompareAndSetVolatile(0, 1);
      default -> number.weakCompareAndSetAcquire(0, 1);
    };
  }

  private static Arguments attempt(String name, boolean explored, Supplier<Boolean> attempt) {
    return Arguments.of(name, explored, attempt);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("weakAttempts")
  void weakCompareAndSet_failsForNoReason_orIsNamed(
      String name, boolean explored, Supplier<Boolean> attempt) {
    Body body = () -> inParallel(() -> System.out.print(attempt.get()));
    String assumption = "a weak compare-and-set fails for a reason: " + name;

    CheckResult usual = explore(false, body);
    assertThat(usual.outcomes()).containsOnlyKeys("true");
    assertThat(usual.assumes()).contains(assumption);

    CheckResult spurious = explore(true, body);
    if (explored) {
      assertThat(spurious.outcomes()).containsOnlyKeys("true", "false");
      assertThat(spurious.assumes()).contains(AT_MOST_ONE).doesNotContain(assumption);
    } else {
      assertThat(spurious.assumes()).contains(assumption);
    }
  }

  @Test
  void loopThatTriesWeakly_ends() {
    CheckResult result =
        explore(
            true,
            () -> {
              AtomicInteger number = new AtomicInteger();
              Runnable increment =
                  () -> {
                    int seen;
                    do {
                      seen = number.get();
                    } while (!number.weakCompareAndSetVolatile(seen, seen + 1));
                  };
              inParallel(increment, increment);
              System.out.print(number);
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys("2");
    assertThat(result.redundant()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Switching.class,
      names = {"THREAD", "CONTINUATION"})
  void failureOfASpuriousWakeUp_isReplayed(Switching switching) {
    Body body =
        consuming(
            box -> {
              String seen = box.waitOnce();
              assert seen.equals("value 1") : "woken without a value";
              return seen;
            });

    CheckResult result = explore(switching, true, body);

    assertThat(result.failures())
        .extracting(Failure::message)
        .contains("java.lang.AssertionError: woken without a value");
    assertThat(result.failures().get(0).schedule().spurious()).isTrue();
    assertThat(result.failures().get(0).steps())
        .anyMatch(
            step ->
                step.thread().equals("JVM") && step.operation().equals("wake main for no reason"));
    Switchings.assertReplays(switching, body, result);
  }
}
