package dev.heddle.benchmarks.sampling;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Programs with one bug each that shows in few of their interleavings; most have four to eight
 * threads. Several are classics of the literature on concurrency testing (SCTBench: Thomson,
 * Donaldson, Betts, <em>Concurrency testing using controlled schedulers</em>, TOPC 2016), written
 * anew.
 */
public final class BuggyPrograms {
  private BuggyPrograms() {}

  private static void inParallel(Runnable... bodies) throws InterruptedException {
    Thread[] threads = new Thread[bodies.length];
    for (int i = 0; i < bodies.length; i++) {
      threads[i] = new Thread(bodies[i]);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void check(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("the bug");
    }
  }

  private static final class Shared {
    volatile int a;
    volatile int b;
    volatile int c;
    volatile boolean flag;
  }

  /** Five threads write two fields in turn; the reader must not see the one without the other. */
  public static void reorder() throws InterruptedException {
    Shared shared = new Shared();
    Runnable writer =
        () -> {
          shared.a = 1;
          shared.b = -1;
        };
    Runnable reader =
        () -> {
          int a = shared.a;
          int b = shared.b;
          check((a == 0 && b == 0) || (a == 1 && b == -1));
        };
    inParallel(writer, writer, writer, writer, writer, reader);
  }

  /** The second stage follows the first under another lock; readers come between. */
  public static void twoStage() throws InterruptedException {
    Shared shared = new Shared();
    ReentrantLock first = new ReentrantLock();
    ReentrantLock second = new ReentrantLock();
    Runnable writer =
        () -> {
          first.lock();
          shared.a = 1;
          first.unlock();
          second.lock();
          shared.b = shared.a + 1;
          second.unlock();
        };
    Runnable reader =
        () -> {
          first.lock();
          int a = shared.a;
          first.unlock();
          if (a != 0) {
            second.lock();
            int b = shared.b;
            second.unlock();
            check(b == a + 1);
          }
        };
    inParallel(writer, writer, writer, reader, reader);
  }

  /** Three threads hold one lock, the fourth another: what they guard is the same. */
  public static void wrongLock() throws InterruptedException {
    Shared shared = new Shared();
    ReentrantLock right = new ReentrantLock();
    ReentrantLock wrong = new ReentrantLock();
    Runnable reader =
        () -> {
          right.lock();
          int before = shared.a;
          shared.b = before;
          check(shared.a == before);
          right.unlock();
        };
    Runnable writer =
        () -> {
          wrong.lock();
          shared.a = shared.a + 1;
          wrong.unlock();
        };
    inParallel(reader, reader, reader, writer);
  }

  /** Five philosophers take the left fork first. */
  public static void philosophers() throws InterruptedException {
    ReentrantLock[] forks = new ReentrantLock[5];
    for (int i = 0; i < forks.length; i++) {
      forks[i] = new ReentrantLock();
    }
    Runnable[] philosophers = new Runnable[forks.length];
    for (int i = 0; i < forks.length; i++) {
      ReentrantLock left = forks[i];
      ReentrantLock right = forks[(i + 1) % forks.length];
      philosophers[i] =
          () -> {
            left.lock();
            right.lock();
            right.unlock();
            left.unlock();
          };
    }
    inParallel(philosophers);
  }

  /** The short thread's only step has to come near the end of the long one. */
  public static void late() throws InterruptedException {
    Shared shared = new Shared();
    inParallel(
        () -> {
          for (int i = 1; i <= 25; i++) {
            shared.a = i;
          }
        },
        () -> check(shared.a != 24));
  }

  /** One thread's two reads have to come far apart from each other. */
  public static void farApart() throws InterruptedException {
    Shared shared = new Shared();
    inParallel(
        () -> {
          for (int i = 1; i <= 16; i++) {
            shared.a = i;
          }
        },
        () -> {
          int before = shared.a;
          check(shared.a - before < 12);
        });
  }

  /** The same among threads that are busy with something else. */
  public static void farApartAmongOthers() throws InterruptedException {
    Shared shared = new Shared();
    Runnable busy =
        () -> {
          for (int i = 0; i < 8; i++) {
            shared.b = i;
          }
        };
    inParallel(
        busy,
        busy,
        () -> {
          for (int i = 1; i <= 8; i++) {
            shared.a = i;
          }
        },
        () -> {
          int before = shared.a;
          check(shared.a - before < 6);
        });
  }

  /** Each of six threads looks whether the one before it was there; all look too early. */
  public static void backwards() throws InterruptedException {
    AtomicIntegerArray done = new AtomicIntegerArray(6);
    AtomicInteger tooEarly = new AtomicInteger();
    Runnable[] bodies = new Runnable[5];
    for (int i = 0; i < bodies.length; i++) {
      int own = i + 1;
      bodies[i] =
          () -> {
            if (done.get(own - 1) == 0) {
              tooEarly.incrementAndGet();
            }
            done.set(own, 1);
          };
    }
    done.set(0, 1);
    inParallel(bodies);
    check(tooEarly.get() < 4);
  }

  /** A driver is stopped while it takes a request (Qadeer and Wu, PLDI 2004). */
  public static void driver() throws InterruptedException {
    Shared shared = new Shared();
    AtomicInteger pending = new AtomicInteger(1);
    Runnable request =
        () -> {
          if (!shared.flag) {
            pending.incrementAndGet();
            check(shared.b == 0);
            if (pending.decrementAndGet() == 0) {
              shared.b = 1;
            }
          }
        };
    inParallel(
        request,
        request,
        request,
        () -> {
          shared.flag = true;
          if (pending.decrementAndGet() == 0) {
            shared.b = 1;
          }
        });
  }

  /** A stack by compare-and-set whose nodes come back: the head is the same, and is not. */
  public static void comesBack() throws InterruptedException {
    // Node i is followed by node next[i]; 0 is the end.
    AtomicInteger head = new AtomicInteger(1);
    AtomicIntegerArray next = new AtomicIntegerArray(new int[] {0, 2, 3, 0});
    AtomicIntegerArray taken = new AtomicIntegerArray(4);
    inParallel(
        () -> take(head, next, taken),
        () -> {
          int first = take(head, next, taken);
          take(head, next, taken);
          if (first != 0) {
            taken.decrementAndGet(first);
            int top;
            do {
              top = head.get();
              next.set(first, top);
            } while (!head.compareAndSet(top, first));
          }
        },
        () -> take(head, next, taken));
  }

  private static int take(AtomicInteger head, AtomicIntegerArray next, AtomicIntegerArray taken) {
    while (true) {
      int top = head.get();
      if (top == 0) {
        return 0;
      }
      int second = next.get(top);
      if (head.compareAndSet(top, second)) {
        check(taken.incrementAndGet(top) == 1);
        return top;
      }
    }
  }

  /** Three threads, a bakery without the sign that a number is being drawn (Lamport, 1974). */
  public static void bakery() throws InterruptedException {
    AtomicIntegerArray numbers = new AtomicIntegerArray(3);
    AtomicInteger inside = new AtomicInteger();
    Runnable[] bodies = new Runnable[3];
    for (int i = 0; i < bodies.length; i++) {
      int own = i;
      bodies[i] =
          () -> {
            int highest = 0;
            for (int other = 0; other < 3; other++) {
              highest = Math.max(highest, numbers.get(other));
            }
            numbers.set(own, highest + 1);
            for (int other = 0; other < 3; other++) {
              int number = numbers.get(other);
              while (number != 0
                  && (number < highest + 1 || (number == highest + 1 && other < own))) {
                number = numbers.get(other);
              }
            }
            check(inside.incrementAndGet() == 1);
            inside.decrementAndGet();
            numbers.set(own, 0);
          };
    }
    inParallel(bodies);
  }

  /** Two consumers and two producers share one condition, and one is woken at a time. */
  public static void wrongWaiter() throws InterruptedException {
    Object monitor = new Object();
    int[] items = new int[1];
    Runnable producer =
        () -> {
          synchronized (monitor) {
            while (items[0] == 1) {
              await(monitor);
            }
            items[0]++;
            monitor.notify();
          }
        };
    Runnable consumer =
        () -> {
          synchronized (monitor) {
            while (items[0] == 0) {
              await(monitor);
            }
            items[0]--;
            monitor.notify();
          }
        };
    inParallel(consumer, producer, consumer, producer, consumer, producer);
  }

  private static void await(Object monitor) {
    try {
      monitor.wait();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is free is looked at outside the lock; eight threads, seven places. */
  public static void looksOutside() throws InterruptedException {
    AtomicInteger free = new AtomicInteger(7);
    ReentrantLock lock = new ReentrantLock();
    Runnable[] bodies = new Runnable[8];
    for (int i = 0; i < bodies.length; i++) {
      bodies[i] =
          () -> {
            if (free.get() > 0) {
              lock.lock();
              check(free.decrementAndGet() >= 0);
              lock.unlock();
            }
          };
    }
    inParallel(bodies);
  }

  /** Four increments of two steps each; all but one are lost. */
  public static void allButOneLost() throws InterruptedException {
    Shared shared = new Shared();
    Runnable increment = () -> shared.a = shared.a + 1;
    inParallel(increment, increment, increment, increment, increment);
    check(shared.a > 1);
  }

  /** A message goes through three hands, and each of them may be a moment too late. */
  public static void threeHands() throws InterruptedException {
    Shared shared = new Shared();
    inParallel(
        () -> {
          shared.a = 1;
          shared.a = 0;
        },
        () -> {
          if (shared.a == 1) {
            shared.b = 1;
            shared.b = 0;
          }
        },
        () -> {
          if (shared.b == 1) {
            shared.c = 1;
            shared.c = 0;
          }
        },
        () -> check(shared.c == 0));
  }
}
