package dev.heddle.check.models;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Locks and their conditions. */
final class LockSubjects {
  private LockSubjects() {}

  static List<Subject<?>> all() {
    return List.of(
        reentrantLock(false),
        reentrantLock(true),
        condition(false),
        condition(true),
        readWriteLock(false),
        readWriteLock(true),
        writeCondition(),
        stampedLock(),
        stampedLockViews());
  }

  /** A lock, one of its conditions, and what it protects. */
  private static final class Protected<L extends Lock> {
    final L lock;
    final Condition condition;
    int count;

    Protected(L lock) {
      this.lock = lock;
      this.condition = lock.newCondition();
    }

    int increment() {
      try {
        return ++count;
      } finally {
        lock.unlock();
      }
    }
  }

  private static Protected<ReentrantLock> held(boolean isFair) {
    Protected<ReentrantLock> held = new Protected<>(new ReentrantLock(isFair));
    held.lock.lock();
    return held;
  }

  private static Subject<Protected<ReentrantLock>> reentrantLock(boolean isFair) {
    return Subject.<Protected<ReentrantLock>>of(
            isFair ? "fair ReentrantLock" : "ReentrantLock",
            p -> p.lock.isLocked() + " " + p.lock.getHoldCount())
        .beginning("free", () -> new Protected<>(new ReentrantLock(isFair)))
        .beginning("held", () -> held(isFair))
        .doing("lock for ever", (p, turn) -> p.lock.lock())
        .call(
            "lock",
            (p, turn) -> {
              p.lock.lock();
              return p.increment();
            })
        .call(
            "lock twice",
            (p, turn) -> {
              p.lock.lock();
              p.lock.lock();
              p.lock.unlock();
              return p.lock.getHoldCount() + " " + p.increment();
            })
        .call(
            "lockInterruptibly",
            (p, turn) -> {
              p.lock.lockInterruptibly();
              return p.increment();
            })
        .call(
            "lockInterruptibly, interrupted",
            (p, turn) -> {
              Thread.currentThread().interrupt();
              p.lock.lockInterruptibly();
              return p.increment();
            })
        .call("tryLock", (p, turn) -> p.lock.tryLock() ? p.increment() : "refused")
        .call("tryLock for ever", (p, turn) -> p.lock.tryLock())
        .timed(
            "tryLock(1s)",
            (p, turn) -> p.lock.tryLock(1, TimeUnit.SECONDS) ? p.increment() : "refused")
        .timed(
            "tryLock(0s)",
            (p, turn) -> p.lock.tryLock(0, TimeUnit.SECONDS) ? p.increment() : "refused")
        .doing("unlock", (p, turn) -> p.lock.unlock())
        .call("isLocked", (p, turn) -> p.lock.isLocked())
        .call("getHoldCount", (p, turn) -> p.lock.getHoldCount())
        .call("isHeldByCurrentThread", (p, turn) -> p.lock.isHeldByCurrentThread())
        // A thread whose acquire is only guarded does not queue.
        .approximate("hasQueuedThreads", (p, turn) -> p.lock.hasQueuedThreads())
        .interrupting()
        .build();
  }

  /** Calls of conditions, with the lock where nothing else is said. */
  private static Subject<Protected<ReentrantLock>> condition(boolean isFair) {
    return Subject.<Protected<ReentrantLock>>of(
            isFair ? "Condition of a fair ReentrantLock" : "Condition of a ReentrantLock",
            p -> p.lock.isLocked() + " " + p.count)
        .beginning("free", () -> new Protected<>(new ReentrantLock(isFair)))
        .call(
            "await",
            (p, turn) -> {
              p.lock.lock();
              try {
                p.condition.await();
              } finally {
                p.count++;
                p.lock.unlock();
              }
              return "signalled";
            })
        .call(
            "await until it counts",
            (p, turn) -> {
              p.lock.lock();
              try {
                while (p.count == 0) {
                  p.condition.await();
                }
                return p.count;
              } finally {
                p.lock.unlock();
              }
            })
        .call(
            "await, holding twice",
            (p, turn) -> {
              p.lock.lock();
              p.lock.lock();
              try {
                p.condition.await();
                return p.lock.getHoldCount();
              } finally {
                p.lock.unlock();
                p.lock.unlock();
              }
            })
        .call(
            "awaitUninterruptibly",
            (p, turn) -> {
              p.lock.lock();
              p.condition.awaitUninterruptibly();
              return p.increment();
            })
        .timed(
            "awaitNanos(1s)",
            (p, turn) -> {
              p.lock.lock();
              try {
                return p.condition.awaitNanos(1_000_000_000) > 0;
              } finally {
                p.lock.unlock();
              }
            })
        .timed(
            "await(1s)",
            (p, turn) -> {
              p.lock.lock();
              try {
                return p.condition.await(1, TimeUnit.SECONDS);
              } finally {
                p.count++;
                p.lock.unlock();
              }
            })
        .doing("await without the lock", (p, turn) -> p.condition.await())
        .call(
            "signal",
            (p, turn) -> {
              p.lock.lock();
              p.condition.signal();
              return p.increment();
            })
        .call(
            "signalAll",
            (p, turn) -> {
              p.lock.lock();
              p.condition.signalAll();
              return p.increment();
            })
        .call(
            "signal first, then count",
            (p, turn) -> {
              p.lock.lock();
              p.condition.signal();
              p.lock.unlock();
              p.lock.lock();
              return p.increment();
            })
        .doing("signal without the lock", (p, turn) -> p.condition.signal())
        .call("isLocked", (p, turn) -> p.lock.isLocked())
        .call("tryLock", (p, turn) -> p.lock.tryLock() ? p.increment() : "refused")
        .interrupting()
        .build();
  }

  private static Subject<ReentrantReadWriteLock> readWriteLock(boolean isFair) {
    return Subject.<ReentrantReadWriteLock>of(
            isFair ? "fair ReentrantReadWriteLock" : "ReentrantReadWriteLock",
            l -> l.getReadLockCount() + " " + l.isWriteLocked())
        .beginning("free", () -> new ReentrantReadWriteLock(isFair))
        .beginning(
            "held for reading",
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock(isFair);
              lock.readLock().lock();
              return lock;
            })
        .beginning(
            "held for writing",
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock(isFair);
              lock.writeLock().lock();
              return lock;
            })
        .doing("read for ever", (l, turn) -> l.readLock().lock())
        .call(
            "read",
            (l, turn) -> {
              l.readLock().lock();
              int holds = l.getReadHoldCount();
              l.readLock().unlock();
              return holds;
            })
        .doing(
            "read interruptibly",
            (l, turn) -> {
              l.readLock().lockInterruptibly();
              l.readLock().unlock();
            })
        .call(
            "write",
            (l, turn) -> {
              l.writeLock().lock();
              int readers = l.getReadLockCount();
              l.writeLock().unlock();
              return readers;
            })
        .doing(
            "write interruptibly",
            (l, turn) -> {
              l.writeLock().lockInterruptibly();
              l.writeLock().unlock();
            })
        .call(
            "downgrade",
            (l, turn) -> {
              l.writeLock().lock();
              l.readLock().lock();
              l.writeLock().unlock();
              boolean isWritten = l.isWriteLocked();
              l.readLock().unlock();
              return isWritten;
            })
        .call(
            "try to upgrade",
            (l, turn) -> {
              l.readLock().lock();
              boolean isUpgraded = l.writeLock().tryLock();
              l.readLock().unlock();
              return isUpgraded;
            })
        .call("try to read", (l, turn) -> l.readLock().tryLock())
        .call("try to write", (l, turn) -> l.writeLock().tryLock())
        .timed("try to read(1s)", (l, turn) -> l.readLock().tryLock(1, TimeUnit.SECONDS))
        .timed("try to write(1s)", (l, turn) -> l.writeLock().tryLock(1, TimeUnit.SECONDS))
        .doing("unlock what others read", (l, turn) -> l.readLock().unlock())
        .doing("unlock what others write", (l, turn) -> l.writeLock().unlock())
        .call("getReadLockCount", (l, turn) -> l.getReadLockCount() + " " + l.isWriteLocked())
        .interrupting()
        .build();
  }

  private static Subject<Protected<ReentrantReadWriteLock.WriteLock>> writeCondition() {
    return Subject.<Protected<ReentrantReadWriteLock.WriteLock>>of(
            "Condition of a ReentrantReadWriteLock", p -> p.count)
        .beginning("free", () -> new Protected<>(new ReentrantReadWriteLock().writeLock()))
        .call(
            "await",
            (p, turn) -> {
              p.lock.lock();
              try {
                p.condition.await();
              } finally {
                p.count++;
                p.lock.unlock();
              }
              return "signalled";
            })
        .timed(
            "await(1s)",
            (p, turn) -> {
              p.lock.lock();
              try {
                return p.condition.await(1, TimeUnit.SECONDS);
              } finally {
                p.count++;
                p.lock.unlock();
              }
            })
        .call(
            "signal",
            (p, turn) -> {
              p.lock.lock();
              p.condition.signal();
              return p.increment();
            })
        .call("tryLock", (p, turn) -> p.lock.tryLock() ? p.increment() : "refused")
        .interrupting()
        .build();
  }

  /** A stamped lock and what it protects; optimistic readers read that without the lock. */
  private static final class Stamped {
    final StampedLock lock = new StampedLock();
    volatile int count;

    static Stamped read() {
      Stamped stamped = new Stamped();
      stamped.lock.readLock();
      return stamped;
    }

    static Stamped written() {
      Stamped stamped = new Stamped();
      stamped.lock.writeLock();
      return stamped;
    }

    int increment(long stamp) {
      int now = ++count;
      lock.unlockWrite(stamp);
      return now;
    }

    Object state() {
      return lock.getReadLockCount() + " " + lock.isWriteLocked() + " " + count;
    }
  }

  private static Subject<Stamped> stampedLock() {
    return Subject.<Stamped>of("StampedLock", Stamped::state)
        .beginning("free", Stamped::new)
        .beginning("held for reading", Stamped::read)
        .beginning("held for writing", Stamped::written)
        .call(
            "read",
            (s, turn) -> {
              long stamp = s.lock.readLock();
              int seen = s.count;
              s.lock.unlockRead(stamp);
              return seen;
            })
        .call(
            "read interruptibly",
            (s, turn) -> {
              long stamp = s.lock.readLockInterruptibly();
              s.lock.unlock(stamp);
              return StampedLock.isReadLockStamp(stamp);
            })
        .call("write", (s, turn) -> s.increment(s.lock.writeLock()))
        .call("write interruptibly", (s, turn) -> s.increment(s.lock.writeLockInterruptibly()))
        .call("try to read for ever", (s, turn) -> s.lock.tryReadLock() != 0)
        .call("try to write for ever", (s, turn) -> s.lock.tryWriteLock() != 0)
        .timed("try to read(1s)", (s, turn) -> s.lock.tryReadLock(1, TimeUnit.SECONDS) != 0)
        .timed(
            "try to write(1s)",
            (s, turn) -> {
              long stamp = s.lock.tryWriteLock(1, TimeUnit.SECONDS);
              return stamp == 0 ? "refused" : s.increment(stamp);
            })
        .call(
            "read optimistically",
            (s, turn) -> {
              long stamp = s.lock.tryOptimisticRead();
              int seen = s.count;
              return s.lock.validate(stamp) ? seen : "invalid";
            })
        .call("isReadLocked", (s, turn) -> s.lock.isReadLocked() + " " + s.lock.isWriteLocked())
        .interrupting()
        .build();
  }

  /** What stamps are made of each other, and the views as other locks. */
  private static Subject<Stamped> stampedLockViews() {
    return Subject.<Stamped>of("conversions and views of a StampedLock", Stamped::state)
        .beginning("free", Stamped::new)
        .beginning("held for reading", Stamped::read)
        .beginning("held for writing", Stamped::written)
        .call(
            "try to read and then to write",
            (s, turn) -> {
              long read = s.lock.tryReadLock();
              if (read == 0) {
                return "refused";
              }
              long write = s.lock.tryConvertToWriteLock(read);
              if (write == 0) {
                s.lock.unlockRead(read);
                return "no conversion";
              }
              return s.increment(write);
            })
        .call(
            "see and then write",
            (s, turn) -> {
              long write = s.lock.tryConvertToWriteLock(s.lock.tryOptimisticRead());
              return write == 0 ? "no conversion" : s.increment(write);
            })
        .call(
            "write and then read",
            (s, turn) -> {
              long read = s.lock.tryConvertToReadLock(s.lock.writeLock());
              boolean isWritten = s.lock.isWriteLocked();
              s.lock.unlockRead(read);
              return isWritten;
            })
        .call(
            "write and then see",
            (s, turn) -> {
              long stamp = s.lock.tryConvertToOptimisticRead(s.lock.writeLock());
              return s.lock.validate(stamp);
            })
        .doing("unlock with a wrong stamp", (s, turn) -> s.lock.unlock(1))
        .call("tryUnlockRead", (s, turn) -> s.lock.tryUnlockRead())
        // Beside unlockWrite of the one who holds it, both can succeed: that looks, then unlocks.
        .approximate("tryUnlockWrite", (s, turn) -> s.lock.tryUnlockWrite())
        .doing("read by the view", (s, turn) -> locked(s.lock.asReadLock()))
        .doing("write by the view", (s, turn) -> locked(s.lock.asWriteLock()))
        .doing(
            "write by the view of a read-write lock",
            (s, turn) -> locked(s.lock.asReadWriteLock().writeLock()))
        .call("try to write by the view", (s, turn) -> s.lock.asWriteLock().tryLock())
        .interrupting()
        .build();
  }

  private static void locked(Lock lock) throws InterruptedException {
    lock.lockInterruptibly();
    lock.unlock();
  }
}
