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
class SemaphoreTest {
  @Parameter ThreadKind kind;

  private final Semaphore empty = new Semaphore(0, "items");

  private ThreadFactory threads() {
    return kind.factory();
  }

  @Test
  void semaphore_withoutNumber_hasOnePermit() {
    assertThat(new Semaphore().availablePermits()).isEqualTo(1);
    assertThat(new Semaphore("one").availablePermits()).isEqualTo(1);
    assertThat(new Semaphore(7).availablePermits()).isEqualTo(7);
  }

  @Test
  void semaphore_negative_throws() {
    assertThatThrownBy(() -> new Semaphore(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this Semaphore cannot begin with -1 permits");
    assertThatThrownBy(() -> new Semaphore(-2, "items"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Semaphore \"items\" cannot begin with -2 permits");
  }

  @Test
  void acquire_permits_takesThemOneByOne() {
    Semaphore two = new Semaphore(2);

    two.acquire();
    assertThat(two.availablePermits()).isEqualTo(1);
    assertThat(two.tryAcquire()).isTrue();
    assertThat(two.availablePermits()).isZero();
    assertThat(two.tryAcquire()).isFalse();
  }

  @Test
  void acquire_noPermit_waitsForARelease() throws Exception {
    Worker<Void> worker = Worker.run(threads(), empty::acquire);

    worker.parked();
    empty.release();

    worker.result();
    assertThat(empty.availablePermits()).isZero();
  }

  @Test
  void acquire_interrupted_waitsOnAndKeepsTheInterrupt() throws Exception {
    Worker<Boolean> worker =
        Worker.start(
            threads(),
            () -> {
              empty.acquire();
              return Thread.interrupted();
            });

    worker.parked().interrupt().parked();
    assertThat(worker.hasEnded()).isFalse();
    empty.release();

    assertThat(worker.result()).isTrue();
  }

  @Test
  void acquireInterruptibly_interrupted_throwsAndTakesNothing() throws Exception {
    Worker<Void> worker = Worker.run(threads(), empty::acquireInterruptibly);

    worker.parked().interrupt();

    assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
    empty.release();
    assertThat(empty.availablePermits()).isEqualTo(1);
    empty.acquireInterruptibly();
    assertThat(empty.availablePermits()).isZero();
  }

  @Test
  void tryAcquireTimed_noPermit_failsAtOnceOrAfterTheTime() throws Exception {
    assertThat(empty.tryAcquire(Duration.ZERO)).isFalse();
    assertThat(empty.tryAcquire(Duration.ofSeconds(-1))).isFalse();
    long before = System.nanoTime();
    assertThat(empty.tryAcquire(Duration.ofMillis(20))).isFalse();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void tryAcquireTimed_permit_takesItWithAnyTimeout() throws Exception {
    Semaphore three = new Semaphore(3);

    assertThat(three.tryAcquire(Duration.ZERO)).isTrue();
    assertThat(three.tryAcquire(Duration.ofSeconds(-1))).isTrue();
    assertThat(three.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThat(three.availablePermits()).isZero();
  }

  @Test
  void tryAcquireTimed_releasedInTime_takesThePermit() throws Exception {
    Worker<Boolean> timed = Worker.start(threads(), () -> empty.tryAcquire(Worker.PATIENCE));
    timed.parked();
    Worker<Boolean> forEver =
        Worker.start(threads(), () -> empty.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE)));
    forEver.parked();

    empty.release(2);

    assertThat(timed.result()).isTrue();
    assertThat(forEver.result()).isTrue();
  }

  @Test
  void tryAcquireTimed_interrupted_throws() throws Exception {
    Worker<Boolean> timed = Worker.start(threads(), () -> empty.tryAcquire(Worker.PATIENCE));
    Worker<Boolean> forEver =
        Worker.start(threads(), () -> empty.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE)));

    timed.parked().interrupt();
    forEver.parked().interrupt();

    assertThat(timed.failure()).isInstanceOf(InterruptedException.class);
    assertThat(forEver.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void release_withoutAcquire_raisesThePermitsWithoutBound() {
    empty.release();
    empty.release(1);
    empty.release(40);

    assertThat(empty.availablePermits()).isEqualTo(42);
  }

  @Test
  void release_several_letsAsManyWaitersGoOn() throws Exception {
    List<Worker<Void>> workers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      workers.add(Worker.run(threads(), empty::acquire).parked());
    }

    empty.release(3);
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (workers.stream().filter(Worker::hasEnded).count() < 3) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.yield();
    }
    assertThat(empty.availablePermits()).isZero();
    assertThat(workers.stream().filter(Worker::hasEnded)).hasSize(3);
    empty.release(2);

    for (Worker<Void> worker : workers) {
      worker.result();
    }
    assertThat(empty.availablePermits()).isZero();
  }

  @Test
  void release_lessThanOne_throwsAndChangesNothing() {
    for (int n : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> empty.release(n))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "cannot release %d permits to Semaphore \"items\": at least one is needed", n);
    }
    assertThat(empty.availablePermits()).isZero();
  }

  @Test
  void release_pastTheLargestNumber_throwsAndChangesNothing() {
    Semaphore full = new Semaphore(Integer.MAX_VALUE - 1, "full");

    assertThatThrownBy(() -> full.release(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "cannot release 2 permits to Semaphore \"full\": it has 2147483646 of at most"
                + " 2147483647");
    assertThat(full.availablePermits()).isEqualTo(Integer.MAX_VALUE - 1);
    full.release();
    assertThatThrownBy(full::release).isInstanceOf(IllegalStateException.class);
    assertThat(full.availablePermits()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void toString_tellsNameAndPermits() {
    assertThat(empty).hasToString("Semaphore \"items\" [0 permits]");
    assertThat(new Semaphore()).hasToString("Semaphore [1 permit]");
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> new Semaphore(1, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Semaphore((String) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> empty.tryAcquire(null)).isInstanceOf(NullPointerException.class);
  }
}
