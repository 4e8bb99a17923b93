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
 * Pool, broken: the work is done, and the workers wait for more.
 *
 * <p>A pool of named workers. Each writes its name and a number into a journal, pauses, and writes
 * the next number. {@code invokeAll} returns when all tasks are done, and the main thread prints
 * what was written.
 *
 * <p>That was the last task, but nobody has told the pool. Its workers wait for the next one, and a
 * JVM does not end while such a thread is alive. The program has printed the right result, and
 * hangs.
 *
 * <p>{@link E13PoolMended} shuts the pool down.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E13PoolBroken
 * FAILED  dev.heddle.examples.E13PoolBroken
 *
 *   leak in execution 1: main has ended, and nobody can wake worker-1 and worker-2 any more
 *       worker-1 waits in a Condition at dev.heddle.examples.E13PoolBroken.count(E13PoolBroken.java:108)
 *       worker-2 waits in a Condition at dev.heddle.examples.E13PoolBroken.count(E13PoolBroken.java:108)
 *
 *   Outcomes (how many executions printed what)
 *       324  worker-1:1 worker-2:1 worker-1:2 worker-2:2
 *       324  worker-1:1 worker-2:1 worker-2:2 worker-1:2
 *       108  worker-2:1 worker-1:1 worker-1:2 worker-2:2
 *       108  worker-2:1 worker-1:1 worker-2:2 worker-1:2
 *
 *   Interleaving, 28 steps
 *    #  main                  worker-1      worker-2
 *    1  Collections.nCopies                               E13PoolBroken.java:133  pool.invokeAll(Collections.nCopies(wo...
 *    2  ExecutorService.invokeAll                         E13PoolBroken.java:133  pool.invokeAll(Collections.nCopies(wo...
 *    3  AtomicInteger.incrementAndGet                     E13PoolBroken.java:118  workers, task -&gt; new Thread(task, "wo...
 *    4  AtomicInteger.incrementAndGet                     E13PoolBroken.java:118  workers, task -&gt; new Thread(task, "wo...
 *    5                        begin
 *    6  AtomicInteger.incrementAndGet                     E13PoolBroken.java:118  workers, task -&gt; new Thread(task, "wo...
 *    7  AtomicInteger.incrementAndGet                     E13PoolBroken.java:118  workers, task -&gt; new Thread(task, "wo...
 *    8                                      begin
 *    9                        Lock.run                    E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   10                        List.add                    E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   11                        Lock.run                    E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   12                                      Lock.run      E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   13                                      List.add      E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   14                                      Lock.run      E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   15                                      Thread.sleep  E13PoolBroken.java:108  Thread.sleep(PAUSE_MILLIS);
 *   16                                      Lock.run      E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   17                                      List.add      E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   18                                      Lock.run      E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   19                        Thread.sleep                E13PoolBroken.java:108  Thread.sleep(PAUSE_MILLIS);
 *   20                        Lock.run                    E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   21                        List.add                    E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   22                        Lock.run                    E13PoolBroken.java:100  lock.run(() -&gt; lines.add(line));
 *   23                        Thread.sleep                E13PoolBroken.java:108  Thread.sleep(PAUSE_MILLIS);
 *   24                                      Thread.sleep  E13PoolBroken.java:108  Thread.sleep(PAUSE_MILLIS);
 *   25  go on in AtomicInteger.incrementAndGet            E13PoolBroken.java:118  workers, task -&gt; new Thread(task, "wo...
 *   26  read in List.copyOf                               E13PoolBroken.java:134  List&lt;String&gt; lines = List.copyOf(jour...
 *   27  PrintStream.println                               E13PoolBroken.java:135  System.out.println(String.join(" ", l...
 *   28  end
 *
 *   864 executions in 1.55 s (556 a second); continuation switching, strategy auto, seed 1
 *   Replay: heddle replay heddle-E13PoolBroken.schedule.json
 * </pre>
 *
 * <h2>At its original size, on real threads</h2>
 *
 * <p>Four workers count to three. The line appears, the prompt does not: end it with Ctrl-C.
 *
 * <pre>
 * $ java -ea -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E13PoolBroken 4 3
 * worker-2:1 worker-1:1 worker-4:1 worker-2:2 worker-4:2 worker-1:2 worker-3:1 worker-4:3 worker-3:2 worker-1:3 worker-2:3 worker-3:3
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let the thread factory make daemon threads. Is it right now? What happens to a task that was
 * given to the pool by {@code execute} and is not done when {@code main} ends?
 */
public final class E13PoolBroken {
  private E13PoolBroken() {}

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
    pool.invokeAll(Collections.nCopies(workers, task));
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
