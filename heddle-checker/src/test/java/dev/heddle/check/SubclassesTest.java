package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreWithRaces;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A program class that extends a JDK class behaves like its superclass under the checker. */
@SuppressWarnings("serial") // anonymous classes
class SubclassesTest {
  private int count;

  private static CheckResult check(Body body) {
    return exploreWithRaces(Switching.AUTO, body);
  }

  /** Requires the same result with the superclass and with the subclass. */
  private static CheckResult assertAlike(CheckResult ofSuperclass, CheckResult ofSubclass) {
    assertThat(ofSubclass.verdict())
        .as("%s beside %s", ofSubclass, ofSuperclass)
        .isEqualTo(ofSuperclass.verdict());
    assertThat(ofSubclass.executions()).isEqualTo(ofSuperclass.executions());
    assertThat(ofSubclass.outcomes()).isEqualTo(ofSuperclass.outcomes());
    assertThat(ofSubclass.failures())
        .extracting(Failure::kind)
        .isEqualTo(ofSuperclass.failures().stream().map(Failure::kind).toList());
    return ofSubclass;
  }

  private static class NamedLock extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    NamedLock() {}

    boolean hasSomeWaiter(Condition condition) {
      return hasWaiters(condition);
    }
  }

  /** Overrides the methods and calls super. */
  private static final class CountingLock extends NamedLock {
    private static final long serialVersionUID = 1L;

    int taken;

    @Override
    public void lock() {
      super.lock();
      taken++;
    }

    @Override
    public void unlock() {
      taken--;
      super.unlock();
    }
  }

  private static final class OnePermit extends Semaphore {
    private static final long serialVersionUID = 1L;

    OnePermit() {
      super(1);
    }

    void twice(Runnable body) {
      acquireUninterruptibly();
      body.run();
      release();
    }
  }

  static Stream<Arguments> exclusions() {
    return Stream.of(
        Arguments.of("named", locking(NamedLock::new)),
        Arguments.of("anonymous", locking(() -> new ReentrantLock() {})),
        Arguments.of("overriding", locking(CountingLock::new)),
        Arguments.of("write lock", locking(() -> new ReentrantReadWriteLock() {}.writeLock())),
        Arguments.of("stamped", locking(() -> new StampedLock() {}.asWriteLock())),
        Arguments.of("semaphore", permits(OnePermit::new)),
        Arguments.of("anonymous semaphore", permits(() -> new Semaphore(1, true) {})),
        Arguments.of("by reflection", reflective(NamedLock::new)),
        Arguments.of("overriding, by reflection", reflective(CountingLock::new)),
        Arguments.of("the superclass, by reflection", reflective(ReentrantLock::new)));
  }

  private static Supplier<Consumer<Runnable>> locking(Supplier<Lock> locks) {
    return () -> {
      Lock lock = locks.get();
      return body -> {
        lock.lock();
        try {
          body.run();
        } finally {
          lock.unlock();
        }
      };
    };
  }

  private static Supplier<Consumer<Runnable>> permits(Supplier<Semaphore> semaphores) {
    return () -> {
      Semaphore semaphore = semaphores.get();
      return semaphore instanceof OnePermit own
          ? own::twice
          : body -> {
            semaphore.acquireUninterruptibly();
            body.run();
            semaphore.release();
          };
    };
  }

  private static Supplier<Consumer<Runnable>> reflective(Supplier<ReentrantLock> locks) {
    return () -> {
      ReentrantLock lock = locks.get();
      return body -> {
        try {
          Method take = lock.getClass().getMethod("lock");
          take.setAccessible(true);
          take.invoke(lock);
          body.run();
          Lock.class.getMethod("unlock").invoke(lock);
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      };
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusions")
  void subclassExcludes(String name, Supplier<Consumer<Runnable>> exclusion) {
    CheckResult result = increment(exclusion);

    assertThat(result.verdict()).as(name + ": " + result).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isGreaterThan(1);
  }

  private CheckResult increment(Supplier<Consumer<Runnable>> exclusion) {
    return check(
        () -> {
          count = 0;
          Consumer<Runnable> excluding = exclusion.get();
          Runnable increment = () -> excluding.accept(() -> count++);
          inParallel(increment, increment);
          assert count == 2;
        });
  }

  @Test
  void twoSubclassedLocks_excludeNobody() {
    CheckResult result =
        check(
            () -> {
              count = 0;
              Lock one = new NamedLock();
              Lock two = new CountingLock();
              inParallel(
                  () -> {
                    one.lock();
                    count++;
                    one.unlock();
                  },
                  () -> {
                    two.lock();
                    count++;
                    two.unlock();
                  });
            });

    assertThat(result.failures()).extracting(Failure::kind).contains(FailureKind.RACE);
  }

  @Test
  void conditionOfASubclass_isOfItsLock() {
    assertAlike(handOver(ReentrantLock::new), handOver(NamedLock::new));
    assertAlike(handOver(ReentrantLock::new), handOver(CountingLock::new));
    assertThat(handOver(NamedLock::new).verdict()).isEqualTo(Verdict.VERIFIED);
  }

  private CheckResult handOver(Supplier<ReentrantLock> locks) {
    return check(
        () -> {
          ReentrantLock lock = locks.get();
          Condition changed = lock.newCondition();
          count = 0;
          inParallel(
              () -> {
                lock.lock();
                try {
                  while (count == 0) {
                    changed.awaitUninterruptibly();
                  }
                  count = 2;
                } finally {
                  lock.unlock();
                }
              },
              () -> {
                lock.lock();
                try {
                  if (lock instanceof NamedLock named) {
                    named.hasSomeWaiter(changed);
                  } else {
                    lock.hasWaiters(changed);
                  }
                  count = 1;
                  changed.signal();
                } finally {
                  lock.unlock();
                }
              });
          System.out.print(count);
        });
  }

  @Test
  void forgottenSignal_isADeadlock() {
    assertAlike(waitForEver(ReentrantLock::new), waitForEver(NamedLock::new));
    assertThat(waitForEver(NamedLock::new).failures())
        .extracting(Failure::kind)
        .containsOnly(FailureKind.DEADLOCK);
  }

  private static CheckResult waitForEver(Supplier<ReentrantLock> locks) {
    return check(
        () -> {
          ReentrantLock lock = locks.get();
          Condition changed = lock.newCondition();
          inParallel(
              () -> {
                lock.lock();
                changed.awaitUninterruptibly();
                lock.unlock();
              },
              () -> {
                lock.lock();
                changed.signal();
                lock.unlock();
              });
        });
  }

  @Test
  void readWriteLock_readersTogether() {
    assertAlike(readAndWrite(ReentrantReadWriteLock::new), readAndWrite(() -> new Sub()));
  }

  private static final class Sub extends ReentrantReadWriteLock {
    private static final long serialVersionUID = 1L;
  }

  private CheckResult readAndWrite(Supplier<ReadWriteLock> locks) {
    return check(
        () -> {
          ReadWriteLock lock = locks.get();
          count = 0;
          Runnable read =
              () -> {
                lock.readLock().lock();
                System.out.print(count);
                lock.readLock().unlock();
              };
          inParallel(
              read,
              () -> {
                lock.writeLock().lock();
                count = 1;
                lock.writeLock().unlock();
              });
        });
  }

  @Test
  void latchBarrierPhaserQueue_areWhatTheyExtend() {
    assertAlike(
        meet(() -> new CountDownLatch(2), latch -> latch::countDown, CountDownLatch::await),
        meet(() -> new CountDownLatch(2) {}, latch -> latch::countDown, CountDownLatch::await));
    assertAlike(
        meet(() -> new CyclicBarrier(3), SubclassesTest::await, CyclicBarrier::await),
        meet(() -> new CyclicBarrier(3) {}, SubclassesTest::await, CyclicBarrier::await));
    assertAlike(
        meet(() -> new Phaser(3), phaser -> phaser::arrive, Phaser::arriveAndAwaitAdvance),
        meet(() -> new Phaser(3) {}, phaser -> phaser::arrive, Phaser::arriveAndAwaitAdvance));
    assertAlike(
        meet(
            () -> new LinkedBlockingQueue<Integer>(),
            queue -> () -> queue.add(1),
            SubclassesTest::takeTwo),
        meet(Numbers::new, queue -> () -> queue.add(1), SubclassesTest::takeTwo));
  }

  private static final class Numbers extends LinkedBlockingQueue<Integer> {
    private static final long serialVersionUID = 1L;
  }

  private static void takeTwo(LinkedBlockingQueue<Integer> queue) throws InterruptedException {
    assert queue.take() + queue.take() == 2;
  }

  private static Runnable await(CyclicBarrier barrier) {
    return () -> {
      try {
        barrier.await(1, TimeUnit.DAYS);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    };
  }

  private interface Wait<T> {
    void on(T object) throws Exception;
  }

  private <T> CheckResult meet(
      Supplier<T> objects, java.util.function.Function<T, Runnable> arrival, Wait<T> wait) {
    CheckResult result =
        check(
            () -> {
              T object = objects.get();
              int[] written = new int[2];
              Runnable arrive = arrival.apply(object);
              Thread one =
                  new Thread(
                      () -> {
                        written[0] = 1;
                        arrive.run();
                      });
              Thread two =
                  new Thread(
                      () -> {
                        written[1] = 1;
                        arrive.run();
                      });
              one.start();
              two.start();
              wait.on(object);
              assert written[0] + written[1] == 2;
              one.join();
              two.join();
            });
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    return result;
  }

  @Test
  void argumentsByReflection_areThoseOfTheMethod() {
    CheckResult permits =
        check(
            () -> {
              count = 0;
              Semaphore two = new OnePermit();
              two.release();
              Method take = Semaphore.class.getMethod("acquireUninterruptibly", int.class);
              Method give = Semaphore.class.getMethod("release", int.class);
              Runnable increment =
                  () -> {
                    try {
                      take.invoke(two, 2);
                      count++;
                      give.invoke(two, 2);
                    } catch (ReflectiveOperationException e) {
                      throw new AssertionError(e);
                    }
                  };
              inParallel(increment, increment);
              assert count == 2;
            });
    assertThat(permits.verdict()).as(permits.toString()).isEqualTo(Verdict.VERIFIED);

    CheckResult copy =
        check(
            () -> {
              Set<String> from = new Names();
              Set<String> to = new Names();
              Method addAll = Set.class.getMethod("addAll", Collection.class);
              inParallel(
                  () -> {
                    try {
                      addAll.invoke(to, from);
                    } catch (ReflectiveOperationException e) {
                      throw new AssertionError(e);
                    }
                  },
                  () -> from.add("a"));
            });
    assertThat(copy.failures()).extracting(Failure::kind).contains(FailureKind.RACE);
  }

  /** A set whose state is in its superclass. */
  private static final class Names extends HashSet<String> {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void subclassOfAnUnsafeCollection_races() {
    CheckResult result =
        check(
            () -> {
              Set<String> names = new Names();
              inParallel(() -> names.add("a"), () -> names.contains("b"));
            });

    assertThat(result.failures()).extracting(Failure::kind).containsOnly(FailureKind.RACE);
  }
}
