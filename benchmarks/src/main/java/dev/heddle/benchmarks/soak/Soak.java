package dev.heddle.benchmarks.soak;

import dev.heddle.sync.Barrier;
import dev.heddle.sync.BoundedSemaphore;
import dev.heddle.sync.BrokenBarrierException;
import dev.heddle.sync.Condition;
import dev.heddle.sync.Event;
import dev.heddle.sync.Futures;
import dev.heddle.sync.Guarded;
import dev.heddle.sync.Latch;
import dev.heddle.sync.Local;
import dev.heddle.sync.Lock;
import dev.heddle.sync.Once;
import dev.heddle.sync.OneShotTimer;
import dev.heddle.sync.PoolFuture;
import dev.heddle.sync.PoolResults;
import dev.heddle.sync.RLock;
import dev.heddle.sync.RWLock;
import dev.heddle.sync.SimpleQueue;
import dev.heddle.sync.TaskQueue;
import dev.heddle.sync.ThreadPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Uses everything of {@code dev.heddle.sync} at once for a while, with successes, failures,
 * interrupts, timeouts and cancellations, and compares the memory in use at the end with that after
 * a tenth of the time. Prints a line each time a tenth of it is over. The exit code is 1 if the
 * memory has grown, or a thread stands still or has failed.
 *
 * <p>Arguments: the number of seconds.
 */
public final class Soak {
  private static final Duration TINY = Duration.ofNanos(50_000);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PERIODS = 10;
  private static final long ALLOWED_BYTES = 2_000_000;
  private static final int KILO = 1024;

  private final Map<String, LongAdder> rounds = new LinkedHashMap<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Event stop = new Event("stop");

  private final Lock lock = new Lock("lock");
  private final RLock rLock = new RLock("rLock");
  private final RWLock rwLock = new RWLock("rwLock");
  private final BoundedSemaphore semaphore = new BoundedSemaphore(2, "semaphore");
  private final Condition condition = new Condition();
  private final Event event = new Event("event");
  private final Barrier barrier = new Barrier(2, "barrier");
  private final Guarded<Long> guarded = new Guarded<>(0L, "guarded");
  private final AtomicLong open = new AtomicLong();
  private final Local<byte[]> local =
      new Local<>(
          () -> {
            open.incrementAndGet();
            return new byte[KILO];
          },
          object -> open.decrementAndGet(),
          "local");
  private final SimpleQueue<byte[]> simple = new SimpleQueue<>("simple");
  private final TaskQueue<Integer> tasks =
      TaskQueue.priority(8, Comparator.<Integer>naturalOrder(), "tasks");
  private final ThreadPool pool = ThreadPool.named("pool").maxWorkers(4).build();
  private final ThreadPool bounded =
      ThreadPool.named("bounded")
          .maxWorkers(2)
          .capacity(4, ThreadPool.WhenFull.RUN_IN_CALLER)
          .build();
  private final Event never = new Event("never");
  private final PoolFuture<Boolean> pending;

  private Soak() {
    ThreadPool blocked = ThreadPool.named("blocked").maxWorkers(1).daemon(true).build();
    pending = blocked.submit(() -> never.await(Duration.ofDays(1)));
  }

  /** A use of the library, again and again. */
  private interface Round {
    void run(SplittableRandom random) throws InterruptedException;
  }

  /**
   * Runs it.
   *
   * @param args the number of seconds
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length != 1 || !args[0].matches("[1-9][0-9]{0,5}")) {
      System.err.println("The argument is the number of seconds, such as 120.");
      System.exit(2);
    }
    System.exit(new Soak().run(Long.parseLong(args[0])) ? 0 : 1);
  }

  private boolean run(long seconds) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      start(threads, "locks", this::locks);
      start(threads, "signals", this::signals);
      start(threads, "queues", this::queues);
      start(threads, "pools", this::pools);
    }
    start(threads, "values", this::values);
    start(threads, "threads", this::threads);
    start(threads, "interrupts", random -> interrupt(threads, random));
    long first = 0;
    long last = 0;
    for (int i = 1; i <= PERIODS && failure.get() == null; i++) {
      TimeUnit.MILLISECONDS.sleep(seconds * 1000 / PERIODS);
      last = heap();
      first = i == 1 ? last : first;
      System.out.printf(
          "%5d s: %6d KB in use, %d threads, %d objects of locals, rounds %s%n",
          i * seconds / PERIODS, last / KILO, Thread.activeCount(), open.get(), rounds);
    }
    boolean moved = rounds.values().stream().allMatch(each -> each.sum() > 0);
    stop.set();
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        // A barrier may have lost its other party.
        barrier.abort();
        thread.join(1);
      }
    }
    return report(first, last, moved);
  }

  private boolean report(long first, long last, boolean moved) {
    pool.close();
    bounded.close();
    Throwable thrown = failure.get();
    if (thrown != null) {
      thrown.printStackTrace(System.out);
    }
    boolean grown = last > first + ALLOWED_BYTES;
    System.out.printf(
        "%s: %d KB after the first tenth, %d KB at the end%n",
        grown || !moved || thrown != null ? "FAILED" : "as it began", first / KILO, last / KILO);
    if (!moved) {
      System.out.println("A use of the library stood still: " + rounds);
    }
    return !grown && moved && thrown == null;
  }

  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private void start(List<Thread> threads, String name, Round round) {
    LongAdder count = rounds.computeIfAbsent(name, key -> new LongAdder());
    SplittableRandom random = new SplittableRandom(threads.size());
    Thread thread =
        new Thread(
            () -> {
              while (!stop.isSet()) {
                try {
                  round.run(random);
                  count.increment();
                } catch (InterruptedException e) {
                  count.increment();
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                  return;
                }
              }
            },
            name);
    threads.add(thread);
    thread.start();
  }

  private static void interrupt(List<Thread> threads, SplittableRandom random)
      throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(1);
    threads.get(random.nextInt(threads.size() - 1)).interrupt();
  }

  private void locks(SplittableRandom random) throws InterruptedException {
    switch (random.nextInt(6)) {
      case 0 -> lock.run(() -> {});
      case 1 -> {
        if (lock.tryAcquire(TINY)) {
          lock.release();
        }
      }
      case 2 -> {
        rLock.acquireInterruptibly();
        rLock.run(() -> {});
        rLock.release();
      }
      case 3 -> rwLock.readLock().run(() -> {});
      case 4 -> {
        if (rwLock.writeLock().tryAcquire(TINY)) {
          rwLock.writeLock().release();
        }
      }
      default -> {
        if (semaphore.tryAcquire(TINY)) {
          semaphore.release();
        }
      }
    }
  }

  private void signals(SplittableRandom random) throws InterruptedException {
    switch (random.nextInt(5)) {
      case 0 -> event.set();
      case 1 -> event.clear();
      case 2 -> event.await(TINY);
      case 3 -> {
        try {
          barrier.await(TINY);
        } catch (BrokenBarrierException e) {
          barrier.reset();
        }
      }
      default -> {
        condition.lock().acquire();
        try {
          condition.signal();
          condition.await(TINY);
        } finally {
          condition.lock().release();
        }
      }
    }
  }

  private void queues(SplittableRandom random) throws InterruptedException {
    switch (random.nextInt(5)) {
      case 0 -> tasks.tryPut(random.nextInt(), TINY);
      case 1 -> {
        if (tasks.tryGet(TINY) != null) {
          tasks.taskDone();
        }
      }
      case 2 -> {
        for (int i = 0; i < KILO; i++) {
          simple.put(new byte[1]);
        }
        for (int i = 0; i < KILO; i++) {
          simple.tryGet();
        }
      }
      case 3 -> simple.tryGet(TINY);
      default -> {
        TaskQueue<byte[]> own = TaskQueue.fifo("own");
        own.put(new byte[KILO]);
        own.shutdownNow();
      }
    }
  }

  private void pools(SplittableRandom random) throws InterruptedException {
    ThreadPool used = random.nextBoolean() ? pool : bounded;
    switch (random.nextInt(10)) {
      case 0 -> used.submit(() -> new byte[KILO]).result();
      case 1 ->
          used.submit(
                  () -> {
                    throw new OutOfMemoryError("of the task");
                  })
              .exception();
      case 2 -> used.submit(() -> new byte[KILO]).cancel();
      case 3 -> {
        PoolFuture<byte[]> future = used.submit(local::get);
        future.whenDone(done -> {});
        try {
          future.result(TINY);
        } catch (TimeoutException e) {
          future.cancel();
        }
      }
      case 4 ->
          used.submit(
                  () -> {
                    Local.scope();
                    return local.get();
                  })
              .result();
      case 5 -> {
        for (PoolFuture<?> each : Futures.asCompleted(List.of(used.submit(() -> 1), pending))) {
          if (each.isDone()) {
            break;
          }
        }
      }
      case 6 -> {
        try (PoolResults<Integer> results = used.map(n -> n + 1, List.of(1, 2, 3, 4), 2)) {
          results.iterator().next();
        }
      }
      case 7 -> Futures.await(List.of(pending), Futures.Until.ALL_COMPLETED, TINY);
      case 8 -> pending.toCompletableFuture().complete(false);
      default -> ownPool();
    }
  }

  private static void ownPool() throws InterruptedException {
    ThreadPool own =
        ThreadPool.named("own").maxWorkers(1).capacity(1, ThreadPool.WhenFull.REJECT).build();
    try {
      for (int i = 0; i < 4; i++) {
        own.submit(() -> new byte[KILO]);
      }
    } catch (RejectedExecutionException e) {
      own.shutdownAndCancel();
    }
    own.close();
  }

  private void values(SplittableRandom random) throws InterruptedException {
    switch (random.nextInt(5)) {
      case 0 -> guarded.update(n -> n + 1);
      case 1 -> guarded.updateWhen(n -> n % 2 == 0, TINY, n -> n + 1);
      case 2 -> new Once<>(() -> new byte[KILO]).get();
      case 3 -> {
        Latch latch = new Latch(1);
        latch.await(TINY);
        latch.countDown();
      }
      default -> {
        try (Local.Scope scope = Local.scope()) {
          if (scope.toString().isEmpty() || local.get().length != KILO) {
            throw new IllegalStateException("a local of another kind");
          }
        }
      }
    }
  }

  /** Threads that end with an object of the local, and timers. */
  private void threads(SplittableRandom random) throws InterruptedException {
    if (random.nextBoolean()) {
      List<Thread> some = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        some.add(new Thread(local::get));
      }
      some.forEach(Thread::start);
      for (Thread each : some) {
        each.join();
      }
      if (open.get() > 1_000) {
        throw new IllegalStateException(open + " objects of ended threads");
      }
    } else {
      OneShotTimer timer = new OneShotTimer(TINY, local::get, "timer");
      timer.start();
      if (random.nextBoolean()) {
        timer.cancel();
      }
      if (!timer.await(PATIENCE)) {
        throw new CompletionException(new TimeoutException(timer.toString()));
      }
    }
    TimeUnit.MILLISECONDS.sleep(2);
  }
}
