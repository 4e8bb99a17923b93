package dev.heddle.benchmarks;

import dev.heddle.sync.SimpleQueue;
import dev.heddle.sync.TaskQueue;
import java.util.Comparator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * Putting an item in and getting one out, by the same thread. With several threads each of them
 * finds an item, since it has put one in just before: nobody waits for an item, but they compete
 * for the queue.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public abstract class QueueBenchmark {
  /** One thread. */
  @Threads(1)
  public static class Alone extends QueueBenchmark {}

  /** Two threads. */
  @Threads(2)
  public static class Contended extends QueueBenchmark {}

  private static final int CAPACITY = 1000;
  private static final Integer ITEM = 1;

  private final BlockingQueue<Integer> array = new ArrayBlockingQueue<>(CAPACITY);
  private final BlockingQueue<Integer> boundedLinked = new LinkedBlockingQueue<>(CAPACITY);
  private final BlockingQueue<Integer> linked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> javaPriority = new PriorityBlockingQueue<>();
  private final TaskQueue<Integer> boundedFifo = TaskQueue.fifo(CAPACITY);
  private final TaskQueue<Integer> fifo = TaskQueue.fifo();
  private final TaskQueue<Integer> lifo = TaskQueue.lifo(CAPACITY);
  private final TaskQueue<Integer> priority = TaskQueue.priority(Comparator.naturalOrder());
  private final SimpleQueue<Integer> simple = new SimpleQueue<>();

  private static Object putAndTake(BlockingQueue<Integer> queue) throws InterruptedException {
    queue.put(ITEM);
    return queue.take();
  }

  private static Object putAndGet(TaskQueue<Integer> queue) throws InterruptedException {
    queue.put(ITEM);
    return queue.get();
  }

  @Benchmark
  public Object arrayBlockingQueue() throws InterruptedException {
    return putAndTake(array);
  }

  @Benchmark
  public Object boundedLinkedBlockingQueue() throws InterruptedException {
    return putAndTake(boundedLinked);
  }

  @Benchmark
  public Object linkedBlockingQueue() throws InterruptedException {
    return putAndTake(linked);
  }

  @Benchmark
  public Object priorityBlockingQueue() throws InterruptedException {
    return putAndTake(javaPriority);
  }

  @Benchmark
  public Object boundedFifo() throws InterruptedException {
    return putAndGet(boundedFifo);
  }

  @Benchmark
  public Object fifo() throws InterruptedException {
    return putAndGet(fifo);
  }

  @Benchmark
  public Object boundedLifo() throws InterruptedException {
    return putAndGet(lifo);
  }

  @Benchmark
  public Object priority() throws InterruptedException {
    return putAndGet(priority);
  }

  @Benchmark
  public Object fifoAndTaskDone() throws InterruptedException {
    Object item = putAndGet(fifo);
    fifo.taskDone();
    return item;
  }

  @Benchmark
  public Object simpleQueue() throws InterruptedException {
    simple.put(ITEM);
    return simple.get();
  }
}
