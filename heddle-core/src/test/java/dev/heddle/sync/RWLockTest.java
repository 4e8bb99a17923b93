package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class RWLockTest {
  @Parameter ThreadKind kind;

  private final RWLock lock = new RWLock("rates");
  private final RWLock fair = RWLock.fair();

  private ThreadFactory threads() {
    return kind.factory();
  }

  /** A thread that holds something until it is told to release it. */
  private Event occupy(Acquirable held) throws Exception {
    Event inside = new Event();
    Event leave = new Event();
    Worker.startNamed(
        threads(),
        "holder",
        () -> {
          held.acquire();
          inside.set();
          leave.await();
          held.release();
          return null;
        });
    inside.await();
    return leave;
  }

  private boolean tryElsewhere(Acquirable wanted) throws Exception {
    return Worker.start(threads(), wanted::tryAcquire).result();
  }

  @Test
  void read_bySeveral_atOnce() throws Exception {
    for (RWLock each : List.of(lock, fair)) {
      Event leave = occupy(each.readLock());

      assertThat(each.readLock().tryAcquire()).isTrue();
      assertThat(each.readLock().tryAcquire(Duration.ZERO)).isTrue();
      assertThat(each.readLock().readerCount()).isEqualTo(2);
      assertThat(each.readLock().holdCount()).isEqualTo(2);
      each.readLock().release();
      each.readLock().release();
      leave.set();
    }
  }

  @Test
  void write_whileOthersReadOrWrite_waits() throws Exception {
    for (RWLock each : List.of(lock, fair)) {
      for (Acquirable held : List.of(each.readLock(), each.writeLock())) {
        Event leave = occupy(held);
        assertThat(each.writeLock().tryAcquire()).isFalse();
        assertThat(each.writeLock().tryAcquire(Duration.ofMillis(1))).isFalse();
        Worker<Void> writer = Worker.run(threads(), () -> each.writeLock().run(() -> {}));
        writer.parked();

        leave.set();

        writer.result();
      }
    }
  }

  @Test
  void read_whileAnotherWrites_waits() throws Exception {
    for (RWLock each : List.of(lock, fair)) {
      Event leave = occupy(each.writeLock());
      assertThat(each.readLock().tryAcquire()).isFalse();
      assertThat(each.readLock().tryAcquire(Duration.ofMillis(1))).isFalse();
      List<Worker<Boolean>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(
            Worker.start(threads(), () -> each.readLock().tryAcquire(Worker.PATIENCE)).parked());
      }

      leave.set();

      for (Worker<Boolean> reader : readers) {
        assertThat(reader.result()).isTrue();
      }
      assertThat(each.readLock().readerCount()).isEqualTo(3);
    }
  }

  @Test
  void read_whileAWriterWaits_waitsBehindIt() throws Exception {
    Event leave = occupy(lock.readLock());
    Worker<Void> writer = Worker.run(threads(), lock.writeLock()::acquire).parked();

    assertThat(lock.readLock().tryAcquire()).isFalse();
    Worker<Void> reader = Worker.run(threads(), lock.readLock()::acquire).parked();
    leave.set();

    writer.result();
    reader.parked();
    assertThat(lock.writeLock().isLocked()).isTrue();
  }

  /** The reader came first, but writers go first. */
  @Test
  void write_releasedWithReadersAndWritersWaiting_writersFirst() throws Exception {
    lock.writeLock().acquire();
    Worker<Void> reader = Worker.run(threads(), lock.readLock()::acquire).parked();
    Event leave = new Event();
    Worker<Void> writer =
        Worker.run(
                threads(),
                () -> {
                  lock.writeLock().acquire();
                  leave.await();
                  lock.writeLock().release();
                })
            .parked();

    lock.writeLock().release();

    reader.parked();
    assertThat(lock.readLock().readerCount()).isZero();
    leave.set();
    writer.result();
    reader.result();
  }

  @Test
  void fair_readerBeforeWriter_isServedFirst() throws Exception {
    fair.writeLock().acquire();
    Worker<Void> first = Worker.run(threads(), fair.readLock()::acquire).parked();
    Worker<Void> second = Worker.run(threads(), fair.writeLock()::acquire).parked();
    Worker<Void> third = Worker.run(threads(), fair.readLock()::acquire).parked();

    fair.writeLock().release();

    first.result();
    second.parked();
    third.parked();
    assertThat(fair.readLock().readerCount()).isEqualTo(1);
    assertThat(fair.readLock().tryAcquire()).isFalse();
  }

  @Test
  void writer_givesUp_readersGoOn() throws Exception {
    for (boolean timed : new boolean[] {false, true}) {
      RWLock each = new RWLock();
      Event leave = occupy(each.readLock());
      Worker<Boolean> writer =
          Worker.start(
                  threads(),
                  () -> {
                    if (timed) {
                      return each.writeLock().tryAcquire(Worker.PATIENCE);
                    }
                    each.writeLock().acquireInterruptibly();
                    return true;
                  })
              .parked();
      Worker<Void> reader = Worker.run(threads(), each.readLock()::acquire).parked();

      writer.interrupt();

      assertThat(writer.failure()).isInstanceOf(InterruptedException.class);
      reader.result();
      leave.set();
    }
  }

  @Test
  void writer_timeOver_readersGoOn() throws Exception {
    occupy(lock.readLock());
    Worker.attempt(
        time -> {
          Worker<Boolean> writer = Worker.start(threads(), () -> lock.writeLock().tryAcquire(time));
          while (!writer.hasEnded() && tryElsewhere(lock.readLock())) {
            Thread.yield();
          }
          boolean before = !writer.hasEnded();
          Worker<Void> reader = Worker.run(threads(), lock.readLock()::acquire);
          reader.result();
          return before && !writer.result();
        });
  }

  @Test
  void reentrant_readAndWrite_countTheHolds() throws Exception {
    for (RWLock each : List.of(lock, fair)) {
      each.writeLock().acquire();
      each.writeLock().acquire();
      assertThat(each.writeLock().tryAcquire(Duration.ZERO)).isTrue();
      assertThat(each.writeLock().holdCount()).isEqualTo(3);
      each.readLock().acquire();
      each.readLock().acquire();
      assertThat(each.readLock().holdCount()).isEqualTo(2);
      each.writeLock().release();
      each.writeLock().release();
      each.writeLock().release();
      assertThat(each.writeLock().holdCount()).isZero();
      assertThat(Worker.start(threads(), each.writeLock()::tryAcquire).result()).isFalse();
      each.readLock().release();
      assertThat(Worker.start(threads(), each.writeLock()::tryAcquire).result()).isFalse();
      each.readLock().release();
      assertThat(Worker.start(threads(), each.writeLock()::tryAcquire).result()).isTrue();
    }
  }

  @Test
  void reader_whileAWriterWaits_readsAgain() throws Exception {
    for (RWLock each : List.of(lock, fair)) {
      each.readLock().acquire();
      Worker<Void> writer = Worker.run(threads(), each.writeLock()::acquire).parked();

      each.readLock().acquire();
      each.readLock().release();
      each.readLock().release();

      writer.result();
    }
  }

  @Test
  void downgrade_othersReadAndNobodyWritesInBetween() throws Exception {
    for (RWLock each : List.of(lock, fair)) {
      each.writeLock().acquire();
      Worker<Void> reader = Worker.run(threads(), each.readLock()::acquire).parked();
      each.readLock().acquire();

      each.writeLock().release();

      reader.result();
      assertThat(each.readLock().readerCount()).isEqualTo(2);
      assertThat(tryElsewhere(each.writeLock())).isFalse();
    }
  }

  @Test
  void write_byAReader_throwsAndChangesNothing() throws Exception {
    Thread.currentThread().setName("reader");
    for (RWLock each : List.of(lock, fair)) {
      each.readLock().acquire();
      RWLock.WriteLock write = each.writeLock();
      assertThatThrownBy(write::acquire).isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(write::acquireInterruptibly)
          .isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(write::tryAcquire).isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(() -> write.tryAcquire(Duration.ofSeconds(1)))
          .isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(() -> write.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE)))
          .isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(write::hold).isInstanceOf(IllegalMonitorStateException.class);
      assertThat(each.readLock().holdCount()).isEqualTo(1);
      each.readLock().release();
      assertThat(write.tryAcquire()).isTrue();
    }
    RWLock named = new RWLock("cache");
    named.readLock().acquire();
    assertThatThrownBy(() -> named.writeLock().acquire())
        .hasMessage(
            "thread reader cannot write to RWLock \"cache\": it reads, and would wait for itself:"
                + " release the read lock, or tryUpgrade()");
  }

  @Test
  void tryUpgrade_onlyReader_writes() throws Exception {
    for (RWLock each : List.of(lock, fair)) {
      each.readLock().acquire();
      Worker<Void> writer = Worker.run(threads(), each.writeLock()::acquire).parked();

      assertThat(each.tryUpgrade()).isTrue();
      assertThat(each.tryUpgrade()).isTrue();
      assertThat(each.writeLock().holdCount()).isEqualTo(2);
      assertThat(tryElsewhere(each.readLock())).isFalse();
      each.writeLock().release();
      each.readLock().release();
      assertThat(each.writeLock().isLocked()).isTrue();
      each.writeLock().release();

      writer.result();
    }
  }

  @Test
  void tryUpgrade_otherReaders_fails() throws Exception {
    for (RWLock each : List.of(lock, fair)) {
      Event leave = occupy(each.readLock());
      each.readLock().acquire();

      assertThat(each.tryUpgrade()).isFalse();
      assertThat(each.readLock().holdCount()).isEqualTo(1);
      each.readLock().release();
      leave.set();
    }
  }

  @Test
  void releaseAndUpgrade_withoutHold_throw() {
    Thread.currentThread().setName("nobody");
    assertThatThrownBy(() -> lock.readLock().release())
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage(
            "thread nobody cannot release the read lock of RWLock \"rates\": it does not read");
    assertThatThrownBy(() -> lock.writeLock().release())
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage(
            "thread nobody cannot release the write lock of RWLock \"rates\": it does not write");
    assertThatThrownBy(lock::tryUpgrade)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("thread nobody cannot upgrade RWLock \"rates\": it does not read");
  }

  @Test
  void interrupts_endOnlyWhatCanBeInterrupted() throws Exception {
    for (RWLock each : List.of(lock, fair)) {
      Event leave = occupy(each.writeLock());
      Worker<Void> interruptible = Worker.run(threads(), each.readLock()::acquireInterruptibly);
      Worker<Boolean> timed =
          Worker.start(threads(), () -> each.readLock().tryAcquire(Worker.PATIENCE));
      Worker<Boolean> forEver =
          Worker.start(
              threads(), () -> each.writeLock().tryAcquire(Duration.ofSeconds(Long.MAX_VALUE)));
      Worker<Boolean> steadfast =
          Worker.start(
              threads(),
              () -> {
                each.readLock().acquire();
                each.readLock().release();
                each.writeLock().acquire();
                each.writeLock().release();
                return Thread.interrupted();
              });
      for (Worker<?> worker : List.of(interruptible, timed, forEver)) {
        worker.parked().interrupt();
        assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
      }
      steadfast.parked().interrupt().parked();
      leave.set();

      assertThat(steadfast.result()).isTrue();
    }
  }

  @Test
  void holds_scopeAndLambdas_release() throws Exception {
    try (Hold read = lock.readLock().hold()) {
      assertThat(read.held()).isTrue();
      assertThat(read).hasToString("Hold of RWLock \"rates\" [read by 1 thread]");
      assertThat(lock.readLock().holdCount()).isEqualTo(1);
    }
    try (Hold write = lock.writeLock().tryHold(Duration.ofMillis(1))) {
      assertThat(write.held()).isTrue();
      assertThat(lock.writeLock().holdCount()).isEqualTo(1);
    }
    assertThat(lock.readLock().<Integer, RuntimeException>call(lock.readLock()::readerCount))
        .isEqualTo(1);
    lock.writeLock().run(() -> assertThat(lock.writeLock().isLocked()).isTrue());
    assertThat(lock).hasToString("RWLock \"rates\" [free]");

    Event leave = occupy(lock.writeLock());
    try (Hold none = lock.readLock().tryHold()) {
      assertThat(none.held()).isFalse();
    }
    leave.set();
    try (Hold late = lock.readLock().holdInterruptibly()) {
      assertThat(late.held()).isTrue();
    }
  }

  @Test
  void hold_closedWhileAWriterWaits_wakesIt() throws Exception {
    for (RWLock each : List.of(lock, fair)) {
      for (Acquirable held : List.of(each.readLock(), each.writeLock())) {
        Worker<Void> writer;
        try (Hold hold = held.hold()) {
          assertThat(hold.held()).isTrue();
          writer = Worker.run(threads(), () -> each.writeLock().run(() -> {})).parked();
        }
        writer.result();
      }
    }
  }

  @Test
  void readHolds_manyThreads_leaveNothingBehind() throws Exception {
    List<Worker<Void>> workers = new ArrayList<>();
    int[] sum = {0};
    for (int i = 0; i < 8; i++) {
      workers.add(
          Worker.run(
              threads(),
              () -> {
                for (int j = 0; j < 300; j++) {
                  lock.readLock().run(() -> lock.readLock().run(() -> {}));
                  lock.writeLock().run(() -> sum[0]++);
                }
              }));
    }
    for (Worker<Void> worker : workers) {
      worker.result();
    }

    assertThat(sum[0]).isEqualTo(2_400);
    assertThat(lock.readLock().threadsWithHolds()).isZero();
  }

  @Test
  void toString_tellsWhoHolds() throws Exception {
    assertThat(new RWLock()).hasToString("RWLock [free]");
    Event first = occupy(lock.readLock());
    Event second = occupy(lock.readLock());
    assertThat(lock).hasToString("RWLock \"rates\" [read by 2 threads]");
    assertThat(lock.readLock()).hasToString("Read lock of RWLock \"rates\" [read by 2 threads]");
    first.set();
    second.set();
    RWLock other = RWLock.fair("other");
    occupy(other.writeLock());
    assertThat(other.writeLock())
        .hasToString("Write lock of RWLock \"other\" [written by thread holder]");
    assertThat(other.isFair()).isTrue();
    assertThat(lock.isFair()).isFalse();
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> new RWLock(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> RWLock.fair(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> lock.readLock().tryAcquire(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> lock.writeLock().tryAcquire(null))
        .isInstanceOf(NullPointerException.class);
  }

  /** All threads are the same to equals. */
  private static final class Alike extends Thread {
    Alike(Runnable body) {
      super(body);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Alike;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void read_threadsThatAreEqual_haveTheirOwnHolds() throws Exception {
    RWLock shared = new RWLock();
    shared.readLock().acquire();
    Event end = new Event();
    Worker<Integer> one =
        Worker.start(
            Alike::new,
            () -> {
              shared.readLock().acquire();
              end.await();
              shared.readLock().release();
              return shared.readLock().holdCount();
            });
    one.parked();
    Worker<Integer> two = Worker.start(Alike::new, () -> shared.readLock().holdCount());

    assertThat(two.result()).isZero();
    assertThat(shared.readLock().readerCount()).isEqualTo(2);
    end.set();
    assertThat(one.result()).isZero();
    assertThat(shared.readLock().readerCount()).isEqualTo(1);
    assertThat(shared.readLock().threadsWithHolds()).isEqualTo(1);
  }
}
