package dev.heddle.check.runtime;

import java.util.Arrays;

/**
 * What happened in one execution, in order: the steps, and the choices among them. Kept in
 * primitive arrays that are reused for the next execution; copy what has to stay.
 */
public final class Trace {
  private static final Operation[] OPERATIONS = Operation.values();

  private int[] stepThreads = new int[256];
  private byte[] stepOperations = new byte[256];
  private int[] stepSites = new int[256];
  private String[] threadNames = new String[8];
  private int steps;
  private int threads;

  private int[] chosen = new int[256];
  private int[] widths = new int[256];
  private int choices;
  private int markedSteps;
  private int markedChoices;
  private boolean endsAreSteps;

  Trace() {}

  void begin(boolean endsAreSteps) {
    this.endsAreSteps = endsAreSteps;
    steps = 0;
    threads = 0;
    choices = 0;
  }

  /** Remembers what there is so far, for {@link #cutAtMark}. */
  void mark() {
    markedSteps = steps;
    markedChoices = choices;
  }

  /** Forgets what came after the mark. */
  void cutAtMark() {
    steps = markedSteps;
    choices = markedChoices;
  }

  void addThread(String name) {
    if (threads == threadNames.length) {
      threadNames = Arrays.copyOf(threadNames, threads * 2);
    }
    threadNames[threads++] = name;
  }

  void addStep(int thread, Operation operation, int site) {
    if (steps == stepThreads.length) {
      stepThreads = Arrays.copyOf(stepThreads, steps * 2);
      stepOperations = Arrays.copyOf(stepOperations, steps * 2);
      stepSites = Arrays.copyOf(stepSites, steps * 2);
    }
    stepThreads[steps] = thread;
    stepOperations[steps] = (byte) operation.ordinal();
    stepSites[steps++] = site;
  }

  void addChoice(int index, int width) {
    if (choices == chosen.length) {
      chosen = Arrays.copyOf(chosen, choices * 2);
      widths = Arrays.copyOf(widths, choices * 2);
    }
    chosen[choices] = index;
    widths[choices++] = width;
  }

  /** Returns whether the end of a thread was a step of its own in this execution. */
  public boolean endsAreSteps() {
    return endsAreSteps;
  }

  /** Returns how many steps there are. */
  public int steps() {
    return steps;
  }

  /** Returns the number of the thread that took a step; 0 is the main thread. */
  public int stepThread(int step) {
    return stepThreads[step];
  }

  /** Returns what kind of step it is. */
  public Operation stepOperation(int step) {
    return OPERATIONS[stepOperations[step]];
  }

  /** Returns the step's place, for {@link Sites#get}. */
  public int stepSite(int step) {
    return stepSites[step];
  }

  /** Returns the name that a thread had when it was started. */
  public String threadName(int thread) {
    return threadNames[thread];
  }

  /** Returns how many choices were made. */
  public int choices() {
    return choices;
  }

  /** Returns which candidate was chosen. */
  public int chosen(int choice) {
    return chosen[choice];
  }

  /** Returns how many candidates there were. */
  public int width(int choice) {
    return widths[choice];
  }
}
