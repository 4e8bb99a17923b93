package dev.heddle.check.models;

/** What programs run in threads. */
final class Bodies {
  private Bodies() {}

  /** Code that may throw what a {@link Runnable} may not. */
  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  /** Runs code; tells the class of what it throws, or "returned", and the interrupt status. */
  static String ending(Body body) {
    String how;
    try {
      body.run();
      how = "returned";
    } catch (Exception e) {
      how = e.getClass().getSimpleName();
    }
    return Thread.interrupted() ? how + ", interrupted" : how;
  }

  /**
   * Sleeps: the call under test, on the clock of the check, where it orders nothing but what the
   * clock orders. Programs with it are not run by real threads.
   */
  static void sleepUnderCheck(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  /** Waits until a thread waits; it has started, and is not woken meanwhile. */
  static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  /** A thread that keeps how its body has ended. */
  static final class Told extends Thread {
    private final Body body;
    private String ending = "";

    Told(Body body) {
      this.body = body;
    }

    static Told start(Body body) {
      Told told = new Told(body);
      told.start();
      return told;
    }

    @Override
    public void run() {
      ending = ending(body);
    }

    /** Waits for the end. */
    String told() throws InterruptedException {
      join();
      return ending;
    }
  }
}
