package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instrumented code that runs outside a check does what it always did. */
class UncontrolledCodeTest {
  private int count;
  private boolean ready;

  private synchronized void add() {
    count++;
  }

  @Test
  @Timeout(60)
  void synchronizedMethods_excludeEachOther() throws InterruptedException {
    Runnable body =
        () -> {
          for (int i = 0; i < 20_000; i++) {
            add();
          }
        };
    Switchings.inParallel(body, body, body);

    assertThat(count).isEqualTo(60_000);
  }

  @Test
  @Timeout(60)
  void waitAndNotify_handOver() throws InterruptedException {
    Thread waiter =
        new Thread(
            () -> {
              synchronized (this) {
                while (!ready) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                }
                count = 7;
              }
            });
    waiter.start();
    synchronized (this) {
      assertThat(Thread.holdsLock(this)).isTrue();
      ready = true;
      notifyAll();
    }
    waiter.join();

    assertThat(count).isEqualTo(7);
    assertThat(Thread.holdsLock(this)).isFalse();
  }

  @Test
  @Timeout(60)
  void timedWait_ends() throws InterruptedException {
    long before = System.nanoTime();
    synchronized (this) {
      wait(5);
      wait(1, 1);
      notify();
    }

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
  }

  @Test
  void monitorMisuse_isAnError() {
    Object monitor = new Object();

    assertThatThrownBy(monitor::notify).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(monitor::wait).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(monitor::notifyAll).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  @Timeout(60)
  void threads_behaveAsEver() throws InterruptedException {
    Thread thread = new Thread(Thread::onSpinWait);

    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
    thread.start();
    thread.join();
    assertThat(thread.isAlive()).isFalse();
    assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    Thread.currentThread().interrupt();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(Math.abs(System.currentTimeMillis() - java.time.Instant.now().toEpochMilli()))
        .isLessThan(60_000);
  }
}
