package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is served first by fair locks and semaphores, and by those of which several are taken. */
@ParameterizedClass
@EnumSource(ThreadKind.class)
class FairnessTest {
  @Parameter ThreadKind kind;

  private ThreadFactory threads() {
    return kind.factory();
  }

  private static List<Acquirable> fairOnes() {
    return List.of(
        Lock.fair(),
        Lock.fair("lock"),
        RLock.fair(),
        RLock.fair("rlock"),
        Semaphore.fair(1),
        Semaphore.fair(1, "semaphore"),
        BoundedSemaphore.fair(1),
        BoundedSemaphore.fair(1, "bounded"));
  }

  @Test
  void fair_severalWait_areServedInTheirOrder() throws Exception {
    for (Acquirable fair : fairOnes()) {
      List<Integer> order = new CopyOnWriteArrayList<>();
      List<Worker<Void>> workers = new ArrayList<>();
      fair.acquire();
      for (int i = 0; i < 4; i++) {
        int number = i;
        workers.add(Worker.run(threads(), () -> fair.run(() -> order.add(number))).parked());
      }

      fair.release();

      for (Worker<Void> worker : workers) {
        worker.result();
      }
      assertThat(order).as(fair.toString()).containsExactly(0, 1, 2, 3);
      assertThat(fair.tryAcquire()).isTrue();
    }
  }

  /** The permit is there, but the one who waits for two is first. */
  @Test
  void fairSemaphore_permitForTheSecond_nobodyPassesTheFirst() throws Exception {
    Semaphore fair = Semaphore.fair(1, "places");
    Worker<Void> first = Worker.run(threads(), () -> fair.acquire(2)).parked();
    Worker<Void> second = Worker.run(threads(), () -> fair.acquire()).parked();

    assertThat(fair.tryAcquire()).isFalse();
    assertThat(fair.tryAcquire(1)).isFalse();
    assertThat(fair.tryAcquire(Duration.ZERO)).isFalse();
    assertThat(fair.tryAcquire(1, Duration.ofMillis(1))).isFalse();
    assertThat(fair.availablePermits()).isEqualTo(1);
    fair.release();
    first.result();
    second.parked();
    fair.release();
    second.result();
  }

  @Test
  void unfairSemaphore_permitForANewcomer_passesTheFirst() throws Exception {
    Semaphore unfair = new Semaphore(1);
    Worker<Void> first = Worker.run(threads(), () -> unfair.acquire(2)).parked();

    assertThat(unfair.tryAcquire()).isTrue();
    unfair.release(2);

    first.result();
    assertThat(unfair.availablePermits()).isZero();
  }

  @Test
  void weighted_firstGivesUp_theNextIsServed() throws Exception {
    for (Semaphore semaphore : List.of(new Semaphore(1), Semaphore.fair(1))) {
      Worker<Void> first = Worker.run(threads(), () -> semaphore.acquireInterruptibly(2)).parked();
      Worker<Boolean> second =
          Worker.start(threads(), () -> semaphore.tryAcquire(2, Worker.PATIENCE)).parked();
      Worker<Void> third = Worker.run(threads(), () -> semaphore.acquire(3)).parked();

      first.interrupt();
      assertThat(first.failure()).isInstanceOf(InterruptedException.class);
      semaphore.release();
      assertThat(second.result()).isTrue();
      third.parked();
      semaphore.release(3);
      third.result();
      assertThat(semaphore.availablePermits()).isZero();
    }
  }

  @Test
  void weighted_permits_areTakenAllOrNone() throws Exception {
    Semaphore semaphore = new Semaphore(5);

    semaphore.acquire(2);
    assertThat(semaphore.tryAcquire(4)).isFalse();
    assertThat(semaphore.tryAcquire(2)).isTrue();
    assertThat(semaphore.tryAcquire(2, Duration.ofMillis(1))).isFalse();
    semaphore.acquireInterruptibly(1);
    assertThat(semaphore.availablePermits()).isZero();
  }

  @Test
  void weighted_numberOutOfRange_throws() {
    Semaphore semaphore = new Semaphore(1, "items");
    BoundedSemaphore bounded = new BoundedSemaphore(3, "places");
    for (int n : new int[] {0, -1}) {
      assertThatThrownBy(() -> semaphore.acquire(n))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "cannot acquire %d permits of Semaphore \"items\": at least one is needed", n);
      assertThatThrownBy(() -> semaphore.tryAcquire(n))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> semaphore.acquireInterruptibly(n))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> semaphore.tryAcquire(n, Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> bounded.acquire(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot acquire 4 permits of BoundedSemaphore \"places\": it never has more than 3");
    assertThatThrownBy(() -> Semaphore.fair(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BoundedSemaphore.fair(-1, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fairRLock_owner_passesThoseWhoWait() throws Exception {
    RLock lock = RLock.fair();
    lock.acquire();
    Worker<Void> worker = Worker.run(threads(), lock::acquire).parked();

    assertThat(lock.tryAcquire()).isTrue();
    lock.acquire();
    assertThat(lock.holdCount()).isEqualTo(3);
    assertThat(lock.asJavaLock().tryLock(0, TimeUnit.SECONDS)).isTrue();

    lock.release();
    lock.release();
    lock.release();
    lock.release();
    worker.result();
  }

  @Test
  void fairLock_condition_works() throws Exception {
    for (Mutex lock : List.of(Lock.fair(), RLock.fair())) {
      Condition condition = lock instanceof Lock l ? new Condition(l) : new Condition((RLock) lock);
      Worker<Void> worker = Worker.run(threads(), () -> lock.run(condition::await)).parked();

      lock.run(condition::signal);

      worker.result();
    }
  }

  @Test
  void isFair_tells() {
    assertThat(Lock.fair().isFair()).isTrue();
    assertThat(new Lock().isFair()).isFalse();
    assertThat(RLock.fair().isFair()).isTrue();
    assertThat(new RLock().isFair()).isFalse();
    assertThat(BoundedSemaphore.fair(2).isFair()).isTrue();
    assertThat(new BoundedSemaphore(2).isFair()).isFalse();
    assertThat(BoundedSemaphore.fair(2).bound()).isEqualTo(2);
    assertThat(BoundedSemaphore.fair(2, "places"))
        .hasToString("BoundedSemaphore \"places\" [2 of 2 permits]");
    assertThat(Semaphore.fair(2, "items")).hasToString("Semaphore \"items\" [2 permits]");
    assertThat(Lock.fair("a")).hasToString("Lock \"a\" [unlocked]");
    assertThat(RLock.fair("b")).hasToString("RLock \"b\" [unlocked]");
  }
}
