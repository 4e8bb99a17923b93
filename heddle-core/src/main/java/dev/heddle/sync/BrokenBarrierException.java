package dev.heddle.sync;

import org.jspecify.annotations.Nullable;

/**
 * A thread waits, or wants to wait, at a {@link Barrier} that is broken: somebody's time was over,
 * somebody was interrupted, the action failed, or the barrier was aborted or reset. The message
 * says which, and the thread that did it. If the action failed, the cause is what it threw.
 *
 * <p>Unlike {@code java.util.concurrent.BrokenBarrierException} it is unchecked, and it is also
 * what the thread gets whose own time was over. It stands for Python's {@code
 * threading.BrokenBarrierError}.
 */
public class BrokenBarrierException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what broke the barrier
   * @param cause what the action threw, or null
   */
  public BrokenBarrierException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
