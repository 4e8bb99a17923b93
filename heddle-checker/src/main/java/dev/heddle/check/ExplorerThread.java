package dev.heddle.check;

import dev.heddle.check.runtime.Scheduler;
import dev.heddle.check.runtime.StaticState;
import java.io.PrintStream;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread in which the executions of one check run, with a large stack. Who asked for the check
 * waits for it and watches that the executions make progress.
 */
final class ExplorerThread {
  /** Continuations run on the explorer's stack, and programs recurse. */
  private static final long STACK_BYTES = 64L << 20;

  private final TargetRunner runner;
  private final BooleanSupplier waiting;
  private final BooleanSupplier stop;
  private final Runnable interrupt;

  // Written by the explorer, read after it has ended or was given up.
  private volatile @Nullable Throwable broken;

  /**
   * Prepares for a check.
   *
   * @param stop whether the check is to end, whatever its time
   * @param interrupt lets the check end, when the thread that asked for it is interrupted
   * @param waiting whether the explorer waits for other processes now, which is not to be stuck
   */
  ExplorerThread(
      TargetRunner runner, BooleanSupplier stop, Runnable interrupt, BooleanSupplier waiting) {
    this.runner = runner;
    this.waiting = waiting;
    this.stop = stop;
    this.interrupt = interrupt;
  }

  /**
   * Runs an exploration to its end.
   *
   * @return why it was given up, or null if it has ended
   * @throws IllegalStateException if the checker itself failed
   */
  @Nullable String run(Runnable exploration) {
    StaticState.beginCheck(runner.target().kept(), KeptStatics.REASON);
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(runner.output());
    System.setErr(runner.errors());
    Thread explorer =
        new Thread(null, () -> explore(exploration), "heddle-explorer", STACK_BYTES, false);
    explorer.setDaemon(true);
    explorer.start();
    String stuck;
    try {
      stuck = watch(explorer);
    } finally {
      System.setOut(out);
      System.setErr(err);
      runner.restoreStatics();
    }
    Throwable cause = broken;
    if (cause != null) {
      throw new IllegalStateException(
          "the checker itself failed while checking " + runner.target().name() + ": " + cause,
          cause);
    }
    return stuck;
  }

  private void explore(Runnable exploration) {
    try {
      exploration.run();
    } catch (Throwable e) {
      if (!runner.isGivenUp()) {
        broken = e;
      }
    }
  }

  private @Nullable String watch(Thread explorer) {
    Scheduler scheduler = runner.scheduler();
    String stuck = new Watchdog(scheduler, explorer, waiting, stop, interrupt).await();
    if (stuck == null) {
      scheduler.close();
    } else {
      runner.giveUp();
      scheduler.abandon();
    }
    return stuck;
  }
}
