package dev.heddle.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What Ctrl-C does: the exploration ends, and what was found so far is reported. The JVM ends when
 * its shutdown hooks have run, so the hook waits for the report, but not for ever.
 */
final class Interruption {
  /** What a shell reports of a process that Ctrl-C has ended. */
  static final int EXIT_CODE = 130;

  /** The present execution has to end first; the watchdog gives it up sooner. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private volatile boolean requested;

  /** Lets Ctrl-C, and other requests to end this process, be noticed from now on. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::request, "heddle-interruption"));
  }

  private void request() {
    requested = true;
    // The process ends when the report is written: Main halts it.
    LockSupport.parkNanos(PATIENCE_NANOS);
  }

  /** Returns whether the process is to end. */
  boolean isRequested() {
    return requested;
  }
}
