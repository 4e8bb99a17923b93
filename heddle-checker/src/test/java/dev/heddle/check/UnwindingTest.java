package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreWithRaces;
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
 * Threads that are blocked when an execution ends are unwound. Their {@code finally} blocks then
 * run without the lock that the thread was waiting for, and are not part of the execution.
 */
class UnwindingTest {
  private int waiting;

  private static CheckResult check(Switching switching, Body body) {
    Set<Thread> before = pooledThreads();
    CheckResult result = exploreWithRaces(switching, body);
    assertThat(pooledThreads()).isSubsetOf(before);
    return result;
  }

  /** Returns the threads that run program threads on JDKs without continuations. */
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
    assertThat(result.promoted()).as("variables with a race").isEmpty();
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
