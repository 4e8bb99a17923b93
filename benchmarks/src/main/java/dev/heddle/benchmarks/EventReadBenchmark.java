package dev.heddle.benchmarks;

import dev.heddle.sync.Event;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Asking whether something has happened, and waiting for what has happened already. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventReadBenchmark {
  private final Event event = new Event();
  private final CountDownLatch latch = new CountDownLatch(1);
  private volatile boolean flag;

  /** Lets everything have happened. */
  @Setup
  public void set() {
    event.set();
    latch.countDown();
    flag = true;
  }

  @Benchmark
  public boolean latchIsZero() {
    return latch.getCount() == 0;
  }

  @Benchmark
  public boolean volatileBoolean() {
    return flag;
  }

  @Benchmark
  public boolean eventIsSet() {
    return event.isSet();
  }

  @Benchmark
  public void latchAwait() throws InterruptedException {
    latch.await();
  }

  @Benchmark
  public void eventAwait() throws InterruptedException {
    event.await();
  }
}
