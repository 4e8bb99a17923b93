package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holding by scope, of everything that can be acquired. */
class HoldTest {

  /** One of each kind, with one place, and a question: is it taken? */
  static Stream<Arguments> acquirables() {
    Lock lock = new Lock("lock");
    RLock rlock = new RLock("rlock");
    Semaphore semaphore = new Semaphore(1, "semaphore");
    BoundedSemaphore bounded = new BoundedSemaphore(1, "bounded");
    return Stream.of(
        arguments(lock, (Taken) lock::isLocked),
        arguments(rlock, (Taken) rlock::isLocked),
        arguments(semaphore, (Taken) () -> semaphore.availablePermits() == 0),
        arguments(bounded, (Taken) () -> bounded.availablePermits() == 0));
  }

  /** Whether what a test holds is held. */
  interface Taken {
    boolean now();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void hold_inABlock_holdsAndReleases(Acquirable acquirable, Taken taken) {
    try (Hold hold = acquirable.hold()) {
      assertThat(hold.held()).isTrue();
      assertThat(taken.now()).isTrue();
      assertThat(hold).hasToString("Hold of " + acquirable);
    }
    assertThat(taken.now()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void hold_blockThrows_releases(Acquirable acquirable, Taken taken) {
    assertThatThrownBy(
            () -> {
              try (Hold hold = acquirable.hold()) {
                throw new IOException(hold.toString());
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(taken.now()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void close_twice_releasesOnce(Acquirable acquirable, Taken taken) {
    Hold first = acquirable.hold();
    first.close();
    assertThat(first.held()).isFalse();
    assertThat(first).hasToString("Hold of nothing");
    Hold second = acquirable.hold();

    first.close();

    assertThat(taken.now()).isTrue();
    second.close();
    assertThat(taken.now()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void holdInterruptibly_free_holds(Acquirable acquirable, Taken taken) throws Exception {
    try (Hold hold = acquirable.holdInterruptibly()) {
      assertThat(hold.held()).isTrue();
      assertThat(taken.now()).isTrue();
    }
    assertThat(taken.now()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void holdInterruptibly_interrupted_throwsAndHoldsNothing(Acquirable acquirable, Taken taken) {
    Thread.currentThread().interrupt();
    assertThatThrownBy(acquirable::holdInterruptibly).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> acquirable.tryHold(Duration.ofSeconds(1)))
        .isInstanceOf(InterruptedException.class);
    assertThat(taken.now()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void hold_interrupted_holdsAndKeepsTheInterrupt(Acquirable acquirable, Taken taken) {
    Thread.currentThread().interrupt();
    try (Hold hold = acquirable.hold()) {
      assertThat(hold.held()).isTrue();
      assertThat(taken.now()).isTrue();
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void tryHold_free_holds(Acquirable acquirable, Taken taken) throws Exception {
    try (Hold hold = acquirable.tryHold()) {
      assertThat(hold.held()).isTrue();
      assertThat(taken.now()).isTrue();
    }
    try (Hold hold = acquirable.tryHold(Duration.ofMillis(1))) {
      assertThat(hold.held()).isTrue();
      assertThat(taken.now()).isTrue();
    }
    assertThat(taken.now()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void tryHold_taken_isAHoldOfNothing(Acquirable acquirable, Taken taken) throws Exception {
    Worker.run(Thread::new, acquirable::acquire).result();

    for (Hold failed : new Hold[] {acquirable.tryHold(), acquirable.tryHold(Duration.ZERO)}) {
      assertThat(failed.held()).isFalse();
      assertThat(failed).hasToString("Hold of nothing");
      failed.close();
      failed.close();
    }
    assertThat(taken.now()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void run_body_isUnderTheLock(Acquirable acquirable, Taken taken) {
    AtomicReference<Boolean> inside = new AtomicReference<>();

    acquirable.run(() -> inside.set(taken.now()));

    assertThat(inside.get()).isTrue();
    assertThat(taken.now()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void run_bodyThrows_passesItOnAndReleases(Acquirable acquirable, Taken taken) {
    IOException thrown = new IOException();
    try {
      acquirable.run(() -> failWith(thrown));
    } catch (IOException e) {
      // The compiler knows the type: that is the promise.
      assertThat(e).isSameAs(thrown);
    }
    assertThatThrownBy(() -> acquirable.run(() -> failWith(thrown))).isSameAs(thrown);
    assertThat(taken.now()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void call_body_returnsItsValueOrThrows(Acquirable acquirable, Taken taken) {
    boolean inside = acquirable.call(taken::now);
    assertThat(inside).isTrue();
    String nothing = acquirable.call(() -> null);
    assertThat(nothing).isNull();
    IOException thrown = new IOException();
    assertThatThrownBy(() -> acquirable.call(() -> failWith(thrown))).isSameAs(thrown);
    assertThat(taken.now()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void runAndCall_null_throwAndHoldNothing(Acquirable acquirable, Taken taken) {
    assertThatThrownBy(() -> acquirable.run(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> acquirable.call(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> acquirable.tryHold(null)).isInstanceOf(NullPointerException.class);
    assertThat(taken.now()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void close_byAnotherThread_throwsAndChangesNothing(Acquirable acquirable, Taken taken)
      throws Exception {
    Thread.currentThread().setName("main");
    Hold hold = acquirable.hold();

    Worker<Void> other =
        Worker.startNamed(
            Thread::new,
            "other",
            () -> {
              hold.close();
              return null;
            });

    assertThat(other.failure())
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("thread other cannot close a hold of thread main, of " + acquirable);
    assertThat(hold.held()).isTrue();
    assertThat(taken.now()).isTrue();
    hold.close();
    assertThat(taken.now()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("acquirables")
  void close_somebodyWaits_letsItGoOn(Acquirable acquirable, Taken taken) throws Exception {
    Hold hold = acquirable.hold();
    Worker<Boolean> waiter =
        Worker.start(
                Thread::new,
                () -> {
                  try (Hold next = acquirable.hold()) {
                    return next.held();
                  }
                })
            .parked();

    hold.close();

    assertThat(waiter.result()).isTrue();
    assertThat(taken.now()).isFalse();
  }

  @Test
  void run_bodyThrowsAndTheReleaseFails_tellsOfBoth() {
    Lock lock = new Lock();
    IOException thrown = new IOException();

    assertThatThrownBy(
            () ->
                lock.run(
                    () -> {
                      lock.release();
                      throw thrown;
                    }))
        .isSameAs(thrown)
        .hasSuppressedException(
            new IllegalMonitorStateException("cannot release this Lock: nobody holds it"));
  }

  @Test
  void close_ofNestedHoldsInAnyOrder_releasesEachOnce() {
    RLock lock = new RLock();
    Hold outer = lock.hold();
    Hold inner = lock.hold();

    outer.close();
    outer.close();
    assertThat(lock.holdCount()).isEqualTo(1);
    inner.close();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void close_lockReleasedBySomebodyElse_throws() {
    Lock lock = new Lock("accounts");
    Hold hold = lock.hold();
    lock.release();

    assertThatThrownBy(hold::close)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("accounts");
  }

  private static <T> T failWith(IOException thrown) throws IOException {
    throw thrown;
  }
}
