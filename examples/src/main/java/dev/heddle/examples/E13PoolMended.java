package dev.heddle.examples;

import dev.heddle.sync.Lock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Pool, mended: when the work is done, the pool is shut down.
 *
 * <p>The program of {@link E13PoolBroken} with a {@code shutdown} in a {@code finally} block. The
 * workers finish what they have and end, however the block was left.
 *
 * <p>The journal is a plain list, and its lock makes it fit for several threads. After {@code
 * invokeAll} nobody writes any more, and the main thread reads it without the lock: the end of a
 * task is visible to whoever has waited for it, with all that the task has done.
 *
 * <p>The pauses are the program's own. When it is checked they take no time: the clock moves on
 * when all threads wait. That is why the numbers come in rounds, and each round in either order. On
 * real threads a worker might be late by a whole round, which the checker does not try, and says.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E13PoolMended
 * VERIFIED  dev.heddle.examples.E13PoolMended: every interleaving was explored, none fails
 *   assumes java.util.concurrent.ThreadPoolExecutor does nothing behind the back of its callers
 *   assumes timeouts fire only when nothing else can run
 *
 *   Outcomes (how many executions printed what)
 *       984  worker-1:1 worker-2:1 worker-1:2 worker-2:2
 *       984  worker-1:1 worker-2:1 worker-2:2 worker-1:2
 *       984  worker-2:1 worker-1:1 worker-1:2 worker-2:2
 *       984  worker-2:1 worker-1:1 worker-2:2 worker-1:2
 *
 *   3936 executions in 1.07 s (3690 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>At its original size, on real threads</h2>
 *
 * <p>Four workers count to three.
 *
 * <pre>
 * $ java -ea -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E13PoolMended 4 3
 * worker-3:1 worker-1:1 worker-2:1 worker-4:1 worker-3:2 worker-2:2 worker-1:2 worker-4:2 worker-3:3 worker-2:3 worker-1:3 worker-4:3
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Take the pause away. How many outcomes does the checker list, and how many would there be with
 * three workers?
 */
public final class E13PoolMended {
  private E13PoolMended() {}

  private static final long PAUSE_MILLIS = 10;

  private static final class Journal {
    private final Lock lock = new Lock("journal");
    private final List<String> lines = new ArrayList<>();

    void add(String line) {
      lock.run(() -> lines.add(line));
    }
  }

  private static void count(int numbers, Journal journal) {
    try {
      for (int number = 1; number <= numbers; number++) {
        journal.add(Thread.currentThread().getName() + ":" + number);
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a worker", e);
    }
  }

  private static ExecutorService newPool(int workers) {
    AtomicInteger hired = new AtomicInteger();
    return Executors.newFixedThreadPool(
        workers, task -> new Thread(task, "worker-" + hired.incrementAndGet()));
  }

  /**
   * Runs the program once.
   *
   * @param args how many workers, and how far each counts; two, and to two, if there are none
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    int workers = args.length == 0 ? 2 : Integer.parseInt(args[0]);
    int numbers = args.length == 0 ? 2 : Integer.parseInt(args[1]);
    Journal journal = new Journal();
    Callable<Object> task = Executors.callable(() -> count(numbers, journal));
    ExecutorService pool = newPool(workers);
    try {
      pool.invokeAll(Collections.nCopies(workers, task));
    } finally {
      pool.shutdown();
    }
    List<String> lines = List.copyOf(journal.lines);
    System.out.println(String.join(" ", lines));
    for (int worker = 1; worker <= workers; worker++) {
      int last = -1;
      for (int number = 1; number <= numbers; number++) {
        int place = lines.indexOf("worker-" + worker + ":" + number);
        assert place > last : "worker-" + worker + ":" + number + " is missing or too early";
        last = place;
      }
    }
  }
}
