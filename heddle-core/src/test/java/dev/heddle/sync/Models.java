package dev.heddle.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The models of the primitives, written down from what their documentation promises. */
final class Models {
  private static final Duration LONG = Duration.ofHours(1);

  private Models() {}

  /** Performs what every primitive calls the same. */
  static Object performAcquirable(Acquirable real, String operation) throws Exception {
    switch (operation) {
      case "acquire" -> real.acquire();
      case "acquireInterruptibly" -> real.acquireInterruptibly();
      case "release" -> real.release();
      case "tryAcquire" -> {
        return real.tryAcquire();
      }
      case "tryAcquire(0)" -> {
        return real.tryAcquire(Duration.ZERO);
      }
      case "tryAcquire(1 h)" -> {
        return real.tryAcquire(LONG);
      }
      default -> throw new IllegalArgumentException(operation);
    }
    return Model.DONE;
  }

  private static Object resultOf(String operation) {
    return operation.startsWith("tryAcquire") ? true : Model.DONE;
  }

  /** A number of permits and a queue of those who want one: semaphores, and the ownerless lock. */
  static final class Permits extends Model {
    private final Acquirable real;
    private final int most;
    private final boolean isLock;
    private int permits;
    private final Deque<Waiting> queue = new ArrayDeque<>();

    private Permits(Acquirable real, int permits, int most, boolean isLock) {
      this.real = real;
      this.permits = permits;
      this.most = most;
      this.isLock = isLock;
    }

    static Permits ofLock(Lock lock) {
      return new Permits(lock, 1, 1, true);
    }

    static Permits ofSemaphore(int permits) {
      return new Permits(new Semaphore(permits), permits, Integer.MAX_VALUE, false);
    }

    static Permits ofBoundedSemaphore(int permits) {
      return new Permits(new BoundedSemaphore(permits), permits, permits, false);
    }

    /** A semaphore without a bound that is taken for one with a bound: wrong on purpose. */
    static Permits ofUnboundedTakenForBounded() {
      return new Permits(new Semaphore(2), 2, 2, false);
    }

    @Override
    List<String> operations() {
      List<String> all =
          new ArrayList<>(
              List.of(
                  "acquire",
                  "acquireInterruptibly",
                  "tryAcquire",
                  "tryAcquire(0)",
                  "tryAcquire(1 h)",
                  "release",
                  "release",
                  "state"));
      if (!isLock) {
        all.add("release(2)");
        all.add("release(0)");
      }
      return all;
    }

    @Override
    List<String> letsOthersGo() {
      return List.of("release");
    }

    @Override
    Object perform(String operation) throws Exception {
      switch (operation) {
        case "state" -> {
          return real instanceof Lock lock
              ? (lock.isLocked() ? 0 : 1)
              : ((Semaphore) real).availablePermits();
        }
        case "release(2)" -> ((Semaphore) real).release(2);
        case "release(0)" -> ((Semaphore) real).release(0);
        default -> {
          return performAcquirable(real, operation);
        }
      }
      return DONE;
    }

    @Override
    void apply(int thread, String operation) {
      switch (operation) {
        case "state" -> end(thread, permits);
        case "release" -> release(thread, 1);
        case "release(2)" -> release(thread, 2);
        case "release(0)" -> end(thread, thrown(IllegalArgumentException.class));
        default -> {
          if (permits > 0) {
            permits--;
            end(thread, resultOf(operation));
          } else if (operation.equals("tryAcquire") || operation.equals("tryAcquire(0)")) {
            end(thread, false);
          } else {
            queue.add(new Waiting(thread, operation));
          }
        }
      }
    }

    private void release(int thread, int released) {
      if (released > most - permits) {
        end(
            thread,
            thrown(isLock ? IllegalMonitorStateException.class : IllegalStateException.class));
        return;
      }
      permits += released;
      end(thread, DONE);
      while (permits > 0 && !queue.isEmpty()) {
        permits--;
        Waiting next = queue.remove();
        end(next.thread(), resultOf(next.operation()));
      }
    }

    @Override
    void interruptWaiting(int thread) {
      interruptIn(queue, thread);
    }
  }

  /** An owner, a count, and a queue. */
  static final class Reentrant extends Model {
    private final RLock real;
    private int owner = -1;
    private int holds;
    private final Deque<Waiting> queue = new ArrayDeque<>();

    Reentrant(RLock lock) {
      this.real = lock;
    }

    @Override
    List<String> operations() {
      return List.of(
          "acquire",
          "acquireInterruptibly",
          "tryAcquire",
          "tryAcquire(0)",
          "tryAcquire(1 h)",
          "release",
          "release",
          "release",
          "isLocked",
          "holdCount");
    }

    @Override
    List<String> letsOthersGo() {
      return List.of("release");
    }

    @Override
    Object perform(String operation) throws Exception {
      return switch (operation) {
        case "isLocked" -> real.isLocked();
        case "holdCount" -> real.holdCount();
        default -> performAcquirable(real, operation);
      };
    }

    @Override
    void apply(int thread, String operation) {
      switch (operation) {
        case "isLocked" -> end(thread, owner >= 0);
        case "holdCount" -> end(thread, owner == thread ? holds : 0);
        case "release" -> release(thread);
        default -> {
          if (owner < 0 || owner == thread) {
            owner = thread;
            holds++;
            end(thread, resultOf(operation));
          } else if (operation.equals("tryAcquire") || operation.equals("tryAcquire(0)")) {
            end(thread, false);
          } else {
            queue.add(new Waiting(thread, operation));
          }
        }
      }
    }

    private void release(int thread) {
      if (owner != thread) {
        end(thread, thrown(IllegalMonitorStateException.class));
        return;
      }
      holds--;
      end(thread, DONE);
      if (holds == 0) {
        owner = -1;
        if (!queue.isEmpty()) {
          Waiting next = queue.remove();
          owner = next.thread();
          holds = 1;
          end(next.thread(), resultOf(next.operation()));
        }
      }
    }

    @Override
    void interruptWaiting(int thread) {
      interruptIn(queue, thread);
    }
  }

  /** A flag, and those who wait for it. */
  static final class Flag extends Model {
    private final Event real = new Event();
    private boolean set;
    private final List<Waiting> waiting = new ArrayList<>();

    @Override
    List<String> operations() {
      return List.of(
          "await",
          "awaitUninterruptibly",
          "await(0)",
          "await(1 h)",
          "set",
          "clear",
          "clear",
          "set and clear",
          "isSet");
    }

    @Override
    List<String> letsOthersGo() {
      return List.of("set");
    }

    @Override
    Object perform(String operation) throws Exception {
      switch (operation) {
        case "await" -> real.await();
        case "awaitUninterruptibly" -> real.awaitUninterruptibly();
        case "await(0)" -> {
          return real.await(Duration.ZERO);
        }
        case "await(1 h)" -> {
          return real.await(LONG);
        }
        case "set" -> real.set();
        case "clear" -> real.clear();
        case "set and clear" -> {
          real.set();
          real.clear();
        }
        case "isSet" -> {
          return real.isSet();
        }
        default -> throw new IllegalArgumentException(operation);
      }
      return DONE;
    }

    @Override
    void apply(int thread, String operation) {
      switch (operation) {
        case "set", "set and clear" -> {
          set = operation.equals("set");
          end(thread, DONE);
          waiting.forEach(w -> end(w.thread(), resultOf(w.operation())));
          waiting.clear();
        }
        case "clear" -> {
          set = false;
          end(thread, DONE);
        }
        case "isSet", "await(0)" -> end(thread, set);
        default -> {
          if (set) {
            end(thread, resultOf(operation));
          } else {
            waiting.add(new Waiting(thread, operation));
          }
        }
      }
    }

    private static Object resultOf(String operation) {
      return operation.equals("await(1 h)") ? true : DONE;
    }

    @Override
    void interruptWaiting(int thread) {
      interruptIn(waiting, thread);
    }
  }

  /**
   * A condition over a re-entrant lock, or over one without owner. Nobody waits for the lock but
   * those who come back from the condition: who gets it first would be open otherwise.
   */
  static final class Signals extends Model {
    private final Mutex lock;
    private final Condition real;
    private int owner = -1;
    private int holds;

    /** Waits for a signal, with the holds to be restored. */
    private record Sleeper(Waiting waiting, int holds, Object result) {}

    private final Deque<Sleeper> sleepers = new ArrayDeque<>();
    private final Deque<Sleeper> comingBack = new ArrayDeque<>();

    Signals(Lock lock) {
      this.lock = lock;
      this.real = new Condition(lock);
    }

    Signals(RLock lock) {
      this.lock = lock;
      this.real = new Condition(lock);
    }

    @Override
    List<String> operations() {
      return List.of(
          "tryAcquire",
          "tryAcquire",
          "release",
          "release",
          "await",
          "await",
          "await(0)",
          "await(1 h)",
          "awaitUninterruptibly",
          "signal",
          "signal(2)",
          "signal(0)",
          "signalAll",
          "waitingCount");
    }

    @Override
    List<String> letsOthersGo() {
      return List.of("tryAcquire", "signalAll", "release", "release");
    }

    @Override
    Object perform(String operation) throws Exception {
      switch (operation) {
        case "await" -> real.await();
        case "await(0)" -> {
          return real.await(Duration.ZERO);
        }
        case "await(1 h)" -> {
          return real.await(LONG);
        }
        case "awaitUninterruptibly" -> real.awaitUninterruptibly();
        case "signal" -> real.signal();
        case "signal(2)" -> real.signal(2);
        case "signal(0)" -> real.signal(0);
        case "signalAll" -> real.signalAll();
        case "waitingCount" -> {
          return real.waitingCount();
        }
        default -> {
          return performAcquirable(lock, operation);
        }
      }
      return DONE;
    }

    @Override
    boolean isDetermined(int thread, String operation) {
      // A wait without time, and a second one that comes back, would compete for the lock.
      boolean releases = operation.equals("await(0)") || operation.equals(INTERRUPT);
      return !(releases && !comingBack.isEmpty());
    }

    @Override
    boolean isSettled() {
      return real.waitingCount() == sleepers.size();
    }

    private boolean mayUse(int thread) {
      return lock instanceof Lock ? owner >= 0 : owner == thread;
    }

    @Override
    void apply(int thread, String operation) {
      switch (operation) {
        case "waitingCount" -> end(thread, sleepers.size());
        case "tryAcquire" -> {
          boolean free = owner < 0 || (owner == thread && lock instanceof RLock);
          if (free) {
            owner = thread;
            holds++;
          }
          end(thread, free);
        }
        default -> {
          if (mayUse(thread)) {
            applyWithLock(thread, operation);
          } else {
            end(thread, thrown(IllegalMonitorStateException.class));
          }
        }
      }
    }

    private void applyWithLock(int thread, String operation) {
      switch (operation) {
        case "release" -> {
          end(thread, DONE);
          release(1);
        }
        case "await(0)" -> end(thread, false);
        case "signal" -> signal(thread, 1);
        case "signal(2)" -> signal(thread, 2);
        case "signal(0)" -> signal(thread, 0);
        case "signalAll" -> signal(thread, Integer.MAX_VALUE);
        default -> {
          Object result = operation.equals("await(1 h)") ? true : DONE;
          sleepers.add(new Sleeper(new Waiting(thread, operation), holds, result));
          release(holds);
        }
      }
    }

    private void signal(int thread, int most) {
      end(thread, DONE);
      for (int i = 0; i < most && !sleepers.isEmpty(); i++) {
        comingBack.add(sleepers.remove());
      }
    }

    private void release(int given) {
      holds -= given;
      if (holds == 0) {
        owner = -1;
        letIn();
      }
    }

    private void letIn() {
      if (owner < 0 && !comingBack.isEmpty()) {
        Sleeper first = comingBack.remove();
        owner = first.waiting().thread();
        holds = first.holds();
        end(owner, first.result());
      }
    }

    @Override
    void interruptWaiting(int thread) {
      for (Sleeper sleeper : List.copyOf(sleepers)) {
        if (sleeper.waiting().thread() == thread) {
          if (sleeper.waiting().isInterruptible()) {
            sleepers.remove(sleeper);
            Object result = thrown(InterruptedException.class);
            comingBack.add(new Sleeper(sleeper.waiting(), sleeper.holds(), result));
            letIn();
          } else {
            keepInterrupt(thread);
          }
        }
      }
    }
  }

  /** Three parties, with an action that counts. */
  static final class Meeting extends Model {
    private static final int PARTIES = 3;
    private static final String BROKEN = thrown(BrokenBarrierException.class);

    private final Barrier real;
    private volatile int actions;
    private int modelActions;
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean broken;

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one cycle ends after the other
    Meeting() {
      this.real = new Barrier(PARTIES, () -> actions++);
    }

    @Override
    List<String> operations() {
      return List.of(
          "await",
          "await",
          "await",
          "await(1 h)",
          "await(0)",
          "abort",
          "reset",
          "waitingCount",
          "isBroken",
          "actions");
    }

    @Override
    List<String> letsOthersGo() {
      return List.of("abort");
    }

    @Override
    Object perform(String operation) throws Exception {
      switch (operation) {
        case "await" -> {
          return real.await();
        }
        case "await(1 h)" -> {
          return real.await(LONG);
        }
        case "await(0)" -> {
          return real.await(Duration.ZERO);
        }
        case "abort" -> real.abort();
        case "reset" -> real.reset();
        case "waitingCount" -> {
          return real.waitingCount();
        }
        case "isBroken" -> {
          return real.isBroken();
        }
        case "actions" -> {
          return actions;
        }
        default -> throw new IllegalArgumentException(operation);
      }
      return DONE;
    }

    @Override
    void apply(int thread, String operation) {
      switch (operation) {
        case "abort" -> {
          end(thread, DONE);
          breakIt();
        }
        case "reset" -> {
          end(thread, DONE);
          breakIt();
          broken = false;
        }
        case "waitingCount" -> end(thread, waiting.size());
        case "isBroken" -> end(thread, broken);
        case "actions" -> end(thread, modelActions);
        default -> await(thread, operation);
      }
    }

    private void await(int thread, String operation) {
      if (broken) {
        end(thread, BROKEN);
      } else if (waiting.size() == PARTIES - 1) {
        modelActions++;
        waiting.add(new Waiting(thread, operation));
        for (int i = 0; i < PARTIES; i++) {
          end(waiting.get(i).thread(), i);
        }
        waiting.clear();
      } else if (operation.equals("await(0)")) {
        end(thread, BROKEN);
        breakIt();
      } else {
        waiting.add(new Waiting(thread, operation));
      }
    }

    private void breakIt() {
      broken = true;
      waiting.forEach(each -> end(each.thread(), BROKEN));
      waiting.clear();
    }

    @Override
    void interruptWaiting(int thread) {
      waiting.removeIf(each -> each.thread() == thread);
      end(thread, thrown(InterruptedException.class));
      breakIt();
    }
  }
}
