package dev.heddle.check.models;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Semaphores, latches, barriers, phasers, exchangers. */
final class SynchronizerSubjects {
  private SynchronizerSubjects() {}

  static List<Subject<?>> all() {
    return List.of(semaphore(false), semaphore(true), latch());
  }

  private static Subject<Semaphore> semaphore(boolean isFair) {
    return Subject.<Semaphore>of(
            isFair ? "fair Semaphore" : "Semaphore", Semaphore::availablePermits)
        .beginning("of 0", () -> new Semaphore(0, isFair))
        .beginning("of 1", () -> new Semaphore(1, isFair))
        .beginning("of 2", () -> new Semaphore(2, isFair))
        .doing("acquire", (s, turn) -> s.acquire())
        .doing("acquire(2)", (s, turn) -> s.acquire(2))
        .doing("acquireUninterruptibly", (s, turn) -> s.acquireUninterruptibly())
        .call("tryAcquire", (s, turn) -> s.tryAcquire())
        .call("tryAcquire(2)", (s, turn) -> s.tryAcquire(2))
        .timed("tryAcquire(1s)", (s, turn) -> s.tryAcquire(1, TimeUnit.SECONDS))
        .doing("release", (s, turn) -> s.release())
        .doing("release(2)", (s, turn) -> s.release(2))
        .call("availablePermits", (s, turn) -> s.availablePermits())
        .call("drainPermits", (s, turn) -> s.drainPermits())
        .interrupting()
        .build();
  }

  private static Subject<CountDownLatch> latch() {
    return Subject.<CountDownLatch>of("CountDownLatch", CountDownLatch::getCount)
        .beginning("of 0", () -> new CountDownLatch(0))
        .beginning("of 1", () -> new CountDownLatch(1))
        .beginning("of 2", () -> new CountDownLatch(2))
        .doing("await", (l, turn) -> l.await())
        .timed("await(1s)", (l, turn) -> l.await(1, TimeUnit.SECONDS))
        .doing("countDown", (l, turn) -> l.countDown())
        .call("getCount", (l, turn) -> l.getCount())
        .interrupting()
        .build();
  }
}
