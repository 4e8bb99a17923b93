package dev.heddle.check;

import static dev.heddle.check.ClassicAlgorithms.broken;
import static dev.heddle.check.ClassicAlgorithms.right;
import static dev.heddle.check.Switchings.inParallel;

import dev.heddle.check.ClassicAlgorithms.Case;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import org.jspecify.annotations.Nullable;

/** Data that threads share without a lock. */
final class ClassicStructures {
  private ClassicStructures() {}

  static List<Case> all() {
    return List.of(
        right("Treiber stack", 90, () -> pushAndPop(new Stack())),
        broken(
            "Treiber stack that checks, then sets",
            66,
            FailureKind.ASSERTION,
            () -> pushAndPop(new StackThatSets())),
        right(
            "stack of nodes used again, with stamps", 36, () -> popAndPutBack(new StampedNodes())),
        broken(
            "stack of nodes used again",
            40,
            FailureKind.ASSERTION,
            () -> popAndPutBack(new PlainNodes())),
        right("Michael-Scott queue", 82, () -> enqueueAndDequeue(new Queue())),
        broken(
            "Michael-Scott queue that checks, then sets",
            72,
            Set.of(FailureKind.ASSERTION, FailureKind.EXCEPTION),
            () -> enqueueAndDequeue(new QueueThatSets())),
        broken(
            "Michael-Scott queue that reads the next node before the tail",
            90,
            FailureKind.EXCEPTION,
            () -> enqueueAndDequeue(new QueueThatReadsTooEarly())),
        right("sequence lock", 56, () -> readWhileWriting(new SequenceLock())),
        broken(
            "sequence lock with plain data",
            56,
            FailureKind.RACE,
            () -> readWhileWriting(new SequenceLockPlain())),
        right("double-checked locking", 4, () -> getTwice(new Lazy())),
        broken(
            "double-checked locking without volatile",
            4,
            FailureKind.RACE,
            () -> getTwice(new LazyPlain())));
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

  // ---- a stack of nodes that are used again

  /** A node that can be put back when it has been popped. */
  private static final class Card {
    final int value;
    volatile @Nullable Card below;

    Card(int value) {
      this.value = value;
    }
  }

  private interface Cards {
    void push(Card card);

    @Nullable Card pop();
  }

  /**
   * What the manual of the IBM System/370, 1983, warns of: the top is the same, but not what is
   * below.
   */
  private static final class PlainNodes implements Cards {
    private final AtomicReference<@Nullable Card> top = new AtomicReference<>();

    @Override
    public void push(Card card) {
      Card head;
      do {
        head = top.get();
        card.below = head;
      } while (!top.compareAndSet(head, card));
    }

    @Override
    public @Nullable Card pop() {
      Card head;
      do {
        head = top.get();
        if (head == null) {
          return null;
        }
      } while (!top.compareAndSet(head, head.below));
      return head;
    }
  }

  private static final class StampedNodes implements Cards {
    private final AtomicStampedReference<@Nullable Card> top =
        new AtomicStampedReference<>(null, 0);

    @Override
    public void push(Card card) {
      int[] stamp = new int[1];
      Card head;
      do {
        head = top.get(stamp);
        card.below = head;
      } while (!top.compareAndSet(head, card, stamp[0], stamp[0] + 1));
    }

    @Override
    public @Nullable Card pop() {
      int[] stamp = new int[1];
      Card head;
      do {
        head = top.get(stamp);
        if (head == null) {
          return null;
        }
      } while (!top.compareAndSet(head, head.below, stamp[0], stamp[0] + 1));
      return head;
    }
  }

  private static void popAndPutBack(Cards cards) throws InterruptedException {
    cards.push(new Card(1));
    cards.push(new Card(2));
    int[] kept = new int[2];
    inParallel(
        () -> kept[0] = value(cards.pop()),
        () -> {
          Card first = cards.pop();
          kept[1] = value(cards.pop());
          if (first != null) {
            cards.push(first);
          }
        });
    assert kept[0] + kept[1] + value(cards.pop()) == 3 : "a card is lost, or there twice";
  }

  private static int value(@Nullable Card card) {
    return card == null ? 0 : card.value;
  }

  // ---- a queue

  private static final class Link {
    final int value;
    final AtomicReference<@Nullable Link> next = new AtomicReference<>();

    Link(int value) {
      this.value = value;
    }
  }

  /**
   * Michael, Scott, <em>Simple, fast, and practical non-blocking and blocking concurrent queue
   * algorithms</em>, 1996.
   */
  private static class Queue {
    final AtomicReference<Link> head;
    final AtomicReference<Link> tail;

    Queue() {
      Link dummy = new Link(0);
      head = new AtomicReference<>(dummy);
      tail = new AtomicReference<>(dummy);
    }

    void enqueue(int value) {
      Link link = new Link(value);
      while (true) {
        Link last = tail.get();
        Link next = last.next.get();
        if (next == null) {
          if (append(last, link)) {
            tail.compareAndSet(last, link);
            return;
          }
        } else {
          tail.compareAndSet(last, next);
        }
      }
    }

    boolean append(Link last, Link link) {
      return last.next.compareAndSet(null, link);
    }

    int dequeue() {
      while (true) {
        Link first = head.get();
        Link last = tail.get();
        Link next = first.next.get();
        if (first == last) {
          if (next == null) {
            return 0;
          }
          tail.compareAndSet(last, next);
        } else if (head.compareAndSet(first, Objects.requireNonNull(next))) {
          return next.value;
        }
      }
    }
  }

  private static final class QueueThatSets extends Queue {
    @Override
    boolean append(Link last, Link link) {
      last.next.set(link);
      return true;
    }
  }

  private static final class QueueThatReadsTooEarly extends Queue {
    @Override
    int dequeue() {
      while (true) {
        Link first = head.get();
        Link next = first.next.get();
        Link last = tail.get();
        if (first == last) {
          if (next == null) {
            return 0;
          }
          tail.compareAndSet(last, next);
        } else if (head.compareAndSet(first, Objects.requireNonNull(next))) {
          return next.value;
        }
      }
    }
  }

  private static void enqueueAndDequeue(Queue queue) throws InterruptedException {
    int[] dequeued = new int[2];
    inParallel(
        () -> {
          queue.enqueue(1);
          dequeued[0] = queue.dequeue();
        },
        () -> {
          dequeued[1] = queue.dequeue();
          queue.enqueue(2);
        });
    assert dequeued[0] + dequeued[1] + queue.dequeue() + queue.dequeue() == 3
        : "a value is lost, or there twice";
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
}
