package dev.heddle.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A primitive beside a sequential model of it: what each operation does when nothing else happens
 * at the same time, whose operation it lets go on, and who has to wait. {@link ModelTest} runs
 * random sequences of operations on both.
 */
abstract class Model {
  static final String DONE = "done";
  static final String INTERRUPT = "interrupt";

  /** A thread in the midst of an operation. */
  record Waiting(int thread, String operation) {
    boolean isInterruptible() {
      return !operation.contains("Uninterruptibly") && !operation.equals("acquire");
    }
  }

  /** The operations that end by the present step, with their results. */
  private Map<Integer, Object> ended = new LinkedHashMap<>();

  /** Threads that were interrupted while nothing could interrupt them. */
  private final List<Integer> interrupted = new ArrayList<>();

  /** Returns the names of the operations. */
  abstract List<String> operations();

  /** Returns the operations by which every thread can be brought to its end. */
  abstract List<String> letsOthersGo();

  /** Performs an operation of the real primitive. */
  abstract Object perform(String operation) throws Exception;

  /** Performs an operation of the model: {@link #end} for each thread whose operation ends. */
  abstract void apply(int thread, String operation);

  /** Interrupts a thread that waits in the model. */
  abstract void interruptWaiting(int thread);

  /** Returns whether an operation has one outcome only in the present state. */
  boolean isDetermined(int thread, String operation) {
    return true;
  }

  /** Returns whether the threads that wait have come as far as the model says. */
  boolean isSettled() {
    return true;
  }

  /** Performs a step of the model and returns the operations that end by it. */
  final Map<Integer, Object> step(int thread, String operation) {
    ended = new LinkedHashMap<>();
    if (operation.equals(INTERRUPT)) {
      interruptWaiting(thread);
    } else {
      apply(thread, operation);
    }
    return ended;
  }

  final void end(int thread, Object result) {
    boolean kept = interrupted.remove((Integer) thread);
    ended.put(thread, kept ? result + " and interrupted" : result);
  }

  final void keepInterrupt(int thread) {
    if (!interrupted.contains(thread)) {
      interrupted.add(thread);
    }
  }

  /** Interrupts a thread that waits in a queue: it leaves, or keeps the interrupt for later. */
  final void interruptIn(Collection<Waiting> queue, int thread) {
    for (Waiting waiting : List.copyOf(queue)) {
      if (waiting.thread() == thread && waiting.isInterruptible()) {
        queue.remove(waiting);
        end(thread, thrown(InterruptedException.class));
      } else if (waiting.thread() == thread) {
        keepInterrupt(thread);
      }
    }
  }

  /** What an operation throws, as its result. */
  static String thrown(Class<? extends Throwable> type) {
    return type.getSimpleName();
  }
}
