package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class BarrierTest {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  @Parameter ThreadKind kind;

  private final Barrier barrier = new Barrier(3, "phase");

  private ThreadFactory threads() {
    return kind.factory();
  }

  private Worker<Integer> arriving(Barrier at, String name) {
    int before = at.waitingCount();
    Worker<Integer> worker = Worker.startNamed(threads(), name, at::await).parked();
    assertThat(at.waitingCount()).isEqualTo(before + 1);
    return worker;
  }

  @Test
  void barrier_new_hasNobody() {
    assertThat(barrier.parties()).isEqualTo(3);
    assertThat(barrier.waitingCount()).isZero();
    assertThat(barrier.isBroken()).isFalse();
  }

  @Test
  void barrier_lessThanOneParty_throws() {
    for (int parties : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> new Barrier(parties)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Barrier(0, "phase"))
        .hasMessage("Barrier \"phase\" cannot have 0 parties");
  }

  @Test
  void await_all_goOnWithIndicesCountingUp() throws Exception {
    for (int cycle = 0; cycle < 3; cycle++) {
      Worker<Integer> first = arriving(barrier, "first");
      Worker<Integer> second = arriving(barrier, "second");

      assertThat(barrier.await()).isEqualTo(2);

      assertThat(first.result()).isZero();
      assertThat(second.result()).isEqualTo(1);
      assertThat(barrier.waitingCount()).isZero();
      assertThat(barrier.isBroken()).isFalse();
    }
  }

  @Test
  void await_manyThreadsAndCycles_eachIndexOnceInEachCycle() throws Exception {
    int parties = 4;
    int cycles = 200;
    Barrier many = new Barrier(parties);
    AtomicInteger[] seen = new AtomicInteger[cycles];
    for (int i = 0; i < cycles; i++) {
      seen[i] = new AtomicInteger();
    }
    List<Worker<Void>> workers = new ArrayList<>();
    for (int i = 0; i < parties; i++) {
      workers.add(
          Worker.run(
              threads(),
              () -> {
                for (AtomicInteger cycle : seen) {
                  int index = many.await();
                  cycle.addAndGet(1 << (8 * index));
                }
              }));
    }
    for (Worker<Void> worker : workers) {
      worker.result();
    }

    for (AtomicInteger cycle : seen) {
      assertThat(Integer.toHexString(cycle.get())).isEqualTo("1010101");
    }
  }

  @Test
  void await_oneParty_returnsAtOnceAndRunsTheAction() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Barrier alone = new Barrier(1, runs::incrementAndGet);

    assertThat(alone.await()).isZero();
    assertThat(alone.await(Duration.ZERO)).isZero();
    assertThat(runs).hasValue(2);
  }

  @Test
  void action_runsOnceInTheLastThreadBeforeAnybodyGoesOn() throws Exception {
    AtomicReference<Thread> ranIn = new AtomicReference<>();
    AtomicInteger waiting = new AtomicInteger();
    Barrier[] self = new Barrier[1];
    self[0] =
        new Barrier(
            2,
            () -> {
              assertThat(ranIn.getAndSet(Thread.currentThread())).isNull();
              waiting.set(self[0].waitingCount());
            });
    Worker<Boolean> first =
        Worker.start(threads(), () -> self[0].await() == 0 && ranIn.get() != null).parked();

    self[0].await();

    assertThat(first.result()).isTrue();
    assertThat(ranIn).hasValue(Thread.currentThread());
    assertThat(waiting).as("all are inside").hasValue(2);
  }

  @Test
  void action_throws_breaksTheBarrierAndIsThrownInTheLastThread() throws Exception {
    IllegalStateException thrown = new IllegalStateException("no rows");
    Barrier failing =
        new Barrier(
            2,
            () -> {
              throw thrown;
            },
            "phase");
    Worker<Integer> first = arriving(failing, "first");

    Worker<Integer> last = Worker.startNamed(threads(), "last", failing::await);

    assertThat(last.failure()).isSameAs(thrown);
    assertThat(first.failure())
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessage(
            "Barrier \"phase\" broke: its action failed in thread last:"
                + " java.lang.IllegalStateException: no rows")
        .hasCause(thrown);
    assertThat(failing.isBroken()).isTrue();
    assertThat(failing.waitingCount()).isZero();
  }

  @Test
  void action_throwsWhatCannotBeDescribed_breaksTheBarrierNevertheless() throws Exception {
    RuntimeException mute =
        new RuntimeException() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new UnsupportedOperationException();
          }
        };
    Barrier failing =
        new Barrier(
            2,
            () -> {
              throw mute;
            });
    Callable<RuntimeException> arrival =
        () -> {
          try {
            failing.await();
            throw new AssertionError("nothing was thrown");
          } catch (RuntimeException e) {
            return e;
          }
        };
    Worker<RuntimeException> first = Worker.start(threads(), arrival).parked();
    Worker<RuntimeException> last = Worker.startNamed(threads(), "last", arrival);

    assertThat(last.result() == mute).isTrue();
    assertThat(failing.isBroken()).isTrue();
    assertThat(failing.waitingCount()).isZero();
    assertThat(first.result().getMessage())
        .isEqualTo(
            "this Barrier broke: its action failed in thread last: " + mute.getClass().getName());
  }

  @Test
  void await_timeoutOfTheBarrierWithoutAction_holds() {
    assertThatThrownBy(() -> new Barrier(2, Duration.ZERO, "hasty").await())
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessageContaining("Barrier \"hasty\" broke: ");
    assertThatThrownBy(() -> new Barrier(2, Duration.ofMillis(1)).await())
        .isInstanceOf(BrokenBarrierException.class);
  }

  @Test
  void action_running_whoeverWantsToChangeTheBarrierWaits() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Barrier slow =
        new Barrier(
            1,
            () -> {
              running.countDown();
              try {
                finish.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    Worker<Integer> first = Worker.start(threads(), slow::await);
    running.await();

    Worker<Void> reset = Worker.run(threads(), slow::reset).parked();
    Worker<Integer> next = Worker.start(threads(), () -> slow.await(Duration.ZERO)).parked();
    assertThat(reset.hasEnded() || next.hasEnded()).isFalse();
    finish.countDown();

    assertThat(first.result()).isZero();
    reset.result();
    assertThat(next.result()).as("a cycle of its own").isZero();
    Worker.run(threads(), slow::abort).result();
    assertThat(slow.isBroken()).isTrue();
  }

  @Test
  void action_throwsAnError_breaksTheBarrierToo() {
    Barrier failing =
        new Barrier(
            1,
            () -> {
              throw new AssertionError("wrong rows");
            });

    assertThatThrownBy(failing::await).isInstanceOf(AssertionError.class);
    assertThat(failing.isBroken()).isTrue();
  }

  @Test
  void action_usingItsBarrier_failsAtOnce() {
    Barrier[] self = new Barrier[1];
    List<String> refused = new ArrayList<>();
    self[0] =
        new Barrier(
            1,
            () -> {
              for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
                  List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                      self[0]::await,
                      () -> self[0].await(Duration.ZERO),
                      self[0]::abort,
                      self[0]::reset)) {
                assertThatThrownBy(call)
                    .isInstanceOf(IllegalStateException.class)
                    .isNotInstanceOf(BrokenBarrierException.class)
                    .satisfies(e -> refused.add(e.getMessage()));
              }
            },
            "phase");

    assertThat(new Object[] {awaitUnchecked(self[0])}).containsExactly(0);
    assertThat(refused)
        .containsExactly(
            "cannot await Barrier \"phase\" from its own action",
            "cannot await Barrier \"phase\" from its own action",
            "cannot abort Barrier \"phase\" from its own action",
            "cannot reset Barrier \"phase\" from its own action");
    assertThat(self[0].isBroken()).isFalse();
    assertThat(awaitUnchecked(self[0])).as("and later it works").isZero();
  }

  private static int awaitUnchecked(Barrier barrier) {
    try {
      return barrier.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void action_running_timeoutsAndInterruptsDoNotBreakTheBarrier() throws Exception {
    Worker.attempt(this::runTheActionDuringAWaitOf);
  }

  private boolean runTheActionDuringAWaitOf(Duration time) throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Barrier slow =
        new Barrier(
            3,
            () -> {
              running.countDown();
              try {
                finish.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    Worker<Integer> timed = Worker.start(threads(), () -> slow.await(time));
    awaitArrivals(slow, 1);
    Worker<Boolean> interrupted =
        Worker.start(
            threads(),
            () -> {
              slow.await();
              return Thread.interrupted();
            });
    awaitArrivals(slow, 2);
    Worker<Integer> last = Worker.start(threads(), slow::await);
    awaitArrivals(slow, 3);
    if (slow.isBroken()) {
      return false;
    }
    running.await();
    interrupted.interrupt();
    timed.parkedForEver();
    finish.countDown();

    assertThat(last.result()).isEqualTo(2);
    assertThat(timed.result()).isZero();
    assertThat(interrupted.result()).isTrue();
    assertThat(slow.isBroken()).isFalse();
    return true;
  }

  private static void awaitArrivals(Barrier barrier, int count) {
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (barrier.waitingCount() < count && !barrier.isBroken()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.yield();
    }
  }

  @Test
  void await_timeOver_breaksTheBarrierForAll() throws Exception {
    Worker<Integer> patient = arriving(barrier, "patient");
    Worker<Integer> hasty =
        Worker.startNamed(threads(), "hasty", () -> barrier.await(Duration.ofMillis(5)));

    String message = "Barrier \"phase\" broke: thread hasty waited 5 ms, and 2 of 3 had arrived";
    assertThat(hasty.failure()).isInstanceOf(BrokenBarrierException.class).hasMessage(message);
    assertThat(patient.failure()).isInstanceOf(BrokenBarrierException.class).hasMessage(message);
    assertThat(barrier.isBroken()).isTrue();
    assertThat(barrier.waitingCount()).isZero();
    assertThatThrownBy(barrier::await).as("whoever comes").hasMessage(message);
    assertThatThrownBy(() -> barrier.await(FOR_EVER)).hasMessage(message);
  }

  @Test
  void await_noTimeAndNotTheLast_breaksAtOnce() {
    for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      Barrier two = new Barrier(2);
      assertThatThrownBy(() -> two.await(timeout))
          .isInstanceOf(BrokenBarrierException.class)
          .hasMessageContaining("this Barrier broke")
          .hasMessageContaining("waited 0 ms, and 1 of 2 had arrived");
      assertThat(two.isBroken()).isTrue();
    }
  }

  @Test
  void await_noTimeAndTheLast_goesOn() throws Exception {
    Barrier two = new Barrier(2);
    Worker<Integer> first = arriving(two, "first");

    assertThat(two.await(Duration.ZERO)).isEqualTo(1);
    assertThat(first.result()).isZero();
  }

  @Test
  void await_timeoutOfTheBarrier_holdsUnlessAnotherIsGiven() throws Exception {
    Barrier hasty = new Barrier(2, () -> {}, Duration.ofMillis(5), "phase");
    assertThatThrownBy(hasty::await).isInstanceOf(BrokenBarrierException.class);
    hasty.reset();
    Worker<Integer> patient = Worker.start(threads(), () -> hasty.await(FOR_EVER)).parked();
    Worker<Integer> other = Worker.start(threads(), hasty::await);

    assertThat(patient.result()).isZero();
    assertThat(other.result()).isEqualTo(1);
    assertThatThrownBy(() -> new Barrier(2, () -> {}, Duration.ZERO).await())
        .isInstanceOf(BrokenBarrierException.class);
  }

  @Test
  void await_interrupted_throwsThereAndBreaksForTheOthers() throws Exception {
    Worker<Integer> other = arriving(barrier, "other");
    Worker<Integer> worker = arriving(barrier, "worker");

    worker.interrupt();

    assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
    assertThat(other.failure())
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessage(
            "Barrier \"phase\" broke: thread worker was interrupted, and 2 of 3 had arrived");
  }

  @Test
  void await_interruptedBefore_throwsAndBreaks() throws Exception {
    Worker<Boolean> worker =
        Worker.startNamed(
            threads(),
            "worker",
            () -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(barrier::await).isInstanceOf(InterruptedException.class);
              return Thread.interrupted();
            });

    assertThat(worker.result()).isFalse();
    assertThat(barrier.isBroken()).isTrue();
    assertThatThrownBy(barrier::await)
        .hasMessage(
            "Barrier \"phase\" broke: thread worker was interrupted, and 0 of 3 had arrived");
  }

  @Test
  void abort_waiters_getTheExceptionUntilTheReset() throws Exception {
    Worker<Integer> waiter = arriving(barrier, "waiter");

    Worker.startNamed(
            threads(),
            "controller",
            () -> {
              barrier.abort();
              return null;
            })
        .result();

    String message = "Barrier \"phase\" broke: thread controller aborted it";
    assertThat(waiter.failure()).isInstanceOf(BrokenBarrierException.class).hasMessage(message);
    assertThat(barrier.isBroken()).isTrue();
    barrier.abort();
    assertThatThrownBy(barrier::await).as("the first reason stays").hasMessage(message);

    barrier.reset();
    assertThat(barrier.isBroken()).isFalse();
    await_all_goOnWithIndicesCountingUp();
  }

  @Test
  void reset_waiters_getTheExceptionAndTheBarrierIsUsable() throws Exception {
    Worker<Integer> waiter = arriving(barrier, "waiter");

    Worker.startNamed(
            threads(),
            "controller",
            () -> {
              barrier.reset();
              return null;
            })
        .result();

    assertThat(waiter.failure())
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessage("Barrier \"phase\" broke: thread controller reset it");
    assertThat(barrier.isBroken()).isFalse();
    await_all_goOnWithIndicesCountingUp();
  }

  @Test
  void reset_nobodyInside_isHarmless() throws Exception {
    barrier.reset();
    await_all_goOnWithIndicesCountingUp();
  }

  @Test
  void toString_tellsNameAndState() throws Exception {
    Worker<Integer> waiter = arriving(barrier, "waiter");
    assertThat(barrier).hasToString("Barrier \"phase\" [1 of 3 waiting]");
    Worker.startNamed(
            threads(),
            "controller",
            () -> {
              barrier.abort();
              return null;
            })
        .result();
    waiter.failure();
    assertThat(barrier).hasToString("Barrier \"phase\" [broken: thread controller aborted it]");
    assertThat(new Barrier(2)).hasToString("Barrier [0 of 2 waiting]");
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> new Barrier(1, (String) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Barrier(1, (Runnable) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Barrier(1, () -> {}, (Duration) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Barrier(1, () -> {}, (String) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Barrier(1, () -> {}, Duration.ZERO, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> barrier.await(null)).isInstanceOf(NullPointerException.class);
    assertThat(barrier.waitingCount()).isZero();
  }
}
