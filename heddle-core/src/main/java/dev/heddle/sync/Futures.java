package dev.heddle.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for several {@link PoolFuture}s, and other futures in place of them.
 *
 * <p>The reference is {@code wait} and {@code as_completed} of Python's {@code concurrent.futures}.
 */
public final class Futures {
  private Futures() {}

  /** When a wait for several futures is over. */
  public enum Until {
    /** When one of them is done, in any way. */
    FIRST_COMPLETED,
    /** When the task of one of them threw, or all are done. Cancelled ones count as done only. */
    FIRST_EXCEPTION,
    /** When all are done. */
    ALL_COMPLETED
  }

  /**
   * What has become of futures that were waited for.
   *
   * @param <F> their type
   * @param done those that are done, in the order in which they were given
   * @param notDone the others, in that order
   */
  public record Waited<F extends PoolFuture<?>>(Set<F> done, Set<F> notDone) {}

  /**
   * Waits for futures.
   *
   * @param <F> their type
   * @param futures what to wait for; if there are none, this returns at once
   * @param until when the wait is over
   * @return what has become of them
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   */
  public static <F extends PoolFuture<?>> Waited<F> await(
      Collection<? extends F> futures, Until until) throws InterruptedException {
    return await(futures, until, Checks.FOREVER);
  }

  /**
   * Waits for futures until the time is over, which is no error.
   *
   * @param <F> their type
   * @param futures what to wait for; if there are none, this returns at once
   * @param until when the wait is over
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return what has become of them
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   */
  public static <F extends PoolFuture<?>> Waited<F> await(
      Collection<? extends F> futures, Until until, Duration timeout) throws InterruptedException {
    return await(futures, until, Checks.nanos(timeout));
  }

  private static <F extends PoolFuture<?>> Waited<F> await(
      Collection<? extends F> futures, Until until, long nanos) throws InterruptedException {
    Checks.nonNull(until, "until");
    Set<F> all = new LinkedHashSet<>(Checks.nonNull(futures, "futures"));
    Gate over = new Gate("a wait for " + Checks.count(all.size(), "future"));
    AtomicInteger left = new AtomicInteger(all.size());
    Consumer<PoolFuture<?>> watcher =
        future -> {
          boolean last = left.decrementAndGet() == 0;
          if (last
              || until == Until.FIRST_COMPLETED
              || (until == Until.FIRST_EXCEPTION && future.hasFailed())) {
            over.open();
          }
        };
    if (all.isEmpty()) {
      over.open();
    }
    try {
      all.forEach(future -> future.watch(watcher));
      over.pass(nanos);
    } finally {
      all.forEach(future -> future.unwatch(watcher));
    }
    Set<F> done = new LinkedHashSet<>(all);
    done.removeIf(future -> !future.isDone());
    all.removeAll(done);
    return new Waited<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(all));
  }

  /**
   * Returns futures as they get done: each once, those that are done already first.
   *
   * <p>Taking the next waits until one is done. An interrupt does not end that wait, and leaves the
   * thread's interrupt status set. Futures that get done between two calls come in the order in
   * which they were given.
   *
   * <p>A loop over them may be left at any time: a future knows of an iterator only while that
   * waits, and an iterator does not refer to the futures that it has returned. So each wait takes
   * time in proportion to the number of futures that are not done.
   *
   * @param <F> their type
   * @param futures what to wait for
   */
  public static <F extends PoolFuture<?>> Iterable<F> asCompleted(Collection<? extends F> futures) {
    return asCompleted(futures, Checks.FOREVER);
  }

  /**
   * Returns futures as they get done, until the time is over: each once, those that are done
   * already first. Whoever asks for the next one when the time is over gets a {@link
   * CompletionException} whose cause is a {@link TimeoutException}.
   *
   * <p>Taking the next waits until one is done. An interrupt does not end that wait, and leaves the
   * thread's interrupt status set.
   *
   * @param <F> their type
   * @param futures what to wait for
   * @param timeout how long from now; zero or less does not wait, more than 292 years means no
   *     limit
   */
  public static <F extends PoolFuture<?>> Iterable<F> asCompleted(
      Collection<? extends F> futures, Duration timeout) {
    return asCompleted(futures, Checks.nanos(timeout));
  }

  private static <F extends PoolFuture<?>> Iterable<F> asCompleted(
      Collection<? extends F> futures, long nanos) {
    Set<F> all = new LinkedHashSet<>(Checks.nonNull(futures, "futures"));
    long deadline = System.nanoTime() + nanos;
    return () -> new AsCompleted<>(all, nanos, deadline);
  }

  /**
   * Returns a future that ends as another does. It is pending until then; to cancel it cancels the
   * other, and it is cancelled if the other is.
   *
   * @param <T> the result
   * @param other what to wait for
   */
  public static <T extends @Nullable Object> PoolFuture<T> from(CompletionStage<T> other) {
    CompletableFuture<T> source = Checks.nonNull(other, "other").toCompletableFuture();
    PoolFuture<T> future = new PoolFuture<>();
    future.watch(
        done -> {
          if (done.isCancelled()) {
            source.cancel(false);
          }
        });
    source.whenComplete(
        (value, thrown) -> {
          Throwable cause =
              thrown instanceof CompletionException && thrown.getCause() != null
                  ? thrown.getCause()
                  : thrown;
          if (cause instanceof CancellationException) {
            future.cancel();
          } else if (future.begin()) {
            if (cause == null) {
              future.finish(value);
            } else {
              future.fail(cause);
            }
          }
        });
    return future;
  }

  /** Takes futures as they get done. */
  private static final class AsCompleted<F extends PoolFuture<?>> implements Iterator<F> {
    /** Those found done, and not returned yet. */
    private final ArrayDeque<F> ready = new ArrayDeque<>();

    /** Those not found done so far. */
    private final Set<F> open;

    private final int all;
    private final long nanos;
    private final long deadline;

    AsCompleted(Set<F> futures, long nanos, long deadline) {
      this.open = new LinkedHashSet<>(futures);
      this.all = futures.size();
      this.nanos = nanos;
      this.deadline = deadline;
    }

    @Override
    public boolean hasNext() {
      return !ready.isEmpty() || !open.isEmpty();
    }

    @Override
    public F next() {
      if (!hasNext()) {
        throw new NoSuchElementException("all futures were returned");
      }
      if (ready.isEmpty()) {
        findDone();
      }
      if (ready.isEmpty()) {
        awaitDone();
      }
      return ready.remove();
    }

    private void findDone() {
      for (Iterator<F> each = open.iterator(); each.hasNext(); ) {
        F future = each.next();
        if (future.isDone()) {
          ready.add(future);
          each.remove();
        }
      }
    }

    /** Waits until one is done, in their order of getting done. */
    private void awaitDone() {
      Arrivals<F> arrivals = new Arrivals<>(all);
      long wait = nanos == Checks.FOREVER ? nanos : Math.max(0, deadline - System.nanoTime());
      List<F> arrived = arrivals.await(open, wait);
      if (arrived.isEmpty()) {
        throw new CompletionException(
            new TimeoutException(
                "%d of %s not done after %s"
                    .formatted(open.size(), Checks.count(all, "future"), Checks.text(nanos))));
      }
      for (F future : arrived) {
        ready.add(future);
        open.remove(future);
      }
    }
  }

  /**
   * Collects the futures that complete while a thread waits. Recording a completion allocates
   * nothing: if it failed for lack of memory, the waiting thread would never wake up.
   */
  private static final class Arrivals<F extends PoolFuture<?>> {
    private final AtomicReference<@Nullable Arrival<F>> last = new AtomicReference<>();
    private final Thread waiter = Thread.currentThread();
    private final int all;

    Arrivals(int all) {
      this.all = all;
    }

    /** Waits until one of the futures completes; returns the completed ones in that order. */
    List<F> await(Collection<F> futures, long nanos) {
      List<Arrival<F>> expected = new ArrayList<>(futures.size());
      try {
        for (F future : futures) {
          Arrival<F> arrival = new Arrival<>(this, future);
          expected.add(arrival);
          future.watch(arrival);
        }
        awaitFirst(nanos);
      } finally {
        for (Arrival<F> each : expected) {
          each.future.unwatch(each);
        }
      }
      ArrayDeque<F> arrived = new ArrayDeque<>();
      for (Arrival<F> each = last.get(); each != null; each = each.before) {
        arrived.push(each.future);
      }
      return new ArrayList<>(arrived);
    }

    private void awaitFirst(long nanos) {
      long deadline = System.nanoTime() + nanos;
      boolean interrupted = false;
      while (last.get() == null) {
        if (nanos == Checks.FOREVER) {
          LockSupport.park(this);
        } else {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            break;
          }
          LockSupport.parkNanos(this, left);
        }
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        waiter.interrupt();
      }
    }

    void add(Arrival<F> arrival) {
      Arrival<F> before;
      do {
        before = last.get();
        arrival.before = before;
      } while (!last.compareAndSet(before, arrival));
      if (before == null) {
        LockSupport.unpark(waiter);
      }
    }

    /** Describes what the thread is waiting for, for thread dumps. */
    @Override
    public String toString() {
      return "the next of " + Checks.count(all, "future");
    }
  }

  /** Records the completion of one future. */
  private static final class Arrival<F extends PoolFuture<?>> implements Consumer<PoolFuture<?>> {
    private final Arrivals<F> arrivals;
    final F future;

    /** The previous arrival, or null. */
    @Nullable Arrival<F> before;

    Arrival(Arrivals<F> arrivals, F future) {
      this.arrivals = arrivals;
      this.future = future;
    }

    @Override
    public void accept(PoolFuture<?> done) {
      arrivals.add(this);
    }
  }
}
