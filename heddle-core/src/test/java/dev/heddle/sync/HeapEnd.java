package dev.heddle.sync;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that use up the heap, in a JVM with a small one: run by {@link HeapEndTest}. Prints a line
 * for each round.
 */
public final class HeapEnd {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LARGEST = 1 << 14;

  private static volatile @Nullable Object kept;

  private HeapEnd() {}

  /** Runs the rounds. */
  public static void main(String[] args) throws Exception {
    ThreadPool.named("w").build().shutdown();
    System.out.println("loaded " + isLoaded("Uninterruptibly") + " " + isLoaded("Uncaught"));
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> kept = null);
    for (int round = 0; round < 5; round++) {
      ThreadPool pool = ThreadPool.named("w").maxWorkers(1).daemon(true).build();
      pool.submit(() -> 1).result();
      PoolFuture<Integer> filling = pool.submit(HeapEnd::fill);
      PoolFuture<Integer> next = pool.submit(() -> 2);
      String first = end(filling);
      kept = null;
      String second = end(next);
      pool.shutdown();
      boolean joined = pool.join(PATIENCE);
      System.out.println(first + ", " + second + ", " + joined);
      if (!joined) {
        describe(pool);
      }
    }
  }

  /** Prints why a pool may not end. */
  private static void describe(ThreadPool pool) {
    System.out.println(pool);
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              System.out.println(thread + " " + thread.getState());
              for (StackTraceElement frame : stack) {
                System.out.println("  at " + frame);
              }
            });
  }

  /** Whether a class is loaded that a worker needs when there is no memory to load it. */
  private static boolean isLoaded(String name) throws ReflectiveOperationException {
    Method find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
    find.setAccessible(true);
    return find.invoke(HeapEnd.class.getClassLoader(), "dev.heddle.sync." + name) != null;
  }

  private static String end(PoolFuture<?> future) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      try {
        Throwable thrown = future.exception(PATIENCE);
        return thrown == null ? "finished" : thrown.getClass().getSimpleName();
      } catch (TimeoutException e) {
        return "does not end";
      } catch (OutOfMemoryError e) {
        // Of this wait.
        if (future.isDone()) {
          kept = null;
        }
      }
    }
    return "no memory to wait";
  }

  /** Allocates arrays that refer to each other, smaller and smaller ones, until nothing fits. */
  private static int fill() {
    Object[] last = null;
    int length = LARGEST;
    while (true) {
      try {
        Object[] next = new Object[length];
        next[0] = last;
        last = next;
        kept = next;
      } catch (OutOfMemoryError e) {
        if (length == 1) {
          throw e;
        }
        length = Math.max(1, length / 16);
      }
    }
  }
}
