package dev.heddle.witness;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Some threads, each with one operation on one primitive, and what can come of it.
 *
 * @param <P> the primitive
 * @param name says all of it, such as {@code Lock, locked: acquire | release, first interrupted}
 * @param primitive makes the primitive in its first state
 * @param operations one for each thread
 * @param interrupted whether the first thread is interrupted at some time
 */
record Scenario<P>(
    String name, Supplier<P> primitive, List<Operation<P>> operations, boolean interrupted) {

  private static final String[] THREADS = {"first", "second", "third"};

  /**
   * What a thread does.
   *
   * @param <P> the primitive
   */
  record Operation<P>(String name, Call<P> call) {
    static <P> Operation<P> of(String name, Call<P> call) {
      return new Operation<>(name, call);
    }
  }

  /**
   * The body of an operation, with its result.
   *
   * @param <P> the primitive
   */
  interface Call<P> {
    Object on(P primitive) throws InterruptedException;
  }

  /** Explores this by depth-first search, within bounds. */
  CheckResult check(int executions, int preemptions) {
    CheckOptions.Builder options =
        CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).executions(executions).keepGoing(true);
    if (preemptions < Integer.MAX_VALUE) {
      options.preemptions(preemptions);
    }
    return Checker.withOptions(options.build()).check(name, this::run);
  }

  /**
   * Runs once, and prints how each thread has ended, or that it has not, and the primitive's state.
   * Threads record their results in {@link Note}s, which are not steps. The main thread waits until
   * no other thread can run.
   */
  private void run() throws InterruptedException {
    P shared = primitive.get();
    List<Thread> threads = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      Note note = new Note(THREADS[i] + ": waits");
      notes.add(note);
      threads.add(thread(THREADS[i], note, shared, operations.get(i), interrupted && i == 0));
    }
    for (Thread thread : threads) {
      thread.start();
    }
    if (interrupted) {
      threads.get(0).interrupt();
    }
    Quiescence.await();
    StringBuilder outcome = new StringBuilder();
    for (Note note : notes) {
      outcome.append(note.toString()).append("; ");
    }
    System.out.println(outcome.append(shared));
  }

  private static <P> Thread thread(
      String name, Note note, P shared, Operation<P> operation, boolean mayBeInterrupted) {
    Thread thread =
        new Thread(
            () -> {
              String result;
              try {
                result = String.valueOf(operation.call().on(shared));
              } catch (InterruptedException | RuntimeException e) {
                result = e.getClass().getSimpleName();
              }
              if (mayBeInterrupted && Thread.interrupted()) {
                result += " and interrupted";
              }
              note.write(name + ": " + result);
            },
            name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public String toString() {
    return name;
  }
}
