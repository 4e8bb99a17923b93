package dev.heddle.sync;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
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
 * <p>A loop that is left early, without {@link #close()}, cancels the rest as well, but only once
 * the garbage collector has found the iterator lost: each task not begun by then is cancelled when
 * its turn comes. If no result was ever asked for, all tasks run.
 *
 * @param <R> the results
 */
public final class PoolResults<R extends @Nullable Object> implements Iterable<R>, AutoCloseable {
  private final Results results;
  private boolean taken;

  private <A extends @Nullable Object> PoolResults(
      BiFunction<A, Interest, PoolFuture<R>> submit,
      Iterator<? extends A> inputs,
      int buffer,
      long nanos) {
    this.results = new Results(nanos);
    Interest interest = results.interest;
    Iterator<PoolFuture<R>> tasks =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return inputs.hasNext();
          }

          @Override
          public PoolFuture<R> next() {
            return submit.apply(inputs.next(), interest);
          }
        };
    results.submitFirst(tasks, buffer);
  }

  static <A extends @Nullable Object, R extends @Nullable Object> PoolResults<R> of(
      ThreadPool pool,
      BiFunction<A, Interest, PoolFuture<R>> submit,
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
    private final Interest interest = new Interest(this);
    private final long nanos;
    private final long deadline;
    private final ArrayDeque<PoolFuture<R>> ahead = new ArrayDeque<>();
    private Iterator<PoolFuture<R>> tasks = Collections.emptyIterator();

    /**
     * What kept the next task from being submitted; thrown when the results before it are taken.
     */
    private @Nullable Throwable late;

    Results(long nanos) {
      this.nanos = nanos;
      this.deadline = System.nanoTime() + nanos;
    }

    void submitFirst(Iterator<PoolFuture<R>> all, int buffer) {
      tasks = all;
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
      } catch (Throwable e) {
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
      interest.begin();
      PoolFuture<R> first = ahead.peek();
      if (first == null) {
        Throwable thrown = late;
        late = null;
        if (thrown == null) {
          throw new NoSuchElementException("there are no more results");
        }
        throw unchanged(thrown);
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

    /** Throws what an iterator threw, which need not have declared it. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException unchanged(Throwable thrown) throws E {
      throw (E) thrown;
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
