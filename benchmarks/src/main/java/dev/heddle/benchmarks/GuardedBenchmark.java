package dev.heddle.benchmarks;

import dev.heddle.sync.Guarded;
import dev.heddle.sync.RLock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A value under its lock, used by the only thread there is: a counter that is changed and read, and
 * a number that is replaced, once with the lock written out and once in a {@link Guarded}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GuardedBenchmark {
  /** So small that its numbers need not be allocated. */
  private static final int MASK = 63;

  private static final class Counter {
    int count;
  }

  private final RLock lock = new RLock();
  private final Counter counter = new Counter();
  private Integer number = 0;
  private final Guarded<Counter> guarded = new Guarded<>(new Counter());
  private final Guarded<Integer> guardedNumber = new Guarded<>(0);

  @Benchmark
  public void change() {
    lock.acquire();
    try {
      counter.count++;
    } finally {
      lock.release();
    }
  }

  @Benchmark
  public void withLock() {
    guarded.withLock(each -> each.count++);
  }

  @Benchmark
  public int read() {
    lock.acquire();
    try {
      return counter.count;
    } finally {
      lock.release();
    }
  }

  @Benchmark
  public int guardedRead() {
    return guarded.read(each -> each.count);
  }

  @Benchmark
  public void replace() {
    lock.acquire();
    try {
      number = (number + 1) & MASK;
    } finally {
      lock.release();
    }
  }

  @Benchmark
  public void update() {
    guardedNumber.update(each -> (each + 1) & MASK);
  }
}
