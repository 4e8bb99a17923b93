package dev.heddle.sync;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value that cannot be reached without its lock. There is no lock to be forgotten: whoever wants
 * the value passes a body, which runs while no other thread's does.
 *
 * <pre>{@code
 * private final Guarded<Integer> balance = new Guarded<>(0, "balance");
 * private final Guarded<Deque<Item>> items = new Guarded<>(new ArrayDeque<>(), "items");
 *
 * void deposit(int amount) {
 *   balance.update(euros -> euros + amount);
 * }
 *
 * void put(Item item) {
 *   items.withLock(queue -> queue.add(item));
 * }
 *
 * Item take() throws InterruptedException {
 *   return items.callWhen(queue -> !queue.isEmpty(), Deque::remove);
 * }
 * }</pre>
 *
 * <ul>
 *   <li>{@link #read} only looks; {@link #update} replaces the value; {@link #withLock} and {@link
 *       #call} may change it if it is mutable.
 *   <li><b>Conditions.</b> {@link #awaitUntil}, {@link #updateWhen} and {@link #callWhen} wait
 *       until a predicate of the value is true. Nobody has to signal: whenever a body may have
 *       changed the value, the predicates of those who wait are asked, the longest waiting first,
 *       and the first that is true lets its thread go on, which then asks once more. So a predicate
 *       is called by the threads that change the value as well, always with the lock held; it
 *       should be quick, depend on the value alone, and change nothing. What is changed in a {@code
 *       read} wakes nobody.
 *   <li><b>Escape.</b> A mutable value must not be used after its body has returned. A body that
 *       returns the value itself is found out if that is an array, a {@code StringBuilder} or a
 *       collection, map, iterator, {@code BitSet} or {@code Date} of {@code java.util}; what else
 *       lets it out (a field, a view, a part of it) is not. Under Heddle's checker, using it
 *       outside is a data race. Better are values that cannot change, with {@code update}.
 *   <li><b>No nesting.</b> A body cannot use the same cell again, by whatever way: an inner update
 *       would be lost when the outer one ends, or the other way round. It fails at once. For
 *       several cells there is {@link #all(Guarded, Guarded)}.
 *   <li><b>Poisoning</b>, for values that an exception may leave half changed: see {@link
 *       #poisoning}.
 * </ul>
 *
 * <p><b>Memory:</b> actions in a body <em>happen-before</em> those in the next body, and after a
 * wait that ends because of it.
 *
 * <p><b>Fairness:</b> none; but of those who wait for a predicate that is true, the longest waiting
 * is woken.
 *
 * <p>The idea is that of the conditional critical region: C. A. R. Hoare, <em>Towards a Theory of
 * Parallel Programming</em>, 1972. {@code java.util.concurrent} has {@code AtomicReference}, which
 * may call an update's function several times, and does not wait.
 *
 * @param <T> the value; best one that cannot change
 */
public final class Guarded<T extends @Nullable Object> extends Cell<T> {
  /**
   * Makes a cell.
   *
   * @param value what it guards; nobody else should have it, if it is mutable
   */
  public Guarded(T value) {
    this(value, false, null);
  }

  /**
   * Makes a cell.
   *
   * @param value what it guards; nobody else should have it, if it is mutable
   * @param name what messages call it
   */
  public Guarded(T value, String name) {
    this(value, false, Checks.nonNull(name, "name"));
  }

  private Guarded(T value, boolean poisoning, @Nullable String name) {
    super(value, poisoning, name);
  }

  /**
   * Makes a cell that is poisoned when a body fails that may have changed its value: from then on,
   * whoever uses it or waits in it gets a {@link PoisonedException}, until {@link #recover} or
   * {@link #clearPoison()}. A {@code read} or a predicate that fails poisons nothing.
   *
   * @param <T> the value
   * @param value what it guards; nobody else should have it, if it is mutable
   * @return the cell
   */
  public static <T extends @Nullable Object> Guarded<T> poisoning(T value) {
    return new Guarded<>(value, true, null);
  }

  /**
   * The same as {@link #poisoning(Object)}, with a name.
   *
   * @param <T> the value
   * @param value what it guards; nobody else should have it, if it is mutable
   * @param name what messages call it
   * @return the cell
   */
  public static <T extends @Nullable Object> Guarded<T> poisoning(T value, String name) {
    return new Guarded<>(value, true, Checks.nonNull(name, "name"));
  }

  /**
   * Uses two cells at once. Whatever order they are named in, they are locked in one order, that of
   * their creation: so threads that use several cells in this way do not deadlock.
   *
   * @param <A> the value of the first
   * @param <B> the value of the second
   * @param first one cell
   * @param second another
   * @return what locks both
   * @throws IllegalArgumentException if they are the same
   */
  public static <A extends @Nullable Object, B extends @Nullable Object> GuardedGroup.Two<A, B> all(
      Guarded<A> first, Guarded<B> second) {
    return new GuardedGroup.Two<>(first, second);
  }

  /**
   * Uses three cells at once, as {@link #all(Guarded, Guarded)} does two.
   *
   * @param <A> the value of the first
   * @param <B> the value of the second
   * @param <C> the value of the third
   * @param first one cell
   * @param second another
   * @param third a third
   * @return what locks all
   * @throws IllegalArgumentException if two of them are the same
   */
  public static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
      GuardedGroup.Three<A, B, C> all(Guarded<A> first, Guarded<B> second, Guarded<C> third) {
    return new GuardedGroup.Three<>(first, second, third);
  }

  /**
   * Uses any number of cells at once, as {@link #all(Guarded, Guarded)} does two.
   *
   * @param <T> the value of each
   * @param cells the cells; may be empty
   * @return what locks all
   * @throws IllegalArgumentException if two of them are the same
   */
  public static <T extends @Nullable Object> GuardedGroup.Many<T> all(
      List<? extends Guarded<T>> cells) {
    return new GuardedGroup.Many<>(cells);
  }

  /**
   * Looks at the value. An interrupt does not end the wait for the lock.
   *
   * @param <R> what the body returns
   * @param <E> what the body throws
   * @param body is given the value, and must not change it
   * @return what the body returned
   * @throws E if the body does
   * @throws IllegalStateException if the body returned the value itself, and that is known to be
   *     mutable
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned
   */
  public <R extends @Nullable Object, E extends Throwable> R read(
      CheckedFunction<? super T, ? extends R, E> body) throws E {
    Checks.nonNull(body, "body");
    enter();
    return look(body);
  }

  /**
   * Looks at the value and returns a copy of it.
   *
   * @param copier copies the value
   * @return the copy
   * @throws IllegalStateException if the copier returned the value itself, and that is known to be
   *     mutable
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned
   */
  public T snapshot(UnaryOperator<T> copier) {
    Checks.nonNull(copier, "copier");
    return read(copier::apply);
  }

  /**
   * Replaces the value. If the body throws, the old one stays. An interrupt does not end the wait
   * for the lock.
   *
   * @param <E> what the body throws
   * @param body is given the value, and returns the new one; it is called once
   * @throws E if the body does
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned
   */
  public <E extends Throwable> void update(CheckedFunction<? super T, ? extends T, E> body)
      throws E {
    Checks.nonNull(body, "body");
    enter();
    replace(body);
  }

  /**
   * Replaces the value and returns the new one. If the body throws, the old one stays. An interrupt
   * does not end the wait for the lock.
   *
   * @param <E> what the body throws
   * @param body is given the value, and returns the new one; it is called once
   * @return what the body returned
   * @throws E if the body does
   * @throws IllegalStateException if the new value is known to be mutable, so that it would escape;
   *     the old one stays then
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned
   */
  public <E extends Throwable> T updateAndGet(CheckedFunction<? super T, ? extends T, E> body)
      throws E {
    Checks.nonNull(body, "body");
    enter();
    return replaceAndGet(body);
  }

  /**
   * Replaces the value if nobody is inside.
   *
   * @param <E> what the body throws
   * @param body is given the value, and returns the new one; it is called once, or not at all
   * @return whether it was called
   * @throws E if the body does
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned
   */
  public <E extends Throwable> boolean tryUpdate(CheckedFunction<? super T, ? extends T, E> body)
      throws E {
    Checks.nonNull(body, "body");
    boolean entered = tryEnter();
    if (entered) {
      replace(body);
    }
    return entered;
  }

  /**
   * Replaces the value if the lock can be had before the time is over.
   *
   * @param <E> what the body throws
   * @param timeout how long to wait for the lock; zero or less does not wait, more than 292 years
   *     is for ever
   * @param body is given the value, and returns the new one; it is called once, or not at all
   * @return whether it was called
   * @throws E if the body does
   * @throws InterruptedException if the thread was interrupted, before or while it waited; the body
   *     is not called then
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned
   */
  public <E extends Throwable> boolean tryUpdate(
      Duration timeout, CheckedFunction<? super T, ? extends T, E> body)
      throws E, InterruptedException {
    Checks.nonNull(body, "body");
    boolean entered = enter(Checks.nanos(timeout));
    if (entered) {
      replace(body);
    }
    return entered;
  }

  /**
   * Uses the value, which the body may change if it is mutable. An interrupt does not end the wait
   * for the lock.
   *
   * @param <E> what the body throws
   * @param body is given the value
   * @throws E if the body does
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned
   */
  public <E extends Throwable> void withLock(CheckedConsumer<? super T, E> body) throws E {
    Checks.nonNull(body, "body");
    enter();
    change(body);
  }

  /**
   * Uses the value, which the body may change if it is mutable, and returns a result. An interrupt
   * does not end the wait for the lock.
   *
   * @param <R> what the body returns
   * @param <E> what the body throws
   * @param body is given the value
   * @return what the body returned
   * @throws E if the body does
   * @throws IllegalStateException if the body returned the value itself, and that is known to be
   *     mutable
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned
   */
  public <R extends @Nullable Object, E extends Throwable> R call(
      CheckedFunction<? super T, ? extends R, E> body) throws E {
    Checks.nonNull(body, "body");
    enter();
    return compute(body);
  }

  /**
   * Waits until a predicate of the value is true. It may be false again when this returns: to use
   * the value while it is true, there are {@link #updateWhen} and {@link #callWhen}.
   *
   * @param predicate what to wait for
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned, or is meanwhile
   */
  public void awaitUntil(Predicate<? super T> predicate) throws InterruptedException {
    enterWhen(predicate, Checks.FOREVER);
    leave();
  }

  /**
   * Waits until a predicate of the value is true or the time is over. When it is, the predicate is
   * asked once more, if the lock was to be had in time; how long that takes the timeout does not
   * limit.
   *
   * @param predicate what to wait for
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return whether it was true
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned, or is meanwhile
   */
  public boolean awaitUntil(Predicate<? super T> predicate, Duration timeout)
      throws InterruptedException {
    boolean isTrue = enterWhen(predicate, Checks.nanos(timeout));
    if (isTrue) {
      leave();
    }
    return isTrue;
  }

  /**
   * Waits until a predicate of the value is true, and replaces the value while it is. If the body
   * throws, the old one stays.
   *
   * @param <E> what the body throws
   * @param predicate what to wait for
   * @param body is given the value, and returns the new one; it is called once
   * @throws E if the body does
   * @throws InterruptedException if the thread was interrupted, before or while it waited; the body
   *     is not called then
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned, or is meanwhile
   */
  public <E extends Throwable> void updateWhen(
      Predicate<? super T> predicate, CheckedFunction<? super T, ? extends T, E> body)
      throws E, InterruptedException {
    Checks.nonNull(body, "body");
    enterWhen(predicate, Checks.FOREVER);
    replace(body);
  }

  /**
   * Waits until a predicate of the value is true or the time is over, as {@link
   * #awaitUntil(Predicate, Duration)} does, and replaces the value while it is true. If the body
   * throws, the old one stays.
   *
   * @param <E> what the body throws
   * @param predicate what to wait for
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @param body is given the value, and returns the new one; it is called once, or not at all
   * @return whether it was called
   * @throws E if the body does
   * @throws InterruptedException if the thread was interrupted, before or while it waited; the body
   *     is not called then
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned, or is meanwhile
   */
  public <E extends Throwable> boolean updateWhen(
      Predicate<? super T> predicate,
      Duration timeout,
      CheckedFunction<? super T, ? extends T, E> body)
      throws E, InterruptedException {
    Checks.nonNull(body, "body");
    boolean isTrue = enterWhen(predicate, Checks.nanos(timeout));
    if (isTrue) {
      replace(body);
    }
    return isTrue;
  }

  /**
   * Waits until a predicate of the value is true, and uses the value while it is, as {@link #call}
   * does.
   *
   * @param <R> what the body returns
   * @param <E> what the body throws
   * @param predicate what to wait for
   * @param body is given the value; it is called once
   * @return what the body returned
   * @throws E if the body does
   * @throws InterruptedException if the thread was interrupted, before or while it waited; the body
   *     is not called then
   * @throws IllegalStateException if the body returned the value itself, and that is known to be
   *     mutable
   * @throws IllegalMonitorStateException if the calling thread is inside already
   * @throws PoisonedException if the value is poisoned, or is meanwhile
   */
  public <R extends @Nullable Object, E extends Throwable> R callWhen(
      Predicate<? super T> predicate, CheckedFunction<? super T, ? extends R, E> body)
      throws E, InterruptedException {
    Checks.nonNull(body, "body");
    enterWhen(predicate, Checks.FOREVER);
    return compute(body);
  }

  /** Returns whether the value is poisoned. The answer may be out of date when it arrives. */
  public boolean isPoisoned() {
    return isFailed();
  }

  /**
   * Declares the value to be whole again, as it is. Does nothing if it is not poisoned.
   *
   * @return whether it was
   * @throws IllegalMonitorStateException if the calling thread is inside already
   */
  public boolean clearPoison() {
    return recover(poisoned -> poisoned);
  }

  /**
   * Replaces a poisoned value. Does nothing if it is not poisoned. If the body throws, it stays
   * poisoned.
   *
   * @param <E> what the body throws
   * @param body is given the value as it was left, and returns the new one
   * @return whether it was poisoned
   * @throws E if the body does
   * @throws IllegalMonitorStateException if the calling thread is inside already
   */
  public <E extends Throwable> boolean recover(CheckedFunction<? super T, ? extends T, E> body)
      throws E {
    Checks.nonNull(body, "body");
    return mend(body);
  }

  /**
   * Returns how many threads wait for a predicate. Those that wait for the lock do not count. The
   * answer may be out of date when it arrives.
   */
  public int waitingCount() {
    return waiters();
  }

  /**
   * Returns a text with the name and the state, such as {@code Guarded "balance" [used by thread
   * teller]}. The value is not in it, because it cannot be reached without the lock.
   */
  @Override
  public String toString() {
    return describe();
  }
}
