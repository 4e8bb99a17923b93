package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/**
 * The value of one of several {@link Guarded} cells that are used at once, for the body that uses
 * them: it can be read and replaced until the body returns. What is replaced is seen by others only
 * when the body has returned; if it throws, nothing is replaced.
 *
 * @param <T> the value
 */
public final class GuardedValue<T extends @Nullable Object> {
  private final Guarded<T> cell;
  private final Thread owner = Thread.currentThread();
  private T value;
  private boolean open = true;

  GuardedValue(Guarded<T> cell) {
    this.cell = cell;
    this.value = cell.value();
  }

  /**
   * Returns the value.
   *
   * @throws IllegalStateException if the body has returned, or if this is not its thread
   */
  public T get() {
    requireInside();
    return value;
  }

  /**
   * Replaces the value.
   *
   * @param value the new one
   * @throws IllegalStateException if the body has returned, or if this is not its thread; nothing
   *     changes then
   */
  public void set(T value) {
    requireInside();
    this.value = value;
  }

  private void requireInside() {
    if (owner != Thread.currentThread() || !open) {
      throw new IllegalStateException(
          "%s cannot use a value of %s outside of the section of %s"
              .formatted(Checks.name(Thread.currentThread()), cell.label(), Checks.name(owner)));
    }
  }

  /** Returns a result of the body, if that is not the guarded value itself. */
  <R extends @Nullable Object> R checked(R result) {
    return cell.checked(result, value);
  }

  /** Makes the new value that of the cell. */
  void commit() {
    cell.setValue(value);
  }

  void close() {
    open = false;
  }

  /** Returns a text that names the cell. */
  @Override
  public String toString() {
    return "Value of " + cell;
  }
}
