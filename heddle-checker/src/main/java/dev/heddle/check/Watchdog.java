package dev.heddle.check;

import dev.heddle.check.instrument.Transformer;
import dev.heddle.check.runtime.OwnFrames;
import dev.heddle.check.runtime.Scheduler;
import dev.heddle.check.runtime.StuckThread;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the explorer, and notices when a thread of the program does not come back to it. That
 * classes are being loaded, for which a machine with much else to do takes long, counts for a
 * while.
 */
final class Watchdog {
  private static final long POLL_MILLIS = 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** When the time of the check is over. */
  private static final long PATIENCE_AT_END_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  private static final long PATIENCE_WITH_LOADING_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Scheduler scheduler;
  private final Thread explorer;
  private final BooleanSupplier waiting;
  private final BooleanSupplier stop;
  private final Runnable interrupt;

  /**
   * Prepares to watch.
   *
   * @param stop whether the check is to end, whatever its time
   * @param waiting whether the explorer waits for other processes now, which is not to be stuck
   * @param interrupt what to do if this thread is interrupted
   */
  Watchdog(
      Scheduler scheduler,
      Thread explorer,
      BooleanSupplier waiting,
      BooleanSupplier stop,
      Runnable interrupt) {
    this.scheduler = scheduler;
    this.explorer = explorer;
    this.waiting = waiting;
    this.stop = stop;
    this.interrupt = interrupt;
  }

  /** Waits until the explorer has ended; returns why it cannot end, or null. */
  @Nullable String await() {
    boolean interrupted = false;
    long seen = -1;
    long seenAt = System.nanoTime();
    long loads = -1;
    long loadedAt = seenAt;
    try {
      while (true) {
        try {
          explorer.join(POLL_MILLIS);
        } catch (InterruptedException e) {
          interrupted = true;
          interrupt.run();
        }
        if (!explorer.isAlive()) {
          return null;
        }
        long now = System.nanoTime();
        boolean isOver = now - scheduler.stopAt() > 0 || stop.getAsBoolean();
        if (isOver) {
          scheduler.requestStop();
        }
        if (Transformer.loads() != loads) {
          loads = Transformer.loads();
          loadedAt = now;
        }
        long progress = scheduler.progress();
        if (progress != seen || waiting.getAsBoolean() || (!isOver && isComputing())) {
          seen = progress;
          seenAt = now;
        } else if ((isOver
                && now - seenAt > PATIENCE_AT_END_NANOS
                && now - loadedAt > PATIENCE_AT_END_NANOS)
            || now - seenAt > PATIENCE_WITH_LOADING_NANOS
            || (now - seenAt > PATIENCE_NANOS && now - loadedAt > PATIENCE_NANOS)) {
          return describe(scheduler.stuckThread());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether the program runs code of its own, or the checker does: neither is stuck. */
  private boolean isComputing() {
    StuckThread thread = scheduler.runningThread();
    return thread == null
        || (thread.state() == Thread.State.RUNNABLE
            && thread.stack().length > 0
            && !thread.stack()[0].isNativeMethod());
  }

  private static String describe(StuckThread stuck) {
    StackTraceElement top = stuck.stack().length == 0 ? null : stuck.stack()[0];
    StackTraceElement inProgram = firstOfProgram(stuck.stack());
    String what;
    if (stuck.state() == Thread.State.BLOCKED) {
      what = "waits for a monitor that is not under control";
    } else if (stuck.state() == Thread.State.WAITING
        || stuck.state() == Thread.State.TIMED_WAITING) {
      what = "waits in a way that is not modelled yet";
    } else if (top != null && top.isNativeMethod()) {
      what = "is blocked in a native method, such as input or output";
    } else {
      what = "runs without coming to a scheduling point, and cannot be stopped";
    }
    String who =
        stuck.stack().length == 0
            ? "the checker, between two executions,"
            : "thread " + stuck.name();
    return who
        + " "
        + what
        + (top == null ? "" : ", in " + top)
        + (inProgram == null || inProgram.equals(top) ? "" : ", called from " + inProgram);
  }

  private static @Nullable StackTraceElement firstOfProgram(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      if (!name.startsWith("java.")
          && !name.startsWith("jdk.")
          && !name.startsWith("sun.")
          && !OwnFrames.areOf(name)) {
        return frame;
      }
    }
    return null;
  }
}
