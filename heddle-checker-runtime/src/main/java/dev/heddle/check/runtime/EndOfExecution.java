package dev.heddle.check.runtime;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
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
      if (thrown != null && (isOutcome(how) || how.kind() == Ending.Kind.CUT)) {
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
      case CUT, UNSUPPORTED, MISMATCH, REDUNDANT -> false;
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

  /** Threads go round loops, and nothing can change what these read. */
  static Ending livelock(List<ControlledThread> spinning) {
    StringBuilder message = new StringBuilder();
    for (ControlledThread thread : spinning) {
      message
          .append(message.length() == 0 ? "" : "; ")
          .append("thread ")
          .append(thread.name())
          .append(" repeats the loop at ")
          .append(Sites.get(thread.site).place());
    }
    return Ending.of(
        Ending.Kind.LIVELOCK,
        message
            + (spinning.size() == 1 ? ": it changes" : ": they change")
            + " nothing, and no other thread can run");
  }

  /** The limit of steps was reached. */
  static Ending tooManySteps(long steps) {
    return Ending.of(Ending.Kind.CUT, String.format(Locale.ROOT, "cut after %,d steps", steps));
  }

  /** The time of the check was over. */
  static final Ending OUT_OF_TIME =
      Ending.of(Ending.Kind.CUT, "cut when the time of the check was over");
}
