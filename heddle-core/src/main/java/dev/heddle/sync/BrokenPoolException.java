package dev.heddle.sync;

import java.util.concurrent.RejectedExecutionException;

/**
 * A {@link ThreadPool} can do nothing more, because the initializer of one of its workers failed.
 * The cause is what the initializer threw.
 *
 * <p>It stands for Python's {@code concurrent.futures.thread.BrokenThreadPool}.
 */
public class BrokenPoolException extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message which pool it is
   * @param cause what the initializer threw
   */
  public BrokenPoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
