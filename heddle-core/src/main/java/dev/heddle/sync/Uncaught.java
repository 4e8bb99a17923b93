package dev.heddle.sync;

/** Exceptions that nobody waits for. */
final class Uncaught {
  private Uncaught() {}

  /** Gives an exception to the calling thread's handler for uncaught exceptions; never throws. */
  static void report(Throwable thrown) {
    Thread caller = Thread.currentThread();
    try {
      caller.getUncaughtExceptionHandler().uncaughtException(caller, thrown);
    } catch (Throwable e) {
      // As the JVM does: there is nobody left to tell.
    }
  }
}
