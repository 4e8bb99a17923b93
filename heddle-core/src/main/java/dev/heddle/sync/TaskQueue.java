package dev.heddle.sync;

import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A queue between threads that produce work and threads that do it. It can be bounded, so that
 * producers wait for consumers; it can tell when all work is done; and it can be shut down, which
 * ends everybody's wait.
 *
 * <pre>{@code
 * private final TaskQueue<Path> files = TaskQueue.fifo(100, "files");
 *
 * void work() {
 *   for (Path file : files.untilShutDown()) {
 *     try {
 *       index(file);
 *     } finally {
 *       files.taskDone();
 *     }
 *   }
 * }
 *
 * void indexAll(List<Path> all) throws InterruptedException {
 *   for (Path file : all) {
 *     files.put(file);
 *   }
 *   files.join();
 *   files.shutdown();
 * }
 * }</pre>
 *
 * <ul>
 *   <li><b>Order.</b> First in, first out; last in, first out; or the smallest first.
 *   <li><b>Waiting.</b> {@link #put} waits while the queue is full, {@link #get} while it is empty.
 *       The {@code try} forms do not wait, or not for longer than they are told: to put answers
 *       whether the item was put in, to get answers the item or null.
 *   <li><b>Null is no item</b>, since it is the answer that there is none.
 *   <li><b>Tasks.</b> An item is unfinished from the moment it is put in, until it was got and
 *       {@link #taskDone()} was called for it. {@link #join()} waits until nothing is unfinished.
 *       Who does not join need not call {@code taskDone()}.
 *   <li><b>Shutdown.</b> {@link #shutdown()} refuses new items; those that are there can be got.
 *       {@link #shutdownNow()} takes them away as well. From then on each method that cannot do
 *       what it should, and never will, throws a {@link QueueShutDownException}, the {@code try}
 *       forms included. Whoever waits is told at once.
 * </ul>
 *
 * <p><b>Memory:</b> actions before an item is put in <em>happen-before</em> those after it is got;
 * actions before {@code taskDone()} <em>happen-before</em> those after a {@code join()} that it let
 * go on.
 *
 * <p><b>Fairness:</b> none among threads: one that comes just when there is an item may pass those
 * that wait.
 *
 * <p>The reference is Python's {@code queue.Queue}, {@code LifoQueue} and {@code PriorityQueue};
 * beyond them, a join can have a timeout. <b>Beside {@code java.util.concurrent}:</b> a {@code
 * BlockingQueue} can neither be shut down nor joined, and a {@code PriorityBlockingQueue} has no
 * bound.
 *
 * @param <T> the items
 */
public final class TaskQueue<T> {
  private final QueueSync<T> sync;

  private TaskQueue(QueueSync<T> sync) {
    this.sync = sync;
  }

  /**
   * Makes a queue without bound, first in, first out.
   *
   * @param <T> the items
   */
  public static <T> TaskQueue<T> fifo() {
    return new TaskQueue<>(new ItemStore.Fifo<>(QueueSync.UNBOUNDED, null));
  }

  /**
   * Makes a queue without bound, first in, first out.
   *
   * @param <T> the items
   * @param name what messages call it
   */
  public static <T> TaskQueue<T> fifo(String name) {
    return fifo(QueueSync.UNBOUNDED, name);
  }

  /**
   * Makes a bounded queue, first in, first out.
   *
   * @param <T> the items
   * @param capacity how many items there is room for; 1 or more
   * @throws IllegalArgumentException if {@code capacity} is less than one
   */
  public static <T> TaskQueue<T> fifo(int capacity) {
    return new TaskQueue<>(new ItemStore.Fifo<>(capacity, null));
  }

  /**
   * Makes a bounded queue, first in, first out.
   *
   * @param <T> the items
   * @param capacity how many items there is room for; 1 or more
   * @param name what messages call it
   * @throws IllegalArgumentException if {@code capacity} is less than one
   */
  public static <T> TaskQueue<T> fifo(int capacity, String name) {
    return new TaskQueue<>(new ItemStore.Fifo<>(capacity, Checks.nonNull(name, "name")));
  }

  /**
   * Makes a queue without bound, last in, first out.
   *
   * @param <T> the items
   */
  public static <T> TaskQueue<T> lifo() {
    return new TaskQueue<>(new ItemStore.Lifo<>(QueueSync.UNBOUNDED, null));
  }

  /**
   * Makes a queue without bound, last in, first out.
   *
   * @param <T> the items
   * @param name what messages call it
   */
  public static <T> TaskQueue<T> lifo(String name) {
    return lifo(QueueSync.UNBOUNDED, name);
  }

  /**
   * Makes a bounded queue, last in, first out.
   *
   * @param <T> the items
   * @param capacity how many items there is room for; 1 or more
   * @throws IllegalArgumentException if {@code capacity} is less than one
   */
  public static <T> TaskQueue<T> lifo(int capacity) {
    return new TaskQueue<>(new ItemStore.Lifo<>(capacity, null));
  }

  /**
   * Makes a bounded queue, last in, first out.
   *
   * @param <T> the items
   * @param capacity how many items there is room for; 1 or more
   * @param name what messages call it
   * @throws IllegalArgumentException if {@code capacity} is less than one
   */
  public static <T> TaskQueue<T> lifo(int capacity, String name) {
    return new TaskQueue<>(new ItemStore.Lifo<>(capacity, Checks.nonNull(name, "name")));
  }

  /**
   * Makes a queue without bound, the smallest item first. Which of several equal items comes first
   * is not said.
   *
   * @param <T> the items
   * @param order compares two items; called while the queue's lock is held, so it should be short,
   *     and it cannot use the queue. If it throws, so does what called it, and nothing changes
   */
  public static <T> TaskQueue<T> priority(Comparator<? super T> order) {
    return new TaskQueue<>(
        new ItemStore.Heap<T>(Checks.nonNull(order, "order"), QueueSync.UNBOUNDED, null));
  }

  /**
   * Makes a queue without bound, the smallest item first. Which of several equal items comes first
   * is not said.
   *
   * @param <T> the items
   * @param order compares two items; called while the queue's lock is held, so it should be short,
   *     and it cannot use the queue. If it throws, so does what called it, and nothing changes
   * @param name what messages call it
   */
  public static <T> TaskQueue<T> priority(Comparator<? super T> order, String name) {
    return priority(QueueSync.UNBOUNDED, order, name);
  }

  /**
   * Makes a bounded queue, the smallest item first. Which of several equal items comes first is not
   * said.
   *
   * @param <T> the items
   * @param capacity how many items there is room for; 1 or more
   * @param order compares two items; called while the queue's lock is held, so it should be short,
   *     and it cannot use the queue. If it throws, so does what called it, and nothing changes
   * @throws IllegalArgumentException if {@code capacity} is less than one
   */
  public static <T> TaskQueue<T> priority(int capacity, Comparator<? super T> order) {
    return new TaskQueue<>(new ItemStore.Heap<T>(Checks.nonNull(order, "order"), capacity, null));
  }

  /**
   * Makes a bounded queue, the smallest item first. Which of several equal items comes first is not
   * said.
   *
   * @param <T> the items
   * @param capacity how many items there is room for; 1 or more
   * @param order compares two items; called while the queue's lock is held, so it should be short,
   *     and it cannot use the queue. If it throws, so does what called it, and nothing changes
   * @param name what messages call it
   * @throws IllegalArgumentException if {@code capacity} is less than one
   */
  public static <T> TaskQueue<T> priority(int capacity, Comparator<? super T> order, String name) {
    return new TaskQueue<>(
        new ItemStore.Heap<T>(
            Checks.nonNull(order, "order"), capacity, Checks.nonNull(name, "name")));
  }

  /**
   * Puts an item in, and waits while the queue is full.
   *
   * @param item what to put in
   * @throws InterruptedException if the thread was interrupted, before or while it waited; nothing
   *     is put in then
   * @throws QueueShutDownException if the queue is shut down, or is while this waits
   */
  public void put(T item) throws InterruptedException {
    sync.put(item, Checks.FOREVER);
  }

  /**
   * Puts an item in if there is room.
   *
   * @param item what to put in
   * @return whether there was
   * @throws QueueShutDownException if the queue is shut down
   */
  public boolean tryPut(T item) {
    return sync.tryPut(item);
  }

  /**
   * Puts an item in if there is room before the time is over.
   *
   * @param item what to put in
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return whether there was
   * @throws InterruptedException if the thread was interrupted, before or while it waited; nothing
   *     is put in then
   * @throws QueueShutDownException if the queue is shut down, or is while this waits
   */
  public boolean tryPut(T item, Duration timeout) throws InterruptedException {
    return sync.put(item, Checks.nanos(timeout));
  }

  /**
   * Takes the next item out, and waits for one while the queue is empty.
   *
   * @return the item
   * @throws InterruptedException if the thread was interrupted, before or while it waited; nothing
   *     is taken out then
   * @throws QueueShutDownException if the queue is shut down and empty, or is while this waits
   */
  public T get() throws InterruptedException {
    return Checks.nonNull(sync.get(Checks.FOREVER), "item");
  }

  /**
   * Takes the next item out if there is one.
   *
   * @return the item, or null if there is none
   * @throws QueueShutDownException if the queue is shut down and empty
   */
  public @Nullable T tryGet() {
    return sync.tryGet();
  }

  /**
   * Takes the next item out if there is one before the time is over.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return the item, or null if there was none
   * @throws InterruptedException if the thread was interrupted, before or while it waited; nothing
   *     is taken out then
   * @throws QueueShutDownException if the queue is shut down and empty, or is while this waits
   */
  public @Nullable T tryGet(Duration timeout) throws InterruptedException {
    return sync.get(Checks.nanos(timeout));
  }

  /**
   * Returns what gets one item after the other, waiting for each, until the queue is shut down and
   * has no more:
   *
   * <pre>{@code
   * for (Path file : files.untilShutDown()) {
   *   index(file);
   * }
   * }</pre>
   *
   * <p>Several threads may do so at once; each item goes to one of them. An iterator takes an item
   * out when it is asked whether there is a next. An interrupt does not end its wait, and leaves
   * the thread's interrupt status set: what ends it is the shutdown.
   */
  public Iterable<T> untilShutDown() {
    return UntilShutDown::new;
  }

  /**
   * Says that the work on an item is done that was got before.
   *
   * @throws IllegalStateException if it was called for every item already that was got; nothing
   *     changes then
   */
  public void taskDone() {
    sync.taskDone();
  }

  /**
   * Waits until nothing is unfinished: no item is in the queue, and {@link #taskDone()} was called
   * for each that was got. Returns at once if that is so.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   */
  public void join() throws InterruptedException {
    sync.join(Checks.FOREVER);
  }

  /**
   * Waits until nothing is unfinished, or the time is over.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return whether nothing is unfinished
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   */
  public boolean join(Duration timeout) throws InterruptedException {
    return sync.join(Checks.nanos(timeout));
  }

  /**
   * Refuses new items from now on. Who waits to put one in gets a {@link QueueShutDownException};
   * the items that are there can be got, and after the last of them whoever wants one gets that
   * exception, too. Does nothing if the queue is shut down already.
   */
  public void shutdown() {
    sync.shutdown();
  }

  /**
   * Refuses new items from now on, and takes out those that are there: nobody will get them, and
   * they are unfinished no more. Who waits to put in or to get gets a {@link
   * QueueShutDownException}. Who joins waits on for the items that were got before. May follow a
   * {@link #shutdown()}.
   *
   * @return the items that were taken out, in the order of the queue
   */
  public List<T> shutdownNow() {
    return sync.shutdownNow();
  }

  /** Returns whether the queue was shut down, in either way. */
  public boolean isShutDown() {
    return sync.isShutDown();
  }

  /** Returns how many items there are. The answer may be out of date when it arrives. */
  public int size() {
    return sync.size();
  }

  /** Returns whether there is no item. The answer may be out of date when it arrives. */
  public boolean isEmpty() {
    return size() == 0;
  }

  /** Returns whether there is no room. The answer may be out of date when it arrives. */
  public boolean isFull() {
    return size() == capacity();
  }

  /** Returns how many items there is room for; {@code Integer.MAX_VALUE} if there is no bound. */
  public int capacity() {
    return sync.capacity;
  }

  /**
   * Returns how many items are unfinished: in the queue, or got and not done. The answer may be out
   * of date when it arrives.
   */
  public long unfinishedCount() {
    return sync.unfinished();
  }

  /**
   * Returns a text with the name and the state, such as {@code TaskQueue "files" [3 of 100 items, 5
   * unfinished]}.
   */
  @Override
  public String toString() {
    return sync.toString();
  }

  /** Gets items until there are no more. */
  private final class UntilShutDown implements Iterator<T> {
    private @Nullable T next;

    @Override
    public boolean hasNext() {
      if (next == null) {
        next = sync.getUntilShutDown();
      }
      return next != null;
    }

    @Override
    public T next() {
      T item = hasNext() ? next : null;
      if (item == null) {
        throw new NoSuchElementException("%s was shut down and is empty".formatted(sync.label()));
      }
      next = null;
      return item;
    }
  }
}
