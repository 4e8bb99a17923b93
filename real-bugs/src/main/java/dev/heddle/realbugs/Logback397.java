package dev.heddle.realbugs;

import ch.qos.logback.classic.LoggerContext;

/**
 * Logger: Logback 1.1.6, LOGBACK-397. One thread asks for a logger that is not there yet while
 * another resets all loggers, as a new configuration does. Neither may fail.
 */
public final class Logback397 {
  private Logback397() {}

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    LoggerContext context = new LoggerContext();
    context.getLogger("first");
    Thread worker = new Thread(() -> context.getLogger("second"), "worker");
    worker.start();
    context.reset();
    worker.join();
  }
}
