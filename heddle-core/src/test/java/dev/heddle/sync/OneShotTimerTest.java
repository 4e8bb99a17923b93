package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OneShotTimerTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicReference<Thread> thread = new AtomicReference<>();

  private void run() {
    thread.set(Thread.currentThread());
    runs.incrementAndGet();
  }

  @Test
  void start_intervalOver_runsOnce() throws Exception {
    OneShotTimer timer = new OneShotTimer(Duration.ofMillis(20), this::run, "idle");
    assertThat(timer).hasToString("OneShotTimer \"idle\" [not started]");
    long before = System.nanoTime();

    timer.start();
    timer.await();

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
    assertThat(runs).hasValue(1);
    assertThat(thread.get().getName()).isEqualTo("idle");
    assertThat(timer.cancel()).isFalse();
    assertThat(timer).hasToString("OneShotTimer \"idle\" [ended]");
    assertThat(timer.await(Duration.ZERO)).isTrue();
  }

  @Test
  void start_noInterval_runsAtOnce() throws Exception {
    for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-5))) {
      OneShotTimer timer = new OneShotTimer(none, this::run);
      timer.start();
      assertThat(timer.await(Worker.PATIENCE)).isTrue();
    }
    assertThat(runs).hasValue(2);
  }

  @Test
  void cancel_whileWaiting_stopsItAndSaysSo() throws Exception {
    for (Duration interval : List.of(LONG, Duration.ofSeconds(Long.MAX_VALUE))) {
      OneShotTimer timer = new OneShotTimer(interval, this::run, "idle");
      timer.start();
      assertThat(timer).hasToString("OneShotTimer \"idle\" [waiting]");
      assertThat(timer.await(Duration.ZERO)).isFalse();

      assertThat(timer.cancel()).isTrue();
      assertThat(timer.cancel()).isFalse();

      timer.await();
      assertThat(timer).hasToString("OneShotTimer \"idle\" [cancelled]");
    }
    assertThat(runs).hasValue(0);
  }

  @Test
  void cancel_beforeStart_neverRuns() throws Exception {
    OneShotTimer timer = new OneShotTimer(Duration.ZERO, this::run, "idle");

    assertThat(timer.cancel()).isTrue();
    timer.start();
    timer.await();

    assertThat(runs).hasValue(0);
    assertThatThrownBy(timer::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void cancel_whileRunning_isTooLate() throws Exception {
    Event running = new Event();
    Event go = new Event();
    OneShotTimer timer =
        new OneShotTimer(
            Duration.ZERO,
            () -> {
              running.set();
              go.awaitUninterruptibly();
              run();
            });
    timer.start();
    running.await();

    assertThat(timer.cancel()).isFalse();
    assertThat(timer).hasToString("OneShotTimer [running]");
    assertThat(timer.await(Duration.ZERO)).isFalse();
    go.set();
    timer.await();
    assertThat(runs).hasValue(1);
  }

  @Test
  void start_twice_throwsAndRunsOnce() throws Exception {
    OneShotTimer timer = new OneShotTimer(Duration.ZERO, this::run, "idle");
    timer.start();

    assertThatThrownBy(timer::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot start OneShotTimer \"idle\" again: it has been started before");
    timer.await();
    assertThatThrownBy(timer::start).isInstanceOf(IllegalStateException.class);
    assertThat(runs).hasValue(1);
  }

  @Test
  void task_fails_handlerIsToldAndOthersRun() throws Exception {
    List<Throwable> reported = new CopyOnWriteArrayList<>();
    OneShotTimer failing =
        new OneShotTimer(
            Duration.ZERO,
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> reported.add(e));
              thread.set(Thread.currentThread());
              throw new IllegalStateException("no");
            },
            "failing");
    OneShotTimer other = new OneShotTimer(Duration.ofMillis(1), this::run);
    failing.start();
    failing.await();
    thread.get().join();
    other.start();
    other.await();

    assertThat(reported).singleElement().hasToString("java.lang.IllegalStateException: no");
    assertThat(failing).hasToString("OneShotTimer \"failing\" [ended]");
    assertThat(runs).hasValue(1);
  }

  @Test
  void thread_isDaemonAsItsStarterOrAsToldOrVirtual() throws Exception {
    for (boolean daemon : new boolean[] {false, true}) {
      Thread starter =
          new Thread(
              () -> {
                OneShotTimer timer = new OneShotTimer(Duration.ZERO, this::run);
                timer.start();
                try {
                  timer.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      starter.setDaemon(daemon);
      starter.start();
      starter.join();
      assertThat(thread.get().isDaemon()).isEqualTo(daemon);
      assertThat(thread.get().getName()).isEqualTo("OneShotTimer");
    }
    OneShotTimer daemon = OneShotTimer.daemon(Duration.ZERO, this::run, "d");
    daemon.start();
    daemon.await();
    assertThat(thread.get().isDaemon()).isTrue();
    OneShotTimer virtual = OneShotTimer.virtual(Duration.ofMillis(1), this::run, "v");
    virtual.start();
    virtual.await();
    assertThat(thread.get().isDaemon()).isTrue();
    assertThat(thread.get().getName()).isEqualTo("v");
    boolean expected = Runtime.version().feature() >= 21;
    assertThat(thread.get().getClass().getName().contains("Virtual")).isEqualTo(expected);
    assertThat(runs).hasValue(4);
  }

  @Test
  void interrupt_ofTheWaitingThread_cancels() throws Exception {
    OneShotTimer timer = new OneShotTimer(LONG, this::run, "to be interrupted");
    timer.start();
    Thread[] all = new Thread[Thread.activeCount() + 10];
    int count = Thread.enumerate(all);
    for (int i = 0; i < count; i++) {
      if (all[i].getName().equals("to be interrupted")) {
        all[i].interrupt();
      }
    }

    timer.await();

    assertThat(timer.cancel()).isFalse();
    assertThat(runs).hasValue(0);
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> new OneShotTimer(null, this::run))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new OneShotTimer(LONG, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new OneShotTimer(LONG, this::run, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> OneShotTimer.virtual(LONG, this::run, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void await_byItsOwnTask_throws() throws Exception {
    for (boolean timed : new boolean[] {false, true}) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      AtomicReference<OneShotTimer> self = new AtomicReference<>();
      OneShotTimer timer =
          OneShotTimer.daemon(
              Duration.ZERO,
              () -> {
                try {
                  if (timed) {
                    self.get().await(LONG);
                  } else {
                    self.get().await();
                  }
                } catch (InterruptedException | IllegalStateException e) {
                  thrown.set(e);
                }
              },
              "self");
      self.set(timer);
      timer.start();

      assertThat(timer.await(Worker.PATIENCE)).isTrue();
      assertThat(thrown.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "thread self cannot wait for the end of OneShotTimer \"self\": it is running the task"
                  + " of that timer");
    }
  }

  @Test
  void task_makesALocal_itIsClosedAtItsEnd() throws Exception {
    List<String> closed = new CopyOnWriteArrayList<>();
    Local<String> local = new Local<>(() -> "object", closed::add);
    OneShotTimer timer = OneShotTimer.daemon(Duration.ZERO, local::get, "local");
    timer.start();

    assertThat(timer.await(Worker.PATIENCE)).isTrue();
    assertThat(closed).containsExactly("object");
    assertThat(local.count()).isZero();
  }
}
