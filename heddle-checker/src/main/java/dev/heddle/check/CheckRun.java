package dev.heddle.check;

import dev.heddle.check.explore.Replay;
import dev.heddle.check.explore.Search;
import dev.heddle.check.instrument.Transformer;
import dev.heddle.check.runtime.CapturedOutput;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Hooks;
import dev.heddle.check.runtime.Scheduler;
import dev.heddle.check.runtime.Trace;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One check, from the first execution to the result. The executions run in a thread of its own with a
 * large stack; the thread that asked for the check watches that they make progress.
 */
final class CheckRun {
  /** Continuations run on the explorer's stack, and programs recurse. */
  private static final long EXPLORER_STACK_BYTES = 256L << 20;

  private static final int MAX_DISTINCT_FAILURES = 100;
  private static final double EXHAUSTIVE_SHARE = 0.75;

  private final Target target;
  private final CheckOptions options;
  private final boolean continuations;
  private final Scheduler scheduler;
  private final CapturedOutput output = new CapturedOutput(System.out);
  private final CapturedOutput errors = new CapturedOutput(System.err);
  private final Outcomes outcomes = new Outcomes();
  private final Map<String, Failure> failures = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final long startedAt = System.nanoTime();

  // Written by the explorer, read after it has ended or was given up.
  private volatile long executions;
  private volatile long redundant;
  private volatile boolean complete;
  private volatile @Nullable String unsupported;
  private volatile @Nullable Throwable broken;

  CheckRun(Target target, CheckOptions options, boolean continuations) {
    this.target = target;
    this.options = options;
    this.continuations = continuations;
    this.scheduler = Scheduler.create(continuations);
  }

  static boolean isControlled() {
    return Hooks.isControlled();
  }

  /**
   * Explores.
   *
   * @param exhaustive makes the exhaustive search, or null to go without
   * @param walk the search by chance, or null to go without
   */
  CheckResult explore(@Nullable Supplier<? extends Search> exhaustive, @Nullable Search walk) {
    watched(
        () -> {
          Ending warmUp = warmUp();
          if (warmUp == null) {
            return;
          }
          if (exhaustive != null) {
            exploreExhaustively(exhaustive, warmUp, walk == null ? 1.0 : EXHAUSTIVE_SHARE);
          }
          if (walk != null && !complete && mayGoOn(1.0)) {
            search(walk, null, 1.0);
          }
        });
    return result();
  }

  /** Runs one execution along a schedule and compares how it ends. */
  CheckResult replay(Schedule schedule, Replay replay) {
    watched(
        () -> {
          if (warmUp() == null) {
            return;
          }
          replay.begin();
          Ending ending = execute(replay);
          executions = 1;
          if (ending.kind() == Ending.Kind.UNSUPPORTED) {
            unsupported = ending.message();
            return;
          }
          String mismatch = mismatchOf(schedule, replay, ending);
          if (mismatch != null) {
            ending = new Ending(Ending.Kind.MISMATCH, mismatch, List.of(), null);
          }
          record(ending, ending.message());
        });
    return result();
  }

  private static @Nullable String mismatchOf(Schedule schedule, Replay replay, Ending ending) {
    if (ending.kind() == Ending.Kind.MISMATCH) {
      return "the program went another way than the schedule: " + replay.mismatch();
    }
    if (ending.kind() == Ending.Kind.COMPLETED) {
      return "the program followed the schedule and did not fail; expected was "
          + schedule.kind().text()
          + ": "
          + schedule.message();
    }
    FailureKind kind = FailureReport.kindOf(ending);
    if (kind != schedule.kind() || !same(schedule.message(), ending.message())) {
      return "the program failed in another way ("
          + kind.text()
          + ": "
          + ending.message()
          + "); expected was "
          + schedule.kind().text()
          + ": "
          + schedule.message();
    }
    return replay.unused() == 0
        ? null
        : "the program failed before the last " + replay.unused() + " choices of the schedule";
  }

  /** Compares messages; what {@code Object.hashCode} prints differs between JVMs. */
  private static boolean same(String one, String other) {
    return withoutHashes(one).equals(withoutHashes(other));
  }

  private static String withoutHashes(String message) {
    return message.replaceAll("@[0-9a-f]{1,8}\\b", "@");
  }

  /**
   * Runs the program once, uncounted: classes are loaded and linked, and static state is set up.
   *
   * @return how it ended, or null if nothing can be explored
   */
  private @Nullable Ending warmUp() {
    Ending ending = execute(candidates -> 0);
    if (ending.kind() == Ending.Kind.UNSUPPORTED) {
      unsupported = ending.message();
      return null;
    }
    return ending;
  }

  private void exploreExhaustively(
      Supplier<? extends Search> exhaustive, Ending warmUp, double share) {
    boolean livenessObserved;
    do {
      // Code that was loaded meanwhile may make the end of a thread visible: then search afresh.
      livenessObserved = Scheduler.livenessIsObserved();
      search(exhaustive.get(), warmUp, share);
    } while (livenessObserved != Scheduler.livenessIsObserved() && mayGoOn(share));
  }

  private void search(Search search, @Nullable Ending warmUp, double share) {
    boolean first = true;
    boolean more = true;
    while (more && mayGoOn(share)) {
      search.begin();
      Ending ending = execute(search);
      switch (ending.kind()) {
        case UNSUPPORTED -> {
          unsupported = ending.message();
          return;
        }
        case MISMATCH -> {
          redundant++;
          record(ending, search.mismatch() + staticsHint());
          return;
        }
        default -> {
          executions++;
          outcomes.count(output);
          if (ending.kind() != Ending.Kind.COMPLETED) {
            record(ending, ending.message());
          } else if (first && warmUp != null && warmUp.kind() != Ending.Kind.COMPLETED) {
            String message =
                "the very first execution failed ("
                    + warmUp.message()
                    + "), and the same choices passed later"
                    + staticsHint();
            record(new Ending(Ending.Kind.MISMATCH, message, List.of(), null), message);
            return;
          }
        }
      }
      first = false;
      more = search.advance();
    }
    complete = search.isComplete();
  }

  private static String staticsHint() {
    return "; static state of the program carries over from one execution to the next, which is the"
        + " usual cause";
  }

  private boolean mayGoOn(double share) {
    if (unsupported != null || (!failures.isEmpty() && !options.keepGoing())) {
      return false;
    }
    long cap = options.executions().orElse(Long.MAX_VALUE);
    if (executions >= (share == 1.0 ? cap : Math.max(1, (long) (cap * share)))) {
      return false;
    }
    return System.nanoTime() - startedAt < options.time().toNanos() * share;
  }

  private Ending execute(dev.heddle.check.runtime.Chooser chooser) {
    output.clear();
    errors.clear();
    return scheduler.run(target.body()::run, chooser);
  }

  private void record(Ending ending, String message) {
    String key = ending.kind() + " " + withoutHashes(message);
    if (failures.containsKey(key)) {
      return;
    }
    if (failures.size() == MAX_DISTINCT_FAILURES) {
      if (!warnings.contains(TOO_MANY)) {
        warnings.add(TOO_MANY);
      }
      return;
    }
    Trace trace = scheduler.trace();
    failures.put(
        key,
        FailureReport.of(target, ending, message, errors.text(), trace, Math.max(1, executions)));
  }

  private static final String TOO_MANY =
      "more than " + MAX_DISTINCT_FAILURES + " different failures; the rest is not listed";

  /** Runs the exploration in the explorer thread and watches it from this one. */
  private void watched(Runnable exploration) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(output);
    System.setErr(errors);
    Thread explorer =
        new Thread(
            null,
            () -> {
              try {
                exploration.run();
              } catch (Throwable e) {
                broken = e;
              }
            },
            "heddle-explorer",
            EXPLORER_STACK_BYTES,
            false);
    explorer.setDaemon(true);
    explorer.start();
    try {
      String stuck = new Watchdog(scheduler, explorer).await();
      if (stuck == null) {
        scheduler.close();
      } else {
        unsupported = stuck;
        Scheduler.abandon();
      }
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    Throwable cause = broken;
    if (cause != null) {
      throw new IllegalStateException(
          "the checker itself failed while checking " + target.name() + ": " + cause, cause);
    }
  }

  private CheckResult result() {
    String reason = unsupported;
    boolean failed = !failures.isEmpty();
    Verdict verdict =
        failed
            ? Verdict.FAILED
            : reason != null
                ? Verdict.UNSUPPORTED
                : complete ? Verdict.VERIFIED : Verdict.PASSED;
    if (failed && reason != null) {
      warnings.add("the search ended early: " + reason);
    }
    if (outcomes.others() > 0) {
      warnings.add(
          outcomes.others()
              + " executions printed something beyond the first "
              + Outcomes.MAX_DISTINCT
              + " outcomes");
    }
    Transformer.skipped().forEach(skipped -> warnings.add("not instrumented: " + skipped));
    return new CheckResult(
        target.name(),
        verdict,
        verdict == Verdict.UNSUPPORTED ? reason : null,
        assumes(),
        executions,
        redundant,
        Duration.ofNanos(System.nanoTime() - startedAt),
        continuations ? Switching.CONTINUATION : Switching.THREAD,
        options.strategy(),
        options.seed(),
        outcomes.toMap(),
        warnings,
        List.copyOf(failures.values()));
  }

  private List<String> assumes() {
    List<String> assumes = new ArrayList<>();
    assumes.add("sequential consistency");
    if (scheduler.timedWaitSeen()) {
      assumes.add("timeouts fire only when nothing else can run");
    }
    if (scheduler.fairnessAssumed()) {
      assumes.add("a thread that repeats the same steps in a loop waits until another has gone on");
    }
    return assumes;
  }
}
