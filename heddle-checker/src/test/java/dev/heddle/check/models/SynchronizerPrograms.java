package dev.heddle.check.models;

import static dev.heddle.check.Switchings.inParallel;
import static dev.heddle.check.models.Bodies.ending;
import static dev.heddle.check.models.ModelProgram.failing;
import static dev.heddle.check.models.ModelProgram.timed;
import static dev.heddle.check.models.ModelProgram.verified;

import dev.heddle.check.FailureKind;
import dev.heddle.check.models.Bodies.Told;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What semaphores, latches, barriers, phasers and exchangers do. */
final class SynchronizerPrograms {
  private SynchronizerPrograms() {}

  static List<ModelProgram> all() {
    return List.of(
        verified(
            "Semaphore: acquire waits for a release",
            Set.of("1"),
            () -> {
              Semaphore semaphore = new Semaphore(0);
              int[] cell = new int[1];
              inParallel(
                  () -> {
                    semaphore.acquireUninterruptibly();
                    cell[0]++;
                  },
                  () -> semaphore.release());
              return cell[0];
            }),
        timed(
            "Semaphore: tryAcquire with a time ends when nothing else can run",
            Set.of("false"),
            () -> new Semaphore(0).tryAcquire(1, TimeUnit.SECONDS)),
        failing(
            "Semaphore: a permit that nobody gives",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> {
              new Semaphore(0).acquire();
              return "";
            }),
        failing(
            "Semaphore: more permits than there can be",
            FailureKind.EXCEPTION,
            Set.of(),
            () -> {
              Semaphore semaphore = new Semaphore(Integer.MAX_VALUE);
              semaphore.release();
              return "";
            }),
        verified(
            "Semaphore: an interrupt ends acquire, and not acquireUninterruptibly",
            Set.of("InterruptedException returned, interrupted"),
            () -> {
              Semaphore semaphore = new Semaphore(0);
              Told one = Told.start(semaphore::acquire);
              Told other = Told.start(semaphore::acquireUninterruptibly);
              one.interrupt();
              other.interrupt();
              String first = one.told();
              semaphore.release();
              return first + " " + other.told();
            }),
        verified(
            "Semaphore: a subclass takes permits away",
            Set.of("-1 false"),
            () -> {
              Shrinking semaphore = new Shrinking();
              semaphore.reducePermits(2);
              return semaphore.availablePermits() + " " + semaphore.tryAcquire();
            }),
        failing(
            "Semaphore: two that each take half of what both need",
            FailureKind.DEADLOCK,
            Set.of("both"),
            () -> {
              Semaphore semaphore = new Semaphore(2);
              Runnable both =
                  () -> {
                    semaphore.acquireUninterruptibly();
                    semaphore.acquireUninterruptibly();
                    semaphore.release(2);
                  };
              inParallel(both, both);
              return "both";
            }),
        verified(
            "CountDownLatch: lets all through, once and for ever",
            Set.of("returned returned 0"),
            () -> {
              CountDownLatch latch = new CountDownLatch(2);
              Told one = Told.start(latch::await);
              Told other = Told.start(latch::await);
              inParallel(latch::countDown, latch::countDown);
              latch.countDown();
              return one.told() + " " + other.told() + " " + latch.getCount();
            }),
        verified(
            "CountDownLatch: an interrupt ends the wait",
            Set.of("InterruptedException"),
            () -> {
              Told waiter = Told.start(new CountDownLatch(1)::await);
              waiter.interrupt();
              return waiter.told();
            }),
        timed(
            "CountDownLatch: a timed wait ends by itself",
            Set.of("false"),
            () -> new CountDownLatch(1).await(1, TimeUnit.SECONDS)),
        verified(
            "CyclicBarrier: the last one runs the action, before any goes on",
            Set.of("1 1"),
            () -> {
              int[] runs = new int[1];
              int[] seen = new int[2];
              CyclicBarrier barrier = new CyclicBarrier(2, () -> runs[0]++);
              Told one =
                  Told.start(
                      () -> {
                        barrier.await();
                        seen[0] = runs[0];
                      });
              barrier.await();
              seen[1] = runs[0];
              one.told();
              return seen[0] + " " + seen[1];
            }),
        verified(
            "CyclicBarrier: an action that fails breaks it",
            Set.of(
                "IllegalStateException BrokenBarrierException true",
                "BrokenBarrierException IllegalStateException true"),
            () -> {
              CyclicBarrier barrier =
                  new CyclicBarrier(
                      2,
                      () -> {
                        throw new IllegalStateException("the action fails");
                      });
              Told one = Told.start(barrier::await);
              String mine = ending(barrier::await);
              return one.told() + " " + mine + " " + barrier.isBroken();
            }),
        verified(
            "CyclicBarrier: an interrupt breaks it for the others",
            Set.of("InterruptedException BrokenBarrierException true"),
            () -> {
              CyclicBarrier barrier = new CyclicBarrier(3);
              Told one = Told.start(barrier::await);
              one.interrupt();
              Told other = Told.start(barrier::await);
              return one.told() + " " + other.told() + " " + barrier.isBroken();
            }),
        verified(
            "CyclicBarrier: it is used again after a reset",
            Set.of("BrokenBarrierException false returned"),
            () -> {
              CyclicBarrier barrier = new CyclicBarrier(2);
              Told one = Told.start(barrier::await);
              while (barrier.getNumberWaiting() == 0) {
                Thread.onSpinWait();
              }
              barrier.reset();
              String broken = one.told() + " " + barrier.isBroken();
              Told other = Told.start(barrier::await);
              barrier.await();
              return broken + " " + other.told();
            }),
        timed(
            "CyclicBarrier: who gives up breaks it",
            Set.of("TimeoutException true BrokenBarrierException"),
            () -> {
              CyclicBarrier barrier = new CyclicBarrier(2);
              String first = ending(() -> barrier.await(1, TimeUnit.SECONDS));
              return first + " " + barrier.isBroken() + " " + ending(barrier::await);
            }),
        failing(
            "CyclicBarrier: one is missing",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> new CyclicBarrier(2).await()),
        verified(
            "Phaser: advances when all have arrived, and ends when all are gone",
            Set.of("0 1 true"),
            () -> {
              Phaser phaser = new Phaser(2);
              Told other =
                  Told.start(
                      () -> {
                        phaser.arriveAndAwaitAdvance();
                        phaser.arriveAndDeregister();
                      });
              int before = phaser.getPhase();
              int after = phaser.arriveAndAwaitAdvance();
              phaser.arriveAndDeregister();
              other.told();
              return before + " " + after + " " + phaser.isTerminated();
            }),
        verified(
            "Phaser: onAdvance decides when it ends",
            Set.of("true true"),
            () -> {
              Phaser phaser =
                  new Phaser(1) {
                    @Override
                    protected boolean onAdvance(int phase, int parties) {
                      return phase == 1;
                    }
                  };
              phaser.arrive();
              phaser.arrive();
              return phaser.isTerminated() + " " + (phaser.arrive() < 0);
            }),
        verified(
            "Phaser: an interrupt ends one wait, and not the other",
            Set.of("InterruptedException returned, interrupted"),
            () -> {
              Phaser phaser = new Phaser(1);
              Told one = Told.start(() -> phaser.awaitAdvanceInterruptibly(0));
              Told other = Told.start(() -> phaser.awaitAdvance(0));
              one.interrupt();
              other.interrupt();
              String first = one.told();
              phaser.arrive();
              return first + " " + other.told();
            }),
        failing(
            "Phaser: more parties than there can be",
            FailureKind.EXCEPTION,
            Set.of(),
            () -> new Phaser(65_535).register()),
        failing(
            "Phaser: more arrive than there are",
            FailureKind.EXCEPTION,
            Set.of(),
            () -> new Phaser().arrive()),
        timed(
            "Phaser: a timed wait gives up",
            Set.of("TimeoutException"),
            () -> ending(() -> new Phaser(1).awaitAdvanceInterruptibly(0, 1, TimeUnit.SECONDS))),
        verified(
            "Exchanger: each gets what the other gives",
            Set.of("b a"),
            () -> {
              Exchanger<String> exchanger = new Exchanger<>();
              String[] got = new String[1];
              Told one = Told.start(() -> got[0] = exchanger.exchange("a"));
              String mine = exchanger.exchange("b");
              one.told();
              return got[0] + " " + mine;
            }),
        verified(
            "Exchanger: an interrupt ends the wait",
            Set.of("InterruptedException"),
            () -> {
              Exchanger<String> exchanger = new Exchanger<>();
              Told one = Told.start(() -> exchanger.exchange("a"));
              one.interrupt();
              return one.told();
            }),
        timed(
            "Exchanger: a timed exchange gives up",
            Set.of("TimeoutException"),
            () -> ending(() -> new Exchanger<String>().exchange("a", 1, TimeUnit.SECONDS))),
        failing(
            "Exchanger: nobody is there",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> new Exchanger<String>().exchange("a")));
  }

  private static final class Shrinking extends Semaphore {
    private static final long serialVersionUID = 1L;

    Shrinking() {
      super(1);
    }

    @Override
    protected void reducePermits(int reduction) {
      super.reducePermits(reduction);
    }
  }
}
