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
 *   leak in execution 1: main has ended; pool without an end: worker-1 and worker-2 wait, and nobody is left to shut the pool down
 *       worker-1 waits for a task of its pool, the ThreadPoolExecutor made at E13PoolBroken.java:127
 *       worker-2 waits for a task of its pool, the ThreadPoolExecutor made at E13PoolBroken.java:127
 *
 *   Outcomes (how many executions printed what)
 *       288  worker-1:1 worker-2:1 worker-1:2 worker-2:2
 *       288  worker-1:1 worker-2:1 worker-2:2 worker-1:2
 *       288  worker-2:1 worker-1:1 worker-1:2 worker-2:2
 *       288  worker-2:1 worker-1:1 worker-2:2 worker-1:2
 *
 *   Interleaving, 38 steps
 *    #  main                  worker-1      worker-2
 *    1  Collections.nCopies                               E13PoolBroken.java:143  pool.invokeAll(Collections.nCopies(wo...
 *    2  ExecutorService.invokeAll                         E13PoolBroken.java:143  pool.invokeAll(Collections.nCopies(wo...
 *    3  AtomicInteger.incrementAndGet                     E13PoolBroken.java:128  workers, task -&gt; new Thread(task, "wo...
 *    4  ExecutorService.invokeAll                         E13PoolBroken.java:143  pool.invokeAll(Collections.nCopies(wo...
 *    5  ExecutorService.invokeAll                         E13PoolBroken.java:143  pool.invokeAll(Collections.nCopies(wo...
 *    6                        begin
 *    7  AtomicInteger.incrementAndGet                     E13PoolBroken.java:128  workers, task -&gt; new Thread(task, "wo...
 *    8  ExecutorService.invokeAll                         E13PoolBroken.java:143  pool.invokeAll(Collections.nCopies(wo...
 *    9  ExecutorService.invokeAll                         E13PoolBroken.java:143  pool.invokeAll(Collections.nCopies(wo...
 *   10                                      begin
 *   11                        start
 *   12                        Lock.run                    E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   13                        List.add                    E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   14                        Lock.run                    E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   15                                      start
 *   16                                      Lock.run      E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   17                                      List.add      E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   18                                      Lock.run      E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   19                                      Thread.sleep  E13PoolBroken.java:118  Thread.sleep(PAUSE_MILLIS);
 *   20                                      Lock.run      E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   21                                      List.add      E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   22                                      Lock.run      E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   23                        Thread.sleep                E13PoolBroken.java:118  Thread.sleep(PAUSE_MILLIS);
 *   24                        Lock.run                    E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   25                        List.add                    E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   26                        Lock.run                    E13PoolBroken.java:110  lock.run(() -&gt; lines.add(line));
 *   27                        Thread.sleep                E13PoolBroken.java:118  Thread.sleep(PAUSE_MILLIS);
 *   28                        start
 *   29                        start
 *   30                        start
 *   31                                      Thread.sleep  E13PoolBroken.java:118  Thread.sleep(PAUSE_MILLIS);
 *   32                                      start
 *   33                                      start
 *   34                                      start
 *   35  go on in ExecutorService.invokeAll                E13PoolBroken.java:143  pool.invokeAll(Collections.nCopies(wo...
 *   36  read in List.copyOf                               E13PoolBroken.java:144  List&lt;String&gt; lines = List.copyOf(jour...
 *   37  PrintStream.println                               E13PoolBroken.java:145  System.out.println(String.join(" ", l...
 *   38  end
 *
 *   1152 executions in 0.64 s (1797 a second); continuation switching, strategy auto, seed 1
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
