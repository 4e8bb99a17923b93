package dev.heddle.check.models;

import static dev.heddle.check.models.ModelProgram.failing;
import static dev.heddle.check.models.ModelProgram.timed;
import static dev.heddle.check.models.ModelProgram.verified;

import dev.heddle.check.FailureKind;
import dev.heddle.check.models.Bodies.Told;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** How pools reject, fail, are interrupted and end; parallel streams. */
final class PoolPrograms {
  private PoolPrograms() {}

  private static Object attempt(Callable<?> call) {
    try {
      return String.valueOf(call.call());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return "ExecutionException of "
          + (cause == null ? "nothing" : cause.getClass().getSimpleName());
    } catch (Exception e) {
      return e.getClass().getSimpleName();
    }
  }

  private static Integer fail() {
    throw new UnsupportedOperationException();
  }

  private static ThreadPoolExecutor pool(int threads, int capacity) {
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        capacity == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(capacity));
  }

  private static Integer awaiting(CountDownLatch latch) throws InterruptedException {
    latch.await();
    return 1;
  }

  static List<ModelProgram> all() {
    return List.of(
        verified(
            "ThreadPoolExecutor: the exception of a task comes with its future",
            Set.of("ExecutionException of UnsupportedOperationException"),
            () -> {
              ExecutorService pool = pool(1, 1);
              Object result = attempt(() -> pool.submit(PoolPrograms::fail).get());
              pool.shutdown();
              return result;
            }),
        verified(
            "ThreadPoolExecutor: a pool that is shut down rejects",
            Set.of("RejectedExecutionException"),
            () -> {
              ExecutorService pool = pool(1, 1);
              pool.shutdown();
              return attempt(() -> pool.submit(() -> 1));
            }),
        verified(
            "ThreadPoolExecutor: a pool without a thread or a place to spare rejects",
            Set.of("RejectedExecutionException 1"),
            () -> {
              ExecutorService pool = pool(1, 0);
              CountDownLatch latch = new CountDownLatch(1);
              Future<Integer> first = pool.submit(() -> awaiting(latch));
              Object second = attempt(() -> pool.submit(() -> 2));
              latch.countDown();
              pool.shutdown();
              return second + " " + first.get();
            }),
        verified(
            "CallerRunsPolicy: who submits too much runs it",
            Set.of("main"),
            () -> {
              ThreadPoolExecutor pool = pool(1, 0);
              pool.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
              CountDownLatch latch = new CountDownLatch(1);
              pool.execute(() -> attempt(() -> awaiting(latch)));
              Thread caller = Thread.currentThread();
              Future<String> second =
                  pool.submit(() -> Thread.currentThread() == caller ? "main" : "pool");
              latch.countDown();
              pool.shutdown();
              return second.get();
            }),
        verified(
            "DiscardOldestPolicy: a task that waits gives way",
            Set.of("false 3"),
            () -> {
              ThreadPoolExecutor pool = pool(1, 1);
              pool.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardOldestPolicy());
              CountDownLatch latch = new CountDownLatch(1);
              pool.execute(() -> attempt(() -> awaiting(latch)));
              Future<Integer> second = pool.submit(() -> 2);
              Future<Integer> third = pool.submit(() -> 3);
              latch.countDown();
              pool.shutdown();
              return second.isDone() + " " + third.get();
            }),
        verified(
            "shutdownNow: interrupts the task that runs, and hands back the one that waits",
            Set.of("InterruptedException 1"),
            () -> {
              ExecutorService pool = pool(1, 2);
              CountDownLatch never = new CountDownLatch(1);
              // With a plain variable a race is reported if awaitTermination has to wait.
              AtomicReference<Object> first = new AtomicReference<>("none");
              pool.execute(() -> first.set(attempt(() -> awaiting(never))));
              pool.execute(() -> first.set("second"));
              int waiting = pool.shutdownNow().size();
              pool.awaitTermination(1, TimeUnit.MINUTES);
              return first + " " + waiting;
            }),
        timed(
            "awaitTermination: ends with its time while a task runs",
            Set.of("false true"),
            () -> {
              ExecutorService pool = pool(1, 1);
              CountDownLatch latch = new CountDownLatch(1);
              pool.execute(() -> attempt(() -> awaiting(latch)));
              pool.shutdown();
              boolean first = pool.awaitTermination(1, TimeUnit.SECONDS);
              latch.countDown();
              return first + " " + pool.awaitTermination(1, TimeUnit.SECONDS);
            }),
        verified(
            "awaitTermination: an interrupt ends it",
            Set.of("InterruptedException"),
            () -> {
              ExecutorService pool = pool(1, 1);
              Object[] result = new Object[1];
              Thread waiter =
                  new Thread(
                      () -> result[0] = attempt(() -> pool.awaitTermination(1, TimeUnit.MINUTES)));
              waiter.start();
              waiter.interrupt();
              waiter.join();
              pool.shutdown();
              return result[0];
            }),
        timed(
            "invokeAll: with a time, cancels what is not done then",
            Set.of("true false"),
            () -> {
              ExecutorService pool = pool(2, 1);
              CountDownLatch never = new CountDownLatch(1);
              List<Future<Integer>> futures =
                  pool.invokeAll(List.of(() -> awaiting(never), () -> 2), 1, TimeUnit.SECONDS);
              pool.shutdown();
              return futures.get(0).isCancelled() + " " + futures.get(1).isCancelled();
            }),
        verified(
            "invokeAny: any task that does not fail",
            Set.of("2"),
            () -> {
              ExecutorService pool = pool(1, 2);
              Object result = attempt(() -> pool.invokeAny(List.of(PoolPrograms::fail, () -> 2)));
              pool.shutdown();
              return result;
            }),
        verified(
            "invokeAny: an interrupt ends the wait, and the tasks",
            Set.of("InterruptedException"),
            () -> {
              ExecutorService pool = pool(1, 1);
              CountDownLatch never = new CountDownLatch(1);
              Told waiting = Told.start(() -> pool.invokeAny(List.of(() -> awaiting(never))));
              waiting.interrupt();
              String how = waiting.told();
              pool.shutdown();
              return how;
            }),
        verified(
            "invokeAny: fails if all do",
            Set.of("ExecutionException of UnsupportedOperationException"),
            () -> {
              ExecutorService pool = pool(1, 2);
              Object result =
                  attempt(() -> pool.invokeAny(List.<Callable<Integer>>of(PoolPrograms::fail)));
              pool.shutdown();
              return result;
            }),
        timed(
            "invokeAny: with a time, fails when no task is done then",
            Set.of("TimeoutException"),
            () -> {
              ExecutorService pool = pool(1, 2);
              CountDownLatch never = new CountDownLatch(1);
              Object result =
                  attempt(
                      () -> pool.invokeAny(List.of(() -> awaiting(never)), 1, TimeUnit.SECONDS));
              pool.shutdown();
              return result;
            }),
        verified(
            "setCorePoolSize: a thread more runs what waits",
            Set.of("1"),
            () -> {
              ThreadPoolExecutor pool =
                  new ThreadPoolExecutor(1, 2, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
              CountDownLatch latch = new CountDownLatch(1);
              Future<Integer> first = pool.submit(() -> awaiting(latch));
              pool.execute(latch::countDown);
              pool.setCorePoolSize(2);
              pool.shutdown();
              return first.get();
            }),
        failing(
            "a pool of one thread whose task waits for the next",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> {
              ExecutorService pool = pool(1, 1);
              CountDownLatch latch = new CountDownLatch(1);
              Future<Integer> first = pool.submit(() -> awaiting(latch));
              pool.execute(latch::countDown);
              pool.shutdown();
              return first.get();
            }),
        verified(
            "ForkJoinPool: the exception of a half is that of the whole",
            Set.of("UnsupportedOperationException"),
            () -> {
              ForkJoinPool pool = new ForkJoinPool(1);
              Object result = attempt(() -> pool.invoke(new FailingHalf(true)));
              pool.shutdown();
              return result;
            }),
        verified(
            "ForkJoinPool: a pool that is shut down rejects",
            Set.of("RejectedExecutionException"),
            () -> {
              ForkJoinPool pool = new ForkJoinPool(1);
              pool.shutdown();
              return attempt(() -> pool.submit(() -> 1));
            }),
        verified(
            "parallel stream: the exception of an element is that of the whole",
            Set.of("UnsupportedOperationException"),
            () ->
                attempt(
                    () -> IntStream.range(0, 2).parallel().map(i -> i == 0 ? 1 : fail()).sum())),
        verified(
            "parallel stream: a volatile counter loses what an atomic one does not",
            Set.of("1 2", "2 2"),
            () -> {
              Counters counters = new Counters();
              IntStream.range(0, 2).parallel().forEach(i -> counters.increment());
              return counters.lossy + " " + counters.exact;
            }));
  }

  private static final class Counters {
    volatile int lossy;
    final AtomicInteger exact = new AtomicInteger();

    void increment() {
      lossy = lossy + 1;
      exact.incrementAndGet();
    }
  }

  /** Forks a half that fails. */
  private static final class FailingHalf extends RecursiveTask<Integer> {
    private static final long serialVersionUID = 1;
    private final boolean isWhole;

    FailingHalf(boolean isWhole) {
      this.isWhole = isWhole;
    }

    @Override
    protected Integer compute() {
      return isWhole ? new FailingHalf(false).fork().join() : fail();
    }
  }
}
