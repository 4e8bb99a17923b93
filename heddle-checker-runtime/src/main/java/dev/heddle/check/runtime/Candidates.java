package dev.heddle.check.runtime;

import java.util.Arrays;

/**
 * The threads among which a {@link Chooser} chooses: those that can go on. The running thread comes
 * first if it is among them, then the others in the order in which they were started. One instance
 * is reused for every choice.
 */
public final class Candidates {
  private ControlledThread[] threads = new ControlledThread[8];
  private int count;
  private boolean runningFirst;

  Candidates() {}

  /** Returns how many candidates there are. */
  public int count() {
    return count;
  }

  /** Returns whether candidate 0 is the thread that runs now, so that any other is a preemption. */
  public boolean runningFirst() {
    return runningFirst;
  }

  /**
   * Returns the number of a candidate: the same in every execution for the thread that the same
   * thread has started after as many others.
   */
  public int threadNumber(int index) {
    return threads[index].number;
  }

  /** Returns the number of the thread that has started a candidate, -1 for the main thread. */
  public int parentNumber(int index) {
    ControlledThread parent = threads[index].parent;
    return parent == null ? -1 : parent.number;
  }

  /** Returns how many locations the next step of a candidate touches, as far as is known yet. */
  public int touches(int index) {
    return threads[index].touches;
  }

  /** Returns a location that the next step of a candidate touches: the same in all executions. */
  public int slot(int index, int touch) {
    return threads[index].touchedSlots[touch];
  }

  /** Returns how the next step of a candidate touches a location; see {@link Footprint}. */
  public byte how(int index, int touch) {
    return threads[index].touchedHow[touch];
  }

  /**
   * Returns whether a location that the next step of a candidate touches is the life of a thread:
   * its start and its end write it, and who joins it or asks whether it lives reads it.
   */
  public boolean isLife(int index, int touch) {
    return threads[index].subjects[touch] == Subject.END;
  }

  /** Returns whether the next step of a candidate touches a location in any way. */
  public boolean touchesSlot(int index, int slot) {
    ControlledThread thread = threads[index];
    for (int i = 0; i < thread.touches; i++) {
      if (thread.touchedSlots[i] == slot) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the next steps of two candidates are dependent. */
  public boolean conflict(int one, int other) {
    ControlledThread first = threads[one];
    ControlledThread second = threads[other];
    for (int i = 0; i < first.touches; i++) {
      for (int j = 0; j < second.touches; j++) {
        if (first.touchedSlots[i] == second.touchedSlots[j]
            && Footprint.conflict(first.touchedHow[i], second.touchedHow[j])) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Returns the number of a candidate's thread, the same as {@link Trace#stepThread} has for it.
   */
  public int threadId(int index) {
    return threads[index].id;
  }

  /**
   * Returns a number that differs, very probably, when the candidates or their next steps differ.
   */
  public int fingerprint() {
    int hash = count;
    for (int i = 0; i < count; i++) {
      ControlledThread thread = threads[i];
      hash = (hash * 31 + thread.id) * 31 + thread.operation.ordinal() * 8191 + thread.site;
    }
    return hash;
  }

  void clear() {
    count = 0;
    runningFirst = false;
  }

  void add(ControlledThread thread) {
    if (count == threads.length) {
      threads = Arrays.copyOf(threads, count * 2);
    }
    threads[count++] = thread;
  }

  void markRunningFirst() {
    runningFirst = true;
  }

  ControlledThread get(int index) {
    return threads[index];
  }
}
