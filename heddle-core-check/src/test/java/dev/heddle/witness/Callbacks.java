package dev.heddle.witness;

import dev.heddle.sync.Barrier;
import dev.heddle.sync.Condition;
import dev.heddle.sync.Lock;
import dev.heddle.witness.Scenario.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Code of the program that a primitive calls, and another thread that has seen what it did before
 * the primitive goes on.
 */
final class Callbacks {
  private final Lock lock = new Lock();
  private final Condition condition = new Condition(lock);
  private final AtomicInteger calls = new AtomicInteger();
  private final Barrier barrier = new Barrier(1, calls::incrementAndGet);

  static List<Operation<Callbacks>> operations() {
    return List.of(
        Operation.of("run", Callbacks::run),
        Operation.of("run and throw", Callbacks::runAndThrow),
        Operation.of("awaitUntil", Callbacks::awaitUntil),
        Operation.of("await at the barrier", callbacks -> callbacks.barrier.await()),
        Operation.of("take the lock after the call", Callbacks::takeAfterCall),
        Operation.of("count at the barrier after the call", Callbacks::countAfterCall));
  }

  private Object run() {
    lock.run(() -> calls.incrementAndGet());
    return "done";
  }

  private Object runAndThrow() {
    lock.run(
        () -> {
          calls.incrementAndGet();
          throw new IllegalStateException();
        });
    return "done";
  }

  private Object awaitUntil() throws InterruptedException {
    lock.acquire();
    try {
      return condition.awaitUntil(() -> calls.incrementAndGet() == 0, Duration.ofMillis(1));
    } finally {
      lock.release();
    }
  }

  private Object takeAfterCall() {
    return calls.get() == 1 ? lock.tryAcquire() : "too early";
  }

  private Object countAfterCall() {
    return calls.get() == 1 ? barrier.waitingCount() : "too early";
  }

  @Override
  public String toString() {
    return "%s, %s, %s, %s calls".formatted(lock, condition, barrier, calls);
  }
}
