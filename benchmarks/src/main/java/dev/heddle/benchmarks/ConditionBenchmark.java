package dev.heddle.benchmarks;

import dev.heddle.sync.Condition;
import dev.heddle.sync.Lock;
import dev.heddle.sync.Mutex;
import dev.heddle.sync.RLock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** A turn that goes to another thread and comes back: two signals, and two waits that they end. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ConditionBenchmark {

  @Benchmark
  public void reentrantLock(JavaTurns turns) throws InterruptedException {
    turns.passAndAwait();
  }

  @Benchmark
  public void rLock(RLockTurns turns) throws InterruptedException {
    turns.passAndAwait();
  }

  @Benchmark
  public void lock(LockTurns turns) throws InterruptedException {
    turns.passAndAwait();
  }

  /** Turns by the condition of a {@link ReentrantLock}. */
  public static class JavaTurns extends Partner {
    private final ReentrantLock lock = new ReentrantLock();
    private final java.util.concurrent.locks.Condition passed = lock.newCondition();
    private boolean partnersTurn;

    void passAndAwait() throws InterruptedException {
      lock.lock();
      try {
        partnersTurn = true;
        passed.signal();
        while (partnersTurn) {
          passed.await();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    void answer() throws InterruptedException {
      lock.lock();
      try {
        while (!partnersTurn) {
          passed.await();
        }
        partnersTurn = false;
        passed.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Turns by a {@link Condition}. */
  public abstract static class HeddleTurns extends Partner {
    private final Condition passed;
    private final Mutex lock;
    private boolean partnersTurn;

    HeddleTurns(Condition passed) {
      this.passed = passed;
      this.lock = passed.lock();
    }

    final void passAndAwait() throws InterruptedException {
      lock.acquire();
      try {
        partnersTurn = true;
        passed.signal();
        while (partnersTurn) {
          passed.await();
        }
      } finally {
        lock.release();
      }
    }

    @Override
    final void answer() throws InterruptedException {
      lock.acquire();
      try {
        while (!partnersTurn) {
          passed.await();
        }
        partnersTurn = false;
        passed.signal();
      } finally {
        lock.release();
      }
    }
  }

  /** Turns by a {@link Condition} over an {@link RLock}. */
  public static class RLockTurns extends HeddleTurns {
    /** Makes the condition. */
    public RLockTurns() {
      super(new Condition(new RLock()));
    }
  }

  /** Turns by a {@link Condition} over a {@link Lock}. */
  public static class LockTurns extends HeddleTurns {
    /** Makes the condition. */
    public LockTurns() {
      super(new Condition(new Lock()));
    }
  }
}
