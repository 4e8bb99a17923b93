package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

@ParameterizedClass
@CsvSource({"PLATFORM, Lock", "PLATFORM, RLock", "VIRTUAL, Lock", "VIRTUAL, RLock"})
class ConditionTest {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  @Parameter(0)
  ThreadKind kind;

  @Parameter(1)
  String lockType;

  private Condition made;

  private Condition condition() {
    if (made == null) {
      made =
          lockType.equals("Lock")
              ? new Condition(new Lock("queue"), "not empty")
              : new Condition(new RLock("queue"), "not empty");
    }
    return made;
  }

  private ThreadFactory threads() {
    return kind.factory();
  }

  private interface Wait<T> {
    T wait(Condition condition) throws InterruptedException;
  }

  /** Starts a thread that waits with the lock held, and returns once it waits for the signal. */
  private <T> Worker<T> waiting(Wait<T> wait) {
    Condition condition = condition();
    int before = condition.waitingCount();
    Worker<T> worker =
        Worker.start(
            threads(),
            () -> {
              try (Hold hold = condition.hold()) {
                T result = wait.wait(condition);
                assertThat(hold.held()).isTrue();
                assertThat(condition.lock().isLocked()).isTrue();
                return result;
              }
            });
    worker.parked();
    assertThat(condition.waitingCount()).isEqualTo(before + 1);
    return worker;
  }

  private Worker<Void> awaiting() {
    return waiting(
        condition -> {
          condition.await();
          return null;
        });
  }

  private void awaitCount(int count) {
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (condition().waitingCount() != count) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.yield();
    }
  }

  private void signal(int n) {
    Condition condition = condition();
    condition.lock().run(() -> condition.signal(n));
  }

  private void signalAll() {
    Condition condition = condition();
    condition.lock().run(condition::signalAll);
  }

  @Test
  void condition_withoutLock_isOverANewRLock() {
    assertThat(new Condition().lock()).isInstanceOf(RLock.class);
    assertThat(new Condition("ready").lock()).hasToString("RLock \"ready\" [unlocked]");
    assertThat(new Condition().lock()).isNotSameAs(new Condition().lock());
    Lock lock = new Lock();
    RLock rlock = new RLock();
    assertThat(new Condition(lock).lock()).isSameAs(lock);
    assertThat(new Condition(rlock).lock()).isSameAs(rlock);
  }

  @Test
  void condition_overTheLockOfAnother_sharesIt() {
    Condition first = new Condition();
    Condition second = new Condition(first.lock(), "second");

    assertThat(second.lock()).isSameAs(first.lock());
    assertThat(new Condition(first.lock()).lock()).isSameAs(first.lock());
  }

  @Test
  void hold_holdsTheLock() {
    Condition condition = condition();
    try (Hold hold = condition.hold()) {
      assertThat(hold.held()).isTrue();
      assertThat(condition.lock().isLocked()).isTrue();
    }
    assertThat(condition.lock().isLocked()).isFalse();
  }

  @Test
  void anyWaitOrSignal_lockNotHeld_throwsAndChangesNothing() {
    Condition condition = condition();
    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> calls =
        List.of(
            condition::await,
            condition::awaitUninterruptibly,
            () -> condition.await(Duration.ZERO),
            () -> condition.await(FOR_EVER),
            () -> condition.awaitUntil(() -> fail("the predicate was asked")),
            () -> condition.awaitUntil(() -> fail("the predicate was asked"), Duration.ZERO),
            condition::signal,
            () -> condition.signal(0),
            condition::signalAll);
    for (int i = 0; i < calls.size(); i++) {
      assertThatThrownBy(calls.get(i))
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessageContaining(
              (i < 6 ? "wait for" : "signal") + " Condition \"not empty\" without " + lockType)
          .hasMessageContaining("\"queue\": nobody holds it");
    }
    assertThat(condition.lock().isLocked()).isFalse();
    assertThat(condition.waitingCount()).isZero();
  }

  @Test
  void anyWaitOrSignal_lockHeldByAnother_throwsForAnRLockOnly() throws Exception {
    Condition condition = condition();
    Worker.run(threads(), condition.lock()::acquire).result();

    if (condition.lock() instanceof RLock) {
      assertThatThrownBy(condition::signalAll)
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessageContaining("holds it");
      assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
    } else {
      condition.signalAll();
      assertThat(condition.await(Duration.ZERO)).isFalse();
    }
    assertThat(condition.lock().isLocked()).isTrue();
  }

  @Test
  void signal_byAThreadThatDoesNotHoldTheLock_wakesOnceTheLockIsFree() throws Exception {
    Lock lock = new Lock();
    Condition condition = new Condition(lock);
    Worker<Void> waiter =
        Worker.run(
            threads(),
            () -> {
              lock.acquire();
              condition.await();
            });
    waiter.parked();
    lock.acquire();

    Worker.run(threads(), condition::signal).result();
    assertThat(condition.waitingCount()).isZero();
    assertThat(waiter.hasEnded()).isFalse();
    lock.release();

    waiter.result();
  }

  @Test
  void await_gives_theLockBackMeanwhile() throws Exception {
    Worker<Void> waiter = awaiting();

    assertThat(condition().lock().isLocked()).isFalse();
    signal(1);

    waiter.result();
    assertThat(condition().lock().isLocked()).isFalse();
  }

  @Test
  void await_signalled_returnsOnlyWhenTheSignallerReleases() throws Exception {
    Worker<Void> waiter = awaiting();
    Condition condition = condition();

    condition.lock().acquire();
    condition.signal();
    assertThat(condition.waitingCount()).isZero();
    waiter.parked();
    assertThat(waiter.hasEnded()).isFalse();
    condition.lock().release();

    waiter.result();
  }

  @Test
  void await_unparkedBySomebody_waitsOn() throws Exception {
    Condition condition = condition();
    AtomicInteger woken = new AtomicInteger();
    Thread[] thread = new Thread[1];
    Worker<Void> waiter =
        waiting(
            c -> {
              thread[0] = Thread.currentThread();
              c.await();
              woken.incrementAndGet();
              return null;
            });

    for (int i = 0; i < 100; i++) {
      java.util.concurrent.locks.LockSupport.unpark(thread[0]);
      waiter.parked();
    }
    assertThat(woken).hasValue(0);
    assertThat(condition.waitingCount()).isEqualTo(1);
    signal(1);

    waiter.result();
  }

  @Test
  void await_timed_unparkedBySomebody_waitsOn() throws Exception {
    Thread[] thread = new Thread[1];
    Worker<Boolean> waiter =
        waiting(
            c -> {
              thread[0] = Thread.currentThread();
              return c.await(Worker.PATIENCE);
            });

    for (int i = 0; i < 100; i++) {
      java.util.concurrent.locks.LockSupport.unpark(thread[0]);
      waiter.parked();
    }
    assertThat(condition().waitingCount()).isEqualTo(1);
    signal(1);

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void awaitTimed_signalled_returnsTrue() throws Exception {
    Worker<Boolean> timed = waiting(c -> c.await(Worker.PATIENCE));
    Worker<Boolean> forEver = waiting(c -> c.await(FOR_EVER));

    signal(2);

    assertThat(timed.result()).isTrue();
    assertThat(forEver.result()).isTrue();
  }

  @Test
  void awaitTimed_noSignal_returnsFalseAfterTheTimeAndHoldsTheLock() throws Exception {
    Condition condition = condition();
    condition.lock().acquire();

    assertThat(condition.await(Duration.ZERO)).isFalse();
    assertThat(condition.await(Duration.ofSeconds(-1))).isFalse();
    long before = System.nanoTime();
    assertThat(condition.await(Duration.ofMillis(20))).isFalse();

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
    assertThat(condition.lock().isLocked()).isTrue();
    assertThat(condition.waitingCount()).isZero();
    condition.lock().release();
  }

  @Test
  void awaitTimed_noTime_letsOthersHaveTheLock() throws Exception {
    Condition condition = condition();
    AtomicInteger entered = new AtomicInteger();
    condition.lock().acquire();
    Worker<Void> other =
        Worker.run(threads(), () -> condition.lock().run(entered::incrementAndGet));
    other.parked();

    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (entered.get() == 0) {
      condition.await(Duration.ZERO);
      assertThat(System.nanoTime()).isLessThan(deadline);
    }

    condition.lock().release();
    other.result();
  }

  @Test
  void awaitTimed_lockTakenWhenTheTimeIsOver_waitsForTheLock() throws Exception {
    Worker.attempt(this::takeTheLockDuringAWaitOf);
  }

  private boolean takeTheLockDuringAWaitOf(Duration time) throws Exception {
    Condition condition = condition();
    Worker<Boolean> waiter =
        Worker.start(threads(), () -> condition.lock().call(() -> condition.await(time)));
    while (condition.waitingCount() == 0 && !waiter.hasEnded()) {
      Thread.yield();
    }
    condition.lock().acquire();
    boolean inTime = condition.waitingCount() == 1;
    if (inTime) {
      awaitCount(0);
      waiter.parkedForEver();
      condition.signal();
    }
    condition.lock().release();
    assertThat(waiter.result()).as("a signal came too late, or none").isFalse();
    return inTime;
  }

  @Test
  void await_interruptedBefore_throwsAndKeepsTheLockThroughout() throws Exception {
    Condition condition = condition();
    Worker<Void> worker =
        Worker.run(
            threads(),
            () -> {
              condition.lock().acquire();
              for (int i = 0; i < 5; i++) {
                int form = i;
                Thread.currentThread().interrupt();
                assertThatThrownBy(
                        () -> {
                          switch (form) {
                            case 0 -> condition.await();
                            case 1 -> condition.await(Duration.ZERO);
                            case 2 -> condition.awaitUntil(() -> true);
                            case 3 -> condition.awaitUntil(() -> true, Worker.PATIENCE);
                            default -> condition.awaitUntil(() -> true, FOR_EVER);
                          }
                        })
                    .isInstanceOf(InterruptedException.class);
                assertThat(Thread.interrupted()).isFalse();
                assertThat(condition.lock().isLocked()).isTrue();
              }
              condition.lock().release();
            });

    worker.result();
  }

  @Test
  void await_interrupted_throwsWithTheLockHeldAndLeavesTheQueue() throws Exception {
    Condition condition = condition();
    Worker<Void> waiter =
        Worker.run(
            threads(),
            () -> {
              condition.lock().acquire();
              try {
                condition.await();
              } finally {
                assertThat(condition.lock().isLocked()).isTrue();
                condition.lock().release();
              }
            });
    waiter.parked();

    waiter.interrupt();

    assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
    assertThat(condition.waitingCount()).isZero();
  }

  @Test
  void await_interruptedAfterTheSignal_returnsAndKeepsTheInterrupt() throws Exception {
    Worker<Boolean> waiter =
        waiting(
            c -> {
              c.await();
              return Thread.interrupted();
            });
    Condition condition = condition();

    condition.lock().acquire();
    condition.signal();
    waiter.interrupt();
    waiter.parked();
    condition.lock().release();

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void signal_firstWaiterInterrupted_reachesTheNext() throws Exception {
    Worker<Void> first = awaiting();
    Worker<Void> second = awaiting();
    Condition condition = condition();

    condition.lock().acquire();
    first.interrupt();
    awaitCount(1);
    condition.signal();
    condition.lock().release();

    assertThat(first.failure()).isInstanceOf(InterruptedException.class);
    second.result();
  }

  @Test
  void awaitUninterruptibly_interrupted_waitsOnAndKeepsTheInterrupt() throws Exception {
    Worker<Boolean> waiter =
        waiting(
            c -> {
              c.awaitUninterruptibly();
              return Thread.interrupted();
            });

    waiter.interrupt().parked();
    assertThat(condition().waitingCount()).isEqualTo(1);
    signal(1);

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void awaitUninterruptibly_interruptedBefore_waitsAndKeepsTheInterrupt() throws Exception {
    Worker<Boolean> waiter =
        waiting(
            c -> {
              Thread.currentThread().interrupt();
              c.awaitUninterruptibly();
              return Thread.interrupted();
            });

    signal(1);

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void signal_severalWaiters_wakesTheLongestWaitingFirst() throws Exception {
    Queue<Integer> order = new ConcurrentLinkedQueue<>();
    List<Worker<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      waiters.add(
          waiting(
              c -> {
                c.await();
                return order.add(number);
              }));
    }

    signal(1);
    waiters.get(0).result();
    signal(2);
    waiters.get(1).result();
    waiters.get(2).result();
    assertThat(condition().waitingCount()).isEqualTo(2);
    signalAll();
    waiters.get(3).result();
    waiters.get(4).result();

    assertThat(order).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void signal_lessThanOne_wakesNobody() throws Exception {
    Worker<Void> waiter = awaiting();

    signal(0);
    signal(-1);
    signal(Integer.MIN_VALUE);
    assertThat(condition().waitingCount()).isEqualTo(1);
    signal(1);

    waiter.result();
  }

  @Test
  void signal_moreThanThereAre_wakesAll() throws Exception {
    Worker<Void> first = awaiting();
    Worker<Void> second = awaiting();

    signal(100);

    first.result();
    second.result();
  }

  @Test
  void signal_nobodyWaits_isNotStored() throws Exception {
    signal(1);
    signalAll();
    Condition condition = condition();
    condition.lock().acquire();

    assertThat(condition.await(Duration.ofMillis(1))).isFalse();
    condition.lock().release();
  }

  @Test
  void awaitUntil_trueAtFirst_returnsWithoutWaiting() throws Exception {
    Condition condition = condition();
    AtomicInteger asked = new AtomicInteger();
    condition.lock().acquire();

    condition.awaitUntil(() -> asked.incrementAndGet() > 0);
    assertThat(condition.awaitUntil(() -> asked.incrementAndGet() > 0, Duration.ZERO)).isTrue();
    assertThat(condition.awaitUntil(() -> asked.incrementAndGet() > 0, FOR_EVER)).isTrue();

    assertThat(asked).hasValue(3);
    condition.lock().release();
  }

  @Test
  void awaitUntil_signalled_looksAgainUntilItIsTrue() throws Exception {
    AtomicInteger items = new AtomicInteger();
    AtomicInteger asked = new AtomicInteger();
    Worker<Integer> waiter =
        waiting(
            c -> {
              c.awaitUntil(
                  () -> {
                    assertThat(c.lock().isLocked()).isTrue();
                    asked.incrementAndGet();
                    return items.get() == 2;
                  });
              return asked.get();
            });

    items.set(1);
    signal(1);
    awaitCount(1);
    items.set(2);
    signal(1);

    assertThat(waiter.result()).isEqualTo(3);
  }

  @Test
  void awaitUntilTimed_becomesTrue_returnsTrue() throws Exception {
    AtomicInteger items = new AtomicInteger();
    Worker<Boolean> timed = waiting(c -> c.awaitUntil(() -> items.get() > 0, Worker.PATIENCE));
    Worker<Boolean> forEver = waiting(c -> c.awaitUntil(() -> items.get() > 0, FOR_EVER));

    items.set(1);
    signalAll();

    assertThat(timed.result()).isTrue();
    assertThat(forEver.result()).isTrue();
  }

  @Test
  void awaitUntilTimed_neverTrue_asksOnceMoreWhenTheTimeIsOver() throws Exception {
    Condition condition = condition();
    AtomicInteger asked = new AtomicInteger();
    condition.lock().acquire();

    assertThat(condition.awaitUntil(() -> asked.incrementAndGet() < 0, Duration.ofMillis(5)))
        .isFalse();
    assertThat(asked).hasValue(2);
    assertThat(condition.awaitUntil(() -> asked.incrementAndGet() < 0, Duration.ZERO)).isFalse();
    assertThat(asked).hasValue(4);
    assertThat(condition.awaitUntil(() -> asked.incrementAndGet() == 6, Duration.ofSeconds(-1)))
        .as("the second answer counts")
        .isTrue();
    condition.lock().release();
  }

  @Test
  void awaitUntilTimed_signalledInVain_hasOneDeadlineForAllRounds() throws Exception {
    Condition condition = condition();
    AtomicInteger asked = new AtomicInteger();
    long before = System.nanoTime();
    Worker<Boolean> waiter =
        Worker.start(
            threads(),
            () ->
                condition
                    .lock()
                    .call(
                        () ->
                            condition.awaitUntil(
                                () -> asked.incrementAndGet() < 0, Duration.ofMillis(300))));

    while (!waiter.hasEnded()) {
      signalAll();
      Thread.yield();
      assertThat(System.nanoTime() - before).isLessThan(Worker.PATIENCE.toNanos());
    }

    assertThat(waiter.result()).isFalse();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(300_000_000);
    assertThat(condition.waitingCount()).isZero();
  }

  @Test
  void awaitUntil_predicateThrows_passesItOnWithTheLockHeld() {
    Condition condition = condition();
    condition.lock().acquire();

    assertThatThrownBy(() -> condition.awaitUntil(() -> fail("no"))).hasMessage("no");

    assertThat(condition.lock().isLocked()).isTrue();
    condition.lock().release();
  }

  @Test
  void conditions_sharingALock_haveWaitersOfTheirOwn() throws Exception {
    Lock lock = new Lock();
    Condition notEmpty = new Condition(lock);
    Condition notFull = new Condition(lock);
    Worker<Void> taker =
        Worker.run(
            threads(),
            () -> {
              lock.acquire();
              notEmpty.await();
              lock.release();
            });
    taker.parked();

    lock.run(notFull::signalAll);
    assertThat(notEmpty.waitingCount()).isEqualTo(1);
    assertThat(notFull.waitingCount()).isZero();
    taker.parked();
    lock.run(notEmpty::signal);

    taker.result();
  }

  /** Starts a thread that waits with three holds, and returns how many it has afterwards. */
  private Worker<Integer> waitingWithThreeHolds(RLock lock, Wait<?> wait) {
    Condition condition = new Condition(lock);
    return Worker.start(
            threads(),
            () -> {
              lock.acquire();
              lock.acquire();
              lock.acquire();
              try {
                wait.wait(condition);
              } catch (InterruptedException e) {
                return -lock.holdCount();
              }
              return lock.holdCount();
            })
        .parked();
  }

  @Test
  void anyWait_ofAnRLock_givesBackAllHoldsAndRestoresThem() throws Exception {
    RLock lock = new RLock();
    Condition[] used = new Condition[1];
    Worker<Integer> signalled =
        waitingWithThreeHolds(
            lock,
            condition -> {
              used[0] = condition;
              condition.await();
              return null;
            });
    lock.run(used[0]::signal);
    assertThat(signalled.result()).isEqualTo(3);
  }

  @Test
  void anyWait_ofAnRLockInterrupted_restoresAllHolds() throws Exception {
    RLock lock = new RLock();
    Worker<Integer> interrupted = waitingWithThreeHolds(lock, c -> c.await(FOR_EVER));
    lock.run(interrupted::interrupt);
    assertThat(interrupted.result()).as("interrupted, with three holds").isEqualTo(-3);
  }

  @Test
  void anyWait_ofAnRLockTimedOut_restoresAllHolds() throws Exception {
    RLock lock = new RLock();
    Condition condition = new Condition(lock);
    Worker<Integer> timedOut =
        Worker.start(
            threads(),
            () -> {
              lock.acquire();
              lock.acquire();
              lock.acquire();
              assertThat(condition.await(Duration.ofMillis(5))).isFalse();
              return lock.holdCount();
            });

    assertThat(timedOut.result()).isEqualTo(3);
  }

  @Test
  void toString_tellsNameWaitersAndLock() throws Exception {
    assertThat(condition())
        .hasToString("Condition \"not empty\" [0 waiting, over %s \"queue\" [unlocked]]", lockType);
    Worker<Void> waiter = awaiting();
    assertThat(condition().toString()).contains("[1 waiting, ");
    signal(1);
    waiter.result();
    assertThat(new Condition(new Lock()))
        .hasToString("Condition [0 waiting, over Lock [unlocked]]");
  }

  @Test
  void nullArguments_throw() {
    Condition condition = condition();
    assertThatThrownBy(() -> new Condition((Lock) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Condition((RLock) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Condition((String) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Condition(new Lock(), null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Condition(new RLock(), null))
        .isInstanceOf(NullPointerException.class);
    condition.lock().acquire();
    assertThatThrownBy(() -> condition.await(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> condition.awaitUntil(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> condition.awaitUntil(null, Duration.ZERO))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> condition.awaitUntil(() -> true, null))
        .isInstanceOf(NullPointerException.class);
    condition.lock().release();
  }

  private static boolean fail(String message) {
    throw new IllegalStateException(message);
  }
}
