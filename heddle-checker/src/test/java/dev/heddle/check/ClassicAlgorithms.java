package dev.heddle.check;

import static dev.heddle.check.Switchings.inParallel;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Algorithms of the textbooks, each right and broken in the ways that the textbooks warn of. */
final class ClassicAlgorithms {
  private ClassicAlgorithms() {}

  /**
   * An algorithm and what is to be found.
   *
   * @param name what it is
   * @param executions how many executions it takes: one for each trace
   * @param expected the kinds of failures; none for an algorithm that is right
   * @param body the program
   */
  record Case(String name, int executions, Set<FailureKind> expected, Body body) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case right(String name, int executions, Body body) {
    return new Case(name, executions, Set.of(), body);
  }

  private static Case broken(String name, int executions, FailureKind kind, Body body) {
    return new Case(name, executions, Set.of(kind), body);
  }

  static List<Case> all() {
    return List.of(
        right("Peterson", 24, () -> mutualExclusion(new Peterson())),
        broken(
            "Peterson without volatile",
            24,
            FailureKind.RACE,
            () -> mutualExclusion(new PetersonPlain())),
        broken(
            "Peterson with the writes swapped",
            22,
            FailureKind.ASSERTION,
            () -> mutualExclusion(new PetersonSwapped())),
        right("Dekker", 62, () -> mutualExclusion(new Dekker())),
        broken(
            "Dekker without the second look",
            18,
            FailureKind.ASSERTION,
            () -> mutualExclusion(new DekkerHasty())),
        right("Treiber stack", 78, () -> pushAndPop(new Stack())),
        broken(
            "Treiber stack that checks, then sets",
            66,
            FailureKind.ASSERTION,
            () -> pushAndPop(new StackThatSets())),
        right("sequence lock", 213, () -> readWhileWriting(new SequenceLock())),
        broken(
            "sequence lock with plain data",
            213,
            FailureKind.RACE,
            () -> readWhileWriting(new SequenceLockPlain())),
        right("double-checked locking", 4, () -> getTwice(new Lazy())),
        broken(
            "double-checked locking without volatile",
            4,
            FailureKind.RACE,
            () -> getTwice(new LazyPlain())),
        right("readers and writers", 62, () -> readAndWrite(new ReadersWriters())),
        broken(
            "readers and a writer that overlooks them",
            152,
            FailureKind.RACE,
            () -> readAndWrite(new ReadersWritersHasty())),
        right("two philosophers, forks in order", 2, () -> dine(2, true)),
        broken("two philosophers, left fork first", 3, FailureKind.DEADLOCK, () -> dine(2, false)),
        right("three philosophers, forks in order", 6, () -> dine(3, true)),
        broken(
            "three philosophers, left fork first", 7, FailureKind.DEADLOCK, () -> dine(3, false)),
        right("buffer that notifies all", 80, () -> produceAndConsume(new BufferOfMonitor(true))),
        broken(
            "buffer that notifies one",
            80,
            FailureKind.DEADLOCK,
            () -> produceAndConsume(new BufferOfMonitor(false))),
        right(
            "buffer with two conditions",
            52,
            () -> produceAndConsume(new BufferOfConditions(true))),
        broken(
            "buffer with one condition",
            56,
            FailureKind.DEADLOCK,
            () -> produceAndConsume(new BufferOfConditions(false))));
  }

  // ---- mutual exclusion by reads and writes

  /** Lets one of two threads in at a time. */
  private interface Exclusion {
    void enter(int thread);

    void leave(int thread);
  }

  private static void mutualExclusion(Exclusion exclusion) throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    inParallel(() -> goThrough(exclusion, 0, inside), () -> goThrough(exclusion, 1, inside));
  }

  private static void goThrough(Exclusion exclusion, int thread, AtomicInteger inside) {
    exclusion.enter(thread);
    assert inside.incrementAndGet() == 1 : "two are inside";
    inside.decrementAndGet();
    exclusion.leave(thread);
  }

  /** Peterson, <em>Myths about the mutual exclusion problem</em>, 1981. */
  private static final class Peterson implements Exclusion {
    private volatile boolean first;
    private volatile boolean second;
    private volatile int turn;

    @Override
    public void enter(int thread) {
      if (thread == 0) {
        first = true;
        turn = 1;
        while (second && turn == 1) {
          Thread.onSpinWait();
        }
      } else {
        second = true;
        turn = 0;
        while (first && turn == 0) {
          Thread.onSpinWait();
        }
      }
    }

    @Override
    public void leave(int thread) {
      if (thread == 0) {
        first = false;
      } else {
        second = false;
      }
    }
  }

  private static final class PetersonPlain implements Exclusion {
    private boolean first;
    private boolean second;
    private int turn;

    @Override
    public void enter(int thread) {
      if (thread == 0) {
        first = true;
        turn = 1;
        while (second && turn == 1) {
          Thread.onSpinWait();
        }
      } else {
        second = true;
        turn = 0;
        while (first && turn == 0) {
          Thread.onSpinWait();
        }
      }
    }

    @Override
    public void leave(int thread) {
      if (thread == 0) {
        first = false;
      } else {
        second = false;
      }
    }
  }

  private static final class PetersonSwapped implements Exclusion {
    private volatile boolean first;
    private volatile boolean second;
    private volatile int turn;

    @Override
    public void enter(int thread) {
      if (thread == 0) {
        turn = 1;
        first = true;
        while (second && turn == 1) {
          Thread.onSpinWait();
        }
      } else {
        turn = 0;
        second = true;
        while (first && turn == 0) {
          Thread.onSpinWait();
        }
      }
    }

    @Override
    public void leave(int thread) {
      if (thread == 0) {
        first = false;
      } else {
        second = false;
      }
    }
  }

  /** Dijkstra, <em>Cooperating sequential processes</em>, 1965. */
  private static final class Dekker implements Exclusion {
    private volatile boolean first;
    private volatile boolean second;
    private volatile int turn;

    @Override
    public void enter(int thread) {
      set(thread, true);
      while (wants(1 - thread)) {
        if (turn != thread) {
          set(thread, false);
          while (turn != thread) {
            Thread.onSpinWait();
          }
          set(thread, true);
        }
        Thread.onSpinWait();
      }
    }

    @Override
    public void leave(int thread) {
      turn = 1 - thread;
      set(thread, false);
    }

    private boolean wants(int thread) {
      return thread == 0 ? first : second;
    }

    private void set(int thread, boolean wants) {
      if (thread == 0) {
        first = wants;
      } else {
        second = wants;
      }
    }
  }

  /** Goes in when it is its turn, without a look at the other. */
  private static final class DekkerHasty implements Exclusion {
    private volatile boolean first;
    private volatile boolean second;
    private volatile int turn;

    @Override
    public void enter(int thread) {
      if (thread == 0) {
        first = true;
      } else {
        second = true;
      }
      if (thread == 0 ? second : first) {
        while (turn != thread) {
          Thread.onSpinWait();
        }
      }
    }

    @Override
    public void leave(int thread) {
      turn = 1 - thread;
      if (thread == 0) {
        first = false;
      } else {
        second = false;
      }
    }
  }

  // ---- a stack

  private record Node(int value, @Nullable Node next) {}

  /** Treiber, <em>Systems programming: coping with parallelism</em>, 1986. */
  private static class Stack {
    final AtomicReference<@Nullable Node> top = new AtomicReference<>();

    void push(int value) {
      Node head;
      do {
        head = top.get();
      } while (!top.compareAndSet(head, new Node(value, head)));
    }

    int pop() {
      Node head;
      do {
        head = top.get();
        if (head == null) {
          return 0;
        }
      } while (!top.compareAndSet(head, head.next()));
      return head.value();
    }
  }

  private static final class StackThatSets extends Stack {
    @Override
    void push(int value) {
      Node head = top.get();
      if (top.get() == head) {
        top.set(new Node(value, head));
      }
    }
  }

  private static void pushAndPop(Stack stack) throws InterruptedException {
    int[] popped = new int[2];
    inParallel(
        () -> {
          stack.push(1);
          popped[0] = stack.pop();
        },
        () -> {
          stack.push(2);
          popped[1] = stack.pop();
        });
    assert popped[0] + popped[1] == 3 && stack.pop() == 0 : "a value is lost, or there twice";
  }

  // ---- a sequence lock

  /** Two numbers that are always the same, to be read together. */
  private interface Pair {
    void write(int value);

    void read();
  }

  /** Boehm, <em>Can seqlocks get along with programming language memory models?</em>, 2012. */
  private static final class SequenceLock implements Pair {
    private volatile int sequence;
    private volatile int one;
    private volatile int other;

    @Override
    public void write(int value) {
      int before = sequence;
      sequence = before + 1;
      one = value;
      other = value;
      sequence = before + 2;
    }

    @Override
    public void read() {
      while (true) {
        int before = sequence;
        int first = one;
        int second = other;
        if (before % 2 == 0 && sequence == before) {
          assert first == second : "torn";
          return;
        }
        Thread.onSpinWait();
      }
    }
  }

  private static final class SequenceLockPlain implements Pair {
    private volatile int sequence;
    private int one;
    private int other;

    @Override
    public void write(int value) {
      int before = sequence;
      sequence = before + 1;
      one = value;
      other = value;
      sequence = before + 2;
    }

    @Override
    public void read() {
      while (true) {
        int before = sequence;
        int first = one;
        int second = other;
        if (before % 2 == 0 && sequence == before) {
          assert first == second : "torn";
          return;
        }
        Thread.onSpinWait();
      }
    }
  }

  private static void readWhileWriting(Pair pair) throws InterruptedException {
    inParallel(() -> pair.write(1), pair::read);
  }

  // ---- double-checked locking

  private static final class Made {
    int value = 42;
  }

  private interface Source {
    Made get();
  }

  /** Bacon and others, <em>The "double-checked locking is broken" declaration</em>, 2000. */
  private static final class Lazy implements Source {
    private volatile @Nullable Made made;

    @Override
    public Made get() {
      Made seen = made;
      if (seen == null) {
        synchronized (this) {
          seen = made;
          if (seen == null) {
            seen = new Made();
            made = seen;
          }
        }
      }
      return seen;
    }
  }

  private static final class LazyPlain implements Source {
    private @Nullable Made made;

    @Override
    public Made get() {
      Made seen = made;
      if (seen == null) {
        synchronized (this) {
          seen = made;
          if (seen == null) {
            seen = new Made();
            made = seen;
          }
        }
      }
      return seen;
    }
  }

  private static void getTwice(Source source) throws InterruptedException {
    Made[] got = new Made[2];
    inParallel(() -> got[0] = use(source.get()), () -> got[1] = use(source.get()));
    assert got[0] == got[1] : "two were made";
  }

  private static Made use(Made made) {
    assert made.value == 42;
    return made;
  }

  // ---- readers and writers

  /** Courtois, Heymans, Parnas, <em>Concurrent control with "readers" and "writers"</em>, 1971. */
  private static class ReadersWriters {
    int data;
    private int readers;
    private boolean writing;

    synchronized void beginRead() throws InterruptedException {
      while (writing) {
        wait();
      }
      readers++;
    }

    synchronized void endRead() {
      if (--readers == 0) {
        notifyAll();
      }
    }

    synchronized void beginWrite() throws InterruptedException {
      while (writing || isRead(readers)) {
        wait();
      }
      writing = true;
    }

    synchronized void endWrite() {
      writing = false;
      notifyAll();
    }

    boolean isRead(int readers) {
      return readers > 0;
    }
  }

  private static final class ReadersWritersHasty extends ReadersWriters {
    @Override
    boolean isRead(int readers) {
      return false;
    }
  }

  private static void readAndWrite(ReadersWriters access) throws InterruptedException {
    Runnable read =
        () ->
            uninterrupted(
                () -> {
                  access.beginRead();
                  int seen = access.data;
                  access.endRead();
                  assert seen == 0 || seen == 1;
                });
    inParallel(
        read,
        read,
        () ->
            uninterrupted(
                () -> {
                  access.beginWrite();
                  access.data = 1;
                  access.endWrite();
                }));
  }

  /** Code that waits, where nobody interrupts. */
  private interface Waiting {
    void run() throws InterruptedException;
  }

  private static void uninterrupted(Waiting code) {
    try {
      code.run();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // ---- philosophers

  /** Dijkstra, <em>Hierarchical ordering of sequential processes</em>, 1971. */
  private static void dine(int count, boolean inOrder) throws InterruptedException {
    Object[] forks = new Object[count];
    for (int i = 0; i < count; i++) {
      forks[i] = new Object();
    }
    Runnable[] philosophers = new Runnable[count];
    for (int i = 0; i < count; i++) {
      Object left = forks[i];
      Object right = forks[(i + 1) % count];
      boolean last = i == count - 1;
      Object first = inOrder && last ? right : left;
      Object second = inOrder && last ? left : right;
      philosophers[i] =
          () -> {
            synchronized (first) {
              synchronized (second) {
                Thread.onSpinWait();
              }
            }
          };
    }
    inParallel(philosophers);
  }

  // ---- bounded buffers

  /** Room for one thing. */
  private interface Buffer {
    void put(int value) throws InterruptedException;

    int take() throws InterruptedException;
  }

  /** Hoare, <em>Monitors: an operating system structuring concept</em>, 1974. */
  private static final class BufferOfMonitor implements Buffer {
    private final boolean all;
    private int value;

    BufferOfMonitor(boolean all) {
      this.all = all;
    }

    @Override
    public synchronized void put(int value) throws InterruptedException {
      while (this.value != 0) {
        wait();
      }
      this.value = value;
      wake();
    }

    @Override
    public synchronized int take() throws InterruptedException {
      while (value == 0) {
        wait();
      }
      int taken = value;
      value = 0;
      wake();
      return taken;
    }

    private void wake() {
      if (all) {
        notifyAll();
      } else {
        notify();
      }
    }
  }

  private static final class BufferOfConditions implements Buffer {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied;
    private int value;

    BufferOfConditions(boolean two) {
      emptied = two ? lock.newCondition() : filled;
    }

    @Override
    public void put(int value) throws InterruptedException {
      lock.lock();
      try {
        while (this.value != 0) {
          emptied.await();
        }
        this.value = value;
        filled.signal();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int take() throws InterruptedException {
      lock.lock();
      try {
        while (value == 0) {
          filled.await();
        }
        int taken = value;
        value = 0;
        emptied.signal();
        return taken;
      } finally {
        lock.unlock();
      }
    }
  }

  private static void produceAndConsume(Buffer buffer) throws InterruptedException {
    int[] taken = new int[2];
    inParallel(
        () -> uninterrupted(() -> buffer.put(1)),
        () -> uninterrupted(() -> buffer.put(2)),
        () -> uninterrupted(() -> taken[0] = buffer.take()),
        () -> uninterrupted(() -> taken[1] = buffer.take()));
    assert taken[0] + taken[1] == 3 : "something is lost";
  }
}
