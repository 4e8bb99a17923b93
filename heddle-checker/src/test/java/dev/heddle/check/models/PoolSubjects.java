package dev.heddle.check.models;

import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Pools that run tasks, now or later. What can be seen of one at last ends it. Not {@code
 * ForkJoinPool}: two tasks take more than 5,000 executions, because all that belongs to pools of
 * that kind is one location.
 */
final class PoolSubjects {
  private PoolSubjects() {}

  static List<Subject<?>> all() {
    return List.of(pool(), boundedPool(), completionService(), scheduledPool(), timer());
  }

  /** A pool, and what its tasks change. */
  private static final class Work<P> {
    final P pool;
    volatile int count;

    Work(P pool) {
      this.pool = pool;
    }

    int increment() {
      count = count + 1;
      return count;
    }
  }

  private static Object ended(Work<? extends ExecutorService> work) {
    work.pool.shutdown();
    try {
      return work.count + " " + work.pool.awaitTermination(10, TimeUnit.SECONDS) + work.count;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ThreadPoolExecutor poolOf(int threads, int capacity) {
    return new ThreadPoolExecutor(
        threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(capacity));
  }

  private static Subject<Work<ThreadPoolExecutor>> pool() {
    return Subject.<Work<ThreadPoolExecutor>>of("ThreadPoolExecutor", PoolSubjects::ended)
        .beginning("of one thread", () -> new Work<>(poolOf(1, 5)))
        .call("get of submit", (w, turn) -> w.pool.submit(w::increment).get())
        .doing("execute", (w, turn) -> w.pool.execute(w::increment))
        .call("invokeAll", (w, turn) -> w.pool.invokeAll(List.of(w::increment)).get(0).get())
        .doing("shutdown", (w, turn) -> w.pool.shutdown())
        .call("shutdownNow", (w, turn) -> w.pool.shutdownNow().size())
        .timed("awaitTermination(1s)", (w, turn) -> w.pool.awaitTermination(1, TimeUnit.SECONDS))
        .call("isTerminated", (w, turn) -> w.pool.isTerminated())
        .doing("setCorePoolSize(0)", (w, turn) -> w.pool.setCorePoolSize(0))
        .call("getQueue().size", (w, turn) -> w.pool.getQueue().size())
        .call("count", (w, turn) -> w.count)
        .large()
        .build();
  }

  /** A task is rejected when another is in the queue. */
  private static Subject<Work<ThreadPoolExecutor>> boundedPool() {
    return Subject.<Work<ThreadPoolExecutor>>of(
            "ThreadPoolExecutor with a short queue", PoolSubjects::ended)
        .beginning(
            "with a task",
            () -> {
              Work<ThreadPoolExecutor> work = new Work<>(poolOf(1, 1));
              work.pool.execute(work::increment);
              return work;
            })
        .doing("execute", (w, turn) -> w.pool.execute(w::increment))
        .call("cancel of submit", (w, turn) -> w.pool.submit(w::increment).cancel(false))
        .call("getActiveCount", (w, turn) -> w.pool.getActiveCount())
        .call("getCompletedTaskCount", (w, turn) -> w.pool.getCompletedTaskCount())
        .call("shutdownNow", (w, turn) -> w.pool.shutdownNow().size())
        .large()
        .build();
  }

  /** A pool, and a service whose tasks it runs. */
  private static final class Service {
    final Work<ExecutorService> work = new Work<>(poolOf(1, 5));
    final ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(work.pool);
  }

  private static Object valueOf(Future<Integer> future) throws Exception {
    return future == null ? "none" : future.get();
  }

  private static Subject<Service> completionService() {
    return Subject.<Service>of("ExecutorCompletionService", s -> ended(s.work))
        .beginning(
            "with a task",
            () -> {
              Service service = new Service();
              service.service.submit(service.work::increment);
              return service;
            })
        .doing("submit", (s, turn) -> s.service.submit(s.work::increment))
        .call("take", (s, turn) -> valueOf(s.service.take()))
        .call("poll", (s, turn) -> valueOf(s.service.poll()))
        .timed("poll(1s)", (s, turn) -> valueOf(s.service.poll(1, TimeUnit.SECONDS)))
        .interrupting()
        .large()
        .build();
  }

  private static Subject<Work<ScheduledThreadPoolExecutor>> scheduledPool() {
    return Subject.<Work<ScheduledThreadPoolExecutor>>of(
            "ScheduledThreadPoolExecutor", PoolSubjects::ended)
        .beginning("of one thread", () -> new Work<>(new ScheduledThreadPoolExecutor(1)))
        .timed(
            "get of schedule(1s)",
            (w, turn) -> w.pool.schedule(w::increment, 1, TimeUnit.SECONDS).get())
        .timed(
            "schedule(1s)",
            (w, turn) -> w.pool.schedule(w::increment, 1, TimeUnit.SECONDS).isDone())
        .timed(
            "cancel of schedule(1s)",
            (w, turn) -> w.pool.schedule(w::increment, 1, TimeUnit.SECONDS).cancel(false))
        .doing("execute", (w, turn) -> w.pool.execute(w::increment))
        .doing("shutdown", (w, turn) -> w.pool.shutdown())
        .call("shutdownNow", (w, turn) -> w.pool.shutdownNow().size())
        .large()
        .build();
  }

  /** A timer, a task that it has not been given, and what that changes. */
  private static final class Alarm {
    final Timer timer = new Timer();
    volatile int count;
    final TimerTask task =
        new TimerTask() {
          @Override
          public void run() {
            count = count + 1;
          }
        };
  }

  private static Subject<Alarm> timer() {
    return Subject.<Alarm>of(
            "Timer",
            a -> {
              a.timer.cancel();
              return a.count;
            })
        .timedBeginning("with nothing to do", Alarm::new)
        .timedBeginning(
            "with a task that is due",
            () -> {
              Alarm alarm = new Alarm();
              alarm.timer.schedule(alarm.task, 0);
              return alarm;
            })
        .doing("schedule", (a, turn) -> a.timer.schedule(a.task, 0))
        .doing("schedule(1s)", (a, turn) -> a.timer.schedule(a.task, 1_000))
        .call("cancel of the task", (a, turn) -> a.task.cancel())
        .doing("cancel", (a, turn) -> a.timer.cancel())
        .call("purge", (a, turn) -> a.timer.purge())
        .call("count", (a, turn) -> a.count)
        .large()
        .build();
  }
}
