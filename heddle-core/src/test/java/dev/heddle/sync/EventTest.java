package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class EventTest {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  @Parameter ThreadKind kind;

  private final Event event = new Event("ready");

  private ThreadFactory threads() {
    return kind.factory();
  }

  @Test
  void event_new_isNotSet() {
    assertThat(event.isSet()).isFalse();
    assertThat(new Event().isSet()).isFalse();
  }

  @Test
  void set_twice_isSetOnce() {
    event.set();
    event.set();
    assertThat(event.isSet()).isTrue();

    event.clear();

    assertThat(event.isSet()).isFalse();
  }

  @Test
  void clear_twice_isClearedOnce() {
    event.clear();
    event.clear();
    assertThat(event.isSet()).isFalse();

    event.set();

    assertThat(event.isSet()).isTrue();
  }

  @Test
  void await_set_returnsAtOnceWithAnyTimeout() throws Exception {
    event.set();

    event.await();
    event.awaitUninterruptibly();
    for (Duration timeout :
        List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofNanos(1), FOR_EVER)) {
      assertThat(event.await(timeout)).as("%s", timeout).isTrue();
    }
  }

  @Test
  void await_notSet_waitsForTheSet() throws Exception {
    List<Worker<?>> workers =
        List.of(
            Worker.run(threads(), event::await),
            Worker.run(threads(), event::awaitUninterruptibly),
            Worker.start(threads(), () -> event.await(Worker.PATIENCE)),
            Worker.start(threads(), () -> event.await(FOR_EVER)));
    workers.forEach(Worker::parked);

    event.set();

    for (Worker<?> worker : workers) {
      assertThat(worker.result()).isIn(null, true);
    }
  }

  @Test
  void set_thenClear_releasesEveryoneWhoWaited() throws Exception {
    for (int round = 0; round < 50; round++) {
      List<Worker<Boolean>> workers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        workers.add(Worker.start(threads(), () -> event.await(Worker.PATIENCE)).parked());
      }

      event.set();
      event.clear();

      for (Worker<Boolean> worker : workers) {
        assertThat(worker.result()).isTrue();
      }
      assertThat(event.isSet()).isFalse();
    }
  }

  @Test
  void clear_afterwards_whoComesLaterWaits() throws Exception {
    event.set();
    event.clear();

    Worker<Boolean> worker = Worker.start(threads(), () -> event.await(Worker.PATIENCE)).parked();
    assertThat(worker.hasEnded()).isFalse();
    event.set();

    assertThat(worker.result()).isTrue();
  }

  @Test
  void awaitTimed_notSet_returnsFalseAtOnceOrAfterTheTime() throws Exception {
    assertThat(event.await(Duration.ZERO)).isFalse();
    assertThat(event.await(Duration.ofSeconds(-1))).isFalse();
    long before = System.nanoTime();
    assertThat(event.await(Duration.ofMillis(20))).isFalse();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void await_interrupted_throws() throws Exception {
    List<Worker<?>> workers =
        List.of(
            Worker.run(threads(), event::await),
            Worker.start(threads(), () -> event.await(Worker.PATIENCE)),
            Worker.start(threads(), () -> event.await(FOR_EVER)));

    for (Worker<?> worker : workers) {
      worker.parked().interrupt();
      assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
    }
    assertThat(event.isSet()).isFalse();
  }

  @Test
  void await_interruptedBefore_throwsEvenIfSet() throws Exception {
    event.set();
    Worker<Void> worker =
        Worker.run(
            threads(),
            () -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(event::await).isInstanceOf(InterruptedException.class);
              Thread.currentThread().interrupt();
              assertThatThrownBy(() -> event.await(Duration.ZERO))
                  .isInstanceOf(InterruptedException.class);
              assertThat(Thread.interrupted()).isFalse();
            });

    worker.result();
  }

  @Test
  void awaitUninterruptibly_interrupted_waitsOnAndKeepsTheInterrupt() throws Exception {
    Worker<Boolean> worker =
        Worker.start(
            threads(),
            () -> {
              event.awaitUninterruptibly();
              return Thread.interrupted();
            });

    worker.parked().interrupt().parked();
    assertThat(worker.hasEnded()).isFalse();
    event.set();

    assertThat(worker.result()).isTrue();
  }

  @Test
  void toString_tellsNameAndState() {
    assertThat(event).hasToString("Event \"ready\" [not set]");
    assertThat(event.gate()).as("what a thread dump shows").hasToString(event.toString());
    event.set();
    assertThat(event).hasToString("Event \"ready\" [set]");
    assertThat(new Event()).hasToString("Event [not set]");
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> new Event(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> event.await(null)).isInstanceOf(NullPointerException.class);
  }
}
