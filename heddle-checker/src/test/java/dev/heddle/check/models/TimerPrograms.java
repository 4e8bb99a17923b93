package dev.heddle.check.models;

import static dev.heddle.check.models.ModelProgram.failing;
import static dev.heddle.check.models.ModelProgram.timed;

import dev.heddle.check.FailureKind;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What happens at times, on the virtual clock: scheduled tasks and timers. */
final class TimerPrograms {
  private TimerPrograms() {}

  /** Notes when it runs, and takes three seconds for it. */
  private static final class Slow extends TimerTask {
    private final long begun = System.nanoTime();
    private final CountDownLatch runs = new CountDownLatch(3);
    private final StringBuffer times = new StringBuffer();

    @Override
    public void run() {
      if (runs.getCount() == 0) {
        return;
      }
      times.append(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).append(' ');
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
      runs.countDown();
    }

    String times() throws InterruptedException {
      runs.await();
      return times.toString();
    }
  }

  private static TimerTask task(Runnable body) {
    return new TimerTask() {
      @Override
      public void run() {
        body.run();
      }
    };
  }

  static List<ModelProgram> all() {
    return List.of(
        timed(
            "scheduleAtFixedRate: runs that come late follow at once",
            Set.of("1 4 7 "),
            () -> {
              ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
              Slow task = new Slow();
              pool.scheduleAtFixedRate(task, 1, 2, TimeUnit.SECONDS);
              String times = task.times();
              pool.shutdownNow();
              return times;
            }),
        timed(
            "scheduleWithFixedDelay: the delay begins when a run ends",
            Set.of("1 6 11 "),
            () -> {
              ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
              Slow task = new Slow();
              pool.scheduleWithFixedDelay(task, 1, 2, TimeUnit.SECONDS);
              String times = task.times();
              pool.shutdownNow();
              return times;
            }),
        timed(
            "scheduleAtFixedRate: an exception ends the repetition",
            Set.of("IllegalStateException 2"),
            () -> {
              ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
              int[] runs = new int[1];
              ScheduledFuture<?> future =
                  pool.scheduleAtFixedRate(
                      () -> {
                        if (++runs[0] == 2) {
                          throw new IllegalStateException();
                        }
                      },
                      1,
                      1,
                      TimeUnit.SECONDS);
              String thrown;
              try {
                thrown = "nothing but " + future.get();
              } catch (ExecutionException e) {
                thrown = String.valueOf(e.getCause()).replaceAll(".*\\.", "");
              }
              String result = thrown + " " + runs[0];
              pool.shutdown();
              return result;
            }),
        timed(
            "ScheduledThreadPoolExecutor: tasks run in the order of their times",
            Set.of("soon late "),
            () -> {
              ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
              StringBuffer order = new StringBuffer();
              pool.schedule(() -> order.append("late "), 2, TimeUnit.SECONDS);
              pool.schedule(() -> order.append("soon "), 1, TimeUnit.SECONDS);
              pool.shutdown();
              pool.awaitTermination(1, TimeUnit.MINUTES);
              return order;
            }),
        timed(
            "ScheduledThreadPoolExecutor: a task that is cancelled does not run",
            Set.of("CancellationException 0"),
            () -> {
              ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
              int[] runs = new int[1];
              ScheduledFuture<Integer> future = pool.schedule(() -> ++runs[0], 1, TimeUnit.SECONDS);
              future.cancel(false);
              String thrown = "";
              try {
                future.get();
              } catch (CancellationException e) {
                thrown = "CancellationException";
              }
              pool.shutdown();
              pool.awaitTermination(1, TimeUnit.MINUTES);
              return thrown + " " + runs[0];
            }),
        timed(
            "shutdown: drops what repeats, and still runs what was to run once",
            Set.of("1"),
            () -> {
              ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
              StringBuffer ran = new StringBuffer();
              pool.schedule(() -> ran.append(1), 2, TimeUnit.SECONDS);
              pool.scheduleAtFixedRate(() -> ran.append(2), 1, 1, TimeUnit.SECONDS);
              pool.shutdown();
              pool.awaitTermination(1, TimeUnit.MINUTES);
              return ran;
            }),
        timed(
            "Timer: schedule counts from when a run began, scheduleAtFixedRate makes up",
            Set.of("1 4 7 and 1 4 7 "),
            () -> {
              Timer timer = new Timer();
              Slow delayed = new Slow();
              timer.schedule(delayed, 1_000, 2_000);
              String times = delayed.times();
              timer.cancel();
              Timer other = new Timer();
              Slow fixed = new Slow();
              other.scheduleAtFixedRate(fixed, 1_000, 2_000);
              String fixedTimes = fixed.times();
              other.cancel();
              return times + "and " + fixedTimes;
            }),
        timed(
            "Timer: a task that is cancelled does not run, the next one does",
            Set.of("second true"),
            () -> {
              Timer timer = new Timer();
              StringBuffer ran = new StringBuffer();
              CountDownLatch done = new CountDownLatch(1);
              TimerTask first = task(() -> ran.append("first "));
              timer.schedule(first, 1_000);
              timer.schedule(
                  task(
                      () -> {
                        ran.append("second ");
                        done.countDown();
                      }),
                  2_000);
              boolean isCancelled = first.cancel();
              done.await();
              timer.cancel();
              return ran.toString() + isCancelled;
            }),
        timed(
            "Timer: a timer that is cancelled takes no tasks",
            Set.of("IllegalStateException"),
            () -> {
              Timer timer = new Timer();
              timer.cancel();
              try {
                timer.schedule(task(() -> {}), 0);
                return "";
              } catch (IllegalStateException e) {
                return "IllegalStateException";
              }
            }),
        failing(
            "Timer: the exception of a task ends the timer",
            FailureKind.EXCEPTION,
            Set.of(),
            () -> {
              Timer timer = new Timer();
              timer.schedule(
                  task(
                      () -> {
                        throw new IllegalArgumentException();
                      }),
                  1_000);
              return "";
            }));
  }
}
