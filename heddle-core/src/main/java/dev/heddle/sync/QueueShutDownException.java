package dev.heddle.sync;

/**
 * A {@link TaskQueue} takes no more items, or has none left and will get no more, because it was
 * shut down. The message says which.
 *
 * <p>It stands for Python's {@code queue.ShutDown}.
 */
public class QueueShutDownException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what could not be done
   */
  public QueueShutDownException(String message) {
    super(message);
  }
}
