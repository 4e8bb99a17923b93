package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.junit.jupiter.api.Test;

/** Waits that end without success leave nothing behind. */
class FootprintTest {
  private static final int TIMED_OUT = 1_000_000;
  private static final int INTERRUPTED = 20_000;
  private static final Duration TINY = Duration.ofNanos(1);

  private interface Wait {
    void once() throws InterruptedException;
  }

  @Test
  void lock_millionTimedOutWaits_leaveNothingInTheQueue() throws Exception {
    Lock lock = new Lock();
    lock.acquire();

    repeat(() -> lock.tryAcquire(TINY));

    assertThat(nodes(lock.sync())).isLessThanOrEqualTo(2);
  }

  @Test
  void semaphore_millionTimedOutWaits_leaveNothingInTheQueue() throws Exception {
    Semaphore semaphore = new Semaphore(0);

    repeat(() -> semaphore.tryAcquire(TINY));

    assertThat(nodes(semaphore.sync())).isLessThanOrEqualTo(2);
  }

  @Test
  void event_millionTimedOutWaits_leaveNothingInTheQueue() throws Exception {
    Event event = new Event();

    repeat(() -> event.await(TINY));

    assertThat(nodes(event.gate())).isLessThanOrEqualTo(2);
  }

  @Test
  void condition_millionTimedOutWaits_leaveNothingInTheQueue() throws Exception {
    Lock lock = new Lock();
    Condition condition = new Condition(lock);
    lock.acquire();

    repeat(() -> condition.await(TINY));

    assertThat(condition.waitingCount()).isZero();
    assertThat(nodes(lock.sync())).isZero();
  }

  @Test
  void lock_manyInterruptedWaits_leaveNothingInTheQueue() throws Exception {
    Lock lock = new Lock();
    lock.acquire();

    interruptOften(lock::acquireInterruptibly);

    assertThat(nodes(lock.sync())).isLessThanOrEqualTo(2);
  }

  @Test
  void event_manyInterruptedWaits_leaveNothingInTheQueue() throws Exception {
    Event event = new Event();

    interruptOften(event::await);

    assertThat(nodes(event.gate())).isLessThanOrEqualTo(2);
  }

  @Test
  void condition_manyInterruptedWaits_leaveNothingInTheQueue() throws Exception {
    RLock lock = new RLock();
    Condition condition = new Condition(lock);

    interruptOften(() -> lock.run(condition::await));

    assertThat(condition.waitingCount()).isZero();
    assertThat(nodes(lock.sync())).isLessThanOrEqualTo(2);
  }

  private static void repeat(Wait wait) throws InterruptedException {
    for (int i = 0; i < TIMED_OUT; i++) {
      wait.once();
    }
  }

  /** Lets a thread wait again and again, and interrupts it until it has been that often enough. */
  private static void interruptOften(Wait wait) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Thread[] waiter = new Thread[1];
    Worker<Void> worker =
        Worker.run(
            body -> waiter[0] = new Thread(body),
            () -> {
              for (int i = 0; i < INTERRUPTED; i++) {
                try {
                  wait.once();
                } catch (InterruptedException e) {
                  continue;
                }
                throw new AssertionError("a wait has ended without an interrupt");
              }
              done.set(true);
            });
    while (!done.get() && !worker.hasEnded()) {
      waiter[0].interrupt();
      Thread.yield();
    }
    worker.result();
  }

  /** Returns how many nodes can be reached from the tail of a synchronizer's queue. */
  private static int nodes(AbstractQueuedSynchronizer sync) throws ReflectiveOperationException {
    Class<?> type = Class.forName(AbstractQueuedSynchronizer.class.getName() + "$Node");
    MethodHandles.Lookup lookup =
        MethodHandles.privateLookupIn(AbstractQueuedSynchronizer.class, MethodHandles.lookup());
    VarHandle tail = lookup.findVarHandle(AbstractQueuedSynchronizer.class, "tail", type);
    VarHandle previous =
        MethodHandles.privateLookupIn(type, MethodHandles.lookup())
            .findVarHandle(type, "prev", type);
    int count = 0;
    for (Object node = tail.get(sync); node != null; node = previous.get(node)) {
      count++;
    }
    return count;
  }
}
