package dev.heddle.check;

import dev.heddle.check.runtime.ExecutionAborted;
import org.jspecify.annotations.Nullable;

/**
 * What a check runs, once for each execution. May start threads; whatever it throws is a failure.
 */
@FunctionalInterface
public interface Body {

  /**
   * Runs the program once.
   *
   * @throws Throwable whatever the program throws
   */
  void run() throws Throwable;

  /**
   * Returns a body that runs this one and then another, whatever this one throws. If both throw,
   * the second exception is suppressed by the first. An execution that the checker gives up does
   * not run the second.
   */
  default Body andFinally(Body last) {
    return () -> {
      @Nullable Throwable first = null;
      try {
        run();
      } catch (ExecutionAborted e) {
        throw e;
      } catch (Throwable e) {
        first = e;
      }
      try {
        last.run();
      } catch (ExecutionAborted e) {
        throw e;
      } catch (Throwable e) {
        if (first == null) {
          throw e;
        }
        first.addSuppressed(e);
      }
      if (first != null) {
        throw first;
      }
    };
  }
}
