package dev.heddle.benchmarks;

import dev.heddle.sync.Lock;
import dev.heddle.sync.RLock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An acquire and a release of a fair lock by the only thread there is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FairBenchmark {
  private final ReentrantLock fairReentrantLock = new ReentrantLock(true);
  private final Lock fairLock = Lock.fair();
  private final RLock fairRLock = RLock.fair();

  @Benchmark
  public void fairReentrantLock() {
    fairReentrantLock.lock();
    fairReentrantLock.unlock();
  }

  @Benchmark
  public void fairLock() {
    fairLock.acquire();
    fairLock.release();
  }

  @Benchmark
  public void fairRLock() {
    fairRLock.acquire();
    fairRLock.release();
  }
}
