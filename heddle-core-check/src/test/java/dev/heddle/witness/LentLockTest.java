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
    // On the virtual clock: until nothing else can happen.
    Thread.sleep(10_000);
    assert woken.get() || condition.waitingCount() == 1 : "signalled, and not woken";
  }

  private static void startDaemon(Runnable body) {
    Thread thread = new Thread(body);
    thread.setDaemon(true);
    thread.start();
  }
}
