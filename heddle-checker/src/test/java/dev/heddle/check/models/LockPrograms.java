package dev.heddle.check.models;

import static dev.heddle.check.Switchings.inParallel;
import static dev.heddle.check.models.Bodies.awaitWaiting;
import static dev.heddle.check.models.Bodies.ending;
import static dev.heddle.check.models.ModelProgram.failing;
import static dev.heddle.check.models.ModelProgram.timed;
import static dev.heddle.check.models.ModelProgram.verified;

import dev.heddle.check.FailureKind;
import dev.heddle.check.models.Bodies.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** What locks and their conditions do. */
final class LockPrograms {
  private LockPrograms() {}

  static List<ModelProgram> all() {
    List<ModelProgram> all = new ArrayList<>();
    all.addAll(ofReentrantLocks());
    all.addAll(ofConditions());
    all.addAll(ofReadWriteLocks());
    all.addAll(ofStampedLocks());
    return all;
  }

  private static List<ModelProgram> ofReentrantLocks() {
    return List.of(
        verified(
            "ReentrantLock: an interrupt ends lockInterruptibly",
            Set.of("InterruptedException"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              lock.lock();
              Told other = Told.start(lock::lockInterruptibly);
              other.interrupt();
              return other.told();
            }),
        verified(
            "ReentrantLock: an interrupt does not end lock",
            Set.of("returned, interrupted"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              lock.lock();
              Told other = Told.start(lock::lock);
              other.interrupt();
              lock.unlock();
              return other.told();
            }),
        verified(
            "ReentrantLock: held as often as taken",
            Set.of("2 true 1 true 0 false"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              lock.lock();
              lock.lock();
              String twice = lock.getHoldCount() + " " + lock.isLocked();
              lock.unlock();
              String once = lock.getHoldCount() + " " + lock.isLocked();
              lock.unlock();
              return twice + " " + once + " " + lock.getHoldCount() + " " + lock.isLocked();
            }),
        failing(
            "ReentrantLock: who does not hold it cannot give it back",
            FailureKind.EXCEPTION,
            Set.of(),
            () -> {
              new ReentrantLock().unlock();
              return "";
            }),
        failing(
            "ReentrantLock: a thread that ends still holds what it holds",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              inParallel(lock::lock);
              lock.lock();
              return "";
            }),
        timed(
            "ReentrantLock: a timed attempt is interrupted before its time is up",
            Set.of("InterruptedException"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              lock.lock();
              Told other = Told.start(() -> lock.tryLock(1, TimeUnit.HOURS));
              other.interrupt();
              return other.told();
            }),
        verified(
            "fair ReentrantLock: who came first is first",
            Set.of("ab"),
            () -> inOrder(new ReentrantLock(true))),
        verified(
            "fair ReentrantLock: an attempt without a time goes before others",
            Set.of("true"),
            () -> {
              ReentrantLock lock = new ReentrantLock(true);
              lock.lock();
              Told queued = Told.start(lock::lock);
              awaitWaiting(queued);
              lock.unlock();
              // Nobody may have it yet; if so, it can be had again before it is handed over.
              boolean isTaken = lock.tryLock() || lock.isLocked();
              if (lock.isHeldByCurrentThread()) {
                lock.unlock();
              }
              queued.told();
              return isTaken;
            }));
  }

  private static String inOrder(ReentrantLock lock) throws InterruptedException {
    StringBuilder order = new StringBuilder();
    lock.lock();
    List<Thread> waiting = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      Thread thread =
          new Thread(
              () -> {
                lock.lock();
                order.append(name);
                lock.unlock();
              });
      thread.start();
      awaitWaiting(thread);
      waiting.add(thread);
    }
    lock.unlock();
    for (Thread thread : waiting) {
      thread.join();
    }
    return order.toString();
  }

  private static List<ModelProgram> ofConditions() {
    return List.of(
        verified(
            "Condition: who has waited longest is signalled first",
            Set.of("ab"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              return signalledInOrder(lock, lock.newCondition());
            }),
        verified(
            "Condition: all holds are given up and taken again",
            Set.of("2"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              Condition condition = lock.newCondition();
              int[] holds = new int[1];
              lock.lock();
              Thread other =
                  new Thread(
                      () -> {
                        lock.lock();
                        condition.signal();
                        lock.unlock();
                      });
              other.start();
              lock.lock();
              condition.await();
              holds[0] = lock.getHoldCount();
              lock.unlock();
              lock.unlock();
              other.join();
              return holds[0];
            }),
        verified(
            "Condition: two of one lock are apart",
            Set.of("full, empty"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              Condition full = lock.newCondition();
              Condition empty = lock.newCondition();
              List<String> woken = new ArrayList<>();
              Told atFull = Told.start(() -> await(lock, full, () -> woken.add("full")));
              Told atEmpty = Told.start(() -> await(lock, empty, () -> woken.add("empty")));
              awaitWaiting(atFull);
              awaitWaiting(atEmpty);
              signal(lock, full);
              atFull.told();
              signal(lock, empty);
              atEmpty.told();
              return String.join(", ", woken);
            }),
        verified(
            "Condition: an interrupt before the signal throws, one after it stays",
            Set.of("InterruptedException", "returned, interrupted", "returned"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              Condition condition = lock.newCondition();
              Told waiter = Told.start(() -> await(lock, condition, () -> {}));
              awaitWaiting(waiter);
              inParallel(waiter::interrupt, () -> signal(lock, condition));
              return waiter.told();
            }),
        verified(
            "Condition: awaitUninterruptibly waits on",
            Set.of("returned, interrupted"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              Condition condition = lock.newCondition();
              Told waiter =
                  Told.start(
                      () -> {
                        lock.lock();
                        condition.awaitUninterruptibly();
                        lock.unlock();
                      });
              awaitWaiting(waiter);
              waiter.interrupt();
              signal(lock, condition);
              return waiter.told();
            }),
        verified(
            "Condition: without the lock there is no waiting and no signal",
            Set.of("IllegalMonitorStateException IllegalMonitorStateException"),
            () -> {
              Condition condition = new ReentrantLock().newCondition();
              return ending(condition::await) + " " + ending(condition::signal);
            }),
        timed(
            "Condition: each of the timed waits ends by itself",
            Set.of("true false false"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              Condition condition = lock.newCondition();
              lock.lock();
              boolean isOver = condition.awaitNanos(1_000) <= 0;
              boolean first = condition.await(1, TimeUnit.MILLISECONDS);
              boolean second =
                  condition.awaitUntil(new java.util.Date(System.currentTimeMillis() + 1));
              return isOver + " " + first + " " + second;
            }),
        failing(
            "Condition: a signal that nobody waits for is lost",
            FailureKind.DEADLOCK,
            Set.of("returned"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              Condition condition = lock.newCondition();
              Told waiter = Told.start(() -> await(lock, condition, () -> {}));
              signal(lock, condition);
              return waiter.told();
            }));
  }

  private static void await(ReentrantLock lock, Condition condition, Runnable then)
      throws InterruptedException {
    lock.lock();
    try {
      condition.await();
      then.run();
    } finally {
      lock.unlock();
    }
  }

  private static void signal(ReentrantLock lock, Condition condition) {
    lock.lock();
    condition.signal();
    lock.unlock();
  }

  private static String signalledInOrder(ReentrantLock lock, Condition condition)
      throws InterruptedException {
    StringBuilder order = new StringBuilder();
    List<Told> waiting = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      Told waiter = Told.start(() -> await(lock, condition, () -> order.append(name)));
      awaitWaiting(waiter);
      waiting.add(waiter);
    }
    for (int i = 0; i < waiting.size(); i++) {
      signal(lock, condition);
      waiting.get(i).told();
    }
    return order.toString();
  }

  private static List<ModelProgram> ofReadWriteLocks() {
    return List.of(
        verified(
            "ReentrantReadWriteLock: readers share, writers do not",
            Set.of("0 2", "1 1", "2 0", "2 2", "0 0", "1 2", "2 1", "0 1", "1 0"),
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
              int[] written = new int[1];
              int[] seen = new int[2];
              inParallel(
                  () -> seen[0] = read(lock, written),
                  () -> seen[1] = read(lock, written),
                  () -> write(lock, written),
                  () -> write(lock, written));
              return seen[0] + " " + seen[1];
            }),
        failing(
            "ReentrantReadWriteLock: a reader cannot become a writer",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
              lock.readLock().lock();
              lock.writeLock().lock();
              return "";
            }),
        verified(
            "ReentrantReadWriteLock: a writer that becomes a reader lets no writer between",
            Set.of("1", "2"),
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
              int[] written = new int[1];
              int[] seen = new int[1];
              inParallel(
                  () -> {
                    lock.writeLock().lock();
                    int mine = ++written[0];
                    lock.readLock().lock();
                    lock.writeLock().unlock();
                    if (written[0] != mine) {
                      throw new AssertionError("another has written");
                    }
                    seen[0] = mine;
                    lock.readLock().unlock();
                  },
                  () -> write(lock, written));
              return seen[0];
            }),
        verified(
            "ReentrantReadWriteLock: what cannot be done with it",
            Set.of(
                "UnsupportedOperationException IllegalMonitorStateException"
                    + " IllegalMonitorStateException"),
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
              return ending(() -> lock.readLock().newCondition())
                  + " "
                  + ending(() -> lock.readLock().unlock())
                  + " "
                  + ending(() -> lock.writeLock().unlock());
            }),
        failing(
            "fair ReentrantReadWriteLock: a reader waits behind a writer that waits",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
              lock.readLock().lock();
              Told writer = Told.start(() -> lock.writeLock().lock());
              awaitWaiting(writer);
              return Told.start(() -> lock.readLock().lock()).told();
            }),
        verified(
            "fair ReentrantReadWriteLock: who reads already may read again",
            Set.of("2"),
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
              lock.readLock().lock();
              Told writer = Told.start(() -> write(lock, new int[1]));
              awaitWaiting(writer);
              lock.readLock().lock();
              int holds = lock.getReadHoldCount();
              lock.readLock().unlock();
              lock.readLock().unlock();
              writer.told();
              return holds;
            }),
        verified(
            "ReentrantReadWriteLock: an interrupt ends the wait of a reader and of a writer",
            Set.of("InterruptedException InterruptedException"),
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
              lock.writeLock().lock();
              Told reader = Told.start(() -> lock.readLock().lockInterruptibly());
              Told writer = Told.start(() -> lock.writeLock().lockInterruptibly());
              reader.interrupt();
              writer.interrupt();
              return reader.told() + " " + writer.told();
            }),
        timed(
            "ReentrantReadWriteLock: a timed attempt to write gives up",
            Set.of("false"),
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
              lock.readLock().lock();
              boolean[] isTaken = new boolean[1];
              Told.start(() -> isTaken[0] = lock.writeLock().tryLock(1, TimeUnit.SECONDS)).told();
              return isTaken[0];
            }));
  }

  private static int read(ReentrantReadWriteLock lock, int[] written) {
    lock.readLock().lock();
    int seen = written[0];
    lock.readLock().unlock();
    return seen;
  }

  private static void write(ReentrantReadWriteLock lock, int[] written) {
    lock.writeLock().lock();
    written[0]++;
    lock.writeLock().unlock();
  }

  private static List<ModelProgram> ofStampedLocks() {
    return List.of(
        failing(
            "StampedLock: a writer cannot write again",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> {
              StampedLock lock = new StampedLock();
              lock.writeLock();
              return lock.writeLock();
            }),
        verified(
            "StampedLock: an optimistic reader that is valid has seen both or neither",
            Set.of("0 0", "1 1", "invalid"),
            () -> {
              StampedLock lock = new StampedLock();
              Pair pair = new Pair();
              String[] seen = new String[1];
              inParallel(
                  () -> {
                    long stamp = lock.writeLock();
                    pair.left = 1;
                    pair.right = 1;
                    lock.unlockWrite(stamp);
                  },
                  () -> {
                    long stamp = lock.tryOptimisticRead();
                    int left = pair.left;
                    int right = pair.right;
                    seen[0] = lock.validate(stamp) ? left + " " + right : "invalid";
                  });
              return seen[0];
            }),
        verified(
            "StampedLock: of two readers that try to become writers none does while both read",
            Set.of("false false", "false true", "true false", "true true"),
            () -> {
              StampedLock lock = new StampedLock();
              boolean[] hasWritten = new boolean[2];
              inParallel(() -> upgrade(lock, hasWritten, 0), () -> upgrade(lock, hasWritten, 1));
              return hasWritten[0] + " " + hasWritten[1];
            }),
        verified(
            "StampedLock: an interrupt ends the wait of a reader and of a writer",
            Set.of("InterruptedException InterruptedException"),
            () -> {
              StampedLock lock = new StampedLock();
              lock.writeLock();
              Told reader = Told.start(lock::readLockInterruptibly);
              Told writer = Told.start(lock::writeLockInterruptibly);
              reader.interrupt();
              writer.interrupt();
              return reader.told() + " " + writer.told();
            }),
        timed(
            "StampedLock: a timed attempt gives up",
            Set.of("0 0"),
            () -> {
              StampedLock lock = new StampedLock();
              lock.writeLock();
              return lock.tryReadLock(1, TimeUnit.SECONDS)
                  + " "
                  + lock.tryWriteLock(1, TimeUnit.SECONDS);
            }));
  }

  private static void upgrade(StampedLock lock, boolean[] hasWritten, int number) {
    long read = lock.readLock();
    long write = lock.tryConvertToWriteLock(read);
    hasWritten[number] = write != 0;
    lock.unlock(write == 0 ? read : write);
  }

  /** Read without the lock, so volatile. */
  private static final class Pair {
    volatile int left;
    volatile int right;
  }
}
