package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.Body;
import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Failure;
import dev.heddle.sync.Barrier;
import dev.heddle.sync.Condition;
import dev.heddle.sync.Event;
import dev.heddle.sync.Lock;
import dev.heddle.sync.PoolFuture;
import dev.heddle.sync.RLock;
import dev.heddle.sync.Semaphore;
import dev.heddle.sync.ThreadPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the checker says of threads that are blocked at Heddle's own primitives. In place of a line
 * of this file stands what is written there.
 */
class HeddleDeadlocksTest {
  private static final Path SOURCE =
      Path.of("src/test/java/dev/heddle/examples/HeddleDeadlocksTest.java");
  private static final Pattern PLACE =
      Pattern.compile("[\\w.$]*\\(?HeddleDeadlocksTest\\.java:(\\d+)\\)?");

  private static List<String> report(Body body) throws IOException {
    CheckResult result = Checker.withOptions(CheckOptions.DEFAULTS).check("test", body);
    assertThat(result.failures()).as(() -> result.toString()).hasSize(1);
    Failure failure = result.failures().get(0);
    List<String> lines = new ArrayList<>();
    lines.add(failure.kind().text() + ": " + failure.message());
    lines.addAll(failure.details());
    List<String> source = Files.readAllLines(SOURCE);
    lines.replaceAll(
        line ->
            PLACE
                .matcher(line)
                .replaceAll(
                    place ->
                        Matcher.quoteReplacement(
                            source.get(Integer.parseInt(place.group(1)) - 1).strip())));
    return lines;
  }

  private static Thread start(String name, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            },
            name);
    thread.start();
    return thread;
  }

  @Test
  void taskThatWaitsForATaskOfItsOwnPool_isStarvation() throws IOException {
    assertThat(
            report(
                () -> {
                  ThreadPool pool = ThreadPool.named("Worker").maxWorkers(1).build();
                  PoolFuture<Integer> outer =
                      pool.submit(
                          () -> {
                            PoolFuture<Integer> inner = pool.submit(() -> 1);
                            return inner.result();
                          });
                  outer.result();
                }))
        .containsExactly(
            "deadlock: pool starvation: Worker_0 waits for a task that no thread of the pool is free"
                + " to run",
            "Worker_0 waits for the result of PoolFuture of ThreadPool \"Worker\" #1",
            "    at return inner.result();",
            "    it is queued in the pool of Worker_0, which is busy",
            "main waits for the result of PoolFuture of ThreadPool \"Worker\" #2",
            "    at outer.result();",
            "    it is run by Worker_0");
  }

  @Test
  void locks_inOppositeOrder_areToldByName() throws IOException {
    assertThat(
            report(
                () -> {
                  RLock a = new RLock("A");
                  Lock b = new Lock("B");
                  start(
                      "there",
                      () -> {
                        a.acquire();
                        b.acquire();
                        b.release();
                        a.release();
                      });
                  start(
                      "back",
                      () -> {
                        try (var hold = b.hold()) {
                          a.run(() -> {});
                        }
                      });
                }))
        .containsExactly(
            "deadlock: lock order: there and back wait for each other's locks",
            "there waits for Lock \"B\"",
            "    at b.acquire();",
            "    held by back since try (var hold = b.hold()) {",
            "back waits for RLock \"A\"",
            "    at a.run(() -> {});",
            "    held by there since a.acquire();");
  }

  @Test
  void lockThatIsTakenTwice_isHeldByItself() throws IOException {
    assertThat(
            report(
                () -> {
                  Lock lock = new Lock("accounts");
                  lock.acquire();
                  lock.acquireInterruptibly();
                }))
        .containsExactly(
            "deadlock: self-deadlock: main waits for a lock that it holds itself",
            "main waits for Lock \"accounts\"",
            "    at lock.acquireInterruptibly();",
            "    held by itself since lock.acquire();",
            "    it is not re-entrant");
  }

  @Test
  void lockWithoutAnOwner_isHeldByWhoTookItLast() throws IOException {
    assertThat(
            report(
                () -> {
                  Lock lock = new Lock();
                  Thread taker = start("taker", () -> lock.acquire());
                  taker.join();
                  lock.acquireInterruptibly();
                }))
        .containsExactly(
            "deadlock: lock never released: main waits, and nobody is left to release",
            "main waits for the Lock made at Lock lock = new Lock();",
            "    at lock.acquireInterruptibly();",
            "    held by taker since Thread taker = start(\"taker\", () -> lock.acquire());",
            "    which has ended without releasing it");
  }

  @Test
  void semaphore_namesThoseWhoHaveNotReleased() throws IOException {
    assertThat(
            report(
                () -> {
                  Semaphore permits = new Semaphore(2);
                  Thread user =
                      start(
                          "user",
                          () -> {
                            permits.acquire();
                            try (var hold = permits.hold()) {
                              assert hold.held();
                            }
                          });
                  user.join();
                  permits.acquire();
                  permits.acquireInterruptibly();
                }))
        .containsExactly(
            "deadlock: missing release: main waits, and nobody is left to release",
            "main waits for a permit of the Semaphore made at Semaphore permits = new Semaphore(2);,"
                + " which has none",
            "    at permits.acquireInterruptibly();",
            "    acquired by user at permits.acquire();, and not released",
            "    acquired by main at permits.acquire();, and not released");
  }

  @Test
  void eventThatIsOnlyPulsed_wasSetAndCleared() throws IOException {
    assertThat(
            report(
                () -> {
                  Event ready = new Event("ready");
                  Thread waiter = start("waiter", () -> ready.await());
                  ready.set();
                  ready.clear();
                  waiter.join();
                }))
        .containsExactly(
            "deadlock: missing set: waiter waits, and nobody is left to set the event",
            "waiter waits for Event \"ready\" to be set",
            "    at Thread waiter = start(\"waiter\", () -> ready.await());",
            "    set by main at ready.set();",
            "    cleared by main at ready.clear();",
            "main waits for the end of thread waiter",
            "    at waiter.join();");
  }

  @Test
  void signalThatNobodyHeard_isNamed() throws IOException {
    assertThat(
            report(
                () -> {
                  RLock lock = new RLock();
                  Condition notEmpty = new Condition(lock, "notEmpty");
                  Thread consumer =
                      start(
                          "consumer",
                          () -> {
                            lock.acquire();
                            notEmpty.awaitUninterruptibly();
                          });
                  lock.acquire();
                  notEmpty.signal();
                  lock.release();
                  consumer.join();
                }))
        .containsExactly(
            "deadlock: missing signal: consumer waits, and nobody is left to signal;"
                + " the last signal came when nobody waited",
            "consumer waits for a signal of Condition \"notEmpty\"",
            "    at notEmpty.awaitUninterruptibly();",
            "    signalled by main at notEmpty.signal();, when nobody waited",
            "main waits for the end of thread consumer",
            "    at consumer.join();");
  }

  @Test
  void barrier_saysHowManyAreThere() throws IOException {
    assertThat(
            report(
                () -> {
                  Barrier barrier = new Barrier(3, "start");
                  Thread one = start("one", () -> barrier.await());
                  one.join();
                }))
        .containsExactly(
            "deadlock: missing party: one waits, and nobody is left to come",
            "one waits for others at Barrier \"start\": 1 of 3 are there",
            "    at Thread one = start(\"one\", () -> barrier.await());",
            "main waits for the end of thread one",
            "    at one.join();");
  }
}
