package dev.heddle.benchmarks;

import dev.heddle.sync.Barrier;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** One cycle of a barrier of two. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BarrierBenchmark {

  @Benchmark
  public int cyclicBarrier(JavaParties parties)
      throws InterruptedException, BrokenBarrierException {
    return parties.barrier.await();
  }

  @Benchmark
  public int barrier(HeddleParties parties) throws InterruptedException {
    return parties.barrier.await();
  }

  /** Two parties of a {@link CyclicBarrier}. */
  public static class JavaParties extends Partner {
    private final CyclicBarrier barrier = new CyclicBarrier(2);

    @Override
    void answer() throws InterruptedException, BrokenBarrierException {
      barrier.await();
    }
  }

  /** Two parties of a {@link Barrier}. */
  public static class HeddleParties extends Partner {
    private final Barrier barrier = new Barrier(2);

    @Override
    void answer() throws InterruptedException {
      barrier.await();
    }
  }
}
