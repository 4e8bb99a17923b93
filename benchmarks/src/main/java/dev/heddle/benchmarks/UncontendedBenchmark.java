package dev.heddle.benchmarks;

import dev.heddle.sync.BoundedSemaphore;
import dev.heddle.sync.Lock;
import dev.heddle.sync.RLock;
import dev.heddle.sync.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An acquire and a release by the only thread there is: two atomic operations. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UncontendedBenchmark {
  private final ReentrantLock reentrantLock = new ReentrantLock();
  private final Lock lock = new Lock();
  private final RLock rLock = new RLock();
  private final java.util.concurrent.Semaphore javaSemaphore =
      new java.util.concurrent.Semaphore(1);
  private final Semaphore semaphore = new Semaphore(1);
  private final BoundedSemaphore boundedSemaphore = new BoundedSemaphore(1);

  @Benchmark
  public void reentrantLock() {
    reentrantLock.lock();
    reentrantLock.unlock();
  }

  @Benchmark
  public void lock() {
    lock.acquire();
    lock.release();
  }

  @Benchmark
  public void rLock() {
    rLock.acquire();
    rLock.release();
  }

  @Benchmark
  public void javaSemaphore() {
    javaSemaphore.acquireUninterruptibly();
    javaSemaphore.release();
  }

  @Benchmark
  public void semaphore() {
    semaphore.acquire();
    semaphore.release();
  }

  @Benchmark
  public void boundedSemaphore() {
    boundedSemaphore.acquire();
    boundedSemaphore.release();
  }
}
