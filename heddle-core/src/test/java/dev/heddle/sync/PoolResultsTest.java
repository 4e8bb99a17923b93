package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolResultsTest {
  private final Event goOn = new Event("go on");
  private final ThreadPool pool = ThreadPool.named("Worker").maxWorkers(1).build();
  private final AtomicInteger applied = new AtomicInteger();

  @AfterEach
  void end() {
    goOn.set();
    pool.close();
  }

  private int square(int n) {
    applied.incrementAndGet();
    return n * n;
  }

  private int squareLate(int n) {
    goOn.awaitUninterruptibly();
    return square(n);
  }

  private int squareUnlessNegative(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("negative");
    }
    return square(n);
  }

  /** Counts what is read of it. */
  private static Iterable<Integer> counting(AtomicInteger read) {
    return () -> Stream.generate(read::incrementAndGet).iterator();
  }

  @Test
  void map_results_areInTheOrderOfTheInputs() {
    try (ThreadPool four = ThreadPool.named("four").maxWorkers(4).build()) {
      List<Integer> inputs = IntStream.range(0, 200).boxed().toList();
      List<Integer> squares = inputs.stream().map(n -> n * n).toList();

      assertThat(four.map(n -> n * n, inputs)).containsExactlyElementsOf(squares);
      assertThat(four.map(n -> n * n, inputs, 3)).containsExactlyElementsOf(squares);
      assertThat(four.map(n -> n * n, inputs, Worker.PATIENCE)).containsExactlyElementsOf(squares);
      assertThat(four.map(n -> n * n, inputs, 1, Worker.PATIENCE).stream())
          .containsExactlyElementsOf(squares);
      assertThat(four.map(n -> n * n, List.<Integer>of())).isEmpty();
    }
  }

  @Test
  void map_withoutBuffer_submitsAllAtOnce() {
    pool.map(this::squareLate, List.of(1, 2, 3));

    assertThat(pool.toString()).matches(".* (2|3) waiting tasks]");
  }

  @Test
  void map_buffer_readsInputsAsResultsAreTaken() {
    AtomicInteger read = new AtomicInteger();

    PoolResults<Integer> results = pool.map(this::square, counting(read), 3);
    assertThat(read).hasValue(3);
    Iterator<Integer> iterator = results.iterator();
    assertThat(iterator.next()).isEqualTo(1);
    assertThat(iterator.next()).isEqualTo(4);
    assertThat(read).hasValue(5);
    results.close();
    assertThat(iterator.hasNext()).isFalse();
    assertThat(read).hasValue(5);
  }

  @Test
  void map_taskThrows_throwsAtItsPlaceAndCancelsTheRest() {
    PoolResults<Integer> results =
        pool.map(
            n -> {
              goOn.awaitUninterruptibly();
              return squareUnlessNegative(n);
            },
            List.of(2, -1, 3, 4, 5));
    Iterator<Integer> iterator = results.iterator();
    goOn.set();

    assertThat(iterator.next()).isEqualTo(4);
    assertThat(iterator.hasNext()).isTrue();
    assertThatThrownBy(iterator::next)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative");
    assertThat(iterator.hasNext()).isFalse();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void close_resultsLeft_cancelsWhatHasNotBegun() throws Exception {
    Event begun = new Event();
    PoolResults<Integer> results =
        pool.map(
            n -> {
              begun.set();
              return squareLate(n);
            },
            List.of(1, 2, 3));
    assertThat(begun.await(Worker.PATIENCE)).isTrue();

    results.close();
    goOn.set();
    pool.close();

    assertThat(applied).hasValue(1);
  }

  @Test
  void map_timeOver_throwsAndCancelsTheRest() {
    Iterator<Integer> results =
        pool.map(this::squareLate, List.of(1, 2, 3), Duration.ofMillis(5)).iterator();

    assertThatThrownBy(results::next)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class)
        .hasMessageContaining("a result was not there 5 ms after the map began");
    assertThat(results.hasNext()).isFalse();
    goOn.set();
    pool.close();
    assertThat(applied.get()).isLessThan(2);
  }

  @Test
  void map_timeOver_resultsThatAreThereCanBeTaken() {
    Iterator<Integer> results =
        pool.map(this::square, List.of(1, 2), Duration.ofSeconds(-1)).iterator();

    pool.shutdown();
    pool.close();
    assertThat(results.next()).isEqualTo(1);
    assertThat(results.next()).isEqualTo(4);
  }

  @Test
  void map_interrupted_waitsOnAndKeepsTheInterrupt() throws Exception {
    Worker<Boolean> taker =
        Worker.start(
            Thread::new,
            () -> {
              pool.map(this::squareLate, List.of(1)).iterator().next();
              return Thread.interrupted();
            });

    taker.parkedForEver().interrupt().parkedForEver();
    goOn.set();

    assertThat(taker.result()).isTrue();
  }

  @Test
  void map_poolShutDownMeanwhile_throwsAfterTheResultsBefore() {
    Iterator<Integer> results = pool.map(this::square, List.of(1, 2, 3, 4), 2).iterator();
    pool.shutdown();

    assertThat(results.next()).isEqualTo(1);
    assertThat(results.next()).isEqualTo(4);
    assertThat(results.hasNext()).isTrue();
    assertThatThrownBy(results::next).isInstanceOf(PoolShutDownException.class);
    assertThat(results.hasNext()).isFalse();
  }

  @Test
  void map_poolRefuses_throwsAndCancelsWhatItTook() throws Exception {
    try (ThreadPool small =
        ThreadPool.named("small").maxWorkers(1).capacity(1, ThreadPool.WhenFull.REJECT).build()) {
      Event begun = new Event();
      small.submit(
          () -> {
            begun.set();
            goOn.await();
          });
      assertThat(begun.await(Worker.PATIENCE)).isTrue();
      assertThatThrownBy(() -> small.map(this::square, List.of(1, 2, 3)))
          .isInstanceOf(RejectedExecutionException.class);
      goOn.set();
    }
    assertThat(applied).hasValue(0);
  }

  @Test
  void results_takenTwice_throw() {
    PoolResults<Integer> results = pool.map(this::square, List.of(1, 2));
    results.iterator();

    assertThatThrownBy(results::iterator)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the results of a map can be taken only once");
    assertThatThrownBy(results::stream).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void stream_closed_cancelsTheRest() {
    List<Integer> taken = new ArrayList<>();
    AtomicInteger read = new AtomicInteger();
    try (Stream<Integer> squares = pool.map(this::square, counting(read), 2).stream()) {
      squares.limit(3).forEach(taken::add);
    }

    assertThat(taken).containsExactly(1, 4, 9);
    assertThat(read.get()).isLessThan(8);
  }

  @Test
  void map_badArguments_throw() {
    assertThatThrownBy(() -> pool.map(this::square, List.of(1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot map in ThreadPool \"Worker\" with 0 tasks ahead: at least one is needed");
    assertThatThrownBy(() -> pool.map(null, List.of(1))).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.map(this::square, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.map(this::square, List.of(1), (Duration) null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void map_inputsThrowAnError_throwsAtItsPlace() {
    for (int buffer : List.of(1, 2, 3)) {
      AssertionError thrown = new AssertionError("input 3");
      Iterator<Integer> inputs =
          Stream.iterate(0, n -> n + 1)
              .peek(
                  n -> {
                    if (n == 3) {
                      throw thrown;
                    }
                  })
              .iterator();
      Iterator<Integer> results = pool.map(n -> n, () -> inputs, buffer).iterator();

      assertThat(List.of(results.next(), results.next(), results.next())).containsExactly(0, 1, 2);
      assertThat(results.hasNext()).isTrue();
      assertThatThrownBy(results::next).isSameAs(thrown);
      assertThat(results.hasNext()).isFalse();
    }
  }

  @Test
  void map_loopLeft_restIsCancelledOnceTheIteratorIsCollected() throws Exception {
    Event second = new Event();
    WeakReference<?> iterator = takeOne(second);
    assertThat(second.await(Worker.PATIENCE)).isTrue();
    Retained.awaitCollected(iterator, "the iterator");
    goOn.set();

    pool.submit(() -> {}).result();

    // The first result, and the task that was running when the loop was left.
    assertThat(applied).hasValue(2);
  }

  /** Leaves a loop while the second of 100 tasks runs. */
  private WeakReference<?> takeOne(Event second) {
    Iterator<Integer> results =
        pool.map(
                n -> {
                  if (n > 0) {
                    second.set();
                    goOn.awaitUninterruptibly();
                  }
                  return square(n);
                },
                IntStream.range(0, 100).boxed().toList())
            .iterator();
    assertThat(results.next()).isZero();
    return new WeakReference<>(results);
  }

  @Test
  void map_resultsNeverAskedFor_allTasksRun() throws Exception {
    WeakReference<?> results =
        new WeakReference<>(pool.map(this::squareLate, IntStream.range(0, 100).boxed().toList()));
    Retained.awaitCollected(results, "the results");
    goOn.set();

    pool.submit(() -> {}).result();

    assertThat(applied).hasValue(100);
  }
}
