package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.Body;
import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Strategy;
import dev.heddle.check.Verdict;
import dev.heddle.sync.Condition;
import dev.heddle.sync.Lock;
import dev.heddle.sync.Mutex;
import dev.heddle.sync.RLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The checker knows the order in which Heddle's own locks are taken, and their names. */
class HeddleLocksTest {

  private static CheckResult first(Body body) {
    CheckOptions options =
        CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).executions(1).build();
    CheckResult result = Checker.withOptions(options).check("test", body);
    assertThat(result.executions()).isEqualTo(1);
    assertThat(result.failures()).isEmpty();
    return result;
  }

  private static void inParallel(Runnable one, Runnable other) throws InterruptedException {
    Thread there = new Thread(one, "there");
    Thread back = new Thread(other, "back");
    there.start();
    back.start();
    there.join();
    back.join();
  }

  private static void transfer(Mutex from, Mutex to) {
    try (var payer = from.hold();
        var payee = to.hold()) {
      assert payer.held() && payee.held();
    }
  }

  @Test
  void namedLocks_inOppositeOrder_areToldByName() {
    CheckResult result =
        first(
            () -> {
              RLock a = new RLock("A");
              Lock b = new Lock("B");
              inParallel(() -> transfer(a, b), () -> transfer(b, a));
            });

    assertThat(result.warnings())
        .containsExactly(
            "lock-order inversion:"
                + " there takes Lock \"B\" at HeddleLocksTest.java:46"
                + " while holding RLock \"A\", taken at HeddleLocksTest.java:45;"
                + " back takes RLock \"A\" at HeddleLocksTest.java:46"
                + " while holding Lock \"B\", taken at HeddleLocksTest.java:45;"
                + " an interleaving that was not explored may deadlock there");
  }

  static List<Arguments> inverted() {
    return List.of(
        program(
            "acquire and release",
            () -> {
              Lock a = new Lock("A");
              Lock b = new Lock("B");
              Runnable back =
                  () -> {
                    b.acquire();
                    a.acquire();
                    a.release();
                    b.release();
                  };
              inParallel(() -> transfer(a, b), back);
            }),
        program(
            "run",
            () -> {
              Lock a = new Lock("A");
              Lock b = new Lock("B");
              inParallel(() -> transfer(a, b), () -> b.run(() -> a.run(() -> {})));
            }),
        program(
            "a lock of Heddle's and one of the JDK's",
            () -> {
              RLock a = new RLock("A");
              ReentrantLock b = new ReentrantLock();
              Runnable there =
                  () -> {
                    try (var hold = a.hold()) {
                      b.lock();
                      b.unlock();
                    }
                  };
              Runnable back =
                  () -> {
                    b.lock();
                    try (var hold = a.hold()) {
                      assert hold.held();
                    }
                    b.unlock();
                  };
              inParallel(there, back);
            }),
        program(
            "a condition that takes its lock again",
            () -> {
              Lock a = new Lock("A");
              Lock b = new Lock("B");
              Condition condition = new Condition(a);
              Runnable waits =
                  () -> {
                    a.acquire();
                    b.acquire();
                    try {
                      condition.await(Duration.ofSeconds(1));
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                    b.release();
                    a.release();
                  };
              inParallel(() -> transfer(a, b), waits);
            }),
        program(
            "what a try has taken",
            () -> {
              Lock a = new Lock("A");
              Lock b = new Lock("B");
              Runnable back =
                  () -> {
                    try (var hold = b.tryHold()) {
                      assert hold.held();
                      a.acquire();
                      a.release();
                    }
                  };
              inParallel(() -> transfer(a, b), back);
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inverted")
  void inversion_isTold(String name, Body body) {
    assertThat(first(body).warnings())
        .hasSize(1)
        .allMatch(warning -> warning.startsWith("lock-order inversion: "));
  }

  static List<Arguments> inOrder() {
    return List.of(
        program(
            "a try with a timeout gives up",
            () -> {
              RLock a = new RLock("A");
              RLock b = new RLock("B");
              inParallel(
                  () -> tryTransfer(a, b, Duration.ofMillis(10)),
                  () -> tryTransfer(b, a, Duration.ofMillis(20)));
            }),
        program(
            "a gate",
            () -> {
              Lock gate = new Lock("gate");
              Lock a = new Lock("A");
              Lock b = new Lock("B");
              inParallel(
                  () -> gate.run(() -> transfer(a, b)), () -> gate.run(() -> transfer(b, a)));
            }),
        program(
            "what run has given back is not held",
            () -> {
              Lock a = new Lock("A");
              Lock b = new Lock("B");
              Runnable oneByOne =
                  () -> {
                    b.run(() -> {});
                    a.run(() -> {});
                  };
              inParallel(() -> transfer(a, b), oneByOne);
            }),
        program(
            "a lock that another thread has released",
            () -> {
              Lock a = new Lock("A");
              Lock b = new Lock("B");
              b.acquire();
              Thread releases = new Thread(b::release);
              releases.start();
              Thread takes = new Thread(() -> transfer(a, b));
              takes.start();
              releases.join();
              a.acquire();
              a.release();
              takes.join();
            }));
  }

  private static void tryTransfer(RLock from, RLock to, Duration patience) {
    try (var payer = from.hold();
        var payee = to.tryHold(patience)) {
      assert payer.held();
      if (!payee.held()) {
        Thread.yield();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inOrder")
  void noInversion_isTold(String name, Body body) {
    CheckOptions options =
        CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).keepGoing(true).build();
    CheckResult result = Checker.withOptions(options).check("test", body);

    assertThat(result.warnings()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
  }

  private static Arguments program(String name, Body body) {
    return Arguments.of(name, body);
  }
}
