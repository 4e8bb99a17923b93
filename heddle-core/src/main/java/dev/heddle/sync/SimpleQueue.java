package dev.heddle.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A queue between threads that does one thing: items come out in the order in which they were put
 * in, and whoever wants one waits until there is one. It has no bound, so putting never waits for
 * anybody, and needs no handling of interrupts.
 *
 * <p>For a bound, another order, a shutdown, or to wait until all items are dealt with, take a
 * {@link TaskQueue}.
 *
 * <pre>{@code
 * private final SimpleQueue<String> lines = new SimpleQueue<>("log");
 *
 * void log(String line) {
 *   lines.put(line);
 * }
 *
 * void write() throws InterruptedException {
 *   while (true) {
 *     out.println(lines.get());
 *   }
 * }
 * }</pre>
 *
 * <p>An item is never null, so that null can say that there is none.
 *
 * <p><b>Memory:</b> actions before an item is put in <em>happen-before</em> those after it is got.
 *
 * <p><b>Fairness:</b> none: a thread that comes just when there is an item may pass those that
 * wait.
 *
 * <p>The reference is Python's {@code queue.SimpleQueue}. The nearest in {@code
 * java.util.concurrent} is {@code LinkedBlockingQueue}.
 *
 * @param <T> the items
 */
public final class SimpleQueue<T> {
  private final QueueSync<T> sync = new ItemStore.Fifo<>(QueueSync.UNBOUNDED, null);
  private final @Nullable String name;

  /** Makes an empty queue. */
  public SimpleQueue() {
    this.name = null;
  }

  /**
   * Makes an empty queue.
   *
   * @param name what messages call it
   */
  public SimpleQueue(String name) {
    this.name = Checks.nonNull(name, "name");
  }

  /**
   * Puts an item in; does not wait.
   *
   * @param item what to put in
   */
  public void put(T item) {
    sync.tryPut(item);
  }

  /**
   * Takes the first item out, and waits for one if there is none.
   *
   * @return the item
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
   *     taken no item then
   */
  public T get() throws InterruptedException {
    return Checks.nonNull(sync.get(Checks.FOREVER), "item");
  }

  /** Takes the first item out, or returns null if there is none. */
  public @Nullable T tryGet() {
    return sync.tryGet();
  }

  /**
   * Takes the first item out if there is one before the time is over.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return the item, or null if there was none
   * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
   *     taken no item then
   */
  public @Nullable T tryGet(Duration timeout) throws InterruptedException {
    return sync.get(Checks.nanos(timeout));
  }

  /** Returns how many items there are. The answer may be out of date when it arrives. */
  public int size() {
    return sync.size();
  }

  /** Returns whether there is no item. The answer may be out of date when it arrives. */
  public boolean isEmpty() {
    return size() == 0;
  }

  /** Returns a text with the name and the state, such as {@code SimpleQueue "log" [3 items]}. */
  @Override
  public String toString() {
    return "%s [%s]".formatted(Checks.title(SimpleQueue.class, name), Checks.count(size(), "item"));
  }
}
