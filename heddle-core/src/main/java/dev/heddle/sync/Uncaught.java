package dev.heddle.sync;

/** Exceptions that nobody waits for. */
final class Uncaught {
  private Uncaught() {}

  /** Loads this class, for those that need it when there may be no memory to load it. */
  static void load() {}

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
