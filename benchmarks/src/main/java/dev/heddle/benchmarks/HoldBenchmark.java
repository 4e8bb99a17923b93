package dev.heddle.benchmarks;

import dev.heddle.sync.Acquirable;
import dev.heddle.sync.BoundedSemaphore;
import dev.heddle.sync.Lock;
import dev.heddle.sync.RLock;
import dev.heddle.sync.Semaphore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Holding something for the length of a block, in every form that {@link Acquirable} has, beside
 * the same thing written out with try and finally. None of the forms should cost time or allocate:
 * run this with {@code -prof gc}.
 *
 * <p>Whether a hold is allocated is up to the compiler's inlining and escape analysis, and they
 * depend on the body and on what the program did before: hence the subclasses, one for each kind of
 * body, and {@link #profile}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class HoldBenchmark {
  private static final Duration LONG = Duration.ofMinutes(1);

  /** What is acquired. */
  @Param({"LOCK", "RLOCK", "SEMAPHORE"})
  public Kind kind = Kind.LOCK;

  /** What the JVM has seen when the benchmark is compiled. */
  @Param public Profile profile = Profile.OWN;

  /** Nobody holds it. */
  private Acquirable free = new Lock();

  /** Another thread holds it for ever. */
  private Acquirable taken = new Lock();

  private int calls;
  private int failures;

  /** What is done while the lock is held. */
  abstract void body() throws Failure;

  /** Prepares locks and profiles. */
  @Setup
  public void prepare() throws InterruptedException {
    if (profile != Profile.OWN) {
      for (Kind each : Kind.values()) {
        OtherUses.of(each.create(), each.createTaken());
      }
    }
    if (profile == Profile.CALLER) {
      for (Kind each : Kind.values()) {
        free = each.create();
        taken = each.createTaken();
        useAllForms();
      }
    }
    free = kind.create();
    taken = kind.createTaken();
  }

  private void useAllForms() throws InterruptedException {
    for (int i = 0; i < OtherUses.TIMES; i++) {
      acquire();
      hold();
      run();
      call();
      acquireInterruptibly();
      holdInterruptibly();
      tryAcquire();
      tryHold();
      tryAcquireTaken();
      tryHoldTaken();
      tryAcquireEither();
      tryHoldEither();
      tryAcquireWithin();
      tryHoldWithin();
    }
  }

  @Benchmark
  public void acquire() {
    Acquirable lock = free;
    try {
      lock.acquire();
      try {
        body();
      } finally {
        lock.release();
      }
    } catch (Failure e) {
      failures++;
    }
  }

  @Benchmark
  public void hold() {
    try (var hold = free.hold()) {
      body();
    } catch (Failure e) {
      failures++;
    }
  }

  @Benchmark
  public void run() {
    try {
      free.run(this::body);
    } catch (Failure e) {
      failures++;
    }
  }

  @Benchmark
  public @Nullable Duration call() {
    try {
      // Something that is there already: a number would be boxed.
      return free.call(
          () -> {
            body();
            return LONG;
          });
    } catch (Failure e) {
      failures++;
      return null;
    }
  }

  @Benchmark
  public void acquireInterruptibly() throws InterruptedException {
    Acquirable lock = free;
    try {
      lock.acquireInterruptibly();
      try {
        body();
      } finally {
        lock.release();
      }
    } catch (Failure e) {
      failures++;
    }
  }

  @Benchmark
  public void holdInterruptibly() throws InterruptedException {
    try (var hold = free.holdInterruptibly()) {
      body();
    } catch (Failure e) {
      failures++;
    }
  }

  @Benchmark
  public void tryAcquire() {
    tryAcquire(free);
  }

  @Benchmark
  public void tryHold() {
    tryHold(free);
  }

  @Benchmark
  public void tryAcquireTaken() {
    tryAcquire(taken);
  }

  @Benchmark
  public void tryHoldTaken() {
    tryHold(taken);
  }

  @Benchmark
  public void tryAcquireEither() {
    tryAcquire(either());
  }

  @Benchmark
  public void tryHoldEither() {
    tryHold(either());
  }

  @Benchmark
  public void tryAcquireWithin() throws InterruptedException {
    Acquirable lock = free;
    try {
      if (lock.tryAcquire(LONG)) {
        try {
          body();
        } finally {
          lock.release();
        }
      }
    } catch (Failure e) {
      failures++;
    }
  }

  @Benchmark
  public void tryHoldWithin() throws InterruptedException {
    try (var hold = free.tryHold(LONG)) {
      if (hold.held()) {
        body();
      }
    } catch (Failure e) {
      failures++;
    }
  }

  private void tryAcquire(Acquirable lock) {
    try {
      if (lock.tryAcquire()) {
        try {
          body();
        } finally {
          lock.release();
        }
      }
    } catch (Failure e) {
      failures++;
    }
  }

  private void tryHold(Acquirable lock) {
    try (var hold = lock.tryHold()) {
      if (hold.held()) {
        body();
      }
    } catch (Failure e) {
      failures++;
    }
  }

  private Acquirable either() {
    calls++;
    return (calls & 1) == 0 ? free : taken;
  }

  /** What can be acquired. */
  public enum Kind {
    /** A {@link Lock}. */
    LOCK(Lock::new),
    /** An {@link RLock}. */
    RLOCK(RLock::new),
    /** A {@link Semaphore} of one permit. */
    SEMAPHORE(Semaphore::new),
    /** A {@link BoundedSemaphore} of one permit. */
    BOUNDED_SEMAPHORE(BoundedSemaphore::new);

    private final Supplier<Acquirable> constructor;

    Kind(Supplier<Acquirable> constructor) {
      this.constructor = constructor;
    }

    Acquirable create() {
      return constructor.get();
    }

    Acquirable createTaken() throws InterruptedException {
      Acquirable taken = create();
      Thread owner = new Thread(taken::acquire);
      owner.start();
      owner.join();
      return taken;
    }
  }

  /** What the JVM has seen when the benchmark is compiled. */
  public enum Profile {
    /** Nothing but the benchmark. */
    OWN,
    /** The methods of the library with all kinds, with success and without, from other callers. */
    LIBRARY,
    /** All of that, and the benchmark's own code with all kinds. */
    CALLER
  }

  /** What a body throws; without a stack trace, which would cost more than all the rest. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure() {
      super("sometimes", null, false, false);
    }
  }

  /** A body that the compiler sees through. */
  public static class InlinedBody extends HoldBenchmark {
    private int count;

    @Override
    void body() {
      count++;
    }
  }

  /** A body that the compiler knows nothing of. */
  public static class OpaqueBody extends HoldBenchmark {
    private int count;

    @Override
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    void body() {
      count++;
    }
  }

  /** A body that the compiler knows nothing of, and that throws now and then. */
  public static class ThrowingBody extends HoldBenchmark {
    private static final Failure FAILURE = new Failure();
    private static final int CALLS_PER_FAILURE = 1024;

    private int count;

    @Override
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    void body() throws Failure {
      count++;
      if (count % CALLS_PER_FAILURE == 0) {
        throw FAILURE;
      }
    }
  }

  /** The rest of a program, which uses everything, from code of its own. */
  private static final class OtherUses {
    /** Enough for the methods of the library to be compiled and to have full profiles. */
    static final int TIMES = 20_000;

    private static int count;

    static void of(Acquirable free, Acquirable taken) throws InterruptedException {
      for (int i = 0; i < TIMES; i++) {
        try (var hold = free.hold()) {
          count++;
        }
        try (var hold = free.holdInterruptibly()) {
          count++;
        }
        try (var hold = free.tryHold(LONG)) {
          count++;
        }
        try (var hold = taken.tryHold(Duration.ZERO)) {
          count++;
        }
        try (var hold = ((i & 1) == 0 ? free : taken).tryHold()) {
          count++;
        }
        free.run(() -> count++);
        count = free.call(() -> count + 1);
      }
    }
  }
}
