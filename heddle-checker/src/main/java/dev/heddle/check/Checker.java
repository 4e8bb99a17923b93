package dev.heddle.check;

import dev.heddle.check.explore.ExhaustiveSearch;
import dev.heddle.check.explore.OptimalSearch;
import dev.heddle.check.explore.PartialOrderSampling;
import dev.heddle.check.explore.PriorityWalk;
import dev.heddle.check.explore.RandomWalk;
import dev.heddle.check.explore.Replay;
import dev.heddle.check.explore.Search;
import dev.heddle.check.explore.SelectivelyUniformWalk;
import dev.heddle.check.instrument.Agent;
import dev.heddle.check.runtime.Events;
import dev.heddle.check.runtime.Scheduler;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a multi-threaded program through its interleavings. The JVM must have been started with
 * Heddle's agent.
 *
 * <pre>{@code
 * CheckResult result = Checker.withOptions(CheckOptions.DEFAULTS).check("counter", () -> {
 *   Counter counter = new Counter();
 *   Thread other = new Thread(counter::increment);
 *   other.start();
 *   counter.increment();
 *   other.join();
 *   assert counter.value() == 2;
 * });
 * }</pre>
 *
 * <p>The body runs once for each execution, in a thread named {@code main}. The static state of the
 * program starts afresh each time, that of the class in which the body stands included; objects
 * that the body captures carry over to the next execution. What it prints on standard output is
 * counted as the execution's outcome; what it prints on standard error is shown only with a
 * failure.
 *
 * <p>If the thread that asked for a check is interrupted, the check ends with what it has found by
 * then, and the thread stays interrupted.
 *
 * <p>Only one check runs in a JVM at a time; another thread that wants to check waits.
 */
public final class Checker {
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private static final Checker DEFAULT = withOptions(CheckOptions.DEFAULTS);

  private final CheckOptions options;
  private final @Nullable Consumer<CheckProgress> listener;
  private final BooleanSupplier stop;

  private Checker(
      CheckOptions options, @Nullable Consumer<CheckProgress> listener, BooleanSupplier stop) {
    this.options = options;
    this.listener = listener;
    this.stop = stop;
  }

  /** Returns a checker that checks in the given way. */
  public static Checker withOptions(CheckOptions options) {
    return new Checker(Objects.requireNonNull(options, "options"), null, () -> false);
  }

  /**
   * Checks a body of the running program with {@linkplain CheckOptions#DEFAULTS the usual options}.
   * The report names it after the method that calls this one.
   *
   * <pre>{@code
   * Checker.check(() -> {
   *   var cache = new Cache();
   *   ...
   * }).orThrow();
   * }</pre>
   *
   * @throws IllegalStateException as {@link #check(String, Body)}
   */
  public static CheckResult check(Body body) {
    return DEFAULT.check(callerName(), body);
  }

  /**
   * Checks a body of the running program with {@linkplain CheckOptions#DEFAULTS the usual options},
   * and demands that every interleaving was explored.
   *
   * @throws CheckFailedError unless the verdict is {@link Verdict#VERIFIED}; for a program that is
   *     too large for that, use {@code Checker.check(body).orThrow()}
   * @throws IllegalStateException as {@link #check(String, Body)}
   */
  public static CheckResult verify(Body body) {
    CheckResult result = DEFAULT.check(callerName(), body).orThrow();
    if (result.verdict() != Verdict.VERIFIED) {
      throw new CheckFailedError(result.report(), result);
    }
    return result;
  }

  /** Returns class and method of the first caller outside of this class. */
  private static String callerName() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(frame -> !frame.getClassName().equals(Checker.class.getName()))
                    .findFirst()
                    .map(frame -> frame.getClassName() + "#" + frame.getMethodName())
                    .orElse("main"));
  }

  /**
   * Returns a checker that checks in the same way and tells a listener how far an exhaustive search
   * has come, at most twice a second. It is told in a thread of Heddle's, between two executions.
   */
  public Checker reportingTo(Consumer<CheckProgress> listener) {
    return new Checker(options, Objects.requireNonNull(listener, "listener"), stop);
  }

  /**
   * Returns a checker that checks in the same way and ends, with what it has found by then, when it
   * is told to. It asks before each execution but the first, in a thread of Heddle's, so the answer
   * should be quick.
   */
  public Checker stoppingWhen(BooleanSupplier stop) {
    return new Checker(options, listener, Objects.requireNonNull(stop, "stop"));
  }

  /**
   * Checks a body of the running program.
   *
   * @param name how reports name it
   * @param body what to run
   * @return what was found
   * @throws IllegalStateException if the agent is not installed, if {@link Switching#CONTINUATION}
   *     was asked for and this JDK does not have it, or if called from within a check
   * @throws IllegalArgumentException if {@linkplain CheckOptions#jobs several jobs} were asked for:
   *     other processes cannot load a body of this one
   */
  public CheckResult check(String name, Body body) {
    return check(Target.of(name, body));
  }

  /**
   * Checks a target.
   *
   * @param target what to run
   * @return what was found
   * @throws IllegalStateException as {@link #check(String, Body)}
   * @throws IllegalArgumentException if {@linkplain CheckOptions#jobs several jobs} were asked for
   *     and the target has no class path
   */
  public CheckResult check(Target target) {
    if (options.jobs() > 1 && target.classPath().isEmpty()) {
      throw new IllegalArgumentException(
          "several jobs need a target with a class path, from which other processes can load it: "
              + target.name()
              + " has none");
    }
    return alone(
        () -> {
          CheckRun run = new CheckRun(target, options, switching());
          if (listener != null) {
            run.reportTo(listener);
          }
          run.stopWhen(stop);
          return switch (options.strategy()) {
            case EXHAUSTIVE -> run.explore(this::exhaustive, null);
            case AUTO -> run.explore(this::exhaustive, sampling(options));
            case RANDOM, PCT, POS, SURW -> run.explore(null, sampling(options));
          };
        });
  }

  /** Returns the search by chance that options ask for. */
  static Search sampling(CheckOptions options) {
    return switch (options.strategy()) {
      case RANDOM -> new RandomWalk(options.seed());
      case PCT -> new PriorityWalk(options.seed(), options.depth());
      case POS -> new PartialOrderSampling(options.seed());
      case SURW, AUTO -> new SelectivelyUniformWalk(options.seed());
      case EXHAUSTIVE -> throw new AssertionError("not a search by chance");
    };
  }

  /** A bound on preemptions cuts traces to pieces: such a search goes through the orders. */
  private Search exhaustive(Events events) {
    return options.preemptions().isPresent()
        ? new ExhaustiveSearch(options.preemptions().getAsInt())
        : new OptimalSearch(events);
  }

  /**
   * Runs one execution along a schedule.
   *
   * @param target the program that the schedule belongs to
   * @param schedule the choices to make
   * @return {@link Verdict#FAILED} with the schedule's failure if it was reached again; {@link
   *     Verdict#FAILED} with a failure of kind {@link FailureKind#NONDETERMINISM} if the program
   *     went another way
   * @throws IllegalStateException as {@link #check(String, Body)}
   */
  public CheckResult replay(Target target, Schedule schedule) {
    return alone(
        () ->
            new CheckRun(target, options, switching())
                .replay(schedule, new Replay(schedule.choices())));
  }

  private boolean switching() {
    return switch (options.switching()) {
      case AUTO -> Scheduler.continuationsAvailable();
      case CONTINUATION -> true;
      case THREAD -> false;
    };
  }

  private static CheckResult alone(java.util.function.Supplier<CheckResult> check) {
    Agent.prepare();
    if (CheckRun.isControlled()) {
      throw new IllegalStateException("a check cannot be started from within a check");
    }
    ONE_AT_A_TIME.lock();
    try {
      return check.get();
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }
}
