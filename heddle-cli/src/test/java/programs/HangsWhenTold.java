package programs;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;

/** Two threads that deadlock when a line comes in. */
public final class HangsWhenTold {
  private HangsWhenTold() {}

  /**
   * Waits for a line, and hangs.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws Exception {
    System.out.println("ready");
    System.in.read();
    ReentrantLock left = new ReentrantLock();
    ReentrantLock right = new ReentrantLock();
    CyclicBarrier all = new CyclicBarrier(3);
    new Thread(() -> take(left, right, all), "one").start();
    new Thread(() -> take(right, left, all), "two").start();
    all.await();
    System.out.println("hanging");
  }

  private static void take(ReentrantLock first, ReentrantLock second, CyclicBarrier all) {
    first.lock();
    try {
      all.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    second.lock();
  }
}
