package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class RLockTest {
  @Parameter ThreadKind kind;

  private final RLock lock = new RLock("parts");

  private ThreadFactory threads() {
    return kind.factory();
  }

  @Test
  void lock_new_isHeldByNobody() {
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.isHeldByCurrentThread()).isFalse();
    assertThat(lock.holdCount()).isZero();
  }

  @Test
  void acquire_byOwner_countsUpAndReleaseDown() throws Exception {
    lock.acquire();
    lock.acquireInterruptibly();
    assertThat(lock.tryAcquire()).isTrue();
    assertThat(lock.tryAcquire(Duration.ZERO)).isTrue();
    assertThat(lock.holdCount()).isEqualTo(4);

    for (int left = 3; left >= 0; left--) {
      assertThat(lock.isLocked()).isTrue();
      lock.release();
      assertThat(lock.holdCount()).isEqualTo(left);
      assertThat(lock.isHeldByCurrentThread()).isEqualTo(left > 0);
    }
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void acquire_heldByAnother_waitsUntilAllHoldsAreReleased() throws Exception {
    lock.acquire();
    lock.acquire();
    Worker<Integer> worker =
        Worker.start(
            threads(),
            () -> {
              lock.acquire();
              return lock.holdCount();
            });

    worker.parked();
    lock.release();
    worker.parked();
    assertThat(worker.hasEnded()).isFalse();
    lock.release();

    assertThat(worker.result()).isEqualTo(1);
  }

  @Test
  void acquire_interrupted_waitsOnAndKeepsTheInterrupt() throws Exception {
    lock.acquire();
    Worker<Boolean> worker =
        Worker.start(
            threads(),
            () -> {
              lock.acquire();
              return Thread.interrupted();
            });

    worker.parked().interrupt().parked();
    lock.release();

    assertThat(worker.result()).isTrue();
  }

  @Test
  void acquireInterruptibly_interruptedWhileWaiting_throws() throws Exception {
    lock.acquire();
    Worker<Void> worker = Worker.run(threads(), lock::acquireInterruptibly);

    worker.parked().interrupt();

    assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
    assertThat(lock.holdCount()).isEqualTo(1);
  }

  @Test
  void acquireInterruptibly_ownerInterrupted_throwsAndCountsNothing() throws Exception {
    Worker<Integer> worker =
        Worker.start(
            threads(),
            () -> {
              lock.acquire();
              Thread.currentThread().interrupt();
              assertThatThrownBy(lock::acquireInterruptibly)
                  .isInstanceOf(InterruptedException.class);
              Thread.currentThread().interrupt();
              assertThatThrownBy(() -> lock.tryAcquire(Duration.ofSeconds(1)))
                  .isInstanceOf(InterruptedException.class);
              return lock.holdCount();
            });

    assertThat(worker.result()).isEqualTo(1);
  }

  @Test
  void tryAcquire_heldByAnother_fails() throws Exception {
    lock.acquire();

    assertThat(Worker.start(threads(), lock::tryAcquire).result()).isFalse();
    assertThat(Worker.start(threads(), () -> lock.tryAcquire(Duration.ofMillis(5))).result())
        .isFalse();
    assertThat(lock.holdCount()).isEqualTo(1);
  }

  @Test
  void tryAcquireTimed_releasedInTime_acquires() throws Exception {
    lock.acquire();
    Worker<Boolean> worker =
        Worker.start(
            threads(), () -> lock.tryAcquire(Worker.PATIENCE) && lock.isHeldByCurrentThread());

    worker.parked();
    lock.release();

    assertThat(worker.result()).isTrue();
  }

  @Test
  void state_seenByAnotherThread_isLockedButNotItsOwn() throws Exception {
    lock.acquire();
    lock.acquire();

    Worker.run(
            threads(),
            () -> {
              assertThat(lock.isLocked()).isTrue();
              assertThat(lock.isHeldByCurrentThread()).isFalse();
              assertThat(lock.holdCount()).isZero();
            })
        .result();
  }

  @Test
  void release_whenUnlocked_throws() {
    assertThatThrownBy(lock::release)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage(
            "thread %s cannot release RLock \"parts\": nobody holds it",
            Thread.currentThread().getName());
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void release_byAnotherThread_throwsAndChangesNothing() throws Exception {
    Worker<Void> owner =
        Worker.startNamed(
            threads(),
            "owner",
            () -> {
              lock.acquire();
              return null;
            });
    owner.result();

    assertThatThrownBy(lock::release)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageEndingWith("cannot release RLock \"parts\": thread owner holds it");
    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void acquire_moreOftenThanCanBeCounted_throwsAndChangesNothing() {
    lock.acquire();
    lock.sync().acquire(Integer.MAX_VALUE - 1);
    assertThat(lock.holdCount()).isEqualTo(Integer.MAX_VALUE);

    assertThatThrownBy(lock::acquire)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("RLock \"parts\"");
    assertThatThrownBy(lock::tryAcquire).isInstanceOf(IllegalMonitorStateException.class);

    assertThat(lock.holdCount()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void toString_tellsNameOwnerAndCount() throws Exception {
    assertThat(lock).hasToString("RLock \"parts\" [unlocked]");
    Worker.startNamed(
            threads(),
            "reader",
            () -> {
              lock.acquire();
              assertThat(lock).hasToString("RLock \"parts\" [held once by thread reader]");
              lock.acquire();
              return null;
            })
        .result();

    assertThat(lock).hasToString("RLock \"parts\" [held 2 times by thread reader]");
    assertThat(new RLock()).hasToString("RLock [unlocked]");
  }

  @Test
  void messages_threadWithoutName_tellItsNumber() throws Exception {
    Thread[] owner = new Thread[1];
    Worker.run(
            body -> {
              owner[0] = threads().newThread(body);
              owner[0].setName("");
              return owner[0];
            },
            lock::acquire)
        .result();

    assertThat(lock.toString()).endsWith(" [held once by thread #" + owner[0].getId() + "]");
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> new RLock(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> lock.tryAcquire(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void asJavaLock_isTheSameLock() throws Exception {
    java.util.concurrent.locks.Lock javaLock = lock.asJavaLock();
    assertThat(lock.asJavaLock()).isSameAs(javaLock);

    javaLock.lock();
    javaLock.lockInterruptibly();
    assertThat(javaLock.tryLock()).isTrue();
    assertThat(javaLock.tryLock(1, TimeUnit.SECONDS)).isTrue();
    lock.acquire();
    assertThat(lock.holdCount()).isEqualTo(5);
    assertThat(javaLock).hasToString(lock.toString());
    assertThat(Worker.start(threads(), javaLock::tryLock).result()).isFalse();
    assertThat(Worker.start(threads(), () -> javaLock.tryLock(1, TimeUnit.MILLISECONDS)).result())
        .isFalse();
    for (int i = 0; i < 5; i++) {
      javaLock.unlock();
    }

    assertThat(lock.isLocked()).isFalse();
    assertThatThrownBy(javaLock::unlock).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void asJavaLock_waiting_canBeInterruptedWhereThatInterfaceSaysSo() throws Exception {
    lock.acquire();
    Worker<Void> worker = Worker.run(threads(), lock.asJavaLock()::lockInterruptibly);

    worker.parked().interrupt();

    assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void asJavaLock_newCondition_givesBackAllHoldsAndRestoresThem() throws Exception {
    java.util.concurrent.locks.Condition condition = lock.asJavaLock().newCondition();
    Worker<Integer> worker =
        Worker.start(
            threads(),
            () -> {
              lock.acquire();
              lock.acquire();
              condition.await();
              return lock.holdCount();
            });

    worker.parked();
    lock.acquire();
    condition.signal();
    lock.release();

    assertThat(worker.result()).isEqualTo(2);
    assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void asJavaLock_waitOfItsCondition_letsSignalledWaitersOfOursIn() throws Exception {
    java.util.concurrent.locks.Condition javas = lock.asJavaLock().newCondition();
    Condition ours = new Condition(lock);
    Worker<Void> first =
        Worker.run(
            threads(),
            () -> {
              lock.acquire();
              ours.await();
              javas.signal();
              lock.release();
            });
    first.parked();

    Worker<Void> second =
        Worker.run(
            threads(),
            () -> {
              lock.acquire();
              ours.signal();
              javas.await();
              lock.release();
            });

    first.result();
    second.result();
  }
}
