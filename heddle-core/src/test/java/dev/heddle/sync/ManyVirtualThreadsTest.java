package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Many more virtual threads wait at once than there are carriers: if a wait kept its carrier,
 * nobody would be left to let the others go on.
 */
class ManyVirtualThreadsTest {
  private static final int THREADS = 2_000;

  private final ThreadFactory threads = ThreadKind.VIRTUAL.factory();
  private final AtomicInteger passed = new AtomicInteger();

  private List<Worker<Void>> start(Worker.Body body) {
    List<Worker<Void>> workers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      workers.add(
          Worker.run(
              threads,
              () -> {
                body.run();
                passed.incrementAndGet();
              }));
    }
    return workers;
  }

  private void awaitAll(List<Worker<Void>> workers) throws Exception {
    for (Worker<Void> worker : workers) {
      worker.result();
    }
    assertThat(passed).hasValue(THREADS);
  }

  @Test
  void lock_manyWait_allGetIt() throws Exception {
    Lock lock = new Lock();
    lock.acquire();
    List<Worker<Void>> workers = start(() -> lock.run(() -> {}));
    workers.forEach(Worker::parked);

    lock.release();

    awaitAll(workers);
  }

  @Test
  void semaphore_manyWait_allGetAPermit() throws Exception {
    Semaphore semaphore = new Semaphore(0);
    List<Worker<Void>> workers = start(semaphore::acquire);
    workers.forEach(Worker::parked);

    semaphore.release(THREADS);

    awaitAll(workers);
    assertThat(semaphore.availablePermits()).isZero();
  }

  @Test
  void event_manyWait_allGoOn() throws Exception {
    Event event = new Event();
    List<Worker<Void>> workers = start(event::await);
    workers.forEach(Worker::parked);

    event.set();
    event.clear();

    awaitAll(workers);
  }

  @Test
  void condition_manyWait_allAreSignalled() throws Exception {
    RLock lock = new RLock();
    Condition condition = new Condition(lock);
    List<Worker<Void>> workers = start(() -> lock.run(condition::await));
    workers.forEach(Worker::parked);
    assertThat(condition.waitingCount()).isEqualTo(THREADS);

    lock.run(condition::signalAll);

    awaitAll(workers);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void barrier_manyWait_allGoOnWithTheLast() throws Exception {
    Barrier barrier = new Barrier(THREADS + 1);
    List<Worker<Void>> workers = start(barrier::await);
    workers.forEach(Worker::parked);

    assertThat(barrier.await()).isEqualTo(THREADS);

    awaitAll(workers);
  }
}
