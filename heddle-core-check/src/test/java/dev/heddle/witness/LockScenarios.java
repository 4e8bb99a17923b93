package dev.heddle.witness;

import dev.heddle.sync.Acquirable;
import dev.heddle.sync.Hold;
import dev.heddle.sync.Lock;
import dev.heddle.sync.RLock;
import dev.heddle.sync.RWLock;
import dev.heddle.sync.Semaphore;
import dev.heddle.witness.Scenario.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Every pair of public operations of fair locks, of semaphores of which several permits are taken
 * at once, and of locks to read and to write; with a third thread where who comes first matters.
 */
final class LockScenarios {
  private static final Duration SHORT = Duration.ofMillis(1);

  private LockScenarios() {}

  static List<Scenario<?>> all() {
    List<Scenario<?>> all = new ArrayList<>();
    all.addAll(
        Scenarios.pairs(
            "Lock, fair, held",
            () -> Scenarios.acquired(Lock.fair()),
            Scenarios.ofLock(),
            List.of()));
    all.addAll(
        Scenarios.pairs(
            "Lock, fair, held, three",
            () -> Scenarios.acquired(Lock.fair()),
            Scenarios.<Lock>ofAcquirable().subList(0, 5),
            List.of(release())));
    all.addAll(
        Scenarios.pairs("RLock, fair, free", () -> RLock.fair(), Scenarios.ofRLock(), List.of()));
    all.addAll(
        Scenarios.pairs("Semaphore, weighted, 1", () -> new Semaphore(1), ofWeighted(), List.of()));
    all.addAll(
        Scenarios.pairs("Semaphore, fair, 1", () -> Semaphore.fair(1), ofWeighted(), List.of()));
    all.addAll(
        Scenarios.pairs(
            "Semaphore, fair, 1, three",
            () -> Semaphore.fair(1),
            ofWeighted().subList(0, 5),
            List.of(release())));
    all.addAll(Scenarios.pairs("RWLock", RWLock::new, ofRWLock(), List.of()));
    all.addAll(Scenarios.pairs("RWLock, fair", RWLock::fair, ofRWLock(), List.of()));
    all.addAll(Scenarios.pairs("RWLock, three", RWLock::new, ofRWLock().subList(0, 5), others()));
    all.addAll(
        Scenarios.pairs("RWLock, fair, three", RWLock::fair, ofRWLock().subList(0, 5), others()));
    return all;
  }

  private static <A extends Acquirable> Operation<A> release() {
    return Operation.of("release", a -> Scenarios.done(a::release));
  }

  private static List<Operation<Semaphore>> ofWeighted() {
    return List.of(
        Operation.of("acquire", s -> Scenarios.done(s::acquire)),
        Operation.of("acquire(2)", s -> Scenarios.done(() -> s.acquire(2))),
        Operation.of("tryAcquire", Semaphore::tryAcquire),
        Operation.of("tryAcquire(2)", s -> s.tryAcquire(2)),
        Operation.of("tryAcquire(2, 1 ms)", s -> s.tryAcquire(2, SHORT)),
        Operation.of(
            "acquireInterruptibly(2)",
            s -> {
              s.acquireInterruptibly(2);
              return "done";
            }),
        Operation.of("release(2)", s -> Scenarios.done(() -> s.release(2))),
        Operation.of("availablePermits", Semaphore::availablePermits));
  }

  private static List<Operation<RWLock>> others() {
    return List.of(
        Operation.of(
            "read twice and release",
            lock -> {
              lock.readLock().acquire();
              lock.readLock().acquire();
              lock.readLock().release();
              lock.readLock().release();
              return "done";
            }));
  }

  private static List<Operation<RWLock>> ofRWLock() {
    return List.of(
        Operation.of("read", lock -> Scenarios.done(() -> lock.readLock().run(() -> {}))),
        Operation.of("write", lock -> Scenarios.done(() -> lock.writeLock().run(() -> {}))),
        Operation.of("write within 1 ms", lock -> withinAMoment(lock, RWLock::writeLock)),
        Operation.of("begin to read", lock -> Scenarios.done(lock.readLock()::acquire)),
        Operation.of("begin to write", lock -> Scenarios.done(lock.writeLock()::acquire)),
        Operation.of("read within 1 ms", lock -> withinAMoment(lock, RWLock::readLock)),
        Operation.of(
            "read interruptibly",
            lock -> {
              lock.readLock().acquireInterruptibly();
              lock.readLock().release();
              return "done";
            }),
        Operation.of(
            "write interruptibly",
            lock -> {
              lock.writeLock().acquireInterruptibly();
              lock.writeLock().release();
              return "done";
            }),
        Operation.of("try to read", lock -> lock.readLock().tryAcquire()),
        Operation.of("try to write", lock -> lock.writeLock().tryAcquire()),
        Operation.of("read and upgrade", LockScenarios::readAndUpgrade),
        Operation.of("write and downgrade", LockScenarios::writeAndDowngrade),
        Operation.of("readerCount", lock -> lock.readLock().readerCount()));
  }

  private static Object withinAMoment(RWLock lock, Function<RWLock, Acquirable> part)
      throws InterruptedException {
    try (Hold hold = part.apply(lock).tryHold(SHORT)) {
      return hold.held();
    }
  }

  private static Object readAndUpgrade(RWLock lock) {
    lock.readLock().acquire();
    boolean upgraded = lock.tryUpgrade();
    if (upgraded) {
      lock.writeLock().release();
    }
    lock.readLock().release();
    return upgraded;
  }

  private static Object writeAndDowngrade(RWLock lock) {
    lock.writeLock().acquire();
    lock.readLock().acquire();
    lock.writeLock().release();
    boolean written = lock.writeLock().isLocked();
    lock.readLock().release();
    return written;
  }
}
