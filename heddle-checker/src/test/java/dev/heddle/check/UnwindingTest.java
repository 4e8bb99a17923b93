package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An execution may be over while threads still wait. What they do then, while they are unwound, is
 * no part of it: {@code finally} blocks run without the lock that their thread waited for.
 */
class UnwindingTest {
  private int waiting;
  private int past;

  private static CheckResult check(Switching switching, Body body) {
    Switchings.assumeAvailable(switching);
    CheckOptions options = everything(switching).races(RaceChecking.FAIL).build();
    Set<Thread> before = pooledThreads();
    CheckResult result = Checker.withOptions(options).check("unwinding", body);
    assertThat(pooledThreads()).isSubsetOf(before);
    return result;
  }

  /** Returns the threads that run those of programs where the JDK has no continuations. */
  private static Set<Thread> pooledThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("heddle-pooled-"))
        .collect(Collectors.toSet());
  }

  private static void assertOnlyDeadlocks(CheckResult result) {
    assertThat(result.failures())
        .as(result.toString())
        .isNotEmpty()
        .extracting(Failure::kind)
        .containsOnly(FailureKind.DEADLOCK);
  }

  private static void startAndJoin(Body... bodies) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Body body : bodies) {
      threads.add(
          new Thread(
              () -> {
                try {
                  body.run();
                } catch (Throwable e) {
                  throw new AssertionError(e);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void waitForEver(Object monitor) throws InterruptedException {
    synchronized (monitor) {
      waiting++;
      try {
        monitor.wait();
      } finally {
        waiting--;
        past++;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void finallyBlocksOfThreadsThatWait_raceWithNobody(Switching switching) {
    CheckResult result =
        check(
            switching,
            () -> {
              Object monitor = new Object();
              waiting = 0;
              past = 0;
              startAndJoin(() -> waitForEver(monitor), () -> waitForEver(monitor));
            });

    assertOnlyDeadlocks(result);
  }

  @ParameterizedTest
  @EnumSource
  void finallyBlocksOfThreadsThatAwait_raceWithNobody(Switching switching) {
    CheckResult result =
        check(
            switching,
            () -> {
              ReentrantLock lock = new ReentrantLock();
              Condition never = lock.newCondition();
              waiting = 0;
              Body waits =
                  () -> {
                    lock.lock();
                    try {
                      waiting++;
                      never.await();
                    } finally {
                      waiting--;
                      lock.unlock();
                    }
                  };
              startAndJoin(waits, waits);
            });

    assertOnlyDeadlocks(result);
  }

  @ParameterizedTest
  @EnumSource
  void libraryThatCatchesEverything_goesOnForNobody(Switching switching) {
    CheckResult result =
        check(
            switching,
            () -> {
              CountDownLatch never = new CountDownLatch(1);
              List<String> after = new ArrayList<>();
              Body waits =
                  () -> {
                    new FutureTask<>(
                            () -> {
                              never.await();
                              return 0;
                            })
                        .run();
                    after.add("reached");
                  };
              startAndJoin(waits, waits, waits);
            });

    assertOnlyDeadlocks(result);
  }
}
