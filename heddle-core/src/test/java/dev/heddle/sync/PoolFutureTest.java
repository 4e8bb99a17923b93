package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class PoolFutureTest {
  @Parameter ThreadKind kind;

  private final PoolFuture<String> future = new PoolFuture<>();

  private ThreadFactory threads() {
    return kind.factory();
  }

  private static PoolFuture<String> failed(Throwable thrown) {
    PoolFuture<String> future = new PoolFuture<>();
    future.begin();
    future.fail(thrown);
    return future;
  }

  @Test
  void states_followEachOther() {
    assertThat(future).hasToString("PoolFuture [pending]");
    assertThat(future.isRunning() || future.isDone() || future.isCancelled()).isFalse();
    assertThat(future.begin()).isTrue();
    assertThat(future).hasToString("PoolFuture [running]");
    assertThat(future.isRunning()).isTrue();
    assertThat(future.begin()).isFalse();
    future.finish("a");
    assertThat(future).hasToString("PoolFuture [finished]");
    assertThat(future.isDone()).isTrue();
    assertThat(future.isRunning() || future.isCancelled()).isFalse();
    assertThat(future.pool()).isEmpty();
    assertThat(failed(new IOException())).hasToString("PoolFuture [failed]");
  }

  @Test
  void result_pending_waitsForTheEnd() throws Exception {
    Worker<String> untimed = Worker.start(threads(), future::result);
    Worker<String> timed = Worker.start(threads(), () -> future.result(Worker.PATIENCE));
    Worker<String> forEver =
        Worker.start(threads(), () -> future.result(Duration.ofSeconds(Long.MAX_VALUE)));
    Worker<Throwable> exception = Worker.start(threads(), future::exception);
    untimed.parkedForEver();
    timed.parked();
    forEver.parkedForEver();
    exception.parkedForEver();

    future.begin();
    untimed.parkedForEver();
    future.finish("a");

    assertThat(untimed.result()).isEqualTo("a");
    assertThat(timed.result()).isEqualTo("a");
    assertThat(forEver.result()).isEqualTo("a");
    assertThat(exception.result()).isNull();
    assertThat(future.result(Duration.ZERO)).isEqualTo("a");
    assertThat(future.exception(Duration.ZERO)).isNull();
  }

  @Test
  void result_unchecked_isThrownAsItIs() {
    RuntimeException thrown = new IllegalArgumentException("bad");
    Error error = new AssertionError("worse");

    assertThatThrownBy(failed(thrown)::result).isSameAs(thrown);
    assertThatThrownBy(() -> failed(error).result(Duration.ZERO)).isSameAs(error);
  }

  @Test
  void result_checked_isTheCauseOfACompletionException() throws Exception {
    IOException thrown = new IOException("no such page");
    PoolFuture<String> broken = failed(thrown);

    assertThatThrownBy(broken::result)
        .isInstanceOf(CompletionException.class)
        .hasMessage("PoolFuture [failed] threw java.io.IOException: no such page")
        .hasCause(thrown);
    assertThat(broken.exception()).isSameAs(thrown);
    assertThat(broken.exception(Duration.ZERO)).isSameAs(thrown);
  }

  @Test
  void resultTimed_timeOver_throwsAndChangesNothing() throws Exception {
    assertThatThrownBy(() -> future.result(Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("PoolFuture [pending] was not done after 1 ms");
    assertThatThrownBy(() -> future.result(Duration.ofSeconds(-1)))
        .isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> future.exception(Duration.ZERO)).isInstanceOf(TimeoutException.class);
    assertThat(future.begin()).isTrue();
  }

  @Test
  void waits_interrupted_throw() throws Exception {
    Worker<String> untimed = Worker.start(threads(), future::result);
    Worker<Throwable> timed = Worker.start(threads(), () -> future.exception(Worker.PATIENCE));

    for (Worker<?> worker : List.of(untimed, timed)) {
      worker.parked().interrupt();
      assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void cancel_pending_isCancelled() throws Exception {
    Worker<String> waiting = Worker.start(threads(), future::result);
    waiting.parkedForEver();

    assertThat(future.cancel()).isTrue();
    assertThat(future.cancel()).isTrue();

    assertThat(future.isCancelled() && future.isDone()).isTrue();
    assertThat(future.begin()).isFalse();
    assertThat(waiting.failure())
        .isInstanceOf(CancellationException.class)
        .hasMessage("a task was cancelled");
    assertThatThrownBy(future::exception).isInstanceOf(CancellationException.class);
    assertThat(future).hasToString("PoolFuture [cancelled]");
  }

  @Test
  void cancel_runningOrFinished_changesNothing() throws Exception {
    future.begin();
    assertThat(future.cancel()).isFalse();
    assertThat(future.isRunning()).isTrue();
    future.finish("a");
    assertThat(future.cancel()).isFalse();
    assertThat(future.isCancelled()).isFalse();
    assertThat(future.result()).isEqualTo("a");
  }

  @Test
  void whenDone_callbacks_runInOrderInTheThreadThatFinishes() throws Exception {
    List<String> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int n = i;
      future.whenDone(
          done -> calls.add("%d %s in %s".formatted(n, done, Thread.currentThread().getName())));
    }
    future.begin();
    Worker.startNamed(
            threads(),
            "finisher",
            () -> {
              future.finish("a");
              return null;
            })
        .result();

    assertThat(calls)
        .containsExactly(
            "0 PoolFuture [finished] in finisher",
            "1 PoolFuture [finished] in finisher",
            "2 PoolFuture [finished] in finisher");
  }

  @Test
  void whenDone_done_runsAtOnceInTheCaller() {
    future.cancel();
    List<Thread> calls = new ArrayList<>();

    future.whenDone(done -> calls.add(Thread.currentThread()));

    assertThat(calls).containsExactly(Thread.currentThread());
  }

  @Test
  void whenDone_cancelled_runsInTheThreadThatCancels() {
    List<Thread> calls = new ArrayList<>();
    future.whenDone(done -> calls.add(Thread.currentThread()));

    future.cancel();
    future.cancel();

    assertThat(calls).containsExactly(Thread.currentThread());
  }

  @Test
  void whenDone_callbackThrows_isReportedAndKeepsNobodyBack() throws Exception {
    List<Throwable> reported = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    RuntimeException early = new IllegalStateException("early");
    Error late = new AssertionError("late");
    future.whenDone(
        done -> {
          throw early;
        });
    future.whenDone(done -> calls.add("next"));

    Worker.run(
            threads(),
            () -> {
              Thread.currentThread()
                  .setUncaughtExceptionHandler(
                      (thread, thrown) -> {
                        reported.add(thrown);
                        throw new IllegalStateException("the handler throws");
                      });
              future.begin();
              future.finish("a");
              future.whenDone(
                  done -> {
                    throw late;
                  });
            })
        .result();

    assertThat(calls).containsExactly("next");
    assertThat(reported).containsExactly(early, late);
    assertThat(future.result()).isEqualTo("a");
  }

  @Test
  void whenDone_callback_doesNotKeepWaitersBack() throws Exception {
    Event goOn = new Event();
    future.whenDone(done -> goOn.awaitUninterruptibly());
    Worker<String> waiting = Worker.start(threads(), future::result);
    waiting.parkedForEver();
    Worker<Futures.Waited<PoolFuture<String>>> several =
        Worker.start(threads(), () -> Futures.await(List.of(future), Futures.Until.ALL_COMPLETED));
    several.parkedForEver();
    Worker<Void> finisher =
        Worker.run(
            threads(),
            () -> {
              future.begin();
              future.finish("a");
            });

    assertThat(waiting.result()).isEqualTo("a");
    assertThat(several.result().done()).containsExactly(future);
    finisher.parkedForEver();
    goOn.set();
    finisher.result();
  }

  @Test
  void toCompletableFuture_ends_asTheFutureDoes() throws Exception {
    IOException thrown = new IOException();
    PoolFuture<String> cancelled = new PoolFuture<>();
    CompletableFuture<String> ofCancelled = cancelled.toCompletableFuture();
    CompletableFuture<String> ofFinished = future.toCompletableFuture();

    cancelled.cancel();
    future.begin();
    future.finish("a");

    assertThat(ofFinished.get()).isEqualTo("a");
    assertThat(ofCancelled.isCancelled()).isTrue();
    assertThatThrownBy(failed(thrown).toCompletableFuture()::get).hasCause(thrown);
  }

  @Test
  void toCompletableFuture_cancelled_cancelsThePendingFuture() {
    PoolFuture<String> running = new PoolFuture<>();
    running.begin();

    assertThat(future.toCompletableFuture().cancel(true)).isTrue();
    assertThat(running.toCompletableFuture().cancel(true)).isTrue();

    assertThat(future.isCancelled()).isTrue();
    assertThat(running.isRunning()).isTrue();
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> future.result(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> future.whenDone(null)).isInstanceOf(NullPointerException.class);
  }
}
