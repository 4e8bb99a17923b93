package dev.heddle.sync;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made when it is first asked for, once, whoever asks: the others wait meanwhile.
 *
 * <pre>{@code
 * private final Once<Config> config = new Once<>(() -> Config.read(path), "config");
 *
 * int port() {
 *   return config.get().port();
 * }
 * }</pre>
 *
 * <p><b>If the initializer fails</b>, its exception is thrown at the thread that ran it. Then there
 * is a choice: made by a constructor, the next that asks tries again, be it one that has waited;
 * made by {@link #remembering(Supplier)}, the first failure is final, and all others get an {@link
 * IllegalStateException} with it as the cause.
 *
 * <p>An initializer cannot ask for what it makes: that fails at once. Two that ask for each other's
 * value in two threads wait for ever.
 *
 * <p><b>Memory:</b> what the initializer did <em>happens-before</em> what follows any {@link
 * #get()} that returns its value. Once there is a value, {@code get} is a volatile read.
 *
 * <p>Python's {@code threading} has nothing like it; in Java there is the idiom of the holder
 * class, for static values, whose failure is final and is told as {@code NoClassDefFoundError}.
 *
 * @param <T> what is made
 */
public final class Once<T> {
  private final SectionSync sync = new SectionSync(this);
  private final boolean remembering;
  private final @Nullable String name;

  /** Null when it is not needed any more. Read and written by who is inside. */
  private @Nullable Supplier<? extends T> initializer;

  private volatile @Nullable T value;

  /** What is remembered of a failure. The name is written before. */
  private volatile @Nullable Throwable failure;

  private String culprit = "";

  /**
   * Makes a value that is still to be made; after a failure it is tried again.
   *
   * @param initializer makes the value; never returns null
   */
  public Once(Supplier<? extends T> initializer) {
    this(initializer, false, null);
  }

  /**
   * Makes a value that is still to be made; after a failure it is tried again.
   *
   * @param initializer makes the value; never returns null
   * @param name what messages call it
   */
  public Once(Supplier<? extends T> initializer, String name) {
    this(initializer, false, Checks.nonNull(name, "name"));
  }

  private Once(Supplier<? extends T> initializer, boolean remembering, @Nullable String name) {
    this.initializer = Checks.nonNull(initializer, "initializer");
    this.remembering = remembering;
    this.name = name;
  }

  /**
   * Makes a value that is still to be made; if that fails, it is not tried again.
   *
   * @param <T> what is made
   * @param initializer makes the value; never returns null
   * @return what makes it when it is asked for
   */
  public static <T> Once<T> remembering(Supplier<? extends T> initializer) {
    return new Once<>(initializer, true, null);
  }

  /**
   * The same as {@link #remembering(Supplier)}, with a name.
   *
   * @param <T> what is made
   * @param initializer makes the value; never returns null
   * @param name what messages call it
   * @return what makes it when it is asked for
   */
  public static <T> Once<T> remembering(Supplier<? extends T> initializer, String name) {
    return new Once<>(initializer, true, Checks.nonNull(name, "name"));
  }

  /**
   * Returns the value, and makes it first if there is none; if another thread is making it, waits
   * for that. An interrupt does not end the wait.
   *
   * @throws IllegalStateException if called by the initializer; or if it has failed before, and
   *     that is remembered
   * @throws NullPointerException if the initializer returned null, which is a failure
   * @throws RuntimeException what the initializer throws, if the calling thread ran it
   */
  public T get() {
    T made = value;
    if (made != null) {
      return made;
    }
    requireOutside();
    sync.acquire(1);
    return make();
  }

  /**
   * Returns the value as {@link #get()} does, unless the thread is interrupted while another makes
   * it. What an interrupt means to the initializer is its own affair.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   * @throws IllegalStateException if called by the initializer; or if it has failed before, and
   *     that is remembered
   * @throws NullPointerException if the initializer returned null, which is a failure
   * @throws RuntimeException what the initializer throws, if the calling thread ran it
   */
  public T getInterruptibly() throws InterruptedException {
    T made = value;
    if (made != null && !Thread.currentThread().isInterrupted()) {
      return made;
    }
    requireOutside();
    sync.acquireInterruptibly(1);
    return make();
  }

  /** Returns whether there is a value, so that {@link #get()} does not wait. */
  public boolean isDone() {
    return value != null;
  }

  private void requireOutside() {
    if (sync.isHeldExclusively()) {
      throw new IllegalStateException("cannot get " + label() + " from its own initializer");
    }
  }

  /** Called from inside; leaves. */
  private T make() {
    try {
      T before = value;
      if (before != null) {
        return before;
      }
      Supplier<? extends T> maker = initializer;
      if (maker == null) {
        throw new IllegalStateException(
            "cannot get %s: its initializer has failed in %s".formatted(label(), culprit), failure);
      }
      T made = Checks.nonNull(maker.get(), "what the initializer of " + label() + " made");
      value = made;
      initializer = null;
      return made;
    } catch (Throwable e) {
      if (remembering && initializer != null) {
        culprit = Checks.name(Thread.currentThread());
        failure = e;
        initializer = null;
      }
      throw e;
    } finally {
      sync.release(1);
    }
  }

  private String label() {
    return Checks.label(Once.class, name);
  }

  /** Returns a text with the name and the state, such as {@code Once "config" [made]}. */
  @Override
  public String toString() {
    Thread maker = sync.owner();
    String state;
    if (value != null) {
      state = "made";
    } else if (failure != null) {
      state = "failed";
    } else {
      state = maker == null ? "not made" : "being made by " + Checks.name(maker);
    }
    return Checks.title(Once.class, name) + " [" + state + "]";
  }
}
