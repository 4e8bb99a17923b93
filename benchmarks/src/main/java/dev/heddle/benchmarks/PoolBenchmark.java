package dev.heddle.benchmarks;

import dev.heddle.sync.PoolFuture;
import dev.heddle.sync.ThreadPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Tasks that do nothing, by a pool of two workers: one whose result is waited for, or a hundred at
 * once. An operation is one task.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PoolBenchmark {
  private static final int WORKERS = 2;
  private static final int TASKS = 100;
  private static final Integer RESULT = 1;

  private final ExecutorService fixed = Executors.newFixedThreadPool(WORKERS);
  private final ThreadPool pool = ThreadPool.named("worker").maxWorkers(WORKERS).build();
  private final ExecutorService face = pool.asExecutorService();

  /** Ends the workers. */
  @TearDown
  public void end() {
    fixed.shutdown();
    pool.close();
  }

  @Benchmark
  public Integer fixedThreadPool() throws InterruptedException, ExecutionException {
    return fixed.submit(() -> RESULT).get();
  }

  @Benchmark
  public Integer threadPool() throws InterruptedException {
    return pool.submit(() -> RESULT).result();
  }

  @Benchmark
  public Integer threadPoolAsExecutor() throws InterruptedException, ExecutionException {
    return face.submit(() -> RESULT).get();
  }

  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int fixedThreadPoolMany() throws InterruptedException, ExecutionException {
    List<Future<Integer>> futures = new ArrayList<>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      futures.add(fixed.submit(() -> RESULT));
    }
    int sum = 0;
    for (Future<Integer> future : futures) {
      sum += future.get();
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int threadPoolMany() throws InterruptedException {
    List<PoolFuture<Integer>> futures = new ArrayList<>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      futures.add(pool.submit(() -> RESULT));
    }
    int sum = 0;
    for (PoolFuture<Integer> future : futures) {
      sum += future.result();
    }
    return sum;
  }
}
