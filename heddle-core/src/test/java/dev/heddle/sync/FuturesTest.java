package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.sync.Futures.Until;
import dev.heddle.sync.Futures.Waited;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FuturesTest {
  private final PoolFuture<String> a = new PoolFuture<>();
  private final PoolFuture<String> b = new PoolFuture<>();
  private final PoolFuture<String> c = new PoolFuture<>();
  private final List<PoolFuture<String>> all = List.of(a, b, c);

  private static void finish(PoolFuture<String> future) {
    future.begin();
    future.finish("done");
  }

  private static void fail(PoolFuture<String> future) {
    future.begin();
    future.fail(new IOException());
  }

  private Worker<Waited<PoolFuture<String>>> awaiting(Until until) {
    return Worker.start(Thread::new, () -> Futures.await(all, until)).parkedForEver();
  }

  @Test
  void await_firstCompleted_endsWithTheFirst() throws Exception {
    Worker<Waited<PoolFuture<String>>> waiting = awaiting(Until.FIRST_COMPLETED);

    b.cancel();

    assertThat(waiting.result().done()).containsExactly(b);
    assertThat(waiting.result().notDone()).containsExactly(a, c);
  }

  @Test
  void await_firstException_endsWithTheFirstThatThrew() throws Exception {
    Worker<Waited<PoolFuture<String>>> waiting = awaiting(Until.FIRST_EXCEPTION);

    a.cancel();
    waiting.parkedForEver();
    fail(c);

    assertThat(waiting.result().done()).containsExactly(a, c);
    assertThat(waiting.result().notDone()).containsExactly(b);
  }

  @Test
  void await_firstExceptionAndNone_endsWithTheLast() throws Exception {
    Worker<Waited<PoolFuture<String>>> waiting = awaiting(Until.FIRST_EXCEPTION);

    a.cancel();
    finish(b);
    waiting.parkedForEver();
    finish(c);

    assertThat(waiting.result().done()).containsExactly(a, b, c);
  }

  @Test
  void await_allCompleted_endsWithTheLast() throws Exception {
    Worker<Waited<PoolFuture<String>>> waiting = awaiting(Until.ALL_COMPLETED);

    fail(a);
    finish(b);
    waiting.parkedForEver();
    c.cancel();

    assertThat(waiting.result().done()).containsExactly(a, b, c);
    assertThat(waiting.result().notDone()).isEmpty();
  }

  @Test
  void await_doneBefore_returnsAtOnce() throws Exception {
    fail(b);

    assertThat(Futures.await(all, Until.FIRST_COMPLETED).done()).containsExactly(b);
    assertThat(Futures.await(all, Until.FIRST_EXCEPTION).done()).containsExactly(b);
    assertThat(Futures.await(List.of(b, b), Until.ALL_COMPLETED).done()).containsExactly(b);
    for (Until until : Until.values()) {
      assertThat(Futures.await(List.<PoolFuture<String>>of(), until))
          .isEqualTo(new Waited<>(java.util.Set.of(), java.util.Set.of()));
    }
  }

  @Test
  void await_timeOver_isNoErrorAndLeavesNothingBehind() throws Exception {
    List<String> order = new ArrayList<>();
    a.whenDone(future -> order.add("first"));
    a.whenDone(future -> order.add("second"));
    for (int i = 0; i < 1000; i++) {
      Waited<PoolFuture<String>> waited =
          Futures.await(List.of(a), Until.ALL_COMPLETED, Duration.ZERO);
      assertThat(waited.notDone()).containsExactly(a);
    }
    assertThat(a.callbackCount()).isEqualTo(2);
    finish(a);
    assertThat(order).containsExactly("first", "second");
  }

  @Test
  void await_interrupted_throwsAndLeavesNothingBehind() throws Exception {
    Worker<Waited<PoolFuture<String>>> waiting = awaiting(Until.ALL_COMPLETED);

    waiting.interrupt();

    assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    assertThat(a.callbackCount()).isZero();
  }

  @Test
  void asCompleted_futures_comeAsTheyGetDone() throws Exception {
    finish(b);
    List<PoolFuture<String>> given = new ArrayList<>(all);
    given.add(b);
    Worker<List<PoolFuture<String>>> taking =
        Worker.start(
            Thread::new,
            () -> {
              List<PoolFuture<String>> taken = new ArrayList<>();
              Futures.asCompleted(given).forEach(taken::add);
              return taken;
            });

    taking.parkedForEver();
    c.cancel();
    taking.parkedForEver();
    fail(a);

    assertThat(taking.result()).containsExactly(b, c, a);
  }

  @Test
  void asCompleted_timeOver_throws() {
    finish(b);
    Iterator<PoolFuture<String>> done = Futures.asCompleted(all, Duration.ofMillis(1)).iterator();

    assertThat(done.next()).isSameAs(b);
    assertThat(done.hasNext()).isTrue();
    assertThatThrownBy(done::next)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class)
        .hasMessageContaining("2 of 3 futures not done after 1 ms");
    assertThat(a.callbackCount()).isZero();
    assertThatThrownBy(() -> Futures.asCompleted(List.of()).iterator().next())
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void asCompleted_interrupted_waitsOnAndKeepsTheInterrupt() throws Exception {
    for (Duration time : List.of(Worker.PATIENCE, Duration.ofSeconds(Long.MAX_VALUE))) {
      PoolFuture<String> late = new PoolFuture<>();
      Worker<Boolean> taking =
          Worker.start(
              Thread::new,
              () -> {
                Futures.asCompleted(List.of(late), time).iterator().next();
                return Thread.interrupted();
              });
      taking.parked().interrupt().parked();
      finish(late);
      assertThat(taking.result()).isTrue();
    }
  }

  @Test
  void from_completableFuture_endsAsThatDoes() throws Exception {
    CompletableFuture<String> source = new CompletableFuture<>();
    PoolFuture<String> future = Futures.from(source);
    assertThat(future.isDone() || future.isRunning()).isFalse();
    source.complete("a");
    assertThat(future.result()).isEqualTo("a");

    IOException thrown = new IOException();
    CompletableFuture<String> failing = new CompletableFuture<>();
    PoolFuture<Integer> dependent = Futures.from(failing.thenApply(String::length));
    failing.completeExceptionally(thrown);
    assertThat(Futures.from(failing).exception()).isSameAs(thrown);
    assertThat(dependent.exception()).isSameAs(thrown);
  }

  @Test
  void from_cancelled_cancelsTheOther() {
    CompletableFuture<String> source = new CompletableFuture<>();
    assertThat(Futures.from(source).cancel()).isTrue();
    assertThat(source.isCancelled()).isTrue();
    assertThat(Futures.from(source).isCancelled()).isTrue();
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> Futures.await(all, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Futures.await(null, Until.ALL_COMPLETED))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Futures.from(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Futures.asCompleted(all, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void asCompleted_leftEarly_leavesNothingBehind() {
    finish(b);
    for (int i = 0; i < 1000; i++) {
      for (PoolFuture<String> future : Futures.asCompleted(all)) {
        assertThat(future).isSameAs(b);
        break;
      }
    }
    assertThat(a.callbackCount() + c.callbackCount()).isZero();
  }

  @Test
  void asCompleted_returned_isNotKept() {
    a.cancel();
    List<PoolFuture<String>> two = new ArrayList<>(List.of(new PoolFuture<>(), a));
    finish(two.get(0));
    Iterator<PoolFuture<String>> iterator = Futures.asCompleted(two).iterator();
    two.clear();

    Retained.awaitCollected(new WeakReference<>(iterator.next()), "a future that was returned");
    assertThat(iterator.next()).isSameAs(a);
    assertThat(iterator.hasNext()).isFalse();
  }

  @Test
  void asCompleted_waiting_isInTheOrderOfTheEnds() throws Exception {
    Event tookOne = new Event();
    Event mayTake = new Event();
    Worker<List<PoolFuture<String>>> taking =
        Worker.start(
            Thread::new,
            () -> {
              List<PoolFuture<String>> taken = new ArrayList<>();
              for (PoolFuture<String> each : Futures.asCompleted(all)) {
                taken.add(each);
                tookOne.set();
                mayTake.await();
              }
              return taken;
            });
    taking.parkedForEver();
    c.cancel();
    assertThat(tookOne.await(Worker.PATIENCE)).isTrue();
    // These get done between two calls: they come in the order in which they were given.
    b.cancel();
    a.cancel();
    mayTake.set();

    assertThat(taking.result()).containsExactly(c, a, b);
  }

  @Test
  void toCompletableFuture_endedFirst_isForgotten() {
    for (int i = 0; i < 100; i++) {
      assertThat(a.toCompletableFuture().complete("other")).isTrue();
    }
    assertThat(a.callbackCount()).isZero();
    assertThat(a.isDone()).isFalse();
  }
}
