package dev.heddle.sync;

import java.util.concurrent.RejectedExecutionException;

/** A {@link ThreadPool} takes no more tasks, because it was shut down. */
public class PoolShutDownException extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message which pool it is
   */
  public PoolShutDownException(String message) {
    super(message);
  }
}
