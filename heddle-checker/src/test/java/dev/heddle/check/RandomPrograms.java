package dev.heddle.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Makes small programs by chance; the same seed makes the same program. */
final class RandomPrograms {
  private RandomPrograms() {}

  /** A program, with its text for messages. */
  record Program(String text, Body body) {}

  /** What the threads of a program share. */
  static final class Shared {
    volatile int x;
    volatile int y;
    final Object monitor = new Object();
    final Object other = new Object();
    final ReentrantLock lock = new ReentrantLock();
    final Semaphore semaphore = new Semaphore(1);
    final AtomicInteger atomic = new AtomicInteger();
    final Condition condition = lock.newCondition();
    final CountDownLatch latch = new CountDownLatch(2);
    final ReentrantReadWriteLock readWrite = new ReentrantReadWriteLock();
    final ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);

    /** Ends the loops of others, where it is set. */
    volatile int over;

    @Nullable Thread a;
    @Nullable Thread b;
    @Nullable Thread c;

    Thread thread(int which) {
      return Objects.requireNonNull(which == 0 ? a : which == 1 ? b : c);
    }
  }

  /** One operation, perhaps on one of the threads; returns what it saw, to be compared. */
  @FunctionalInterface
  interface Operation {
    String run(Shared shared, int which) throws InterruptedException;
  }

  /** A kind of operation, with its name for messages. */
  record Kind(String name, Operation operation) {}

  /** A sequence of operations. The links are final, so that following them is no step. */
  private record Sequence(Operation operation, int which, @Nullable Sequence rest) {}

  static Program of(long seed) {
    Random random = new Random(seed);
    int threads = 2 + random.nextInt(4) / 3;
    return of(random, threads, () -> threads == 2 ? 1 + random.nextInt(5) / 2 : 1);
  }

  /** A program with some dozens to thousands of traces, mostly. */
  static Program larger(long seed) {
    Random random = new Random(seed);
    return of(random, 3, () -> 1 + random.nextInt(3));
  }

  private static Program of(Random random, int threads, IntSupplier lengths) {
    StringBuilder text = new StringBuilder();
    List<@Nullable Sequence> sequences = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int length = lengths.getAsInt();
      text.append("| ");
      sequences.add(sequence(random, length, threads, text));
    }
    Sequence first = sequences.get(0);
    Sequence second = sequences.get(1);
    Sequence third = threads == 3 ? sequences.get(2) : null;
    return new Program(text.toString(), () -> run(first, second, third, false));
  }

  /** A program whose operations wait, try, and wait for a time; see {@link RandomWaits}. */
  static Program waiting(long seed) {
    Random random = new Random(seed);
    int group = random.nextInt(RandomWaits.groups().size());
    int threads = 2 + random.nextInt(4) / 3;
    return waiting(random, group, threads, () -> threads == 2 ? 1 + random.nextInt(5) / 2 : 1);
  }

  /** A program of waits of any kind and of interrupts: about every third operation is one. */
  static Program interrupted(long seed) {
    Random random = new Random(seed);
    int threads = 2 + random.nextInt(3) / 2;
    int first = random.nextInt(RandomWaits.interruptible().size());
    StringBuilder text = new StringBuilder();
    List<@Nullable Sequence> sequences = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int length = threads == 2 ? 1 + random.nextInt(3) : 1 + random.nextInt(5) / 4;
      text.append("| ");
      Sequence sequence = null;
      List<String> names = new ArrayList<>();
      for (int j = 0; j < length; j++) {
        // Near each other in the list are operations that have to do with each other.
        int at = (first + random.nextInt(4)) % RandomWaits.interruptible().size();
        Kind kind =
            random.nextInt(3) == 0 ? RandomWaits.interrupt() : RandomWaits.interruptible().get(at);
        while (RandomWaits.isLeftOut(kind, names, i)) {
          kind = RandomWaits.interrupt();
        }
        int which = random.nextInt(threads);
        names.add(0, kind.name() + "/" + which);
        sequence = new Sequence(kind.operation(), which, sequence);
      }
      names.forEach(name -> text.append(name).append(' '));
      sequences.add(sequence);
    }
    Sequence one = sequences.get(0);
    Sequence two = sequences.get(1);
    Sequence three = threads == 3 ? sequences.get(2) : null;
    return new Program(text.toString(), () -> run(one, two, three, false));
  }

  /** A program whose operations wait, with some dozens to thousands of traces, mostly. */
  static Program largerWaiting(long seed) {
    Random random = new Random(seed);
    int group = random.nextInt(RandomWaits.groups().size());
    return waiting(random, group, 3, () -> 1 + random.nextInt(2));
  }

  private static Program waiting(Random random, int group, int threads, IntSupplier lengths) {
    List<List<Kind>> groups = RandomWaits.groups();
    boolean spinning = group == RandomWaits.SPINNING;
    StringBuilder text = new StringBuilder();
    List<@Nullable Sequence> sequences = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int length = lengths.getAsInt();
      text.append("| ");
      Sequence sequence = null;
      List<String> names = new ArrayList<>();
      for (int j = 0; j < length; j++) {
        // Now and then something else comes between.
        boolean other = group < RandomWaits.PARKING && random.nextInt(6) == 0;
        List<Kind> kinds = groups.get(other ? random.nextInt(RandomWaits.PARKING) : group);
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        while (RandomWaits.isLeftOut(kind, names, i)) {
          kind = kinds.get(random.nextInt(kinds.size()));
        }
        int which = random.nextInt(threads);
        names.add(0, kind.name() + "/" + which);
        sequence = new Sequence(kind.operation(), which, sequence);
      }
      names.forEach(name -> text.append(name).append(' '));
      sequences.add(sequence);
    }
    Sequence first = sequences.get(0);
    Sequence second = sequences.get(1);
    Sequence third = threads == 3 ? sequences.get(2) : null;
    return new Program(text.toString(), () -> run(first, second, third, spinning));
  }

  private static void run(
      @Nullable Sequence first,
      @Nullable Sequence second,
      @Nullable Sequence third,
      boolean spinning)
      throws InterruptedException {
    Shared shared = new Shared();
    Log one = new Log(shared, first, spinning);
    Log two = new Log(shared, second, spinning);
    Log three = new Log(shared, third, spinning);
    shared.a = Thread.currentThread();
    shared.b = new Thread(two);
    shared.c = new Thread(three);
    shared.b.start();
    if (third != null) {
      shared.c.start();
    }
    one.run();
    Thread.interrupted();
    shared.b.join();
    if (third != null) {
      shared.c.join();
    }
    System.out.print(
        shared.x + " " + shared.y + " " + shared.atomic.get() + one.seen + two.seen + three.seen);
  }

  /** Runs a sequence and keeps what it saw. */
  private static final class Log implements Runnable {
    private final Shared shared;
    private final @Nullable Sequence sequence;
    private final boolean spinning;
    String seen = ";";

    Log(Shared shared, @Nullable Sequence sequence, boolean spinning) {
      this.shared = shared;
      this.sequence = sequence;
      this.spinning = spinning;
    }

    @Override
    public void run() {
      String all = ";";
      for (Sequence at = sequence; at != null; at = at.rest()) {
        try {
          all += at.operation().run(shared, at.which());
        } catch (InterruptedException e) {
          all += "I";
        }
      }
      if (all.length() > 1) {
        seen = all;
      }
      if (spinning) {
        shared.over = 1;
      }
    }
  }

  private static @Nullable Sequence sequence(
      Random random, int length, int threads, StringBuilder text) {
    Sequence sequence = null;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(KINDS);
      int which = random.nextInt(threads);
      names.add(0, kind + (kind == 14 || kind == 15 ? "->" + which : ""));
      sequence = new Sequence(operation(kind), which, sequence);
    }
    names.forEach(name -> text.append(name).append(' '));
    return sequence;
  }

  private static final int KINDS = 19;

  private static Operation operation(int kind) {
    switch (kind) {
      case 0:
        return (shared, which) -> "x" + shared.x;
      case 1:
        return (shared, which) -> {
          shared.x = which + 1;
          return "";
        };
      case 2:
        return (shared, which) -> {
          shared.x++;
          return "";
        };
      case 3:
        return (shared, which) -> "y" + shared.y;
      case 4:
        return (shared, which) -> {
          shared.y = which + 1;
          return "";
        };
      case 5:
        return (shared, which) -> {
          synchronized (shared.monitor) {
            shared.x++;
          }
          return "";
        };
      case 6:
        return (shared, which) -> {
          synchronized (shared.monitor) {
            synchronized (shared.other) {
              shared.y++;
            }
          }
          return "";
        };
      case 7:
        return (shared, which) -> {
          synchronized (shared.other) {
            synchronized (shared.monitor) {
              shared.y++;
            }
          }
          return "";
        };
      case 8:
        return (shared, which) -> {
          synchronized (shared.monitor) {
            shared.monitor.wait();
          }
          return "w";
        };
      case 9:
        return (shared, which) -> {
          synchronized (shared.monitor) {
            shared.monitor.notify();
          }
          return "";
        };
      case 10:
        return (shared, which) -> {
          synchronized (shared.monitor) {
            shared.monitor.notifyAll();
          }
          return "";
        };
      case 11:
        return (shared, which) -> {
          shared.semaphore.acquire();
          shared.x++;
          shared.semaphore.release();
          return "";
        };
      case 12:
        return (shared, which) -> {
          shared.semaphore.acquireUninterruptibly();
          return "";
        };
      case 13:
        return (shared, which) -> shared.semaphore.tryAcquire() ? "t" : "f";
      case 14:
        return (shared, which) -> {
          shared.thread(which).interrupt();
          return "";
        };
      case 15:
        return (shared, which) -> {
          shared.thread(which).join();
          return "j";
        };
      case 16:
        return (shared, which) -> {
          shared.lock.lock();
          shared.y = 7;
          shared.lock.unlock();
          return "";
        };
      case 17:
        return (shared, which) -> {
          if (shared.lock.tryLock()) {
            shared.lock.unlock();
            return "l";
          }
          return "n";
        };
      default:
        return (shared, which) -> "a" + shared.atomic.getAndAdd(which + 1);
    }
  }
}
