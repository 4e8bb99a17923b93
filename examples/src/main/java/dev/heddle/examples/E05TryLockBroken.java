package dev.heddle.examples;

import dev.heddle.sync.Lock;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Try the lock, broken: who did not get it releases it nevertheless.
 *
 * <p>Several threads try once to acquire a lock, without waiting for it, and count themselves if
 * they got it. Each releases it in a {@code finally} block, as one has learnt to. But here that
 * block also runs for those who got nothing.
 *
 * <p>A {@link Lock} may be released by any thread, so the release of somebody who does not hold it
 * is not an error yet: it releases the lock of the one who does. When that one comes to release it,
 * nobody holds it any more, and <em>that</em> is an error. Depending on who is faster, the
 * exception meets the guilty thread or the innocent one; and between the two releases the lock
 * protected nothing.
 *
 * <p>{@link E05TryLockMended} releases only what it holds.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E05TryLockBroken
 * FAILED  dev.heddle.examples.E05TryLockBroken
 *
 *   exception (failure 1 of 2) in execution 2: java.lang.IllegalMonitorStateException: cannot release Lock "prize": nobody holds it in thread thread-1
 *           at dev.heddle.sync.Lock$Sync.tryRelease(Lock.java:139)
 *           at java.base/java.util.concurrent.locks.AbstractQueuedSynchronizer.release(AbstractQueuedSynchronizer.java:1099)
 *           at dev.heddle.sync.Lock.release(Lock.java:111)
 *           at dev.heddle.examples.E05TryLockBroken.tryOnce(E05TryLockBroken.java:83)
 *           at dev.heddle.examples.E05TryLockBroken.lambda$main$0(E05TryLockBroken.java:99)
 *
 *   exception (failure 2 of 2) in execution 3: java.lang.IllegalMonitorStateException: cannot release Lock "prize": nobody holds it in thread thread-2
 *           at dev.heddle.sync.Lock$Sync.tryRelease(Lock.java:139)
 *           at java.base/java.util.concurrent.locks.AbstractQueuedSynchronizer.release(AbstractQueuedSynchronizer.java:1099)
 *           at dev.heddle.sync.Lock.release(Lock.java:111)
 *           at dev.heddle.examples.E05TryLockBroken.tryOnce(E05TryLockBroken.java:83)
 *           at dev.heddle.examples.E05TryLockBroken.lambda$main$0(E05TryLockBroken.java:99)
 *
 *   Outcomes (how many executions printed what)
 *       4  (nothing)
 *       2  2 of 2 got it
 *
 *   Interleaving (failure 1 of 2), 10 steps
 *    #  main          thread-1              thread-2
 *    1  Thread.start                                         E05TryLockBroken.java:100  trying[i].start();
 *    2  Thread.start                                         E05TryLockBroken.java:100  trying[i].start();
 *    3                begin
 *    4                                      begin
 *    5                Lock.tryAcquire                        E05TryLockBroken.java:77   boolean got = lock.tryAcquire();
 *    6                AtomicInteger.incrementAndGet          E05TryLockBroken.java:80   winners.incrementAndGet();
 *    7                                      Lock.tryAcquire  E05TryLockBroken.java:77   boolean got = lock.tryAcquire();
 *    8                                      Lock.release     E05TryLockBroken.java:83   lock.release();
 *    9                                      end
 *   10                Lock.release                           E05TryLockBroken.java:83   lock.release();
 *
 *   Nearest passing execution: the same before step 7, and then
 *       thread-1: Lock.release (E05TryLockBroken.java:83)
 *   in place of
 *       thread-2: Lock.tryAcquire (E05TryLockBroken.java:77)
 *
 *   6 executions in 0.24 s (24 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 2): heddle replay heddle-E05TryLockBroken.schedule.json
 *   Replay (failure 2 of 2): heddle replay heddle-E05TryLockBroken-2.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Take an {@code RLock}. Who gets the exception now? Which of the two locks would you rather
 * have for this program?
 */
public final class E05TryLockBroken {
  private E05TryLockBroken() {}

  private static void tryOnce(Lock lock, AtomicInteger winners) {
    boolean got = lock.tryAcquire();
    try {
      if (got) {
        winners.incrementAndGet();
      }
    } finally {
      lock.release();
    }
  }

  /**
   * Runs the program once.
   *
   * @param args how many threads; two if there are none
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    int threads = args.length == 0 ? 2 : Integer.parseInt(args[0]);
    Lock lock = new Lock("prize");
    AtomicInteger winners = new AtomicInteger();
    Thread[] trying = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      trying[i] = new Thread(() -> tryOnce(lock, winners), "thread-" + (i + 1));
      trying[i].start();
    }
    for (Thread thread : trying) {
      thread.join();
    }
    System.out.println(winners + " of " + threads + " got it");
    assert winners.get() >= 1 : "nobody got the lock";
  }
}
