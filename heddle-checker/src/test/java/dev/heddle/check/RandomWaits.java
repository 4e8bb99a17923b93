package dev.heddle.check;

import dev.heddle.check.RandomPrograms.Kind;
import dev.heddle.check.RandomPrograms.Operation;
import dev.heddle.check.RandomPrograms.Shared;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/**
 * The operations of random programs that wait, try, or wait for a time: a group for each thing that
 * they wait on, because operations on different things say little to each other.
 */
final class RandomWaits {
  private RandomWaits() {}

  /**
   * The first group that is not mixed with others. A permit that the program gives to a thread that
   * waits inside a call of the JDK ends that thread's park once; that is no part of what such a
   * call touches, so there may be more traces than executions, with the same outcomes.
   */
  static final int PARKING = 6;

  /** The group whose loops need a thread that does not wait in one. */
  static final int SPINNING = 7;

  static List<List<Kind>> groups() {
    return List.of(
        conditions(), locks(), timed(), latches(), readWrite(), queues(), parking(), spinning());
  }

  private static Kind kind(String name, Operation operation) {
    return new Kind(name, operation);
  }

  private static List<Kind> conditions() {
    return List.of(
        kind("lock+await", (shared, which) -> await(shared, shared.condition)),
        kind(
            "lock+await(1s)",
            (shared, which) -> {
              shared.lock.lock();
              try {
                return shared.condition.await(1, TimeUnit.SECONDS) ? "s" : "late";
              } finally {
                shared.lock.unlock();
              }
            }),
        kind(
            "lock+signal",
            (shared, which) -> {
              shared.lock.lock();
              shared.condition.signal();
              shared.lock.unlock();
              return "";
            }),
        kind(
            "lock+signalAll",
            (shared, which) -> {
              shared.lock.lock();
              shared.condition.signalAll();
              shared.lock.unlock();
              return "";
            }),
        kind(
            "lock+x=+signal",
            (shared, which) -> {
              shared.lock.lock();
              shared.x = which + 1;
              shared.condition.signal();
              shared.lock.unlock();
              return "";
            }),
        interrupt());
  }

  private static String await(Shared shared, Condition condition) throws InterruptedException {
    shared.lock.lock();
    try {
      condition.await();
      return "w" + shared.x;
    } finally {
      shared.lock.unlock();
    }
  }

  private static String interrupt(Shared shared, int which) {
    shared.thread(which).interrupt();
    return "";
  }

  /** Every wait that an interrupt can end, with what ends it otherwise. */
  static List<Kind> interruptible() {
    return List.of(
        kind(
            "wait",
            (shared, which) -> {
              synchronized (shared.monitor) {
                shared.monitor.wait();
                return "w" + shared.x;
              }
            }),
        kind(
            "wait(10)",
            (shared, which) -> {
              synchronized (shared.monitor) {
                shared.monitor.wait(10);
                return "w" + Thread.currentThread().isInterrupted();
              }
            }),
        notifyOne(),
        kind(
            "x= notifyAll",
            (shared, which) -> {
              synchronized (shared.monitor) {
                shared.x = which + 1;
                shared.monitor.notifyAll();
              }
              return "";
            }),
        kind("await", (shared, which) -> await(shared, shared.condition)),
        kind(
            "signal",
            (shared, which) -> {
              shared.lock.lock();
              shared.condition.signal();
              shared.lock.unlock();
              return "";
            }),
        lockInterruptibly(),
        kind(
            "acquire",
            (shared, which) -> {
              shared.semaphore.acquire();
              return "t";
            }),
        sleep(),
        kind(
            "join",
            (shared, which) -> {
              shared.thread(which).join();
              return "j";
            }),
        kind(
            "park",
            (shared, which) -> {
              LockSupport.park();
              return "p" + Thread.interrupted();
            }),
        kind(
            "unpark",
            (shared, which) -> {
              LockSupport.unpark(shared.thread(which));
              return "";
            }),
        kind(
            "put",
            (shared, which) -> {
              shared.queue.put(which);
              return "";
            }),
        kind("take", (shared, which) -> "q" + shared.queue.take()),
        kind("await latch", (shared, which) -> latchAwaited(shared)),
        kind("interrupted", (shared, which) -> Thread.interrupted() ? "i" : "o"));
  }

  private static String latchAwaited(Shared shared) throws InterruptedException {
    shared.latch.await();
    return "o";
  }

  /** Notifies one of the threads that wait on the monitor. */
  private static Kind notifyOne() {
    return kind(
        "notify",
        (shared, which) -> {
          synchronized (shared.monitor) {
            shared.monitor.notify();
          }
          return "";
        });
  }

  /** Takes the lock unless it is interrupted. */
  private static Kind lockInterruptibly() {
    return kind(
        "lockInterruptibly",
        (shared, which) -> {
          shared.lock.lockInterruptibly();
          return use(shared, shared.lock, true);
        });
  }

  /** Sleeps by the virtual clock: the sleep is what is explored, and orders nothing. */
  private static Kind sleep() {
    return kind(
        "sleep(10)",
        (shared, which) -> {
          Thread.sleep(10);
          return "z" + shared.x;
        });
  }

  static Kind interrupt() {
    return kind("interrupt", RandomWaits::interrupt);
  }

  private static List<Kind> locks() {
    return List.of(
        kind("tryLock", (shared, which) -> use(shared, shared.lock, shared.lock.tryLock())),
        kind(
            "tryLock(1s)",
            (shared, which) -> use(shared, shared.lock, shared.lock.tryLock(1, TimeUnit.SECONDS))),
        kind(
            "lock",
            (shared, which) -> {
              shared.lock.lock();
              return use(shared, shared.lock, true);
            }),
        lockInterruptibly(),
        kind(
            "lock for ever",
            (shared, which) -> {
              shared.lock.lock();
              return "";
            }),
        kind("isLocked", (shared, which) -> shared.lock.isLocked() ? "l" : "u"),
        interrupt());
  }

  /** Looks at something under a lock, and gives the lock back. */
  private static String use(Shared shared, Lock lock, boolean taken) {
    if (!taken) {
      return "n";
    }
    int seen = shared.x;
    shared.x = seen + 1;
    lock.unlock();
    return "l" + seen;
  }

  private static List<Kind> timed() {
    return List.of(
        kind(
            "wait(10)",
            (shared, which) -> {
              synchronized (shared.monitor) {
                shared.monitor.wait(10);
              }
              return "w" + shared.x;
            }),
        kind(
            "wait(20)",
            (shared, which) -> {
              synchronized (shared.monitor) {
                shared.monitor.wait(20);
              }
              return "w";
            }),
        notifyOne(),
        kind(
            "x=",
            (shared, which) -> {
              shared.x = which + 1;
              return "";
            }),
        kind(
            "tryAcquire(1s)",
            (shared, which) -> shared.semaphore.tryAcquire(1, TimeUnit.SECONDS) ? "t" : "f"),
        kind(
            "release",
            (shared, which) -> {
              shared.semaphore.release();
              return "";
            }),
        sleep(),
        kind(
            "join(10)",
            (shared, which) -> {
              shared.thread(which).join(10);
              return "j";
            }),
        interrupt());
  }

  private static List<Kind> latches() {
    return List.of(
        kind(
            "await",
            (shared, which) -> {
              shared.latch.await();
              return "o" + shared.x;
            }),
        kind(
            "await(1s)", (shared, which) -> shared.latch.await(1, TimeUnit.SECONDS) ? "o" : "late"),
        kind(
            "countDown",
            (shared, which) -> {
              shared.latch.countDown();
              return "";
            }),
        kind(
            "x= countDown",
            (shared, which) -> {
              shared.x = which + 1;
              shared.latch.countDown();
              return "";
            }),
        kind("getCount", (shared, which) -> "c" + shared.latch.getCount()),
        interrupt());
  }

  private static List<Kind> parking() {
    return List.of(
        kind(
            "park",
            (shared, which) -> {
              LockSupport.park();
              return "p" + shared.x;
            }),
        kind(
            "parkNanos",
            (shared, which) -> {
              LockSupport.parkNanos(1_000);
              return "p" + shared.x;
            }),
        kind(
            "unpark",
            (shared, which) -> {
              LockSupport.unpark(shared.thread(which));
              return "";
            }),
        kind(
            "x= unpark",
            (shared, which) -> {
              shared.x = which + 1;
              LockSupport.unpark(shared.thread(which));
              return "";
            }),
        interrupt(),
        kind("interrupted", (shared, which) -> Thread.interrupted() ? "i" : "o"),
        kind("isInterrupted", (shared, which) -> shared.thread(which).isInterrupted() ? "i" : "o"));
  }

  private static List<Kind> readWrite() {
    return List.of(
        kind(
            "read",
            (shared, which) -> {
              shared.readWrite.readLock().lock();
              int seen = shared.x;
              shared.readWrite.readLock().unlock();
              return "r" + seen;
            }),
        kind(
            "write",
            (shared, which) -> {
              shared.readWrite.writeLock().lock();
              return use(shared, shared.readWrite.writeLock(), true);
            }),
        kind(
            "tryRead",
            (shared, which) -> {
              if (shared.readWrite.readLock().tryLock()) {
                shared.readWrite.readLock().unlock();
                return "r";
              }
              return "n";
            }),
        kind(
            "tryWrite",
            (shared, which) ->
                use(shared, shared.readWrite.writeLock(), shared.readWrite.writeLock().tryLock())),
        kind(
            "tryWrite(1s)",
            (shared, which) ->
                use(
                    shared,
                    shared.readWrite.writeLock(),
                    shared.readWrite.writeLock().tryLock(1, TimeUnit.SECONDS))),
        kind(
            "read for ever",
            (shared, which) -> {
              shared.readWrite.readLock().lock();
              return "";
            }),
        kind(
            "readInterruptibly",
            (shared, which) -> {
              shared.readWrite.readLock().lockInterruptibly();
              shared.readWrite.readLock().unlock();
              return "r";
            }),
        interrupt());
  }

  private static List<Kind> queues() {
    return List.of(
        kind(
            "put",
            (shared, which) -> {
              shared.queue.put(which);
              return "";
            }),
        kind("take", (shared, which) -> "q" + shared.queue.take()),
        kind("offer", (shared, which) -> shared.queue.offer(which) ? "t" : "f"),
        kind("poll", (shared, which) -> "q" + shared.queue.poll()),
        kind(
            "offer(1s)",
            (shared, which) -> shared.queue.offer(which, 1, TimeUnit.SECONDS) ? "t" : "f"),
        kind("poll(1s)", (shared, which) -> "q" + shared.queue.poll(1, TimeUnit.SECONDS)),
        kind("size", (shared, which) -> "n" + shared.queue.size()),
        interrupt());
  }

  private static List<Kind> spinning() {
    return List.of(
        kind(
            "x=",
            (shared, which) -> {
              shared.x = which + 1;
              return "";
            }),
        kind(
            "y++",
            (shared, which) -> {
              shared.y++;
              return "";
            }),
        kind("atomic", (shared, which) -> "a" + shared.atomic.compareAndSet(0, 1)),
        kind(
            "spin x",
            (shared, which) -> {
              while (shared.x == 0 && shared.over == 0) {
                Thread.onSpinWait();
              }
              return "s" + shared.x;
            }),
        kind(
            "spin x or y",
            (shared, which) -> {
              while (shared.x == 0 && shared.y == 0 && shared.over == 0) {
                Thread.onSpinWait();
              }
              return "s" + shared.y;
            }),
        kind(
            "spin atomic",
            (shared, which) -> {
              while (!shared.atomic.compareAndSet(1, 2) && shared.over == 0) {
                Thread.onSpinWait();
              }
              return "s";
            }),
        kind(
            "spin without a hint",
            (shared, which) -> {
              int seen = shared.x;
              while (seen == 0 && shared.over == 0) {
                seen = shared.x;
              }
              return "s" + seen;
            }));
  }

  /**
   * Whether an operation is left out of a thread: a loop where nothing would end the others' loops,
   * and a second wait on the condition. With that one, {@code await, await | signal, signal}, the
   * outcomes agree, but there are six traces and five executions; it is not known why.
   *
   * @param kind the operation
   * @param others the names of the thread's other operations
   * @param thread which thread it is
   */
  static boolean isLeftOut(Kind kind, List<String> others, int thread) {
    boolean loops = kind.name().startsWith("spin");
    boolean waits = kind.name().startsWith("lock+await");
    return (loops && thread == 1)
        || (waits && others.stream().anyMatch(name -> name.startsWith("lock+await")));
  }
}
