package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class LockTest {
  private static final int ROUNDS = 2_000;
  private static final int WAITERS = 3;

  @Parameter ThreadKind kind;

  private final Lock lock = new Lock("accounts");

  private ThreadFactory threads() {
    return kind.factory();
  }

  @Test
  void lock_new_isUnlocked() {
    assertThat(lock.isLocked()).isFalse();
    assertThat(new Lock().isLocked()).isFalse();
  }

  @Test
  void acquire_free_isLocked() {
    lock.acquire();

    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void acquire_heldByItself_waitsForAnotherThreadsRelease() throws Exception {
    Worker<Void> worker =
        Worker.run(
            threads(),
            () -> {
              lock.acquire();
              lock.acquire();
            });

    worker.parked();
    lock.release();

    worker.result();
    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void acquire_interrupted_waitsOnAndKeepsTheInterrupt() throws Exception {
    lock.acquire();
    Worker<Boolean> worker =
        Worker.start(
            threads(),
            () -> {
              lock.acquire();
              return Thread.interrupted();
            });

    worker.parked().interrupt().parked();
    assertThat(worker.hasEnded()).isFalse();
    lock.release();

    assertThat(worker.result()).isTrue();
    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void acquireInterruptibly_free_acquires() throws Exception {
    lock.acquireInterruptibly();

    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void acquireInterruptibly_interruptedBefore_throwsAndAcquiresNothing() throws Exception {
    Worker<Boolean> worker =
        Worker.start(
            threads(),
            () -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(lock::acquireInterruptibly)
                  .isInstanceOf(InterruptedException.class);
              return Thread.interrupted();
            });

    assertThat(worker.result()).as("interrupt status").isFalse();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void acquireInterruptibly_interruptedWhileWaiting_throwsAndAcquiresNothing() throws Exception {
    lock.acquire();
    Worker<Void> worker = Worker.run(threads(), lock::acquireInterruptibly);

    worker.parked().interrupt();

    assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
    lock.release();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void tryAcquire_free_acquires() {
    assertThat(lock.tryAcquire()).isTrue();
    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void tryAcquire_held_failsAlsoForTheHolder() throws Exception {
    lock.acquire();

    assertThat(lock.tryAcquire()).isFalse();
    assertThat(Worker.start(threads(), lock::tryAcquire).result()).isFalse();
  }

  @Test
  void tryAcquireTimed_free_acquiresWithAnyTimeout() throws Exception {
    for (Duration timeout :
        new Duration[] {
          Duration.ZERO, Duration.ofSeconds(-1), Duration.ofNanos(1), Duration.ofDays(1_000_000)
        }) {
      assertThat(lock.tryAcquire(timeout)).as("%s", timeout).isTrue();
      lock.release();
    }
  }

  @Test
  void tryAcquireTimed_heldAndNoTime_failsWithoutWaiting() throws Exception {
    lock.acquire();

    assertThat(lock.tryAcquire(Duration.ZERO)).isFalse();
    assertThat(lock.tryAcquire(Duration.ofSeconds(-5))).isFalse();
    assertThat(lock.tryAcquire(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
  }

  @Test
  void tryAcquireTimed_heldThroughout_failsAfterTheTime() throws Exception {
    lock.acquire();
    long before = System.nanoTime();

    assertThat(lock.tryAcquire(Duration.ofMillis(20))).isFalse();

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void tryAcquireTimed_releasedInTime_acquires() throws Exception {
    lock.acquire();
    Worker<Boolean> worker = Worker.start(threads(), () -> lock.tryAcquire(Worker.PATIENCE));

    worker.parked();
    lock.release();

    assertThat(worker.result()).isTrue();
    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void tryAcquireTimed_moreThan292Years_isForEver() throws Exception {
    lock.acquire();
    Worker<Boolean> worker =
        Worker.start(threads(), () -> lock.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE)));

    worker.parked();
    lock.release();

    assertThat(worker.result()).isTrue();
  }

  @Test
  void tryAcquireTimed_interrupted_throwsEvenIfFree() throws Exception {
    Worker<Boolean> worker =
        Worker.start(
            threads(),
            () -> {
              Thread.currentThread().interrupt();
              return lock.tryAcquire(Duration.ofSeconds(1));
            });

    assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void tryAcquireTimed_interruptedWhileWaiting_throws() throws Exception {
    lock.acquire();
    Worker<Boolean> worker = Worker.start(threads(), () -> lock.tryAcquire(Worker.PATIENCE));

    worker.parked().interrupt();

    assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void tryAcquireTimed_forEverAndInterrupted_throws() throws Exception {
    lock.acquire();
    Worker<Boolean> worker =
        Worker.start(threads(), () -> lock.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE)));

    worker.parked().interrupt();

    assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void release_byAnotherThread_releases() throws Exception {
    lock.acquire();

    Worker.run(threads(), lock::release).result();

    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void release_whenUnlocked_throwsAndChangesNothing() {
    assertThatThrownBy(lock::release)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("cannot release Lock \"accounts\": nobody holds it");
    assertThatThrownBy(() -> new Lock().release())
        .hasMessage("cannot release this Lock: nobody holds it");

    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.tryAcquire()).isTrue();
  }

  @Test
  void release_twice_throwsTheSecondTime() {
    lock.acquire();
    lock.release();

    assertThatThrownBy(lock::release).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void release_withWaiters_letsThemInOneByOne() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    lock.acquire();
    Worker<?>[] workers = new Worker<?>[5];
    for (int i = 0; i < workers.length; i++) {
      workers[i] =
          Worker.run(
              threads(),
              () -> {
                lock.acquire();
                assertThat(inside.incrementAndGet()).isEqualTo(1);
                inside.decrementAndGet();
                lock.release();
              });
      workers[i].parked();
    }

    lock.release();

    for (Worker<?> worker : workers) {
      worker.result();
    }
    assertThat(lock.isLocked()).isFalse();
  }

  /** A release may arrive before the thread that acquired has left the queue. */
  @Test
  void releasesOneAfterTheOther_letEverybodyIn() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Lock each = round % 2 == 0 ? new Lock() : Lock.fair();
      each.acquire();
      List<Worker<Void>> waiters = new ArrayList<>();
      for (int i = 0; i < WAITERS; i++) {
        int way = (round + i) % 3;
        waiters.add(Worker.run(threads(), () -> acquire(each, way)));
      }
      for (Worker<Void> waiter : waiters) {
        waiter.parked();
      }
      int released = 0;
      while (released < WAITERS) {
        if (each.isLocked()) {
          each.release();
          released++;
        }
      }
      for (Worker<Void> waiter : waiters) {
        waiter.result();
      }
    }
  }

  private static void acquire(Lock lock, int way) throws InterruptedException {
    switch (way) {
      case 0 -> lock.acquire();
      case 1 -> lock.acquireInterruptibly();
      default -> assertThat(lock.tryAcquire(Worker.PATIENCE)).isTrue();
    }
  }

  @Test
  void toString_tellsNameAndState() {
    assertThat(lock).hasToString("Lock \"accounts\" [unlocked]");
    lock.acquire();
    assertThat(lock).hasToString("Lock \"accounts\" [locked]");
    assertThat(new Lock()).hasToString("Lock [unlocked]");
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> new Lock(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> lock.tryAcquire(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("timeout is null");
    assertThat(lock.isLocked()).isFalse();
  }
}
