package dev.heddle.check;

import dev.heddle.check.explore.Replay;
import dev.heddle.check.runtime.CapturedOutput;
import dev.heddle.check.runtime.Chooser;
import dev.heddle.check.runtime.DeterminismHooks;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Scheduler;
import dev.heddle.check.runtime.StaticState;
import org.jspecify.annotations.Nullable;

/**
 * Runs executions of one target, each in the same way: with static state afresh or kept, and with
 * or without steps for the ends of threads. The explorer's, but for {@link #giveUp}.
 */
final class TargetRunner {
  /** So long after the end of its time a check may still look at what it has found. */
  private static final long GRACE_NANOS = 800_000_000L;

  private final Target target;
  private final Switching switching;
  private final Scheduler scheduler;
  private final CapturedOutput output = new CapturedOutput(System.out);
  private final CapturedOutput errors = new CapturedOutput(System.err);

  /** The class of the program that the body belongs to; null if that is not known. */
  private final @Nullable Class<?> main;

  /**
   * Set when the explorer was given up; what held it may let it go on later, beside other checks.
   */
  private volatile boolean givenUp;

  private final KeptStatics keptStatics;
  private boolean keepStatics;
  private boolean endsAreSteps;

  TargetRunner(Target target, boolean continuations) {
    this.target = target;
    this.switching = continuations ? Switching.CONTINUATION : Switching.THREAD;
    this.scheduler = Scheduler.create(continuations);
    this.keptStatics = new KeptStatics(target.kept());
    // What a target loader has loaded begins with a static method or a constructor.
    this.main = target.classPath().isEmpty() ? mainClass(target.body()) : null;
  }

  /** A lambda's own class is one that the JVM makes, named after the class it stands in. */
  private static @Nullable Class<?> mainClass(Body body) {
    Class<?> type = body.getClass();
    int lambda = type.getName().indexOf("$$Lambda");
    if (lambda < 0) {
      return type;
    }
    try {
      return Class.forName(type.getName().substring(0, lambda), false, type.getClassLoader());
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  Target target() {
    return target;
  }

  Switching switching() {
    return switching;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** Returns whether static state carries over from one execution to the next. */
  boolean keepsStatics() {
    return keepStatics;
  }

  void keepStatics(boolean keep) {
    keepStatics = keep;
  }

  /** Returns whether the end of a thread is a step of its own. */
  boolean endsAreSteps() {
    return endsAreSteps;
  }

  void endsAreSteps(boolean areSteps) {
    endsAreSteps = areSteps;
  }

  /** Returns what the last execution has printed on standard output. */
  CapturedOutput output() {
    return output;
  }

  /** Returns what the last execution has printed on standard error. */
  CapturedOutput errors() {
    return errors;
  }

  /** Puts back what executions have left in static fields that are kept; after the last of them. */
  void restoreStatics() {
    keptStatics.restore();
  }

  /** Lets no further execution begin; any thread may call this. */
  void giveUp() {
    givenUp = true;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /** Runs one execution that ends with the first failure. */
  Ending run(Chooser chooser) {
    return run(chooser, false);
  }

  /** Runs one execution, with accesses of data in its story, of which the search learns nothing. */
  Ending runAlone(Chooser chooser) {
    scheduler.events().disable();
    long stopAt = scheduler.stopAt();
    scheduler.stopAt(stopAt + GRACE_NANOS);
    scheduler.noteData(true);
    try {
      return run(chooser);
    } finally {
      scheduler.noteData(false);
      scheduler.stopAt(stopAt);
    }
  }

  /** Runs an execution that ends at a data race until both accesses are known with their stacks. */
  Ending runToRace(String message, Replay replay) {
    scheduler.endAtRace(message);
    try {
      Ending ending;
      do {
        replay.begin();
        ending = runAlone(replay);
      } while (ending.kind() == Ending.Kind.RACE && scheduler.races().needsAnotherRun());
      return ending;
    } finally {
      scheduler.endAtRace(null);
    }
  }

  /** Runs one execution; see {@link Scheduler#run}. */
  Ending run(Chooser chooser, boolean toTheEnd) {
    if (givenUp) {
      throw new IllegalStateException("the check was given up");
    }
    output.clear();
    errors.clear();
    // The program may have put its own in their place.
    System.setOut(output);
    System.setErr(errors);
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    long begun = StaticState.begin(keepStatics);
    try {
      return scheduler.run(this::runBody, chooser, endsAreSteps, toTheEnd);
    } finally {
      StaticState.end(begun);
      Thread.setDefaultUncaughtExceptionHandler(handler);
    }
  }

  private void runBody() throws Throwable {
    keptStatics.restore();
    // The body is entered by no call that would start the class it stands in.
    if (main != null) {
      DeterminismHooks.use(main);
    }
    target.body().run();
  }
}
