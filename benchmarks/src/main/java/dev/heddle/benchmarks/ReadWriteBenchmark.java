package dev.heddle.benchmarks;

import dev.heddle.sync.RLock;
import dev.heddle.sync.RWLock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A hold to read, and one to write: by the only thread there is, and by two that read at once for
 * as long as some microseconds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadWriteBenchmark {
  /** The work of a reader, in JMH's units: some microseconds. */
  private static final int WORK = 2_000;

  private final ReentrantReadWriteLock javaLock = new ReentrantReadWriteLock();
  private final RWLock lock = new RWLock();
  private final RLock rLock = new RLock();

  @Benchmark
  public void javaRead() {
    javaLock.readLock().lock();
    javaLock.readLock().unlock();
  }

  @Benchmark
  public void read() {
    lock.readLock().acquire();
    lock.readLock().release();
  }

  @Benchmark
  public void javaWrite() {
    javaLock.writeLock().lock();
    javaLock.writeLock().unlock();
  }

  @Benchmark
  public void write() {
    lock.writeLock().acquire();
    lock.writeLock().release();
  }

  @Benchmark
  @Threads(2)
  public void javaReadTogether() {
    javaLock.readLock().lock();
    Blackhole.consumeCPU(WORK);
    javaLock.readLock().unlock();
  }

  @Benchmark
  @Threads(2)
  public void readTogether() {
    lock.readLock().acquire();
    Blackhole.consumeCPU(WORK);
    lock.readLock().release();
  }

  @Benchmark
  @Threads(2)
  public void rLockTogether() {
    rLock.acquire();
    Blackhole.consumeCPU(WORK);
    rLock.release();
  }
}
