package dev.heddle.check.models;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Monitors, parking, and threads themselves. */
final class ThreadSubjects {
  private ThreadSubjects() {}

  static List<Subject<?>> all() {
    return List.of(monitor(), inheritedMonitor(), parking(), interruption(), thread());
  }

  /** What a monitor protects; its methods call {@code wait} and {@code notify} of themselves. */
  private static class Protected {
    static int sharedCount;
    int count;

    static synchronized int incrementShared() {
      return ++sharedCount;
    }

    synchronized int increment() {
      return ++count;
    }

    synchronized int incrementTwice() {
      increment();
      synchronized (this) {
        return increment();
      }
    }

    synchronized int awaitCount() throws InterruptedException {
      while (count == 0) {
        wait();
      }
      return count;
    }

    synchronized int incrementAndNotify() {
      notify();
      return ++count;
    }

    synchronized int incrementAndNotifyAll() {
      notifyAll();
      return ++count;
    }
  }

  /** Waits for what it inherits. */
  private static final class Inheriting extends Protected {
    @Override
    synchronized int awaitCount() throws InterruptedException {
      return super.awaitCount() * 10;
    }

    synchronized String awaitForOneSecond() throws InterruptedException {
      wait(1_000, 1);
      return "done";
    }
  }

  private static Subject<Protected> monitor() {
    return Subject.<Protected>of("monitor", p -> p.count)
        .beginning("free", Protected::new)
        .call("increment", (p, turn) -> p.increment())
        .call("increment twice", (p, turn) -> p.incrementTwice())
        .call(
            "wait",
            (p, turn) -> {
              synchronized (p) {
                p.wait();
                return p.increment();
              }
            })
        .call(
            "wait, holding twice",
            (p, turn) -> {
              synchronized (p) {
                synchronized (p) {
                  p.wait();
                }
                return p.increment();
              }
            })
        .timed(
            "wait(1s)",
            (p, turn) -> {
              synchronized (p) {
                p.wait(1_000);
                return p.increment();
              }
            })
        .call(
            "notify",
            (p, turn) -> {
              synchronized (p) {
                p.notify();
                return p.increment();
              }
            })
        .call(
            "notifyAll",
            (p, turn) -> {
              synchronized (p) {
                p.notifyAll();
                return p.increment();
              }
            })
        .call(
            "notify, then enter again",
            (p, turn) -> {
              synchronized (p) {
                p.notify();
              }
              return p.increment();
            })
        .doing("wait without the monitor", (p, turn) -> p.wait())
        .doing("notify without the monitor", (p, turn) -> p.notify())
        .call(
            "holdsLock",
            (p, turn) -> {
              synchronized (p) {
                return Thread.holdsLock(p);
              }
            })
        .timed(
            "sleep in the monitor",
            (p, turn) -> {
              synchronized (p) {
                Bodies.sleepUnderCheck(1_000);
                return p.increment();
              }
            })
        .interrupting()
        .build();
  }

  private static Inheriting fresh() {
    Protected.sharedCount = 0;
    return new Inheriting();
  }

  private static Subject<Inheriting> inheritedMonitor() {
    return Subject.<Inheriting>of(
            "monitor of a subclass", p -> p.count + " " + Protected.sharedCount)
        .beginning("free", ThreadSubjects::fresh)
        .call("await", (p, turn) -> p.awaitCount())
        .timed("await for one second", (p, turn) -> p.awaitForOneSecond())
        .call("increment", (p, turn) -> p.increment())
        .call("increment and notify", (p, turn) -> p.incrementAndNotify())
        .call("increment and notifyAll", (p, turn) -> p.incrementAndNotifyAll())
        .call("increment of the class", (p, turn) -> Protected.incrementShared())
        .call(
            "increment with the monitor of the class",
            (p, turn) -> {
              synchronized (Protected.class) {
                return ++Protected.sharedCount;
              }
            })
        .interrupting()
        .build();
  }

  private static Subject<Object> parking() {
    return Subject.<Object>of("LockSupport", shared -> "")
        .beginning("without permits", Object::new)
        .doing("park", (shared, turn) -> LockSupport.park())
        .doing("park for something", (shared, turn) -> LockSupport.park(shared))
        .doing(
            "park twice",
            (shared, turn) -> {
              LockSupport.park();
              LockSupport.park();
            })
        .timed(
            "parkNanos",
            (shared, turn) -> {
              LockSupport.parkNanos(1_000_000_000);
              return "";
            })
        .doing("parkNanos(0)", (shared, turn) -> LockSupport.parkNanos(0))
        .timed(
            "parkUntil",
            (shared, turn) -> {
              LockSupport.parkUntil(System.currentTimeMillis() + 1_000);
              return "";
            })
        .doing("unpark", (shared, turn) -> LockSupport.unpark(turn.other()))
        .doing(
            "unpark twice",
            (shared, turn) -> {
              LockSupport.unpark(turn.other());
              LockSupport.unpark(turn.other());
            })
        .doing(
            "unpark and park",
            (shared, turn) -> {
              LockSupport.unpark(turn.other());
              LockSupport.park();
            })
        .doing("unpark nobody", (shared, turn) -> LockSupport.unpark(null))
        .doing(
            "unpark oneself and park",
            (shared, turn) -> {
              LockSupport.unpark(Thread.currentThread());
              LockSupport.park();
            })
        .interrupting()
        .build();
  }

  /** What two threads do to each other while they run. */
  private static Subject<Object> interruption() {
    return Subject.<Object>of("Thread, of each other", shared -> "")
        .beginning("running", Object::new)
        .interrupting()
        .call("interrupted", (shared, turn) -> Thread.interrupted())
        .call("isInterrupted", (shared, turn) -> Thread.currentThread().isInterrupted())
        .call("isInterrupted of the other", (shared, turn) -> turn.other().isInterrupted())
        .doing("interrupt oneself", (shared, turn) -> Thread.currentThread().interrupt())
        .doing(
            "interrupt both",
            (shared, turn) -> {
              turn.interruptOther();
              Thread.currentThread().interrupt();
            })
        .call("isAlive of the other", (shared, turn) -> turn.other().isAlive())
        .doing("join the other", (shared, turn) -> turn.other().join())
        .timed(
            "join the other(1s)",
            (shared, turn) -> {
              turn.other().join(1_000);
              return "";
            })
        .timed(
            "sleep",
            (shared, turn) -> {
              Bodies.sleepUnderCheck(1_000);
              return "";
            })
        .doing("yield", (shared, turn) -> Thread.yield())
        .build();
  }

  /** A thread that does not run; one that runs makes too many orders for the plain search. */
  private static Subject<Thread> thread() {
    return Subject.<Thread>of("Thread", thread -> thread.getState() + " " + thread.isInterrupted())
        .beginning("not started", () -> new Thread(() -> {}))
        .beginning("ended", ThreadSubjects::ended)
        .doing("interrupt", (thread, turn) -> thread.interrupt())
        .call("isInterrupted", (thread, turn) -> thread.isInterrupted())
        .call("isAlive", (thread, turn) -> thread.isAlive())
        .call("getState", (thread, turn) -> thread.getState())
        .doing("join", (thread, turn) -> thread.join())
        .doing("unpark", (thread, turn) -> LockSupport.unpark(thread))
        .build();
  }

  private static Thread ended() throws InterruptedException {
    Thread thread = new Thread(() -> {});
    thread.start();
    thread.join();
    return thread;
  }
}
