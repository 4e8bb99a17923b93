package dev.heddle.sync;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@link ThreadPool#map}, in the order of the inputs, to be taken once, by one
 * thread at a time.
 *
 * <pre>{@code
 * try (PoolResults<Page> pages = pool.map(this::fetch, addresses, 10)) {
 *   for (Page page : pages) {
 *     show(page);
 *   }
 * }
 * }</pre>
 *
 * <p>Taking the next result waits for its task. It throws what the task threw, unchecked exceptions
 * and errors as they are; a {@link CompletionException} whose cause is a {@link TimeoutException}
 * if the time was over first; and, at its place, what reading an input or submitting it throws.
 * After that there are no more results, and the tasks that have not begun are cancelled; so they
 * are by {@link #close()}, which does not wait for those that run. An interrupt does not end the
 * wait, and leaves the thread's interrupt status set.
 *
 * @param <R> the results
 */
public final class PoolResults<R extends @Nullable Object> implements Iterable<R>, AutoCloseable {
  private final Results results;
  private boolean taken;

  private <A extends @Nullable Object> PoolResults(
      Function<A, PoolFuture<R>> submit, Iterator<? extends A> inputs, int buffer, long nanos) {
    Iterator<PoolFuture<R>> tasks =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return inputs.hasNext();
          }

          @Override
          public PoolFuture<R> next() {
            return submit.apply(inputs.next());
          }
        };
    this.results = new Results(tasks, buffer, nanos);
  }

  static <A extends @Nullable Object, R extends @Nullable Object> PoolResults<R> of(
      ThreadPool pool,
      Function<A, PoolFuture<R>> submit,
      Iterator<? extends A> inputs,
      int buffer,
      long nanos) {
    if (buffer < 1) {
      throw new IllegalArgumentException(
          "cannot map in %s with %s ahead: at least one is needed"
              .formatted(pool.label(), Checks.count(buffer, "task")));
    }
    return new PoolResults<>(submit, inputs, buffer, nanos);
  }

  /**
   * Returns what takes the results.
   *
   * @throws IllegalStateException if they are taken already
   */
  @Override
  public Iterator<R> iterator() {
    if (taken) {
      throw new IllegalStateException("the results of a map can be taken only once");
    }
    taken = true;
    return results;
  }

  /**
   * Returns a stream of the results, which takes them one after the other. To close it is to close
   * this.
   *
   * @throws IllegalStateException if they are taken already
   */
  public Stream<R> stream() {
    int properties = Spliterator.ORDERED;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), properties), false)
        .onClose(this::close);
  }

  /** Cancels the tasks that have not begun; there are no more results. */
  @Override
  public void close() {
    results.cancelRest();
  }

  /** Takes a result, and submits the next task in its place. */
  private final class Results implements Iterator<R> {
    private Iterator<PoolFuture<R>> tasks;
    private final long nanos;
    private final long deadline;
    private final ArrayDeque<PoolFuture<R>> ahead = new ArrayDeque<>();

    /**
     * What kept the next task from being submitted; thrown when the results before it are taken.
     */
    private @Nullable RuntimeException late;

    Results(Iterator<PoolFuture<R>> tasks, int buffer, long nanos) {
      this.tasks = tasks;
      this.nanos = nanos;
      this.deadline = System.nanoTime() + nanos;
      try {
        while (ahead.size() < buffer && tasks.hasNext()) {
          ahead.add(tasks.next());
        }
      } catch (Throwable e) {
        cancelRest();
        throw e;
      }
    }

    private void submitNext() {
      try {
        if (tasks.hasNext()) {
          ahead.add(tasks.next());
        }
      } catch (RuntimeException e) {
        tasks = Collections.emptyIterator();
        late = e;
      }
    }

    void cancelRest() {
      tasks = Collections.emptyIterator();
      late = null;
      ahead.forEach(PoolFuture::cancel);
      ahead.clear();
    }

    @Override
    public boolean hasNext() {
      return !ahead.isEmpty() || late != null;
    }

    @Override
    public R next() {
      PoolFuture<R> first = ahead.peek();
      if (first == null) {
        RuntimeException thrown = late;
        late = null;
        if (thrown != null) {
          throw thrown;
        }
        throw new NoSuchElementException("there are no more results");
      }
      R result;
      try {
        awaitDone(first);
        result = first.resultNow();
      } catch (Throwable e) {
        cancelRest();
        throw e;
      }
      ahead.remove();
      submitNext();
      return result;
    }

    private void awaitDone(PoolFuture<R> future) {
      long left = nanos == Checks.FOREVER ? nanos : Math.max(0, deadline - System.nanoTime());
      if (!future.awaitUninterruptibly(left)) {
        throw new CompletionException(
            new TimeoutException(
                "a result was not there %s after the map began".formatted(Checks.text(nanos))));
      }
    }
  }
}
