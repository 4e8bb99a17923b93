package dev.heddle.examples.atomic;

/** Two threads at once. */
final class Together {
  private Together() {}

  /** Has two threads do something at the same time, and waits until both are done. */
  static void together(Runnable first, Runnable second) throws InterruptedException {
    Thread one = new Thread(first, "one");
    Thread two = new Thread(second, "two");
    one.start();
    two.start();
    one.join();
    two.join();
  }
}
