package dev.heddle.check.models;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Semaphores, latches, barriers, phasers, exchangers. */
final class SynchronizerSubjects {
  private SynchronizerSubjects() {}

  static List<Subject<?>> all() {
    return List.of(semaphore(false), semaphore(true), latch(), barrier(), phaser(), exchanger());
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
        .doing("acquire(-1)", (s, turn) -> s.acquire(-1))
        .doing("release(-1)", (s, turn) -> s.release(-1))
        .doing(
            "acquire and release",
            (s, turn) -> {
              s.acquire();
              s.release();
            })
        // A thread whose acquire is only guarded does not queue.
        .approximate("hasQueuedThreads", (s, turn) -> s.hasQueuedThreads())
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

  /** A barrier, and how often its action has run: what orders the threads orders that, too. */
  private static final class Gate {
    final CyclicBarrier barrier;
    int passed;

    Gate(int parties) {
      barrier = new CyclicBarrier(parties, () -> passed++);
    }

    Gate(CyclicBarrier barrier) {
      this.barrier = barrier;
    }

    static Gate failing() {
      return new Gate(
          new CyclicBarrier(
              2,
              () -> {
                throw new IllegalStateException("the action fails");
              }));
    }

    static Gate broken() throws Exception {
      Gate gate = new Gate(2);
      try {
        gate.barrier.await(0, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        // Whoever gives up breaks it.
      }
      return gate;
    }
  }

  private static Subject<Gate> barrier() {
    return Subject.<Gate>of(
            "CyclicBarrier",
            g -> g.barrier.isBroken() + " " + g.barrier.getNumberWaiting() + " " + g.passed)
        .beginning("of 1", () -> new Gate(1))
        .beginning("of 2", () -> new Gate(2))
        .beginning("of 3", () -> new Gate(3))
        .beginning("of 2, without an action", () -> new Gate(new CyclicBarrier(2)))
        .beginning("of 2, with an action that fails", Gate::failing)
        .beginning("of 2, broken", Gate::broken)
        .call("await", (g, turn) -> g.barrier.await())
        .call("await twice", (g, turn) -> g.barrier.await() + " " + g.barrier.await())
        .timed("await(1s)", (g, turn) -> g.barrier.await(1, TimeUnit.SECONDS))
        .timed("await(0s)", (g, turn) -> g.barrier.await(0, TimeUnit.SECONDS))
        .doing("reset", (g, turn) -> g.barrier.reset())
        .call("isBroken", (g, turn) -> g.barrier.isBroken())
        .call("getNumberWaiting", (g, turn) -> g.barrier.getNumberWaiting())
        .interrupting()
        .build();
  }

  private static Subject<Phaser> phaser() {
    return Subject.<Phaser>of("Phaser", SynchronizerSubjects::describe)
        .beginning("of 1", () -> new Phaser(1))
        .beginning("of 2", () -> new Phaser(2))
        .beginning("of 0 in a phaser of 1", () -> new Phaser(new Phaser(1)))
        .beginning("terminated", SynchronizerSubjects::terminated)
        .call("register", (p, turn) -> p.register())
        .call("arrive", (p, turn) -> p.arrive())
        .call("arriveAndDeregister", (p, turn) -> p.arriveAndDeregister())
        .call("arriveAndAwaitAdvance", (p, turn) -> p.arriveAndAwaitAdvance())
        .call("awaitAdvance(0)", (p, turn) -> p.awaitAdvance(0))
        .call("awaitAdvance(1)", (p, turn) -> p.awaitAdvance(1))
        .call("awaitAdvanceInterruptibly(0)", (p, turn) -> p.awaitAdvanceInterruptibly(0))
        .timed(
            "awaitAdvanceInterruptibly(0, 1s)",
            (p, turn) -> p.awaitAdvanceInterruptibly(0, 1, TimeUnit.SECONDS))
        .doing("forceTermination", (p, turn) -> p.forceTermination())
        .call("isTerminated", (p, turn) -> p.isTerminated())
        .call("getUnarrivedParties", (p, turn) -> p.getUnarrivedParties())
        .interrupting()
        .build();
  }

  private static Object describe(Phaser phaser) {
    return phaser.getPhase()
        + " "
        + phaser.getRegisteredParties()
        + " "
        + phaser.getArrivedParties();
  }

  private static Phaser terminated() {
    Phaser phaser = new Phaser(1);
    phaser.forceTermination();
    return phaser;
  }

  private static Subject<Exchanger<String>> exchanger() {
    return Subject.<Exchanger<String>>of("Exchanger", exchanger -> "")
        .beginning("empty", Exchanger::new)
        .call("exchange", (e, turn) -> e.exchange("of " + turn.number()))
        .call("exchange null", (e, turn) -> e.exchange(null))
        .call("exchange twice", (e, turn) -> e.exchange("first") + " " + e.exchange("second"))
        .timed("exchange(1s)", (e, turn) -> e.exchange("of " + turn.number(), 1, TimeUnit.SECONDS))
        .timed("exchange(0s)", (e, turn) -> e.exchange("of " + turn.number(), 0, TimeUnit.SECONDS))
        .interrupting()
        .build();
  }
}
