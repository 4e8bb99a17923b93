package dev.heddle.examples.atomic;

import static dev.heddle.examples.atomic.Together.together;

import dev.heddle.sync.Guarded;
import dev.heddle.sync.Lock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Read, compute, write. */
public final class ReadModifyWrite {
  private ReadModifyWrite() {}

  private static int plain;

  /** Three steps in an ordinary field. */
  public static void plusPlus() throws InterruptedException {
    together(() -> plain++, () -> plain++);
    System.out.println(plain);
    assert plain == 2;
  }

  private static volatile int seen;

  /** Three steps, each of which everybody sees at once. */
  public static void volatilePlusPlus() throws InterruptedException {
    together(() -> seen++, () -> seen++);
    System.out.println(seen);
    assert seen == 2;
  }

  /** One step. */
  public static void getAndIncrement() throws InterruptedException {
    AtomicInteger count = new AtomicInteger();
    together(count::getAndIncrement, count::getAndIncrement);
    System.out.println(count);
    assert count.get() == 2;
  }

  /** Two steps of an atomic number. */
  public static void getThenSet() throws InterruptedException {
    AtomicInteger count = new AtomicInteger();
    Runnable increment = () -> count.set(count.get() + 1);
    together(increment, increment);
    System.out.println(count);
    assert count.get() == 2;
  }

  /** One step for a function of one's own, which may be called more than once. */
  public static void updateAndGet() throws InterruptedException {
    AtomicInteger count = new AtomicInteger(1);
    together(() -> count.updateAndGet(n -> n * 2), () -> count.updateAndGet(n -> n * 3));
    System.out.println(count);
    assert count.get() == 6;
  }

  /** For counting, and nothing else. */
  public static void longAdder() throws InterruptedException {
    LongAdder count = new LongAdder();
    together(count::increment, count::increment);
    System.out.println(count);
    assert count.sum() == 2;
  }

  private static volatile String text = "";

  /** A string is immutable; the variable is not. */
  public static void stringConcatenation() throws InterruptedException {
    together(() -> text += "a", () -> text += "b");
    System.out.println(text);
    assert text.length() == 2;
  }

  /** Two atomic numbers that belong together. */
  public static void twoAtomics() throws InterruptedException {
    AtomicInteger mine = new AtomicInteger(100);
    AtomicInteger yours = new AtomicInteger();
    together(
        () -> {
          mine.addAndGet(-30);
          yours.addAndGet(30);
        },
        () -> {
          int sum = mine.get() + yours.get();
          System.out.println(sum);
          assert sum == 100;
        });
  }

  private static int counted;

  /** Any number of steps, under a lock. */
  public static void underLock() throws InterruptedException {
    Lock lock = new Lock();
    together(() -> lock.run(() -> counted++), () -> lock.run(() -> counted++));
    System.out.println(counted);
    assert counted == 2;
  }

  /** The same, without a lock that could be forgotten. */
  public static void guarded() throws InterruptedException {
    Guarded<Integer> count = new Guarded<>(0);
    together(() -> count.update(n -> n + 1), () -> count.update(n -> n + 1));
    int result = count.read(n -> n);
    System.out.println(result);
    assert result == 2;
  }
}
