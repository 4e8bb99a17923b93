package dev.heddle.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The models of what is acquired in other ways than one by one, or by one thread. */
final class LockModels {
  private LockModels() {}

  /** A number of permits of which several are taken at once. */
  static final class Weighted extends Model {
    private static final Duration LONG = Duration.ofHours(1);

    private final Semaphore real;
    private final boolean fair;
    private int permits;
    private final Deque<Waiting> queue = new ArrayDeque<>();

    Weighted(Semaphore real) {
      this.real = real;
      this.fair = real.isFair();
      this.permits = real.availablePermits();
    }

    @Override
    List<String> operations() {
      return List.of(
          "acquire",
          "acquire 3",
          "acquireInterruptibly 2",
          "tryAcquire",
          "try 2",
          "try 1 (0)",
          "try 2 (0)",
          "try 4 (1 h)",
          "release",
          "release",
          "release 2",
          "state");
    }

    @Override
    List<String> letsOthersGo() {
      return List.of("release 2");
    }

    @Override
    Object perform(String operation) throws Exception {
      switch (operation) {
        case "acquire 3" -> real.acquire(3);
        case "acquireInterruptibly 2" -> real.acquireInterruptibly(2);
        case "try 2" -> {
          return real.tryAcquire(2);
        }
        case "try 1 (0)", "try 2 (0)" -> {
          return real.tryAcquire(wanted(operation), Duration.ZERO);
        }
        case "try 4 (1 h)" -> {
          return real.tryAcquire(4, LONG);
        }
        case "release 2" -> real.release(2);
        case "state" -> {
          return real.availablePermits();
        }
        default -> {
          return Models.performAcquirable(real, operation);
        }
      }
      return DONE;
    }

    private static int wanted(String operation) {
      String[] words = operation.split(" ");
      return words.length == 1 ? 1 : Integer.parseInt(words[1]);
    }

    private static Object resultOf(String operation) {
      return operation.startsWith("try") ? true : DONE;
    }

    @Override
    void apply(int thread, String operation) {
      if (operation.equals("state")) {
        end(thread, permits);
      } else if (operation.startsWith("release")) {
        permits += wanted(operation);
        end(thread, DONE);
        serve();
      } else if (permits >= wanted(operation) && !(fair && !queue.isEmpty())) {
        permits -= wanted(operation);
        end(thread, resultOf(operation));
      } else if (operation.startsWith("try") && !operation.endsWith("(1 h)")) {
        end(thread, false);
      } else {
        queue.add(new Waiting(thread, operation.equals("acquire 3") ? "acquire" : operation));
        waitsFor[thread] = wanted(operation);
      }
    }

    /** How many permits each thread needs that waits. */
    private final int[] waitsFor = new int[16];

    private void serve() {
      while (!queue.isEmpty() && waitsFor[queue.peek().thread()] <= permits) {
        Waiting first = queue.remove();
        permits -= waitsFor[first.thread()];
        end(first.thread(), resultOf(first.operation()));
      }
    }

    @Override
    void interruptWaiting(int thread) {
      interruptIn(queue, thread);
      serve();
    }
  }

  /** Threads that read, one that writes, and those who want to. */
  static final class ReadWrite extends Model {
    private static final String REFUSED = thrown(IllegalMonitorStateException.class);

    private final RWLock real;
    private final boolean fair;
    private final Map<Integer, Integer> reads = new TreeMap<>();
    private int writer = -1;
    private int writes;

    /** In the order of arrival, readers and writers. */
    private final List<Waiting> queue = new ArrayList<>();

    ReadWrite(RWLock real) {
      this.real = real;
      this.fair = real.isFair();
    }

    @Override
    List<String> operations() {
      return List.of(
          "read acquire",
          "read acquireInterruptibly",
          "read tryAcquire",
          "read tryAcquire(0)",
          "read tryAcquire(1 h)",
          "read release",
          "read release",
          "read release",
          "write acquire",
          "write acquireInterruptibly",
          "write tryAcquire",
          "write tryAcquire(0)",
          "write tryAcquire(1 h)",
          "write release",
          "write release",
          "write release",
          "tryUpgrade",
          "state");
    }

    @Override
    List<String> letsOthersGo() {
      return List.of("read release", "write release");
    }

    @Override
    Object perform(String operation) throws Exception {
      switch (operation) {
        case "tryUpgrade" -> {
          return real.tryUpgrade();
        }
        case "state" -> {
          return real.readLock().readerCount()
              + " "
              + real.readLock().holdCount()
              + " "
              + real.writeLock().holdCount()
              + " "
              + real.writeLock().isLocked();
        }
        default -> {
          String[] words = operation.split(" ", 2);
          return Models.performAcquirable(
              words[0].equals("read") ? real.readLock() : real.writeLock(), words[1]);
        }
      }
    }

    private static boolean isRead(Waiting waiting) {
      return waiting.operation().startsWith("read");
    }

    private static Object resultOf(Waiting waiting) {
      return waiting.operation().contains(" try") ? true : DONE;
    }

    private boolean reads(int thread) {
      return reads.containsKey(thread);
    }

    @Override
    void apply(int thread, String operation) {
      switch (operation) {
        case "state" ->
            end(
                thread,
                "%d %d %d %b"
                    .formatted(
                        reads.size(),
                        reads.getOrDefault(thread, 0),
                        writer == thread ? writes : 0,
                        writer >= 0));
        case "tryUpgrade" -> upgrade(thread);
        case "read release" -> {
          end(thread, reads(thread) ? DONE : REFUSED);
          reads.computeIfPresent(thread, (t, holds) -> holds == 1 ? null : holds - 1);
        }
        case "write release" -> {
          end(thread, writer == thread ? DONE : REFUSED);
          if (writer == thread) {
            writes--;
            writer = writes == 0 ? -1 : writer;
          }
        }
        default -> acquire(new Waiting(thread, operation));
      }
      serve();
    }

    private void upgrade(int thread) {
      if (writer != thread && !reads(thread)) {
        end(thread, REFUSED);
      } else if (writer == thread || reads.size() == 1) {
        write(thread);
        end(thread, true);
      } else {
        end(thread, false);
      }
    }

    private void write(int thread) {
      writer = thread;
      writes++;
    }

    private void acquire(Waiting waiting) {
      int thread = waiting.thread();
      boolean holds = writer == thread || (isRead(waiting) && reads(thread));
      if (!isRead(waiting) && writer != thread && reads(thread)) {
        end(thread, REFUSED);
      } else if (holds || (mayPass(waiting) && isPossible(waiting))) {
        go(waiting);
      } else if (waiting.operation().endsWith("tryAcquire")
          || waiting.operation().endsWith("(0)")) {
        end(thread, false);
      } else {
        queue.add(waiting);
      }
    }

    /** Whether nobody waits who is to be served before. */
    private boolean mayPass(Waiting waiting) {
      return fair
          ? queue.isEmpty()
          : !isRead(waiting) || queue.stream().allMatch(ReadWrite::isRead);
    }

    private boolean isPossible(Waiting waiting) {
      return writer < 0 && (isRead(waiting) || reads.isEmpty());
    }

    private void go(Waiting waiting) {
      if (isRead(waiting)) {
        reads.merge(waiting.thread(), 1, Integer::sum);
      } else {
        write(waiting.thread());
      }
      end(waiting.thread(), resultOf(waiting));
    }

    private void serve() {
      while (!queue.isEmpty()) {
        Waiting first =
            fair
                ? queue.get(0)
                : queue.stream().filter(w -> !isRead(w)).findFirst().orElse(queue.get(0));
        if (!isPossible(first)) {
          return;
        }
        queue.remove(first);
        go(first);
      }
    }

    @Override
    void interruptWaiting(int thread) {
      for (Waiting waiting : List.copyOf(queue)) {
        if (waiting.thread() == thread && waiting.operation().endsWith(" acquire")) {
          keepInterrupt(thread);
          return;
        }
      }
      interruptIn(queue, thread);
      serve();
    }
  }
}
