package dev.heddle.check.runtime;

import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the execution that runs ends: the first ending counts, except that what a thread has thrown
 * while the others ran on comes before what they did afterwards.
 */
final class EndOfExecution {
  private final Trace trace;
  private @Nullable Ending ending;

  /** What a thread has thrown while the others run on. */
  private @Nullable Ending thrown;

  EndOfExecution(Trace trace) {
    this.trace = trace;
  }

  void reset() {
    ending = null;
    thrown = null;
  }

  /** Returns how the execution has ended. */
  Ending ending() {
    return Objects.requireNonNull(ending);
  }

  /** Notes an ending; only the first counts. */
  void note(Ending how) {
    if (ending == null) {
      ending = how;
      if (thrown != null && isOutcome(how)) {
        ending = thrown;
        trace.cutAtMark();
      }
    }
  }

  /** Puts an ending in the place of whatever was noted. */
  void replace(Ending how) {
    ending = how;
  }

  /** Notes what a thread has thrown while the others run on; only the first counts. */
  void noteThrown(Ending escaped) {
    if (thrown == null) {
      thrown = escaped;
      trace.mark();
      freeze(System.out);
      freeze(System.err);
    }
  }

  /** Returns whether a thread has thrown what fails the execution, while the others run on. */
  boolean hasThrown() {
    return thrown != null;
  }

  private static void freeze(PrintStream stream) {
    if (stream instanceof CapturedOutput output) {
      output.freeze();
    }
  }

  /** Whether an ending tells of the program rather than of the search. */
  private static boolean isOutcome(Ending how) {
    return switch (how.kind()) {
      case COMPLETED, EXCEPTION, DEADLOCK, LEAK, LIVELOCK, RACE -> true;
      case UNSUPPORTED, MISMATCH, REDUNDANT -> false;
    };
  }

  /** What was thrown out of a thread. */
  static Ending escaped(ControlledThread self, Throwable e) {
    String where = self.id == 0 ? "" : " in thread " + self.name();
    return new Ending(Ending.Kind.EXCEPTION, UncaughtExceptions.describe(e) + where, List.of(), e);
  }

  /** A thread cannot be left: something on its stack forbids it. */
  static Ending pinned(ControlledThread self, IllegalStateException cause) {
    return Ending.of(
        Ending.Kind.UNSUPPORTED,
        "thread "
            + self.name()
            + " has to wait below a native method or a class initialiser ("
            + cause.getMessage()
            + "); --switching thread may help");
  }

  /** The limit of steps was reached. */
  static Ending livelock(ControlledThread running) {
    Site site = Sites.get(running.site);
    return Ending.of(
        Ending.Kind.LIVELOCK,
        "no end after "
            + Scheduler.MAX_STEPS
            + " steps; the last was "
            + site.what()
            + " by "
            + running.name()
            + " at "
            + site.place());
  }
}
