package dev.heddle.check.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an execution ended.
 *
 * @param kind the way it ended
 * @param message a sentence that says so; the same in every JVM for the same schedule
 * @param details more lines, such as what each blocked thread waits for
 * @param thrown what escaped a thread, for {@link Kind#EXCEPTION}
 */
public record Ending(Kind kind, String message, List<String> details, @Nullable Throwable thrown) {

  /** The ways in which an execution ends. */
  public enum Kind {
    /** The main thread and all non-daemon threads ended. */
    COMPLETED,
    /** Something was thrown out of a thread. */
    EXCEPTION,
    /** The main thread is blocked for ever, or threads wait for each other in a cycle. */
    DEADLOCK,
    /** The main thread ended; a non-daemon thread is blocked for ever. */
    LEAK,
    /** Two accesses that nothing orders; only where the execution was to end at them. */
    RACE,
    /** Threads go round loops without any change, and no other thread can run. */
    LIVELOCK,
    /** It was cut off: it took too many steps, or the check's time was over. */
    CUT,
    /** Something happened that the checker does not model. */
    UNSUPPORTED,
    /** The chooser found itself elsewhere than its plan says. */
    MISMATCH,
    /** Whatever could have followed was explored already. */
    REDUNDANT
  }

  static final Ending COMPLETED =
      new Ending(Kind.COMPLETED, "the execution ended", List.of(), null);

  static Ending of(Kind kind, String message) {
    return new Ending(kind, message, List.of(), null);
  }
}
