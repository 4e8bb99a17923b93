package dev.heddle.check;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Programs that deadlock, each in another way. */
final class DeadlockPrograms {
  private DeadlockPrograms() {}

  private static final class Bank {
    static final Object LEFT = new Object();
    static final ReentrantLock LOCK = new ReentrantLock();
    static final Semaphore PERMITS = new Semaphore(1);
  }

  private static final class Account {
    final ReentrantLock lock = new ReentrantLock();

    void transferTo(Account other) {
      lock.lock();
      other.lock.lock();
      other.lock.unlock();
      lock.unlock();
    }
  }

  private static final class Box {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private boolean full;

    void put() {
      lock.lock();
      full = true;
      notEmpty.signal();
      lock.unlock();
    }

    boolean take(boolean looks) throws InterruptedException {
      lock.lock();
      try {
        if (!looks || !full) {
          notEmpty.await();
        }
        return full;
      } finally {
        lock.unlock();
      }
    }
  }

  private static Thread start(String name, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            },
            name);
    thread.start();
    return thread;
  }

  static void monitors() throws InterruptedException {
    Object right = new Object();
    Thread there =
        start(
            "there",
            () -> {
              synchronized (Bank.LEFT) {
                synchronized (right) {
                  use();
                }
              }
            });
    Thread back =
        start(
            "back",
            () -> {
              synchronized (right) {
                synchronized (Bank.LEFT) {
                  use();
                }
              }
            });
    there.join();
    back.join();
  }

  private static void use() {}

  static void locks() throws InterruptedException {
    Account a = new Account();
    Account b = new Account();
    Thread there = start("there", () -> a.transferTo(b));
    Thread back = start("back", () -> b.transferTo(a));
    there.join();
    back.join();
  }

  static void fairLocks() {
    ReentrantLock left = new ReentrantLock(true);
    ReentrantLock right = new ReentrantLock(true);
    start(
        "there",
        () -> {
          left.lock();
          right.lock();
          right.unlock();
          left.unlock();
        });
    start(
        "back",
        () -> {
          right.lock();
          left.lock();
          left.unlock();
          right.unlock();
        });
  }

  static void philosophers() {
    List<Object> forks = List.of(new Object(), new Object(), new Object());
    for (int i = 0; i < 3; i++) {
      Object left = forks.get(i);
      Object right = forks.get((i + 1) % 3);
      start(
          "philosopher " + i,
          () -> {
            synchronized (left) {
              synchronized (right) {
                use();
              }
            }
          });
    }
  }

  static void lostSignal() throws InterruptedException {
    Box box = new Box();
    Thread consumer = start("consumer", () -> box.take(false));
    box.put();
    consumer.join();
  }

  static void missingSignal() throws InterruptedException {
    Box box = new Box();
    Thread consumer = start("consumer", () -> box.take(true));
    consumer.join();
  }

  static void lostNotification() throws InterruptedException {
    Object monitor = new Object();
    Thread waiter =
        start(
            "waiter",
            () -> {
              synchronized (monitor) {
                monitor.wait();
              }
            });
    synchronized (monitor) {
      monitor.notifyAll();
    }
    waiter.join();
  }

  static void missingCountDown() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(2);
    start("worker", () -> done.countDown());
    done.await();
  }

  static void tooFewParties() {
    CyclicBarrier barrier = new CyclicBarrier(3);
    for (int i = 0; i < 2; i++) {
      start("party " + i, () -> await(barrier));
    }
  }

  private static void await(CyclicBarrier barrier)
      throws InterruptedException, BrokenBarrierException {
    barrier.await();
  }

  static void emptyQueue() throws InterruptedException {
    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    start("producer", () -> queue.put("one"));
    queue.take();
    queue.take();
  }

  static void fullQueue() throws InterruptedException {
    BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    queue.put("one");
    queue.put("two");
  }

  static void futureThatNobodyCompletes() throws InterruptedException, ExecutionException {
    CompletableFuture<String> answer = new CompletableFuture<>();
    answer.get();
  }

  static void joinOfABlockedThread() throws InterruptedException {
    Thread parked = start("parked", () -> LockSupport.park());
    parked.join();
  }

  static void joinOfItself() throws InterruptedException {
    Thread.currentThread().join();
  }

  static void joinWhileTheOtherNeedsALock() throws InterruptedException {
    synchronized (Bank.class) {
      Thread worker =
          start(
              "worker",
              () -> {
                synchronized (Bank.class) {
                  use();
                }
              });
      worker.join();
    }
  }

  static void permitThatIsNeverReleased() throws InterruptedException {
    Thread first = start("first", () -> Bank.PERMITS.acquire());
    first.join();
    Bank.PERMITS.acquire();
  }

  static void lockOfAThreadThatHasEnded() throws InterruptedException {
    Thread first = start("first", () -> Bank.LOCK.lock());
    first.join();
    Bank.LOCK.lock();
  }

  static void poolStarvation() throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    Future<String> outer = pool.submit(() -> pool.submit(() -> "inner").get());
    outer.get();
    pool.shutdown();
  }

  static void poolWithoutAnEnd() throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    pool.submit(() -> "done").get();
  }

  static void poolThatIsAwaited() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    CountDownLatch never = new CountDownLatch(1);
    pool.execute(
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    pool.shutdown();
    pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  static void taskThatNeedsALock() throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    Bank.LOCK.lock();
    pool.submit(() -> Bank.LOCK.lock()).get();
  }

  static void upgrade() {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    lock.readLock().lock();
    lock.writeLock().lock();
  }

  static void upgradeByTwo() {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    CountDownLatch reading = new CountDownLatch(2);
    Body upgrades =
        () -> {
          lock.readLock().lock();
          reading.countDown();
          reading.await();
          lock.writeLock().lock();
        };
    start("one", upgrades);
    start("two", upgrades);
  }

  static void readerBehindAWriter() throws InterruptedException {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    CountDownLatch read = new CountDownLatch(1);
    start(
        "writer",
        () -> {
          lock.writeLock().lock();
          lock.writeLock().unlock();
        });
    start(
        "reader",
        () -> {
          lock.readLock().lock();
          read.countDown();
          lock.readLock().unlock();
        });
    lock.readLock().lock();
    read.await();
    lock.readLock().unlock();
  }

  static void writerBehindAReader() throws InterruptedException {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    Thread reader =
        start(
            "reader",
            () -> {
              lock.readLock().lock();
              LockSupport.park();
            });
    reader.join(1);
    lock.writeLock().lock();
  }

  static void conditionWhoseLockIsHeld() throws InterruptedException {
    Box box = new Box();
    CountDownLatch never = new CountDownLatch(1);
    Thread consumer = start("consumer", () -> box.take(true));
    Thread producer =
        start(
            "producer",
            () -> {
              box.lock.lock();
              box.full = true;
              box.notEmpty.signal();
              never.await();
              box.lock.unlock();
            });
    consumer.join();
    producer.join();
  }

  static void cycleThroughACondition() {
    Box box = new Box();
    Thread consumer = start("consumer", () -> box.take(true));
    start(
        "producer",
        () -> {
          box.lock.lock();
          box.full = true;
          box.notEmpty.signal();
          consumer.join();
          box.lock.unlock();
        });
  }

  static void twoReasons() {
    CountDownLatch never = new CountDownLatch(1);
    start("latched", () -> never.await());
    start("parked", () -> LockSupport.park());
  }
}
