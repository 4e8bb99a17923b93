package dev.heddle.check.explore;

import dev.heddle.check.runtime.Trace;
import java.util.Arrays;

/**
 * How far an execution has come, read off its trace while it runs: who took the last step, how many
 * steps each thread has taken, and how many context switches there were.
 *
 * <p>Only steps that somebody is chosen for count: the run of a new thread to its first scheduling
 * point is nobody's choice, and what is only noted belongs to the step before.
 */
final class Progress {
  private final Trace trace;
  private int read;
  private int last;
  private int switches;
  private int[] own = new int[8];

  Progress(Trace trace) {
    this.trace = trace;
  }

  /** Begins with an execution's first step. */
  void begin() {
    read = 0;
    last = 0;
    switches = 0;
    Arrays.fill(own, 0);
  }

  /** Takes in the steps since the last call. */
  void readOn() {
    for (; read < trace.steps(); read++) {
      if (isScheduled(trace, read)) {
        int thread = trace.stepThread(read);
        switches += thread == last ? 0 : 1;
        last = thread;
        if (thread >= own.length) {
          own = Arrays.copyOf(own, Math.max(thread + 1, own.length * 2));
        }
        own[thread]++;
      }
    }
  }

  /** Returns whether a step is one that its thread was chosen for. */
  static boolean isScheduled(Trace trace, int step) {
    return switch (trace.stepOperation(step)) {
      case BEGIN, NOTE -> false;
      case END -> trace.endsAreSteps();
      default -> true;
    };
  }

  /** Returns the thread that took the last step; at the beginning the main thread. */
  int last() {
    return last;
  }

  int switches() {
    return switches;
  }

  /** Returns how many steps a thread has taken. */
  int stepsOf(int thread) {
    return thread < own.length ? own[thread] : 0;
  }
}
