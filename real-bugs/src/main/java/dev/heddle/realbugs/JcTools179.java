package dev.heddle.realbugs;

import org.jctools.queues.atomic.MpmcAtomicArrayQueue;

/**
 * Queue: JCTools 2.0.1, issue 179. Two threads share a queue with room for two, and never put more
 * than two elements into it. It may not say that it is full.
 */
public final class JcTools179 {
  private JcTools179() {}

  private static void offer(MpmcAtomicArrayQueue<String> queue, String element) {
    assert queue.offer(element) : "there is room for two, and none for " + element;
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    MpmcAtomicArrayQueue<String> queue = new MpmcAtomicArrayQueue<>(2);
    offer(queue, "first");
    Thread other =
        new Thread(
            () -> {
              offer(queue, "second");
              queue.poll();
            },
            "other");
    other.start();
    queue.poll();
    offer(queue, "third");
    other.join();
  }
}
