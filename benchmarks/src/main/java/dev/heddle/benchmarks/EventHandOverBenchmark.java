package dev.heddle.benchmarks;

import dev.heddle.sync.Event;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/**
 * A call to another thread and its answer. An event is cleared for the next round; a latch opens
 * only once, so each round needs new ones.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventHandOverBenchmark {

  @Benchmark
  public void countDownLatch(LatchCalls calls) throws InterruptedException {
    calls.callAndAwait();
  }

  @Benchmark
  public void event(EventCalls calls) throws InterruptedException {
    calls.callAndAwait();
  }

  /** Calls by latches. */
  public static class LatchCalls extends Partner {
    private volatile CountDownLatch called = new CountDownLatch(1);
    private volatile CountDownLatch answered = new CountDownLatch(1);

    void callAndAwait() throws InterruptedException {
      called.countDown();
      answered.await();
      answered = new CountDownLatch(1);
    }

    @Override
    void answer() throws InterruptedException {
      called.await();
      called = new CountDownLatch(1);
      answered.countDown();
    }
  }

  /** Calls by events. */
  public static class EventCalls extends Partner {
    private final Event called = new Event();
    private final Event answered = new Event();

    void callAndAwait() throws InterruptedException {
      called.set();
      answered.await();
      answered.clear();
    }

    @Override
    void answer() throws InterruptedException {
      called.await();
      called.clear();
      answered.set();
    }
  }
}
