package dev.heddle.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Strategy;
import dev.heddle.sync.Condition;
import dev.heddle.sync.Lock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What a lock without an owner allows: to signal while another holds it, and may be about to go.
 */
class LentLockTest {

  @Test
  void signal_whileTheHolderReleases_wakesTheWaiter() {
    CheckOptions options =
        CheckOptions.builder()
            .strategy(Strategy.EXHAUSTIVE)
            .preemptions(2)
            .executions(20_000)
            .build();

    CheckResult result =
        Checker.withOptions(options).check("a lent lock", LentLockTest::signalAgainstRelease);

    assertThat(result.failures()).isEmpty();
    assertThat(result.executions()).isGreaterThan(1_000);
  }

  private static void signalAgainstRelease() throws InterruptedException {
    Lock lock = new Lock();
    Condition condition = new Condition(lock);
    AtomicBoolean woken = new AtomicBoolean();
    startDaemon(
        () -> {
          lock.acquire();
          condition.awaitUninterruptibly();
          woken.set(true);
          lock.release();
        });
    startDaemon(
        () -> {
          lock.acquire();
          lock.release();
        });
    startDaemon(
        () -> {
          try {
            condition.signal();
          } catch (IllegalMonitorStateException e) {
            // Nobody holds the lock just now.
          }
        });
    Quiescence.await();
    assert woken.get() || condition.waitingCount() == 1 : "signalled, and not woken";
  }

  /**
   * A holder's lock is released just when it begins to wait. Its wait fails, and must not take a
   * signal with it that is meant for others.
   */
  @Test
  void signal_whileAnothersWaitFails_wakesTheWaiter() {
    CheckOptions options =
        CheckOptions.builder()
            .strategy(Strategy.EXHAUSTIVE)
            .preemptions(1)
            .executions(50_000)
            .build();

    CheckResult result =
        Checker.withOptions(options).check("a lent lock", LentLockTest::signalAgainstFailingWait);

    assertThat(result.failures()).isEmpty();
    assertThat(result.executions()).isGreaterThan(1_000);
  }

  private static void signalAgainstFailingWait() throws InterruptedException {
    Lock lock = new Lock();
    Condition condition = new Condition(lock);
    AtomicBoolean woken = new AtomicBoolean();
    startMisuser(
        () -> {
          lock.acquire();
          condition.awaitUninterruptibly();
          lock.release();
        });
    startMisuser(lock::release);
    startMisuser(
        () -> {
          lock.acquire();
          try {
            condition.awaitUninterruptibly();
          } finally {
            woken.set(true);
          }
          lock.release();
        });
    startMisuser(
        () -> {
          lock.acquire();
          condition.signalAll();
          lock.release();
        });
    Quiescence.await();
    assert woken.get() || condition.waitingCount() > 0 || lock.isLocked()
        : "signalled, and not woken although the lock is free";
  }

  /** Starts a thread that may find that another has released its lock. */
  private static void startMisuser(Runnable body) {
    startDaemon(
        () -> {
          try {
            body.run();
          } catch (IllegalMonitorStateException e) {
            // As it should be.
          }
        });
  }

  private static void startDaemon(Runnable body) {
    Thread thread = new Thread(body);
    thread.setDaemon(true);
    thread.start();
  }
}
