package dev.heddle.benchmarks;

import dev.heddle.sync.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Items from producers to consumers through a bounded queue. The benchmark's threads are the
 * producers; as many consumers take away what they put in. An operation is one item.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public abstract class QueueTransferBenchmark {
  /** One producer, one consumer. */
  @Threads(1)
  public static class OneToOne extends QueueTransferBenchmark {}

  /** Two producers, two consumers. */
  @Threads(2)
  public static class TwoToTwo extends QueueTransferBenchmark {}

  private static final int CAPACITY = 1000;
  private static final Integer ITEM = 1;

  /** The work on an item, on either side, in JMH's units: some tens of nanoseconds. */
  private static final int WORK = 20;

  @Benchmark
  public void arrayBlockingQueue(ThroughArray way) throws InterruptedException {
    way.put(ITEM);
    Blackhole.consumeCPU(WORK);
  }

  @Benchmark
  public void linkedBlockingQueue(ThroughLinked way) throws InterruptedException {
    way.put(ITEM);
    Blackhole.consumeCPU(WORK);
  }

  @Benchmark
  public void taskQueue(ThroughTaskQueue way) throws InterruptedException {
    way.put(ITEM);
    Blackhole.consumeCPU(WORK);
  }

  /** A queue and its consumers. Whatever was put in is consumed, so that no producer is stuck. */
  @State(Scope.Benchmark)
  public abstract static class Way {
    private final List<Thread> threads = new ArrayList<>();

    abstract void put(Integer item) throws InterruptedException;

    abstract Integer get() throws InterruptedException;

    /** Starts as many consumers as there are producers. */
    @Setup
    public final void start(BenchmarkParams benchmark) {
      for (int i = 0; i < benchmark.getThreads(); i++) {
        Thread thread = new Thread(this::consumeAll, "consumer");
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
      }
    }

    /** Stops the consumers, which wait for items that do not come. */
    @TearDown
    public final void stop() throws InterruptedException {
      for (Thread thread : threads) {
        thread.interrupt();
        thread.join();
      }
      threads.clear();
    }

    private void consumeAll() {
      try {
        while (get() != null) {
          Blackhole.consumeCPU(WORK);
        }
      } catch (InterruptedException e) {
        // The benchmark is over.
      }
    }
  }

  /** Through an array. */
  public static class ThroughArray extends Way {
    private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(CAPACITY);

    @Override
    void put(Integer item) throws InterruptedException {
      queue.put(item);
    }

    @Override
    Integer get() throws InterruptedException {
      return queue.take();
    }
  }

  /** Through a list with two locks. */
  public static class ThroughLinked extends Way {
    private final BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(CAPACITY);

    @Override
    void put(Integer item) throws InterruptedException {
      queue.put(item);
    }

    @Override
    Integer get() throws InterruptedException {
      return queue.take();
    }
  }

  /** Through a {@link TaskQueue}. */
  public static class ThroughTaskQueue extends Way {
    private final TaskQueue<Integer> queue = TaskQueue.fifo(CAPACITY);

    @Override
    void put(Integer item) throws InterruptedException {
      queue.put(item);
    }

    @Override
    Integer get() throws InterruptedException {
      return queue.get();
    }
  }
}
