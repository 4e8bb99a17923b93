package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class SimpleQueueTest {
  @Parameter ThreadKind kind;

  private final SimpleQueue<String> lines = new SimpleQueue<>("log");

  private ThreadFactory threads() {
    return kind.factory();
  }

  @Test
  void get_items_comeOutInTheOrderTheyWentIn() throws Exception {
    lines.put("a");
    lines.put("b");
    lines.put("c");

    assertThat(lines.size()).isEqualTo(3);
    assertThat(lines.get()).isEqualTo("a");
    assertThat(lines.tryGet()).isEqualTo("b");
    assertThat(lines.tryGet(Duration.ZERO)).isEqualTo("c");
    assertThat(lines.isEmpty()).isTrue();
  }

  @Test
  void get_empty_waitsForAPut() throws Exception {
    Worker<String> getter = Worker.start(threads(), lines::get);
    getter.parkedForEver();
    Worker<String> timed = Worker.start(threads(), () -> lines.tryGet(Worker.PATIENCE));
    timed.parked();
    Worker<String> forEver =
        Worker.start(threads(), () -> lines.tryGet(Duration.ofSeconds(Long.MAX_VALUE)));
    forEver.parkedForEver();

    lines.put("a");
    assertThat(getter.result()).isEqualTo("a");
    lines.put("b");
    assertThat(timed.result()).isEqualTo("b");
    lines.put("c");
    assertThat(forEver.result()).isEqualTo("c");
  }

  @Test
  void tryGet_empty_answersNull() throws Exception {
    assertThat(lines.tryGet()).isNull();
    assertThat(lines.tryGet(Duration.ZERO)).isNull();
    assertThat(lines.tryGet(Duration.ofSeconds(-1))).isNull();
    long before = System.nanoTime();
    assertThat(lines.tryGet(Duration.ofMillis(20))).isNull();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void get_interrupted_throwsAndTakesNothing() throws Exception {
    Worker<String> getter = Worker.start(threads(), lines::get);
    Worker<String> timed = Worker.start(threads(), () -> lines.tryGet(Worker.PATIENCE));

    for (Worker<String> worker : List.of(getter, timed)) {
      worker.parked().interrupt();
      assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
    }
    lines.put("a");
    assertThat(lines.get()).isEqualTo("a");
  }

  @Test
  void put_interruptedThread_putsInAndKeepsTheInterrupt() throws Exception {
    Worker<Boolean> putter =
        Worker.start(
            threads(),
            () -> {
              Thread.currentThread().interrupt();
              lines.put("a");
              return Thread.interrupted();
            });

    assertThat(putter.result()).isTrue();
    assertThat(lines.get()).isEqualTo("a");
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> lines.put(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("item is null");
    assertThatThrownBy(() -> lines.tryGet(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new SimpleQueue<>(null)).isInstanceOf(NullPointerException.class);
    assertThat(lines.isEmpty()).isTrue();
  }

  @Test
  void toString_tellsNameAndSize() {
    lines.put("a");

    assertThat(lines).hasToString("SimpleQueue \"log\" [1 item]");
    assertThat(new SimpleQueue<>()).hasToString("SimpleQueue [0 items]");
  }
}
