package dev.heddle.check.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Carries out the scheduler's decisions: gives control to one thread of the program at a time.
 * Chosen once for each check.
 */
interface Switcher {

  /** Prepares a thread that is to run later; it does not run yet. */
  void prepare(ControlledThread thread);

  /**
   * Runs an execution, beginning with the main thread, until {@link #finish} was called; then makes
   * sure that nothing of it runs any more.
   */
  void run(ControlledThread main);

  /**
   * Gives control from one thread to another. Returns when {@code from} has it again, or at once
   * when {@code from} has ended, after which {@code from} must touch nothing that is shared.
   */
  void transfer(ControlledThread from, ControlledThread to);

  /** Takes a thread that has ended out of the execution; the caller still has the turn. */
  void release(ControlledThread thread);

  /** Ends the execution: {@link #run} goes on. Does not return unless {@code from} has ended. */
  void finish(ControlledThread from);

  /**
   * Returns the thread that runs the program's code now, for a watchdog that looks at its stack;
   * null if none does any more.
   */
  @Nullable Thread carrierOf(ControlledThread thread);

  /** Ends all threads of its own. */
  void close();
}
