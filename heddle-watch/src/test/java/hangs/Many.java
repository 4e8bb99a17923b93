package hangs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/** Very many parked threads, and a deadlock of two among them. */
public final class Many {
  private Many() {}

  /**
   * Parks.
   *
   * @param arguments how many virtual threads, how many platform threads
   */
  public static void main(String[] arguments) throws Exception {
    List<Object> kept = new ArrayList<>();
    CountDownLatch parked = new CountDownLatch(1);
    Semaphore none = new Semaphore(0);
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      Runnable task = i % 2 == 0 ? () -> await(parked) : none::acquireUninterruptibly;
      kept.add(Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task));
    }
    ReentrantLock held = new ReentrantLock();
    held.lock();
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      // One in ten wants a lock that is held, the others wait for work.
      Thread thread =
          new Thread(null, i % 10 == 0 ? held::lock : () -> await(parked), "many-" + i, 64 * 1024);
      thread.setDaemon(true);
      thread.start();
    }
    Hangs.locks();
    System.out.println("hanging");
    while (System.in.read() >= 0) {
      // Until whoever started this ends.
    }
    System.exit(kept.isEmpty() ? 0 : 1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
