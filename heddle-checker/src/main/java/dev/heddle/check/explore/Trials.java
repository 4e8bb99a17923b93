package dev.heddle.check.explore;

import dev.heddle.check.Choice;
import dev.heddle.check.runtime.Chooser;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The executions that a shortening runs. Keeps the shortest of those that fail in the wanted way,
 * and the decisions of those that pass.
 */
final class Trials {
  /** Of passing executions so many decisions are kept together: 4 MB. */
  private static final int MOST_DECISIONS_KEPT = 1 << 20;

  private final Function<? super Chooser, Ending> run;
  private final Predicate<Ending> wanted;
  private final Trace trace;
  private final List<int[]> passing = new ArrayList<>();
  private int decisionsKept;
  private @Nullable Failing shortest;
  private long executions;
  private long deadline;

  /**
   * An execution that fails in the wanted way.
   *
   * @param size how long it is
   * @param turns who went on for how long
   * @param choices what to choose to run it again
   */
  record Failing(Size size, List<Turn> turns, List<Choice> choices) {}

  Trials(Function<? super Chooser, Ending> run, Predicate<Ending> wanted, Trace trace) {
    this.run = run;
    this.wanted = wanted;
    this.trace = trace;
  }

  Trace trace() {
    return trace;
  }

  /** Sets until when there is time, by {@link System#nanoTime}. */
  void setDeadline(long deadline) {
    this.deadline = deadline;
  }

  boolean timeLeft() {
    return System.nanoTime() - deadline < 0;
  }

  long executions() {
    return executions;
  }

  /** Returns the shortest execution so far that fails in the wanted way, or null if none did. */
  @Nullable Failing shortest() {
    return shortest;
  }

  /** Returns the decisions of executions that passed. */
  List<int[]> passing() {
    return passing;
  }

  /**
   * Runs an execution for which the chooser is ready.
   *
   * @return whether it is shorter than any before that fails in the wanted way
   */
  boolean run(RecordingChooser chooser) {
    Ending ending = ending(chooser);
    if (ending.kind() == Ending.Kind.COMPLETED) {
      keepPassing(chooser.decisions());
      return false;
    }
    if (!fails(ending)) {
      return false;
    }
    Size size = Size.of(trace);
    if (shortest != null && size.compareTo(shortest.size()) >= 0) {
      return false;
    }
    shortest = new Failing(size, Turn.of(trace), Replay.choicesOf(trace));
    return true;
  }

  /** Runs an execution for which the chooser is ready, and keeps nothing of it. */
  Ending ending(RecordingChooser chooser) {
    executions++;
    return run.apply(chooser);
  }

  /** Returns whether an execution failed in the wanted way. */
  boolean fails(Ending ending) {
    return wanted.test(ending);
  }

  private void keepPassing(Decisions decisions) {
    if (decisionsKept + decisions.count() <= MOST_DECISIONS_KEPT) {
      decisionsKept += decisions.count();
      passing.add(decisions.toArray());
    }
  }
}
