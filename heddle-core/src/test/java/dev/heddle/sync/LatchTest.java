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
class LatchTest {
  @Parameter ThreadKind kind;

  private final Latch two = new Latch(2, "parts");

  private ThreadFactory threads() {
    return kind.factory();
  }

  private List<Worker<?>> waiters() {
    List<Worker<?>> all = new ArrayList<>();
    all.add(Worker.run(threads(), two::await));
    all.add(Worker.run(threads(), two::awaitUninterruptibly));
    all.add(Worker.start(threads(), () -> two.await(Worker.PATIENCE)));
    all.add(Worker.start(threads(), () -> two.await(Duration.ofSeconds(Long.MAX_VALUE))));
    all.forEach(Worker::parked);
    return all;
  }

  @Test
  void countDown_toZero_letsAllGoOn() throws Exception {
    List<Worker<?>> all = waiters();

    two.countDown();
    all.forEach(Worker::parked);
    assertThat(two.count()).isEqualTo(1);
    two.countDown();

    for (Worker<?> worker : all) {
      assertThat(worker.result()).isNotEqualTo(false);
    }
    two.countDown();
    assertThat(two.count()).isZero();
    two.await();
    two.awaitUninterruptibly();
    assertThat(two.await(Duration.ZERO)).isTrue();
  }

  @Test
  void await_notZero_endsWithItsTime() throws Exception {
    assertThat(two.await(Duration.ZERO)).isFalse();
    assertThat(two.await(Duration.ofSeconds(-1))).isFalse();
    long before = System.nanoTime();
    assertThat(two.await(Duration.ofMillis(20))).isFalse();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void await_interrupted_throws() throws Exception {
    List<Worker<?>> all = waiters();
    all.forEach(Worker::interrupt);

    for (int i : new int[] {0, 2, 3}) {
      assertThat(all.get(i).failure()).isInstanceOf(InterruptedException.class);
    }
    all.get(1).parked();
    two.countDown();
    two.countDown();
    all.get(1).result();
  }

  @Test
  void reset_whileThreadsWait_theyWaitForTheNewCount() throws Exception {
    List<Worker<?>> all = waiters();
    two.countDown();

    two.reset();

    assertThat(two.count()).isEqualTo(2);
    two.countDown();
    all.forEach(Worker::parked);
    two.countDown();
    for (Worker<?> worker : all) {
      worker.result();
    }
  }

  @Test
  void reset_directlyAfterZero_letsThoseGoWhoWaited() throws Exception {
    for (int i = 0; i < 100; i++) {
      List<Worker<?>> all = waiters();
      two.countDown();
      two.countDown();
      two.reset();

      for (Worker<?> worker : all) {
        assertThat(worker.result()).isNotEqualTo(false);
      }
      assertThat(two.count()).isEqualTo(2);
      assertThat(two.await(Duration.ZERO)).isFalse();
    }
  }

  @Test
  void countDown_manyThreads_losesNothing() throws Exception {
    Latch many = new Latch(4_000);
    List<Worker<Void>> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      workers.add(
          Worker.run(
              threads(),
              () -> {
                for (int j = 0; j < 1_000; j++) {
                  many.countDown();
                }
              }));
    }

    assertThat(many.await(Worker.PATIENCE)).isTrue();
    for (Worker<Void> worker : workers) {
      worker.result();
    }
    many.reset();
    assertThat(many.count()).isEqualTo(4_000);
  }

  @Test
  void latch_ofZero_isAlwaysOpen() throws Exception {
    Latch open = new Latch(0);

    open.await();
    open.reset();
    open.countDown();

    assertThat(open.await(Duration.ZERO)).isTrue();
    assertThat(open).hasToString("Latch [0 of 0]");
  }

  @Test
  void latch_badArguments_throw() {
    assertThatThrownBy(() -> new Latch(-1, "parts"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Latch \"parts\" cannot count down from -1");
    assertThatThrownBy(() -> new Latch(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this Latch cannot count down from -1");
    assertThatThrownBy(() -> new Latch(1, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> two.await(null)).isInstanceOf(NullPointerException.class);
    assertThat(two).hasToString("Latch \"parts\" [2 of 2]");
  }
}
