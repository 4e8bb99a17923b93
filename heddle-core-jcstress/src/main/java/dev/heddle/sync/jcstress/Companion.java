package dev.heddle.sync.jcstress;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread that helps an actor. jcstress runs no case that has more actors than the machine has
 * cores, and does not call that a failure; so a case here has two actors, and further threads are
 * companions of one of them. Who starts a companion also waits for its end.
 */
final class Companion {
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "companion");
            thread.setDaemon(true);
            return thread;
          });

  private volatile boolean over;

  private Companion() {}

  /** Runs a task in a thread of its own. */
  static Companion start(Runnable task) {
    Companion companion = new Companion();
    THREADS.execute(
        () -> {
          try {
            task.run();
          } finally {
            companion.over = true;
          }
        });
    return companion;
  }

  /** Returns when the task is over. */
  void join() {
    Waiting.spinUntil(() -> over);
  }
}
