package dev.heddle.check;

import static dev.heddle.check.ClassicAlgorithms.broken;
import static dev.heddle.check.ClassicAlgorithms.right;
import static dev.heddle.check.Switchings.inParallel;

import dev.heddle.check.ClassicAlgorithms.Case;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Mutual exclusion of two threads, by reads and writes alone or by an atomic queue of those who
 * wait.
 */
final class ClassicExclusion {
  private ClassicExclusion() {}

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
        right("Dekker", 35, () -> mutualExclusion(new Dekker())),
        broken(
            "Dekker without the second look",
            14,
            FailureKind.ASSERTION,
            () -> mutualExclusion(new DekkerHasty())),
        right("bakery", 40, () -> mutualExclusion(new Bakery(VolatileRegister::new, true))),
        broken(
            "bakery without volatile",
            40,
            FailureKind.RACE,
            () -> mutualExclusion(new Bakery(PlainRegister::new, true))),
        broken(
            "bakery that does not tell who is choosing",
            25,
            FailureKind.ASSERTION,
            () -> mutualExclusion(new Bakery(VolatileRegister::new, false))),
        right("Lamport's fast lock", 56, () -> mutualExclusion(new LamportFast(true))),
        broken(
            "Lamport's fast lock that does not wait for the slow",
            60,
            FailureKind.ASSERTION,
            () -> mutualExclusion(new LamportFast(false))),
        right("ticket lock", 4, () -> mutualExclusion(new TicketLock())),
        broken(
            "ticket lock that reads, then writes",
            30,
            FailureKind.ASSERTION,
            () -> mutualExclusion(new TicketLockThatSets())),
        right("queue lock", 15, () -> twiceAndOnce(new QueueLock())),
        broken(
            "queue lock that reads, then writes",
            14,
            FailureKind.ASSERTION,
            () -> mutualExclusion(new QueueLockThatSets())));
  }

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

  /** What one thread writes and another reads. */
  private interface Register {
    int get();

    void set(int value);
  }

  private static final class VolatileRegister implements Register {
    private volatile int value;

    @Override
    public int get() {
      return value;
    }

    @Override
    public void set(int value) {
      this.value = value;
    }
  }

  private static final class PlainRegister implements Register {
    private int value;

    @Override
    public int get() {
      return value;
    }

    @Override
    public void set(int value) {
      this.value = value;
    }
  }

  /**
   * Lamport, <em>A new solution of Dijkstra's concurrent programming problem</em>, 1974. A thread
   * says that it is choosing a number, because another may otherwise take the old one, zero, for
   * the number of one who does not want to go in.
   */
  private static final class Bakery implements Exclusion {
    private final Register[] choosing;
    private final Register[] number;
    private final boolean tells;

    Bakery(Supplier<Register> registers, boolean tells) {
      choosing = new Register[] {registers.get(), registers.get()};
      number = new Register[] {registers.get(), registers.get()};
      this.tells = tells;
    }

    @Override
    public void enter(int thread) {
      int other = 1 - thread;
      if (tells) {
        choosing[thread].set(1);
      }
      int mine = number[other].get() + 1;
      number[thread].set(mine);
      if (tells) {
        choosing[thread].set(0);
        while (choosing[other].get() != 0) {
          Thread.onSpinWait();
        }
      }
      while (isBefore(number[other].get(), other, mine, thread)) {
        Thread.onSpinWait();
      }
    }

    private static boolean isBefore(int theirs, int other, int mine, int thread) {
      return theirs != 0 && (theirs < mine || (theirs == mine && other < thread));
    }

    @Override
    public void leave(int thread) {
      number[thread].set(0);
    }
  }

  /**
   * Lamport, <em>A fast mutual exclusion algorithm</em>, 1987: seven accesses for one who is alone.
   */
  private static final class LamportFast implements Exclusion {
    private static final int NOBODY = -1;
    private final Register[] wants = {new VolatileRegister(), new VolatileRegister()};
    private final boolean waits;
    private volatile int last = NOBODY;
    private volatile int gate = NOBODY;

    LamportFast(boolean waits) {
      this.waits = waits;
    }

    @Override
    public void enter(int thread) {
      while (!tryEnter(thread)) {
        while (gate != NOBODY) {
          Thread.onSpinWait();
        }
      }
    }

    private boolean tryEnter(int thread) {
      wants[thread].set(1);
      last = thread;
      if (gate != NOBODY) {
        wants[thread].set(0);
        return false;
      }
      gate = thread;
      if (last == thread) {
        return true;
      }
      wants[thread].set(0);
      // Whoever found the gate open before it was closed may still go in by the fast way.
      while (waits && wants[1 - thread].get() != 0) {
        Thread.onSpinWait();
      }
      return gate == thread;
    }

    @Override
    public void leave(int thread) {
      gate = NOBODY;
      wants[thread].set(0);
    }
  }

  /** Mellor-Crummey, Scott, <em>Algorithms for scalable synchronization</em>, 1991. */
  private static class TicketLock implements Exclusion {
    final AtomicInteger tickets = new AtomicInteger();
    private volatile int serving;

    @Override
    public void enter(int thread) {
      int ticket = ticket();
      while (serving < ticket) {
        Thread.onSpinWait();
      }
    }

    int ticket() {
      return tickets.getAndIncrement();
    }

    @Override
    public void leave(int thread) {
      serving++;
    }
  }

  private static final class TicketLockThatSets extends TicketLock {
    @Override
    int ticket() {
      int ticket = tickets.get();
      tickets.set(ticket + 1);
      return ticket;
    }
  }

  /** A place in the queue: its thread waits for the lock or holds it. */
  private static final class Place {
    volatile boolean taken;
  }

  /**
   * Craig, and Landin and Hagersten, 1993 and 1994: who has left goes on with the node of the one
   * before, since the one behind may still be looking at its own.
   */
  private static class QueueLock implements Exclusion {
    final AtomicReference<Place> tail = new AtomicReference<>(new Place());
    private final Place[] mine = {new Place(), new Place()};
    private final Place[] before = new Place[2];

    @Override
    public void enter(int thread) {
      Place place = mine[thread];
      place.taken = true;
      Place previous = append(place);
      before[thread] = previous;
      while (previous.taken) {
        Thread.onSpinWait();
      }
    }

    Place append(Place place) {
      return tail.getAndSet(place);
    }

    @Override
    public void leave(int thread) {
      mine[thread].taken = false;
      mine[thread] = before[thread];
    }
  }

  private static final class QueueLockThatSets extends QueueLock {
    @Override
    Place append(Place place) {
      Place previous = tail.get();
      tail.set(place);
      return previous;
    }
  }

  private static void twiceAndOnce(Exclusion exclusion) throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    inParallel(
        () -> {
          goThrough(exclusion, 0, inside);
          goThrough(exclusion, 0, inside);
        },
        () -> goThrough(exclusion, 1, inside));
  }
}
