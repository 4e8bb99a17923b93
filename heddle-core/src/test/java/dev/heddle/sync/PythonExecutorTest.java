package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.sync.Futures.Until;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What CPython's suites check of {@code concurrent.futures} with threads, of {@code
 * threading.local} and of {@code threading.Timer}, where it applies to Java. Each test says which
 * property it takes over; where Java differs by intention, that is what is tested.
 */
class PythonExecutorTest {
  private static final int WORKERS = 5;

  private final Event goOn = new Event();

  private ThreadPool pool() {
    return ThreadPool.named("p").maxWorkers(WORKERS).build();
  }

  private static ThreadPool pool(int workers) {
    return ThreadPool.named("p").maxWorkers(workers).build();
  }

  private PoolFuture<Integer> blocked(ThreadPool pool, int result) {
    return pool.submit(
        () -> {
          goOn.await();
          return result;
        });
  }

  private static <T> PoolFuture<T> finished(T value) {
    PoolFuture<T> future = new PoolFuture<>();
    future.begin();
    future.finish(value);
    return future;
  }

  private static <T> PoolFuture<T> failed(Throwable thrown) {
    PoolFuture<T> future = new PoolFuture<>();
    future.begin();
    future.fail(thrown);
    return future;
  }

  private static <T> PoolFuture<T> running() {
    PoolFuture<T> future = new PoolFuture<>();
    future.begin();
    return future;
  }

  private static <T> PoolFuture<T> cancelled() {
    PoolFuture<T> future = new PoolFuture<>();
    future.cancel();
    return future;
  }

  // Shutdown.

  @Test
  void shutdown_submitAfterwards_fails() {
    ThreadPool pool = pool();
    pool.shutdown();
    assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> pool.map(n -> n, List.of(1)))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void shutdown_inUse_allTasksAreRunBeforeTheBlockEnds() {
    AtomicInteger done = new AtomicInteger();
    try (ThreadPool pool = pool(2)) {
      for (int i = 0; i < 50; i++) {
        pool.submit(done::incrementAndGet);
      }
    }
    assertThat(done).hasValue(50);
  }

  @Test
  void shutdown_withoutWaiting_resultsStillCome() throws Exception {
    ThreadPool pool = pool();
    PoolFuture<Integer> first = blocked(pool, 1);
    PoolResults<Integer> squares = pool.map(n -> n * n, List.of(1, 2, 3));
    pool.shutdown();
    goOn.set();
    assertThat(squares.stream()).containsExactly(1, 4, 9);
    assertThat(first.result()).isEqualTo(1);
    pool.join();
  }

  @Test
  void shutdown_cancelling_runningOnesFinishAndTheOthersAreCancelled() throws Exception {
    ThreadPool pool = pool(2);
    Latch begun = new Latch(2);
    List<PoolFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      int n = i;
      futures.add(
          pool.submit(
              () -> {
                begun.countDown();
                goOn.await();
                return n;
              }));
    }
    begun.await();
    pool.shutdownAndCancel();
    goOn.set();
    pool.join();
    assertThat(futures.stream().filter(PoolFuture::isCancelled)).hasSize(48);
    assertThat(futures.get(0).result() + futures.get(1).result()).isEqualTo(1);
    assertThat(futures).allMatch(PoolFuture::isDone);
  }

  @Test
  void shutdown_anyNumberOfTimes_isAllowed() throws Exception {
    ThreadPool pool = pool();
    pool.submit(() -> 1).result();
    for (int i = 0; i < 3; i++) {
      pool.shutdown();
      pool.shutdownAndCancel();
      pool.close();
    }
    assertThat(pool.join(Duration.ZERO)).isTrue();
  }

  @Test
  void shutdown_whileSubmitting_eachTaskIsRunOrRefused() throws Exception {
    for (int i = 0; i < 50; i++) {
      ThreadPool pool = pool(2);
      AtomicInteger ran = new AtomicInteger();
      Worker<Integer> submitter =
          Worker.start(
              Thread::new,
              () -> {
                int taken = 0;
                try {
                  while (true) {
                    pool.submit(ran::incrementAndGet);
                    taken++;
                  }
                } catch (PoolShutDownException e) {
                  return taken;
                }
              });
      pool.close();
      int taken = submitter.result();
      pool.join();
      assertThat(ran).hasValue(taken);
    }
  }

  // Workers.

  @Test
  void workers_notMoreThanTasks() throws Exception {
    try (ThreadPool pool = pool(100)) {
      List<PoolFuture<Integer>> futures = List.of(blocked(pool, 1), blocked(pool, 2));
      assertThat(pool.toString()).contains("[2 of 100 workers");
      goOn.set();
      for (PoolFuture<Integer> each : futures) {
        each.result();
      }
    }
  }

  @Test
  void workers_manyTasksAtOnce_areNotMoreThanTheMost() {
    Set<String> names = Collections.synchronizedSet(new HashSet<>());
    try (ThreadPool pool = pool(3)) {
      for (int i = 0; i < 200; i++) {
        pool.submit(() -> names.add(Thread.currentThread().getName()));
      }
    }
    assertThat(names).isSubsetOf("p_0", "p_1", "p_2").isNotEmpty();
  }

  @Test
  void workers_idle_endWithTheShutdown() throws Exception {
    ThreadPool pool = pool(1);
    Thread worker = pool.submit(Thread::currentThread).result();
    pool.shutdown();
    worker.join(Worker.PATIENCE.toMillis());
    assertThat(worker.isAlive()).isFalse();
  }

  @Test
  void workers_hangingTask_doesNotKeepOthersBack() throws Exception {
    ThreadPool pool = pool(2);
    PoolFuture<Integer> hanging = blocked(pool, 1);
    for (int i = 0; i < 20; i++) {
      assertThat(pool.submit(() -> 2).result()).isEqualTo(2);
    }
    assertThat(hanging.isRunning()).isTrue();
    goOn.set();
    pool.close();
  }

  @Test
  void tasks_capturedObjects_areNotKept() throws Exception {
    try (ThreadPool pool = pool(1)) {
      Retained.awaitCollected(captured(pool), "a captured object");
    }
  }

  private static WeakReference<Object> captured(ThreadPool pool) {
    Object object = new Object();
    PoolFuture<Integer> future = pool.submit(object::hashCode);
    assertThat(future.awaitUninterruptibly(Checks.FOREVER)).isTrue();
    return new WeakReference<>(object);
  }

  @Test
  void initializer_failing_breaksThePoolForAll() throws Exception {
    ThreadPool pool =
        ThreadPool.named("p")
            .maxWorkers(2)
            .initializer(
                () -> {
                  goOn.await();
                  throw new IllegalStateException("initializer");
                })
            .build();
    List<PoolFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      futures.add(pool.submit(() -> 1));
    }
    goOn.set();
    for (PoolFuture<Integer> each : futures) {
      assertThat(each.exception()).isInstanceOf(BrokenPoolException.class);
    }
    pool.join();
    assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(BrokenPoolException.class);
  }

  // map.

  @Test
  void map_exception_isThrownAtItsPlaceAndEndsTheResults() {
    try (ThreadPool pool = pool()) {
      Iterator<Integer> results = pool.map(n -> 10 / n, List.of(5, 2, 0, 1)).iterator();
      assertThat(results.next()).isEqualTo(2);
      assertThat(results.next()).isEqualTo(5);
      assertThatThrownBy(results::next).isInstanceOf(ArithmeticException.class);
      assertThat(results.hasNext()).isFalse();
    }
  }

  @Test
  void map_timeout_resultsBeforeItCome() {
    try (ThreadPool pool = pool()) {
      Iterator<Integer> results =
          pool.map(
                  n -> {
                    if (n == 2) {
                      goOn.awaitUninterruptibly();
                    }
                    return n;
                  },
                  List.of(0, 1, 2),
                  Duration.ofMillis(300))
              .iterator();
      List<Object> log = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                while (true) {
                  log.add(results.next());
                }
              })
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
      goOn.set();
      assertThat(log).isSubsetOf(0, 1);
    }
  }

  @Test
  void map_submittedEagerly_evenIfNoResultIsTaken() {
    AtomicInteger ran = new AtomicInteger();
    try (ThreadPool pool = pool()) {
      pool.map(n -> ran.addAndGet(n), List.of(1, 2, 3));
    }
    assertThat(ran).hasValue(6);
  }

  @Test
  void map_buffered_neverReadsAhead() {
    AtomicInteger read = new AtomicInteger();
    try (ThreadPool pool = pool()) {
      Iterator<Integer> results =
          pool.map(
                  n -> n,
                  () -> IntStream.iterate(0, n -> n + 1).peek(n -> read.set(n + 1)).iterator(),
                  4)
              .iterator();
      for (int i = 0; i < 20; i++) {
        assertThat(results.next()).isEqualTo(i);
        assertThat(read.get()).isLessThanOrEqualTo(i + 5);
      }
    }
  }

  // Future.

  @Test
  void doneCallback_eachEnd_getsTheFuture() {
    List<Object> seen = new ArrayList<>();
    PoolFuture<Integer> result = running();
    result.whenDone(future -> seen.add(future.toString()));
    result.finish(5);
    PoolFuture<Integer> failing = running();
    failing.whenDone(future -> seen.add(future.toString()));
    failing.fail(new IllegalStateException());
    PoolFuture<Integer> pending = new PoolFuture<>();
    pending.whenDone(future -> seen.add(future.toString()));
    assertThat(pending.cancel()).isTrue();

    assertThat(seen)
        .containsExactly("PoolFuture [finished]", "PoolFuture [failed]", "PoolFuture [cancelled]");
  }

  @Test
  void doneCallback_throws_othersAreCalled() {
    List<Integer> seen = new ArrayList<>();
    PoolFuture<Integer> future = running();
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> seen.add(0));
    try {
      future.whenDone(
          done -> {
            throw new IllegalStateException();
          });
      future.whenDone(done -> seen.add(1));
      future.finish(1);
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }
    assertThat(seen).containsExactly(0, 1);
  }

  @Test
  void doneCallback_removedCallersReferences_areNotKept() {
    PoolFuture<Integer> future = running();
    WeakReference<Object> callback = addCallback(future);
    future.finish(1);
    Retained.awaitCollected(callback, "a callback that was called");
  }

  private static WeakReference<Object> addCallback(PoolFuture<Integer> future) {
    Object object = new Object();
    future.whenDone(done -> assertThat(object).isNotNull());
    return new WeakReference<>(object);
  }

  @Test
  void cancel_eachState_isOnlyPossibleWhilePending() {
    PoolFuture<Integer> pending = new PoolFuture<>();
    assertThat(pending.cancel()).isTrue();
    assertThat(pending.cancel()).isTrue();
    assertThat(running().cancel()).isFalse();
    assertThat(finished(5).cancel()).isFalse();
    assertThat(failed(new IllegalStateException()).cancel()).isFalse();
  }

  @Test
  void states_areExclusive() {
    List<PoolFuture<Integer>> all =
        List.of(
            new PoolFuture<>(),
            running(),
            cancelled(),
            finished(1),
            failed(new IllegalStateException()));
    assertThat(all)
        .extracting(PoolFuture::isRunning)
        .containsExactly(false, true, false, false, false);
    assertThat(all).extracting(PoolFuture::isDone).containsExactly(false, false, true, true, true);
    assertThat(all)
        .extracting(PoolFuture::isCancelled)
        .containsExactly(false, false, true, false, false);
  }

  @Test
  void resultAndException_withoutTime_tellWhatIsKnown() throws Exception {
    for (PoolFuture<Integer> open : List.<PoolFuture<Integer>>of(new PoolFuture<>(), running())) {
      assertThatThrownBy(() -> open.result(Duration.ZERO)).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> open.exception(Duration.ZERO)).isInstanceOf(TimeoutException.class);
    }
    assertThatThrownBy(() -> cancelled().result(Duration.ZERO))
        .isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> cancelled().exception(Duration.ZERO))
        .isInstanceOf(CancellationException.class);
    assertThat(finished(42).result(Duration.ZERO)).isEqualTo(42);
    assertThat(finished(42).exception(Duration.ZERO)).isNull();
    IllegalStateException thrown = new IllegalStateException();
    assertThat(failed(thrown).exception(Duration.ZERO)).isSameAs(thrown);
    assertThatThrownBy(() -> failed(thrown).result(Duration.ZERO)).isSameAs(thrown);
  }

  @Test
  void result_endsWhileWaiting_isSeen() throws Exception {
    PoolFuture<Integer> future = running();
    Worker<Integer> waiting = Worker.start(Thread::new, () -> future.result(Worker.PATIENCE));
    waiting.parked();
    future.finish(42);
    assertThat(waiting.result()).isEqualTo(42);

    PoolFuture<Integer> pending = new PoolFuture<>();
    Worker<Integer> cancelledWait =
        Worker.start(Thread::new, () -> pending.result(Worker.PATIENCE));
    cancelledWait.parked();
    pending.cancel();
    assertThat(cancelledWait.failure()).isInstanceOf(CancellationException.class);
  }

  @Test
  void exception_value_isTheOriginalAndMayBeAResultToo() throws Exception {
    // What is returned may be an exception as well: it is a result then.
    Exception value = new Exception("returned");
    assertThat(finished(value).result()).isSameAs(value);
    assertThat(finished(value).exception()).isNull();
    assertThat(PythonExecutorTest.<Object>finished(null).result()).isNull();
  }

  // wait.

  @Test
  void wait_firstCompleted_someAlreadyDone() throws Exception {
    PoolFuture<Integer> open = running();
    PoolFuture<Integer> done = finished(1);
    PoolFuture<Integer> gone = cancelled();
    var waited = Futures.await(List.of(gone, open, done), Until.FIRST_COMPLETED);
    assertThat(waited.done()).containsExactly(gone, done);
    assertThat(waited.notDone()).containsExactly(open);
  }

  @Test
  void wait_firstException_anyOfThemIsEnough() throws Exception {
    PoolFuture<Integer> failing = running();
    PoolFuture<Integer> open = running();
    Worker<Futures.Waited<PoolFuture<Integer>>> waiting =
        Worker.start(
            Thread::new,
            () ->
                Futures.await(
                    List.of(cancelled(), finished(1), failing, open), Until.FIRST_EXCEPTION));
    waiting.parked();
    failing.fail(new IllegalStateException());
    assertThat(waiting.result().notDone()).containsExactly(open);
  }

  @Test
  void wait_firstExceptionWithOneAlready_returnsAtOnce() throws Exception {
    PoolFuture<Integer> failing = failed(new IllegalStateException());
    PoolFuture<Integer> open = running();
    var waited = Futures.await(List.of(open, failing), Until.FIRST_EXCEPTION);
    assertThat(waited.done()).containsExactly(failing);
  }

  @Test
  void wait_timeout_isNoError() throws Exception {
    PoolFuture<Integer> open = running();
    var waited =
        Futures.await(
            List.of(cancelled(), finished(1), open), Until.ALL_COMPLETED, Duration.ofMillis(1));
    assertThat(waited.done()).hasSize(2);
    assertThat(waited.notDone()).containsExactly(open);
  }

  @Test
  void wait_manyThreadsEndingAtOnce_missesNone() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (ThreadPool pool = pool(8)) {
        List<PoolFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          int n = i;
          futures.add(pool.submit(() -> n));
        }
        assertThat(Futures.await(futures, Until.ALL_COMPLETED, Worker.PATIENCE).done())
            .hasSize(100);
      }
    }
  }

  // as_completed.

  @Test
  void asCompleted_noTimeout_returnsAll() throws Exception {
    try (ThreadPool pool = pool()) {
      List<PoolFuture<Integer>> futures = new ArrayList<>(List.of(cancelled(), finished(1)));
      for (int i = 0; i < 100; i++) {
        int n = i;
        futures.add(pool.submit(() -> n));
      }
      Set<PoolFuture<Integer>> seen = new HashSet<>();
      Futures.asCompleted(futures).forEach(seen::add);
      assertThat(seen).containsExactlyInAnyOrderElementsOf(futures);
    }
  }

  @Test
  void asCompleted_noTime_returnsWhatIsDoneFirst() {
    PoolFuture<Integer> open = running();
    List<PoolFuture<Integer>> seen = new ArrayList<>();
    Iterator<PoolFuture<Integer>> each =
        Futures.asCompleted(
                List.<PoolFuture<Integer>>of(cancelled(), finished(1), open), Duration.ZERO)
            .iterator();
    assertThatThrownBy(
            () -> {
              while (true) {
                seen.add(each.next());
              }
            })
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(seen).hasSize(2);
  }

  @Test
  void asCompleted_duplicates_comeOnce() {
    PoolFuture<Integer> one = finished(1);
    assertThat(Futures.asCompleted(List.of(one, one, one))).containsExactly(one);
  }

  // local.

  @Test
  void local_initializer_runsInEachThreadThatAsks() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Local<Integer> local = new Local<>(runs::incrementAndGet);
    Set<Integer> seen = new HashSet<>();
    seen.add(local.get());
    for (int i = 0; i < 9; i++) {
      seen.add(Worker.start(Thread::new, local::get).result());
    }
    assertThat(seen).hasSize(10);
    assertThat(local.get()).isEqualTo(local.get());
  }

  @Test
  void local_severalOfOneThread_areIndependent() {
    Local<List<Integer>> one = new Local<>(ArrayList::new);
    Local<List<Integer>> two = new Local<>(ArrayList::new);
    one.get().add(1);
    assertThat(two.get()).isEmpty();
    one.remove();
    assertThat(one.get()).isEmpty();
  }

  @Test
  void local_dropped_itsObjectsAreCollectedThoughTheThreadLives() {
    Retained.awaitCollected(objectOfDroppedLocal(), "an object of a local that was dropped");
  }

  /** Java's own ThreadLocal keeps such an object, which refers to its local. */
  private static WeakReference<Object> objectOfDroppedLocal() {
    Object[] self = new Object[1];
    Local<Object[]> local = new Local<>(() -> self);
    self[0] = local;
    return new WeakReference<>(local.get());
  }

  @Test
  void local_valueOfAPoolTask_isNotSeenByTheNext() throws Exception {
    Local<List<Integer>> local = new Local<>(ArrayList::new);
    try (ThreadPool pool = pool(1)) {
      pool.submit(() -> local.get().add(1)).result();
      assertThat(pool.submit(local::get).result()).isEmpty();
    }
  }

  // Timer.

  @Test
  void timer_arguments_areFreshForEach() throws Exception {
    List<List<Integer>> seen = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 2; i++) {
      List<Integer> own = new ArrayList<>();
      OneShotTimer timer =
          new OneShotTimer(
              Duration.ofMillis(1),
              () -> {
                own.add(1);
                seen.add(own);
              });
      timer.start();
      timer.await();
    }
    assertThat(seen).containsExactly(List.of(1), List.of(1));
  }

  @Test
  void timer_cancelAtAnyTime_isNoError() throws Exception {
    OneShotTimer timer = new OneShotTimer(Duration.ZERO, () -> {});
    timer.start();
    timer.await();
    assertThat(timer.cancel()).isFalse();
    OneShotTimer never = new OneShotTimer(Duration.ZERO, () -> goOn.set());
    assertThat(never.cancel()).isTrue();
    never.start();
    assertThat(never.await(Worker.PATIENCE)).isTrue();
    assertThat(goOn.isSet()).isFalse();
  }
}
