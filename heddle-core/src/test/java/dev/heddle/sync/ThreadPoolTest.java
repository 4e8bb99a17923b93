package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.sync.ThreadPool.WhenFull;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadPoolTest {
  /** Ends the tasks that a test has blocked. */
  private final Event goOn = new Event("go on");

  private final ThreadPool pool = ThreadPool.named("Worker").maxWorkers(2).build();

  @AfterEach
  void end() {
    goOn.set();
    pool.close();
  }

  private static String threadName() {
    return Thread.currentThread().getName();
  }

  /** Submits a task that lasts until {@link #goOn}, and returns once it runs. */
  private PoolFuture<String> block(ThreadPool busy) throws Exception {
    Event begun = new Event();
    PoolFuture<String> future =
        busy.submit(
            () -> {
              begun.set();
              goOn.await();
              return threadName();
            });
    assertThat(begun.await(Worker.PATIENCE)).isTrue();
    return future;
  }

  @Test
  void submit_tasks_haveResults() throws Exception {
    PoolFuture<Integer> value = pool.submit(() -> 42);
    PoolFuture<Void> nothing = pool.submit(() -> {});
    IOException thrown = new IOException();
    PoolFuture<Object> failing =
        pool.submit(
            () -> {
              throw thrown;
            });

    assertThat(value.result()).isEqualTo(42);
    assertThat(nothing.result()).isNull();
    assertThat(failing.exception()).isSameAs(thrown);
    assertThat(value.pool()).contains(pool);
    assertThat(value).hasToString("PoolFuture of ThreadPool \"Worker\" [finished]");
  }

  @Test
  void workers_areStartedOnlyWhenNoneIsFree() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(pool.submit(ThreadPoolTest::threadName).result()).isEqualTo("Worker_0");
      untilIdle(pool);
    }
    PoolFuture<String> first = block(pool);
    PoolFuture<String> second = block(pool);
    PoolFuture<String> third = pool.submit(ThreadPoolTest::threadName);

    assertThat(pool).hasToString("ThreadPool \"Worker\" [2 of 2 workers, 2 busy, 1 waiting task]");
    goOn.set();
    assertThat(List.of(first.result(), second.result()))
        .containsExactlyInAnyOrder("Worker_0", "Worker_1");
    assertThat(third.result()).startsWith("Worker_");
  }

  private static void untilIdle(ThreadPool pool) {
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (!pool.toString().contains(" 0 busy")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.yield();
    }
    // The task has ended; whether its worker has said that it is free, only the next task tells.
    untilSpare(pool, 1);
  }

  private static void untilSpare(ThreadPool pool, int least) {
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (((WorkerPool) pool.identity()).spare() < least) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.yield();
    }
  }

  @Test
  void workers_byDefault_areNotDaemonsAndLimitedByTheProcessors() throws Exception {
    assertThat(pool.submit(() -> Thread.currentThread().isDaemon()).result()).isFalse();
    try (ThreadPool daemons = ThreadPool.builder().daemon(true).build()) {
      assertThat(daemons.submit(() -> Thread.currentThread().isDaemon()).result()).isTrue();
      assertThat(daemons.submit(ThreadPoolTest::threadName).result()).startsWith("ThreadPool_");
      int most = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
      assertThat(daemons.toString())
          .startsWith("ThreadPool [")
          .contains(" of " + most + " workers");
    }
  }

  @Test
  void workers_virtual_areVirtualOrRefusedWithASentence() throws Exception {
    ThreadPool.Builder builder = ThreadPool.named("v").maxWorkers(2);
    if (Runtime.version().feature() < 21) {
      assertThatThrownBy(builder::virtual)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageStartingWith("virtual threads need a JDK 21 or newer, and this is 1");
      return;
    }
    try (ThreadPool virtual = builder.virtual().build()) {
      assertThat(virtual.submit(() -> Thread.currentThread().toString()).result())
          .contains("VirtualThread");
      assertThat(virtual.submit(ThreadPoolTest::threadName).result()).startsWith("v_");
      assertThat(virtual.map(n -> n * n, List.of(1, 2, 3)).stream()).containsExactly(1, 4, 9);
    }
  }

  @Test
  void builder_numbersOutOfRange_throw() {
    assertThatThrownBy(() -> ThreadPool.named("w").maxWorkers(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ThreadPool \"w\" cannot have 0 workers");
    assertThatThrownBy(() -> ThreadPool.builder().capacity(-1, WhenFull.REJECT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this ThreadPool cannot have room for -1 tasks");
  }

  @Test
  void task_throws_doesNotEndItsWorker() throws Exception {
    try (ThreadPool one = ThreadPool.named("one").maxWorkers(1).build()) {
      for (int i = 0; i < 3; i++) {
        Error thrown = new StackOverflowError();
        PoolFuture<Void> failing =
            one.submit(
                () -> {
                  throw thrown;
                });
        assertThat(failing.exception()).isSameAs(thrown);
      }
      assertThat(one.submit(ThreadPoolTest::threadName).result()).isEqualTo("one_0");
    }
  }

  @Test
  void execute_throws_isReportedAndDoesNotEndTheWorker() throws Exception {
    List<Throwable> reported = new ArrayList<>();
    Event seen = new Event();
    RuntimeException thrown = new IllegalStateException();
    try (ThreadPool one =
        ThreadPool.named("one")
            .maxWorkers(1)
            .initializer(
                () ->
                    Thread.currentThread()
                        .setUncaughtExceptionHandler(
                            (thread, e) -> {
                              reported.add(e);
                              seen.set();
                            }))
            .build()) {
      one.execute(
          () -> {
            throw thrown;
          });
      assertThat(seen.await(Worker.PATIENCE)).isTrue();
      assertThat(reported).containsExactly(thrown);
      assertThat(one.submit(ThreadPoolTest::threadName).result()).isEqualTo("one_0");
    }
  }

  @Test
  void task_leavesAnInterrupt_theNextBeginsWithout() throws Exception {
    try (ThreadPool one = ThreadPool.named("one").maxWorkers(1).build()) {
      Thread worker = one.submit(Thread::currentThread).result();
      one.submit(() -> Thread.currentThread().interrupt());
      assertThat(one.submit(Thread::interrupted).result()).isFalse();
      // An idle worker does not mind either.
      worker.interrupt();
      assertThat(one.submit(ThreadPoolTest::threadName).result()).isEqualTo("one_0");
    }
  }

  @Test
  void task_makesALocal_itIsClosedBeforeTheTaskIsDone() throws Exception {
    List<String> closed = new ArrayList<>();
    Local<String> buffers = new Local<>(() -> "buffer", closed::add, "buffers");

    pool.submit(
            () -> {
              assertThat(buffers.get()).isEqualTo("buffer");
              assertThat(closed).isEmpty();
            })
        .result();

    assertThat(closed).containsExactly("buffer");
    assertThat(buffers.count()).isZero();
  }

  @Test
  void cancel_waitingTask_isNotRun() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    PoolFuture<String> first = block(pool);
    block(pool);
    PoolFuture<Integer> waiting = pool.submit(ran::incrementAndGet);

    assertThat(waiting.cancel()).isTrue();
    assertThat(first.cancel()).isFalse();
    goOn.set();
    pool.close();

    assertThat(ran).hasValue(0);
    assertThatThrownBy(waiting::result)
        .isInstanceOf(CancellationException.class)
        .hasMessage("a task of ThreadPool \"Worker\" was cancelled");
  }

  @Test
  void shutdown_waitingTasks_areDone() throws Exception {
    block(pool);
    block(pool);
    PoolFuture<Integer> waiting = pool.submit(() -> 42);

    pool.shutdown();
    pool.shutdown();

    assertThat(pool.isShutDown()).isTrue();
    assertThat(pool.join(Duration.ofMillis(1))).isFalse();
    assertThatThrownBy(() -> pool.submit(() -> 1))
        .isInstanceOf(PoolShutDownException.class)
        .hasMessage("ThreadPool \"Worker\" was shut down, and takes no more tasks");
    assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(PoolShutDownException.class);
    goOn.set();
    assertThat(waiting.result()).isEqualTo(42);
    pool.join();
    assertThat(pool.join(Duration.ZERO)).isTrue();
    assertThat(pool)
        .hasToString("ThreadPool \"Worker\" [0 of 2 workers, 0 busy, 0 waiting tasks, shut down]");
  }

  @Test
  void shutdownAndCancel_waitingTasks_areCancelled() throws Exception {
    PoolFuture<String> running = block(pool);
    block(pool);
    PoolFuture<Integer> waiting = pool.submit(() -> 42);
    pool.shutdown();

    pool.shutdownAndCancel();

    assertThat(waiting.isCancelled()).isTrue();
    assertThat(running.isRunning()).isTrue();
    goOn.set();
    assertThat(running.result()).startsWith("Worker_");
  }

  @Test
  void close_idleWorkers_endsThem() throws Exception {
    Thread worker = pool.submit(Thread::currentThread).result();

    pool.close();

    worker.join(Worker.PATIENCE.toMillis());
    assertThat(worker.isAlive()).isFalse();
  }

  @Test
  void close_interrupted_waitsOnAndKeepsTheInterrupt() throws Exception {
    block(pool);
    Worker<Boolean> closer =
        Worker.start(
            Thread::new,
            () -> {
              pool.close();
              return Thread.interrupted();
            });

    closer.parkedForEver().interrupt().parkedForEver();
    goOn.set();

    assertThat(closer.result()).isTrue();
  }

  @Test
  void join_interrupted_throws() throws Exception {
    Worker<Void> joiner = Worker.run(Thread::new, pool::join);

    joiner.parkedForEver().interrupt();

    assertThat(joiner.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void close_byOwnTask_throwsAndChangesNothing() throws Exception {
    for (CheckedRunnable<Exception> call :
        List.<CheckedRunnable<Exception>>of(
            pool::close, pool::join, () -> pool.join(Duration.ZERO))) {
      assertThat(pool.submit(call).exception())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "thread Worker_. cannot wait for the end of ThreadPool \"Worker\": it is running a task"
                  + " of that pool");
    }
    assertThat(pool.isShutDown()).isFalse();
    ThreadPool over = ThreadPool.over(pool.asExecutorService());
    assertThat(over.submit(over::close).exception()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void initializer_runsInEachWorker() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    try (ThreadPool initialized =
        ThreadPool.named("i").maxWorkers(2).initializer(runs::incrementAndGet).build()) {
      block(initialized);
      block(initialized);
      goOn.set();
      initialized.submit(() -> {}).result();
    }
    assertThat(runs).hasValue(2);
  }

  @Test
  void initializer_fails_breaksThePool() throws Exception {
    IOException thrown = new IOException("no connection");
    Event mayFail = new Event();
    ThreadPool broken =
        ThreadPool.named("broken")
            .maxWorkers(1)
            .initializer(
                () -> {
                  mayFail.await();
                  throw thrown;
                })
            .build();
    PoolFuture<Integer> first = broken.submit(() -> 1);
    PoolFuture<Integer> second = broken.submit(() -> 2);
    mayFail.set();

    for (PoolFuture<Integer> future : List.of(first, second)) {
      assertThat(future.exception())
          .isInstanceOf(BrokenPoolException.class)
          .hasMessage("ThreadPool \"broken\" is broken: the initializer of a worker failed")
          .hasCause(thrown);
    }
    assertThatThrownBy(() -> broken.submit(() -> 3))
        .isInstanceOf(BrokenPoolException.class)
        .hasCause(thrown);
    broken.close();
    assertThat(broken.toString()).endsWith(", broken]");
  }

  @Test
  void initializer_failsAndNoTaskWaits_isReported() throws Exception {
    IOException thrown = new IOException();
    List<Throwable> reported = new ArrayList<>();
    Event mayFail = new Event();
    ThreadPool broken =
        ThreadPool.named("broken")
            .maxWorkers(1)
            .initializer(
                () -> {
                  Thread.currentThread().setUncaughtExceptionHandler((t, e) -> reported.add(e));
                  mayFail.await();
                  throw thrown;
                })
            .build();
    broken.submit(() -> 1);
    broken.shutdownAndCancel();
    mayFail.set();
    broken.join();

    assertThat(reported).containsExactly(thrown);
  }

  @Test
  void capacity_reject_refusesWhatHasNoPlace() throws Exception {
    try (ThreadPool small =
        ThreadPool.named("small").maxWorkers(1).capacity(1, WhenFull.REJECT).build()) {
      // The first has the worker from the moment it is submitted, however long that takes to start.
      PoolFuture<String> first = small.submit(this::awaitAndName);
      PoolFuture<Integer> second = small.submit(() -> 2);

      assertThatThrownBy(() -> small.submit(() -> 3))
          .isExactlyInstanceOf(RejectedExecutionException.class)
          .hasMessageStartingWith("ThreadPool \"small\" is full: 1 worker busy, ");
      goOn.set();
      assertThat(first.result()).isEqualTo("small_0");
      assertThat(second.result()).isEqualTo(2);
    }
  }

  private String awaitAndName() throws InterruptedException {
    goOn.await();
    return threadName();
  }

  @Test
  void capacity_zero_takesATaskForEachFreeWorker() throws Exception {
    try (ThreadPool none =
        ThreadPool.named("none").maxWorkers(2).capacity(0, WhenFull.REJECT).build()) {
      PoolFuture<String> first = none.submit(this::awaitAndName);
      PoolFuture<String> second = none.submit(this::awaitAndName);
      assertThatThrownBy(() -> none.submit(() -> 3)).isInstanceOf(RejectedExecutionException.class);
      goOn.set();
      first.result();
      second.result();
      untilIdle(none);
      assertThat(none.submit(() -> 4).result()).isEqualTo(4);
    }
  }

  @Test
  void capacity_runInCaller_runsWhatHasNoPlace() throws Exception {
    try (ThreadPool small =
        ThreadPool.named("small").maxWorkers(1).capacity(0, WhenFull.RUN_IN_CALLER).build()) {
      small.submit(this::awaitAndName);
      PoolFuture<Thread> here = small.submit(Thread::currentThread);

      assertThat(here.isDone()).isTrue();
      assertThat(here.result()).isSameAs(Thread.currentThread());
      goOn.set();
    }
  }

  @Test
  void capacity_wait_waitsForAPlace() throws Exception {
    try (ThreadPool small =
        ThreadPool.named("small").maxWorkers(1).capacity(0, WhenFull.WAIT).build()) {
      small.submit(this::awaitAndName);
      Worker<Integer> submitter =
          Worker.start(
              Thread::new,
              () -> {
                PoolFuture<Integer> future = small.submit(() -> 2);
                return Thread.interrupted() ? future.result() : -1;
              });
      submitter.parkedForEver().interrupt().parkedForEver();
      goOn.set();
      assertThat(submitter.result()).isEqualTo(2);
    }
  }

  @Test
  void capacity_waitAndShutdown_refusesThoseThatWait() throws Exception {
    ThreadPool small = ThreadPool.named("small").maxWorkers(1).capacity(0, WhenFull.WAIT).build();
    small.submit(this::awaitAndName);
    Worker<PoolFuture<Integer>> submitter = Worker.start(Thread::new, () -> small.submit(() -> 2));
    submitter.parkedForEver();

    small.shutdown();

    assertThat(submitter.failure()).isInstanceOf(PoolShutDownException.class);
    goOn.set();
    small.close();
  }

  @Test
  void asExecutorService_tasks_areDoneByThePool() throws Exception {
    var service = pool.asExecutorService();

    assertThat(service.submit(ThreadPoolTest::threadName).get()).startsWith("Worker_");
    assertThat(service.invokeAll(List.of(() -> 1, () -> 2)))
        .extracting(future -> future.get())
        .containsExactly(1, 2);
    assertThatThrownBy(
            service.submit(
                    () -> {
                      throw new IOException();
                    })
                ::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
    block(pool);
    block(pool);
    var waiting = service.submit(() -> 3);
    PoolFuture<Integer> ours = pool.submit(() -> 4);
    assertThat(service.shutdownNow()).hasSize(1).first().isSameAs(waiting);
    assertThat(ours.isCancelled()).isTrue();
    assertThat(service.isShutdown() && pool.isShutDown()).isTrue();
    assertThat(service.isTerminated()).isFalse();
    goOn.set();
    assertThat(service.awaitTermination(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(service.isTerminated()).isTrue();
    assertThatThrownBy(() -> service.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void over_executorService_doesTheTasksThere() throws Exception {
    var executor =
        java.util.concurrent.Executors.newSingleThreadExecutor(r -> new Thread(r, "theirs"));
    ThreadPool over = ThreadPool.over(executor);

    assertThat(over.submit(ThreadPoolTest::threadName).result()).isEqualTo("theirs");
    assertThat(over.map(n -> n + 1, List.of(1, 2)).stream()).containsExactly(2, 3);
    PoolFuture<String> running = block(over);
    PoolFuture<Integer> waiting = over.submit(() -> 3);
    assertThat(over.toString()).contains("2 tasks not done");
    over.shutdownAndCancel();
    assertThat(executor.isShutdown() && over.isShutDown()).isTrue();
    assertThat(waiting.isCancelled()).isTrue();
    assertThat(over.join(Duration.ofMillis(1))).isFalse();
    assertThatThrownBy(() -> over.submit(() -> 4))
        .isInstanceOf(PoolShutDownException.class)
        .hasMessage("this ThreadPool was shut down, and takes no more tasks");
    goOn.set();
    over.close();
    assertThat(running.result()).isEqualTo("theirs");
    assertThat(executor.isTerminated()).isTrue();
    assertThat(over.toString()).contains("0 tasks not done");
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> pool.submit((CheckedRunnable<Exception>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("task is null");
    assertThatThrownBy(() -> pool.submit((CheckedCallable<String, Exception>) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.execute(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> ThreadPool.named(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> ThreadPool.over(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> ThreadPool.builder().initializer(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void submit_oneAfterTheOther_needsOneWorker() throws Exception {
    try (ThreadPool many = ThreadPool.named("many").maxWorkers(32).build()) {
      for (int i = 0; i < 2_000; i++) {
        many.submit(() -> 1).result();
      }
      assertThat(many.toString()).contains("[1 of 32 workers");
    }
  }

  @Test
  void spare_afterManyTasksOfManyThreads_countsEveryWorker() throws Exception {
    try (ThreadPool many = ThreadPool.named("Many").maxWorkers(3).build()) {
      for (int i = 0; i < 3; i++) {
        many.submit(() -> goOn.await());
      }
      goOn.set();
      List<Worker<Void>> submitters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        submitters.add(Worker.run(Thread::new, () -> submitMixed(many, number)));
      }
      for (Worker<Void> submitter : submitters) {
        submitter.result();
      }
      untilSpare(many, 3);
      assertThat(((WorkerPool) many.identity()).spare()).isEqualTo(3);
    }
  }

  /** Tasks that end alone, are cancelled, or get a callback just when they end. */
  private static void submitMixed(ThreadPool pool, int number) throws InterruptedException {
    for (int i = 0; i < 3000; i++) {
      PoolFuture<Integer> future = pool.submit(() -> 1);
      switch ((i + number) % 3) {
        case 0 -> future.cancel();
        case 1 -> future.whenDone(done -> {});
        default -> assertThat(future.result()).isEqualTo(1);
      }
    }
  }

  @Test
  void idleWorkers_tasksWereRun_referToNone() throws Exception {
    List<ThreadPool> pools = new ArrayList<>(List.of(ThreadPool.named("p").maxWorkers(1).build()));
    if (Runtime.version().feature() >= 21) {
      pools.add(ThreadPool.named("v").maxWorkers(1).virtual().build());
    }
    for (ThreadPool each : pools) {
      Retained.awaitCollected(submitCapturing(each), "what the task captured");
      Retained.awaitCollected(submitReturning(each), "what the task returned");
      each.close();
    }
  }

  @Test
  void future_done_doesNotReferToItsTask() throws Exception {
    List<PoolFuture<?>> futures = new ArrayList<>();
    WeakReference<Object> captured = submitCapturing(pool, futures);
    futures.get(0).result();

    Retained.awaitCollected(captured, "what the task captured");
    assertThat(futures.get(0).isDone()).isTrue();
  }

  private static WeakReference<Object> submitCapturing(
      ThreadPool pool, List<? super PoolFuture<?>> futures) {
    Object captured = new Object();
    futures.add(pool.submit(captured::hashCode));
    return new WeakReference<>(captured);
  }

  private static WeakReference<Object> submitCapturing(ThreadPool pool) {
    Object captured = new Object();
    pool.submit(captured::hashCode);
    return new WeakReference<>(captured);
  }

  private static WeakReference<Object> submitReturning(ThreadPool pool) throws Exception {
    return new WeakReference<>(pool.submit(() -> new Object()).result());
  }

  @Test
  void cancel_waitingTask_isForgottenBeforeItsTurnComes() throws Exception {
    block(pool);
    block(pool);

    Retained.awaitCollected(submitAndCancel(), "what the cancelled task captured");
  }

  private WeakReference<Object> submitAndCancel() {
    Object captured = new Object();
    assertThat(pool.submit(captured::hashCode).cancel()).isTrue();
    return new WeakReference<>(captured);
  }

  @Test
  void task_leavesScopesOpen_keepsItsResultAndClosesThem() throws Exception {
    List<String> closed = new ArrayList<>();
    AtomicInteger made = new AtomicInteger();
    Local<String> local = new Local<>(() -> "object " + made.incrementAndGet(), closed::add);
    try (ThreadPool one = ThreadPool.named("one").maxWorkers(1).build()) {
      for (int i = 1; i <= 3; i++) {
        PoolFuture<String> future =
            one.submit(
                () -> {
                  Local.Scope outer = Local.scope();
                  Local.Scope inner = Local.scope();
                  assertThat(outer).isNotSameAs(inner);
                  return local.get();
                });
        assertThat(future.result()).isEqualTo("object " + i);
        assertThat(closed).hasSize(i).endsWith("object " + i);
      }
    }
    assertThat(local.count()).isZero();
  }

  @Test
  void task_closeHookThrows_fails() throws Exception {
    IllegalStateException thrown = new IllegalStateException("close");
    Local<Object> bad =
        new Local<>(
            Object::new,
            object -> {
              throw thrown;
            });
    IllegalArgumentException own = new IllegalArgumentException("own");

    assertThat(pool.submit(bad::get).exception()).isSameAs(thrown);
    PoolFuture<Object> both =
        pool.submit(
            () -> {
              bad.get();
              throw own;
            });
    assertThat(both.exception()).isSameAs(own).hasSuppressedException(thrown);
  }

  @Test
  void initializer_makesALocal_itIsClosedWhenTheWorkerEnds() throws Exception {
    List<String> closed = new ArrayList<>();
    Local<String> local = new Local<>(() -> "connection", closed::add);
    ThreadPool one = ThreadPool.named("one").maxWorkers(1).initializer(local::get).build();

    assertThat(one.submit(local::isPresent).result()).isTrue();
    assertThat(one.submit(local::get).result()).isEqualTo("connection");
    assertThat(closed).isEmpty();
    one.close();

    assertThat(closed).containsExactly("connection");
    assertThat(local.count()).isZero();
  }

  @Test
  void capacity_runInCallerAndInterrupted_taskBeginsWithoutAndCallerKeepsIt() throws Exception {
    try (ThreadPool small =
        ThreadPool.named("small").maxWorkers(1).capacity(0, WhenFull.RUN_IN_CALLER).build()) {
      block(small);
      Thread.currentThread().interrupt();
      PoolFuture<Boolean> interrupted = small.submit(() -> Thread.currentThread().isInterrupted());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(interrupted.result()).isFalse();

      // Another thread may have sent it, so it is not lost.
      small.submit(() -> Thread.currentThread().interrupt());
      assertThat(Thread.interrupted()).isTrue();
      goOn.set();
    }
  }

  @Test
  void close_byCallback_throwsAndSaysWhy() throws Exception {
    Event mayEnd = new Event();
    List<Throwable> thrown = new ArrayList<>();
    Event called = new Event();
    PoolFuture<Boolean> future = pool.submit(() -> mayEnd.await(Worker.PATIENCE));
    future.whenDone(
        done -> {
          try {
            pool.close();
          } catch (IllegalStateException e) {
            thrown.add(e);
          }
          called.set();
        });
    mayEnd.set();

    assertThat(called.await(Worker.PATIENCE)).isTrue();
    assertThat(thrown)
        .singleElement()
        .hasToString(
            "java.lang.IllegalStateException: thread Worker_0 cannot wait for the end of ThreadPool"
                + " \"Worker\": it is a worker of that pool, and would wait for itself");
    assertThat(pool.isShutDown()).isFalse();
  }

  @Test
  void whenDone_callbackWaitsForTheNextTask_anotherWorkerRunsIt() throws Exception {
    Event added = new Event();
    PoolFuture<Object> first =
        pool.submit(
            () -> {
              added.await();
              return "first";
            });
    Event called = new Event();
    PoolFuture<String> second = pool.submit(() -> "second");
    first.whenDone(
        done -> {
          if (second.awaitUninterruptibly(Checks.FOREVER)) {
            called.set();
          }
        });
    added.set();

    assertThat(called.await(Worker.PATIENCE)).isTrue();
  }

  @Test
  void pool_lost_isShutDownWhenAnotherIsBuilt() throws Exception {
    Thread worker = useAndLose();
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (worker.isAlive()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      System.gc();
      ThreadPool.builder().build();
      worker.join(10);
    }
  }

  private static Thread useAndLose() throws Exception {
    return ThreadPool.named("lost").maxWorkers(1).build().submit(Thread::currentThread).result();
  }

  @Test
  void pool_lostWithTasksWaiting_runsThem() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    Event last = new Event();
    Thread worker = submitAndLose(ran, last);
    for (int i = 0; i < 10; i++) {
      System.gc();
      ThreadPool.builder().build();
    }
    goOn.set();
    assertThat(last.await(Worker.PATIENCE)).isTrue();
    assertThat(ran).hasValue(100);
    worker.join(1);
  }

  private Thread submitAndLose(AtomicInteger ran, Event last) throws Exception {
    ThreadPool lost = ThreadPool.named("lost").maxWorkers(1).build();
    Thread worker = lost.submit(Thread::currentThread).result();
    block(lost);
    for (int i = 0; i < 100; i++) {
      lost.execute(
          () -> {
            if (ran.incrementAndGet() == 100) {
              last.set();
            }
          });
    }
    return worker;
  }

  @Test
  void over_discardingExecutor_cancelsWhatWasDiscardedAndDoesNotGrow() throws Exception {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            new ThreadPoolExecutor.DiscardPolicy());
    ThreadPool over = ThreadPool.over(executor);
    block(over);
    PoolFuture<Integer> waiting = over.submit(() -> 1);
    PoolFuture<Integer> discarded = over.submit(() -> 2);
    for (int i = 0; i < 1_000; i++) {
      over.submit(() -> 3);
    }
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (!over.toString().endsWith(", 2 tasks not done]")) {
      assertThat(System.nanoTime()).as(over.toString()).isLessThan(deadline);
      System.gc();
    }

    assertThat(discarded.isCancelled()).isTrue();
    assertThat(waiting.isDone()).isFalse();
    goOn.set();
    assertThat(waiting.result()).isEqualTo(1);
    over.close();
  }

  @Test
  void worker_killed_isReplacedAndTheFutureEnds() throws Exception {
    assumeTrue(Runtime.version().feature() < 20, "threads can no longer be killed");
    try (ThreadPool one = ThreadPool.named("one").maxWorkers(1).build()) {
      Thread worker = one.submit(Thread::currentThread).result();
      PoolFuture<String> running = block(one);
      PoolFuture<Integer> waiting = one.submit(() -> 1);
      kill(worker);
      assertThat(running.exception()).hasToString("java.lang.ThreadDeath");
      assertThat(waiting.result()).isEqualTo(1);

      // While it is idle.
      Thread idle = one.submit(Thread::currentThread).result();
      untilIdle(one);
      kill(idle);
      assertThat(one.submit(() -> 2).result()).isEqualTo(2);
    }
  }

  /** By reflection, because newer JDKs have the method no more, or warn of it. */
  private static void kill(Thread thread) throws ReflectiveOperationException {
    Thread.class.getMethod("stop").invoke(thread);
  }
}
