package dev.heddle.benchmarks;

import dev.heddle.sync.Lock;
import dev.heddle.sync.RLock;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Ten thousand virtual threads, each of which acquires one lock, counts, releases and ends. The
 * time is that of one of them, its start and its end included. Needs JDK 21.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VirtualThreadBenchmark {
  private static final int THREADS = 10_000;

  /**
   * Whether the lock is free when the threads start, so that hardly any of them meets another, or
   * held until the last has started, so that they queue up.
   */
  @Param({"free", "held"})
  public String atStart = "free";

  private final ReentrantLock reentrantLock = new ReentrantLock();
  private final Lock lock = new Lock();
  private final RLock rLock = new RLock();

  private int count;

  @Benchmark
  @OperationsPerInvocation(THREADS)
  public int reentrantLock() throws InterruptedException {
    return countInAll(reentrantLock::lock, reentrantLock::unlock);
  }

  @Benchmark
  @OperationsPerInvocation(THREADS)
  public int lock() throws InterruptedException {
    return countInAll(lock::acquire, lock::release);
  }

  @Benchmark
  @OperationsPerInvocation(THREADS)
  public int rLock() throws InterruptedException {
    return countInAll(rLock::acquire, rLock::release);
  }

  private int countInAll(Runnable acquire, Runnable release) throws InterruptedException {
    Runnable body =
        () -> {
          acquire.run();
          count++;
          release.run();
        };
    count = 0;
    Thread[] threads = new Thread[THREADS];
    boolean held = atStart.equals("held");
    if (held) {
      acquire.run();
    }
    for (int i = 0; i < THREADS; i++) {
      threads[i] = VirtualThreads.start(body);
    }
    if (held) {
      release.run();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (count != THREADS) {
      throw new AssertionError("%d threads have counted to %d".formatted(THREADS, count));
    }
    return count;
  }

  /** The JDK's method, which the JDK 17 that this is compiled for does not have. */
  private static final class VirtualThreads {
    private static final MethodHandle START = find();

    static Thread start(Runnable body) {
      try {
        return (Thread) START.invokeExact(body);
      } catch (Throwable e) {
        throw new AssertionError("a virtual thread does not start", e);
      }
    }

    private static MethodHandle find() {
      try {
        return MethodHandles.publicLookup()
            .findStatic(
                Thread.class,
                "startVirtualThread",
                MethodType.methodType(Thread.class, Runnable.class));
      } catch (ReflectiveOperationException e) {
        throw new UnsupportedOperationException("virtual threads need JDK 21 or newer", e);
      }
    }
  }
}
