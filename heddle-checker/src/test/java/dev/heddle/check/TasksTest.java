package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks and what runs them: pools, futures, the common pool, timers. */
class TasksTest {
  private int plain;

  private static CheckResult exploreAll(Switching switching, Body body) {
    Switchings.assumeAvailable(switching);
    CheckOptions options = everything(switching).races(RaceChecking.FAIL).build();
    return Checker.withOptions(options).check("tasks", body);
  }

  private static void assertVerified(CheckResult result) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.redundant()).isZero();
    assertThat(result.assumes())
        .allMatch(
            assumption ->
                assumption.startsWith("timeouts fire") || assumption.startsWith("a thread that"));
  }

  private static void assertFails(CheckResult result, FailureKind kind, String message) {
    assertThat(result.failures())
        .as(result.toString())
        .anyMatch(failure -> failure.kind() == kind && failure.message().contains(message));
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void twoTasksOfAPool_takeAFewExecutions(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              ExecutorService pool = Executors.newFixedThreadPool(2);
              Future<Integer> one = pool.submit(() -> 1);
              Future<Integer> two = pool.submit(() -> 2);
              System.out.print(one.get() + two.get());
              pool.shutdown();
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("3");
    // It was some 40,000 when all that belongs to a pool was one location.
    assertThat(result.executions()).isLessThan(100);
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void tasksOfAPool_haveNoOrder_andAreOverWhenItIsTerminated(Switching switching) {
    Body program =
        () -> {
          plain = 0;
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> plain++);
          pool.execute(() -> plain++);
          pool.shutdown();
          boolean ended = pool.awaitTermination(1, TimeUnit.SECONDS);
          assertThat(ended).isTrue();
          System.out.print(plain);
        };
    CheckResult result = exploreAll(switching, program);

    assertThat(result.outcomes()).containsOnlyKeys("1", "2");
    // Between the tasks only: what they did is known when the pool has terminated.
    assertThat(result.failures())
        .isNotEmpty()
        .allMatch(
            failure ->
                failure.kind() == FailureKind.RACE
                    && failure.message().contains("pool-1-thread-1")
                    && failure.message().contains("pool-1-thread-2"));
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void oneWorker_runsItsTasksInOrder(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              plain = 0;
              ExecutorService pool = Executors.newSingleThreadExecutor();
              pool.execute(() -> plain++);
              pool.execute(() -> plain *= 10);
              System.out.print(pool.submit(() -> plain).get());
              pool.shutdown();
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("10");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void aTaskThatWaitsForATaskOfItsOwnPool_isADeadlock(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              ExecutorService pool = Executors.newFixedThreadPool(1);
              pool.submit(() -> pool.submit(() -> 1).get()).get();
              pool.shutdown();
            });

    assertFails(result, FailureKind.DEADLOCK, "pool-1-thread-1");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void completionServiceAndInvokeAll_handTasksOverInside(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              ExecutorService pool = Executors.newFixedThreadPool(2);
              ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(pool);
              service.submit(() -> 1);
              service.submit(() -> 2);
              System.out.print(service.take().get() + "" + service.take().get());
              System.out.print(pool.invokeAll(List.of(() -> 3)).get(0).isDone());
              pool.shutdown();
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("12true", "21true");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void scheduledTasks_runWhenTheirTimeHasCome(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
              CountDownLatch thrice = new CountDownLatch(3);
              pool.scheduleAtFixedRate(thrice::countDown, 5, 10, TimeUnit.MILLISECONDS);
              long before = System.nanoTime();
              thrice.await();
              System.out.print((System.nanoTime() - before) / 1_000_000);
              pool.shutdownNow();
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("25");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void anExceptionThatEscapesATask_isAFailure_andOneOfAFutureIsNot(Switching switching) {
    assertFails(
        exploreAll(
            switching,
            () -> {
              ExecutorService pool = Executors.newFixedThreadPool(1);
              pool.execute(
                  () -> {
                    throw new IllegalStateException("as it should");
                  });
              pool.shutdown();
            }),
        FailureKind.EXCEPTION,
        "as it should in thread pool-1-thread-1");
    assertVerified(
        exploreAll(
            switching,
            () -> {
              ExecutorService pool = Executors.newFixedThreadPool(1);
              pool.submit(
                  () -> {
                    throw new IllegalStateException("unseen");
                  });
              pool.shutdown();
            }));
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void commonPool_isExplored(Switching switching) {
    Body program =
        () -> {
          plain = 0;
          CompletableFuture<Void> other = CompletableFuture.runAsync(() -> plain++);
          plain++;
          other.join();
          System.out.print(plain);
        };
    CheckResult result = exploreAll(switching, program);

    assertThat(result.outcomes()).containsOnlyKeys("1", "2");
    assertFails(result, FailureKind.RACE, "ForkJoinPool.commonPool-worker-1");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void commonPool_isAnotherInEachExecution(Switching switching) {
    Set<ForkJoinPool> pools = Collections.newSetFromMap(new IdentityHashMap<>());
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              ForkJoinPool pool = ForkJoinPool.commonPool();
              System.out.print(pool.getPoolSize() + "" + pool.getParallelism());
              System.out.print(CompletableFuture.supplyAsync(() -> 1).get());
              pools.add(pool);
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("021");
    assertThat(pools).hasSizeGreaterThan(1).doesNotContain(ForkJoinPool.commonPool());
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void workersOfForkJoinPools_haveTheSameNamesInEachExecution(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () ->
                System.out.print(
                    new ForkJoinPool(1).submit(() -> Thread.currentThread().getName()).get()));

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("ForkJoinPool-1-worker-1");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void timeoutOfAFuture_comesWhenNothingElseCanRun(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              try {
                new CompletableFuture<String>().orTimeout(1, TimeUnit.SECONDS).join();
              } catch (CompletionException e) {
                System.out.print(Objects.requireNonNull(e.getCause()).getClass().getSimpleName());
              }
              System.out.print(
                  new CompletableFuture<String>()
                      .completeOnTimeout(" late", 1, TimeUnit.SECONDS)
                      .join());
            });

    assertVerified(result);
    assertThat(result.outcomes())
        .containsOnlyKeys(TimeoutException.class.getSimpleName() + " late");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void parallelStreams_areExplored(Switching switching) {
    CheckResult sum =
        exploreAll(switching, () -> System.out.print(IntStream.range(0, 3).parallel().sum()));
    CheckResult shared =
        exploreAll(
            switching,
            () -> {
              List<Integer> list = new ArrayList<>();
              IntStream.range(0, 2).parallel().forEach(each -> list.add(each));
            });

    assertVerified(sum);
    assertThat(sum.outcomes()).containsOnlyKeys("3");
    assertFails(shared, FailureKind.RACE, "List.add");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void timer_runsItsTasks_andEndsWhenItIsCancelled(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              Timer timer = new Timer();
              CountDownLatch twice = new CountDownLatch(2);
              timer.schedule(
                  new TimerTask() {
                    @Override
                    public void run() {
                      twice.countDown();
                    }
                  },
                  10,
                  20);
              long before = System.nanoTime();
              twice.await();
              System.out.print((System.nanoTime() - before) / 1_000_000);
              timer.cancel();
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("30");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void timerThatIsNotCancelled_isALeak(Switching switching) {
    assertFails(exploreAll(switching, () -> new Timer()), FailureKind.LEAK, "Timer-0");
  }

  private static Thread quiet(Attempt attempt) {
    return new Thread(
        () -> {
          try {
            attempt.run();
          } catch (InterruptedException e) {
            System.out.print("interrupted");
          }
        });
  }

  private interface Attempt {
    void run() throws InterruptedException;
  }

  /** It was told of as nondeterminism: the wait for the task was taken for a part of a look. */
  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void interruptOfWhoeverWaitsForAllTasks_cancelsThem(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              ExecutorService pool = Executors.newFixedThreadPool(1);
              CountDownLatch never = new CountDownLatch(1);
              Callable<Integer> task =
                  () -> {
                    never.await();
                    return 1;
                  };
              Thread waiting = quiet(() -> pool.invokeAll(List.of(task)));
              waiting.start();
              waiting.interrupt();
              waiting.join();
              pool.shutdown();
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("interrupted");
  }

  private static final class Item implements Delayed {
    private final long due;

    Item(long seconds) {
      due = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(due, ((Item) other).due);
    }
  }

  /**
   * It was told of as nondeterminism: after the program had told its delay, it waited elsewhere.
   */
  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void whoeverWaitsForADelay_waitsAtTheQueue(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              DelayQueue<Item> queue = new DelayQueue<>();
              Thread taker =
                  quiet(
                      () -> {
                        System.out.print(queue.poll(1, TimeUnit.SECONDS) == null);
                        queue.put(new Item(1));
                      });
              taker.start();
              queue.put(new Item(1));
              queue.put(new Item(0));
              taker.join();
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("false");
  }

  /** It was told of as nondeterminism: the pool's lock was held across a step. */
  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void shutdownOfAPoolThatSchedules_besideTasksThatCome(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
              Thread other =
                  new Thread(
                      () -> {
                        try {
                          pool.execute(() -> {});
                          pool.schedule(() -> 1, 1, TimeUnit.SECONDS);
                        } catch (RejectedExecutionException e) {
                          System.out.print("rejected");
                        }
                      });
              other.start();
              pool.shutdown();
              other.join();
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("", "rejected");
  }

  /** It was told of as a race: what the task did was known only to who did not have to wait. */
  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void whatATaskHasDone_isKnownToWhoHasWaitedForItsPoolToTerminate(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              plain = 0;
              ExecutorService pool = Executors.newFixedThreadPool(1);
              pool.execute(() -> plain++);
              pool.shutdownNow();
              pool.awaitTermination(1, TimeUnit.MINUTES);
              System.out.print(plain);
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("1");
  }
}
