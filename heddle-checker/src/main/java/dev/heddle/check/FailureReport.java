package dev.heddle.check;

import dev.heddle.check.explore.Replay;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Operation;
import dev.heddle.check.runtime.OwnFrames;
import dev.heddle.check.runtime.Site;
import dev.heddle.check.runtime.Sites;
import dev.heddle.check.runtime.StaticState;
import dev.heddle.check.runtime.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Failure} of what the engine recorded. */
final class FailureReport {
  private static final int MAX_DETAILS = 40;

  private FailureReport() {}

  static FailureKind kindOf(Ending ending) {
    return switch (ending.kind()) {
      case EXCEPTION ->
          ending.thrown() instanceof AssertionError ? FailureKind.ASSERTION : FailureKind.EXCEPTION;
      case DEADLOCK -> FailureKind.DEADLOCK;
      case LEAK -> FailureKind.LEAK;
      case LIVELOCK -> FailureKind.LIVELOCK;
      case RACE -> FailureKind.RACE;
      case MISMATCH -> FailureKind.NONDETERMINISM;
      case COMPLETED, CUT, UNSUPPORTED, REDUNDANT ->
          throw new IllegalArgumentException(ending.kind() + " is no failure");
    };
  }

  static Failure of(
      Target target,
      boolean keepStatics,
      boolean spurious,
      Ending ending,
      String message,
      String errorOutput,
      Collection<String> promoted,
      Trace trace,
      long execution) {
    FailureKind kind = kindOf(ending);
    List<String> details = new ArrayList<>(ending.details());
    if (ending.thrown() != null) {
      details.addAll(stackOf(ending.thrown()));
    }
    if (!errorOutput.isEmpty()) {
      details.add("printed on standard error:");
      errorOutput.lines().forEach(details::add);
    }
    if (details.size() > MAX_DETAILS) {
      int more = details.size() - MAX_DETAILS;
      details = new ArrayList<>(details.subList(0, MAX_DETAILS));
      details.add("... and " + more + " more lines");
    }
    Schedule schedule =
        new Schedule(
            target.name(),
            target.arguments(),
            target.classPath(),
            kind,
            message,
            trace.endsAreSteps(),
            keepStatics,
            spurious,
            List.copyOf(promoted),
            Map.of(),
            Replay.choicesOf(trace));
    return new Failure(
        kind, message, details, execution, schedule, steps(trace), null, null, ending.thrown());
  }

  static List<Step> steps(Trace trace) {
    List<Step> steps = new ArrayList<>(trace.steps());
    // The same again and again, in long executions.
    Map<List<Integer>, Step> different = new HashMap<>();
    for (int i = 0; i < trace.steps(); i++) {
      int thread = trace.stepThread(i);
      Operation operation = trace.stepOperation(i);
      int site = trace.stepSite(i);
      steps.add(
          different.computeIfAbsent(
              List.of(thread, operation.ordinal(), site),
              key -> step(trace.threadName(thread), operation, site)));
    }
    return steps;
  }

  private static Step step(String thread, Operation operation, int site) {
    Site place = Sites.get(site);
    return new Step(thread, text(operation, place), site == 0 ? null : location(place));
  }

  private static String text(Operation operation, Site site) {
    return switch (operation) {
      case BEGIN -> "begin";
      case END -> "end";
      case THROW -> "throw";
      case PARK, MONITOR_REACQUIRE -> "go on in " + site.what();
      default -> site.what();
    };
  }

  private static CodeLocation location(Site site) {
    return new CodeLocation(site.className(), site.methodName(), site.fileName(), site.line());
  }

  /** The stack trace in the usual form, without the frames of the checker below the program's. */
  private static List<String> stackOf(@Nullable Throwable thrown) {
    List<String> lines = new ArrayList<>();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      lines.add((cause == thrown ? "" : "Caused by: ") + cause);
      for (StackTraceElement frame : cause.getStackTrace()) {
        if (isOfProgram(frame)) {
          lines.add("    at " + frame.toString().replace(StaticState.INITIALISER, "<clinit>"));
        }
      }
      if (lines.size() > MAX_DETAILS) {
        break;
      }
    }
    return lines;
  }

  /** Returns whether a frame is to be shown. */
  static boolean isOfProgram(StackTraceElement frame) {
    return !OwnFrames.areOf(frame.getClassName()) && !isInitialisationByJvm(frame);
  }

  /** Whether a frame is the code that instrumentation has put in place of an initialiser. */
  private static boolean isInitialisationByJvm(StackTraceElement frame) {
    return frame.getMethodName().equals("<clinit>") && frame.getLineNumber() < 0;
  }
}
