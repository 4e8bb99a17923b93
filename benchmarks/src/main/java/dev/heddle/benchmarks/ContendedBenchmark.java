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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Two threads count up one counter, each time under the lock, and work a little in between. How
 * many counts they manage together depends on who gets the lock: a thread that takes it again just
 * after it gave it back is fast, handing it over is slow.
 */
@State(Scope.Benchmark)
@Threads(2)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ContendedBenchmark {
  /** The work between two counts, in JMH's units: some tens of nanoseconds. */
  private static final int WORK = 20;

  private final ReentrantLock reentrantLock = new ReentrantLock();
  private final Lock lock = new Lock();
  private final RLock rLock = new RLock();
  private final java.util.concurrent.Semaphore javaSemaphore =
      new java.util.concurrent.Semaphore(1);
  private final Semaphore semaphore = new Semaphore(1);
  private final BoundedSemaphore boundedSemaphore = new BoundedSemaphore(1);

  private long count;

  @Benchmark
  public void reentrantLock() {
    reentrantLock.lock();
    try {
      count++;
    } finally {
      reentrantLock.unlock();
    }
    Blackhole.consumeCPU(WORK);
  }

  @Benchmark
  public void lock() {
    lock.acquire();
    try {
      count++;
    } finally {
      lock.release();
    }
    Blackhole.consumeCPU(WORK);
  }

  @Benchmark
  public void rLock() {
    rLock.acquire();
    try {
      count++;
    } finally {
      rLock.release();
    }
    Blackhole.consumeCPU(WORK);
  }

  @Benchmark
  public void javaSemaphore() {
    javaSemaphore.acquireUninterruptibly();
    try {
      count++;
    } finally {
      javaSemaphore.release();
    }
    Blackhole.consumeCPU(WORK);
  }

  @Benchmark
  public void semaphore() {
    semaphore.acquire();
    try {
      count++;
    } finally {
      semaphore.release();
    }
    Blackhole.consumeCPU(WORK);
  }

  @Benchmark
  public void boundedSemaphore() {
    boundedSemaphore.acquire();
    try {
      count++;
    } finally {
      boundedSemaphore.release();
    }
    Blackhole.consumeCPU(WORK);
  }
}
