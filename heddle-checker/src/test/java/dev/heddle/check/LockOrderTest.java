package dev.heddle.check;

import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Vector;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Locks that are taken in different orders are told of, without a deadlock. */
class LockOrderTest {

  private static final class Left {}

  private static final class Right {}

  private static final class Top {}

  /** The first execution alone: it never deadlocks, because each thread runs to its end. */
  private static CheckResult first(Body body) {
    CheckOptions options =
        CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).executions(1).build();
    CheckResult result = Checker.withOptions(options).check("test", body);
    assertThat(result.executions()).isEqualTo(1);
    assertThat(result.failures()).isEmpty();
    return result;
  }

  private static CheckResult all(Body body) {
    CheckResult result = Switchings.exploreAll(body);
    assertThat(result.reason()).isNull();
    return result;
  }

  private static void both(Object first, Object second) {
    synchronized (first) {
      synchronized (second) {
        use();
      }
    }
  }

  private static void both(Lock first, Lock second) {
    first.lock();
    second.lock();
    second.unlock();
    first.unlock();
  }

  private static void use() {}

  private static void leftAndRight() throws InterruptedException {
    Object left = new Left();
    Object right = new Right();
    inParallel(() -> both(left, right), () -> both(right, left));
  }

  @Test
  void monitors_inOppositeOrder_areToldInThePassingExecution() {
    CheckResult result = first(LockOrderTest::leftAndRight);

    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(result.warnings())
        .containsExactly(
            "lock-order inversion:"
                + " Thread-0 takes the monitor of LockOrderTest.Right at"
                + " LockOrderTest.java:47 while holding the monitor of"
                + " LockOrderTest.Left, taken at LockOrderTest.java:46;"
                + " Thread-1 takes the monitor of LockOrderTest.Left at"
                + " LockOrderTest.java:47 while holding the monitor of"
                + " LockOrderTest.Right, taken at LockOrderTest.java:46;"
                + " an interleaving that was not explored may deadlock there");
  }

  @Test
  void inversion_thatDeadlocks_isAFailureAndNoWarning() {
    CheckResult result = all(LockOrderTest::leftAndRight);

    assertThat(result.failures()).extracting(Failure::kind).containsOnly(FailureKind.DEADLOCK);
    assertThat(result.warnings()).isEmpty();
  }

  static Stream<Arguments> inverted() {
    return Stream.of(
        program(
            "three threads, three monitors",
            () -> {
              Object left = new Left();
              Object right = new Right();
              Object top = new Top();
              inParallel(() -> both(left, right), () -> both(right, top), () -> both(top, left));
            }),
        program(
            "locks of java.util.concurrent",
            () -> {
              Lock left = new ReentrantLock();
              Lock right = new ReentrantLock();
              inParallel(() -> both(left, right), () -> both(right, left));
            }),
        program(
            "fair locks",
            () -> {
              Lock left = new ReentrantLock(true);
              Lock right = new ReentrantLock(true);
              inParallel(() -> both(left, right), () -> both(right, left));
            }),
        program(
            "a monitor and a lock",
            () -> {
              Object left = new Left();
              Lock right = new ReentrantLock();
              inParallel(
                  () -> {
                    synchronized (left) {
                      right.lock();
                      right.unlock();
                    }
                  },
                  () -> {
                    right.lock();
                    synchronized (left) {
                      use();
                    }
                    right.unlock();
                  });
            }),
        program(
            "a monitor and a collection that locks itself",
            () -> {
              Object left = new Left();
              List<String> vector = new Vector<>();
              inParallel(
                  () -> {
                    synchronized (left) {
                      vector.add("x");
                    }
                  },
                  () -> {
                    synchronized (vector) {
                      synchronized (left) {
                        use();
                      }
                    }
                  });
            }),
        program(
            "what a try has taken is held",
            () -> {
              ReentrantLock left = new ReentrantLock();
              ReentrantLock right = new ReentrantLock();
              Runnable other =
                  () -> {
                    if (right.tryLock()) {
                      left.lock();
                      left.unlock();
                      right.unlock();
                    }
                  };
              inParallel(() -> both(left, right), other);
            }),
        program(
            "a read lock that waits for a write lock",
            () -> {
              ReentrantReadWriteLock left = new ReentrantReadWriteLock();
              ReentrantReadWriteLock right = new ReentrantReadWriteLock();
              inParallel(
                  () -> both(left.writeLock(), right.readLock()),
                  () -> both(right.writeLock(), left.readLock()));
            }),
        program(
            "a gate that two readers pass at once",
            () -> {
              ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
              Lock left = new ReentrantLock();
              Lock right = new ReentrantLock();
              inParallel(
                  () -> {
                    gate.readLock().lock();
                    both(left, right);
                    gate.readLock().unlock();
                  },
                  () -> {
                    gate.readLock().lock();
                    both(right, left);
                    gate.readLock().unlock();
                  });
            }),
        program(
            "a gate that was let go",
            () -> {
              Object gate = new Top();
              Object left = new Left();
              Object right = new Right();
              inParallel(
                  () -> {
                    synchronized (gate) {
                      use();
                    }
                    both(left, right);
                  },
                  () -> {
                    synchronized (gate) {
                      use();
                    }
                    both(right, left);
                  });
            }),
        program(
            "a wait that takes its monitor again",
            () -> {
              Object left = new Left();
              Object right = new Right();
              inParallel(
                  () -> {
                    synchronized (left) {
                      synchronized (right) {
                        waitFor(left);
                      }
                    }
                  },
                  () -> {
                    synchronized (left) {
                      left.notifyAll();
                    }
                  },
                  () -> both(left, right));
            }),
        program(
            "a condition that takes its lock again",
            () -> {
              ReentrantLock left = new ReentrantLock();
              ReentrantLock right = new ReentrantLock();
              Condition condition = left.newCondition();
              inParallel(
                  () -> {
                    left.lock();
                    right.lock();
                    condition.awaitUninterruptibly();
                    right.unlock();
                    left.unlock();
                  },
                  () -> {
                    left.lock();
                    condition.signal();
                    left.unlock();
                  },
                  () -> both(left, right));
            }),
        program(
            "in the main thread too, and not for the first time",
            () -> {
              Object left = new Left();
              Object right = new Right();
              both(right, left);
              Thread thread = new Thread(() -> both(left, right));
              thread.start();
              both(right, left);
              thread.join();
            }));
  }

  private static void waitFor(Object monitor) {
    try {
      monitor.wait(1_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inverted")
  void inversion_isTold(String name, Body body) {
    assertThat(first(body).warnings())
        .hasSize(1)
        .allMatch(warning -> warning.startsWith("lock-order inversion: "));
  }

  static Stream<Arguments> inOrder() {
    return Stream.of(
        program(
            "a gate lock",
            () -> {
              Object gate = new Top();
              Object left = new Left();
              Object right = new Right();
              inParallel(
                  () -> {
                    synchronized (gate) {
                      both(left, right);
                    }
                  },
                  () -> {
                    synchronized (gate) {
                      both(right, left);
                    }
                  });
            }),
        program(
            "one thread",
            () -> {
              Object left = new Left();
              Object right = new Right();
              inParallel(
                  () -> {
                    both(left, right);
                    both(right, left);
                  },
                  LockOrderTest::use);
            }),
        program(
            "one order",
            () -> {
              Lock left = new ReentrantLock();
              Lock right = new ReentrantLock();
              inParallel(() -> both(left, right), () -> both(left, right));
            }),
        program(
            "other locks of the same class",
            () -> {
              Object left = new Left();
              Object right = new Right();
              Object otherRight = new Right();
              Object otherLeft = new Left();
              inParallel(() -> both(left, right), () -> both(otherRight, otherLeft));
            }),
        program(
            "a try does not wait",
            () -> {
              ReentrantLock left = new ReentrantLock();
              ReentrantLock right = new ReentrantLock();
              Runnable other =
                  () -> {
                    right.lock();
                    if (left.tryLock()) {
                      left.unlock();
                    }
                    right.unlock();
                  };
              inParallel(() -> both(left, right), other);
            }),
        program(
            "a try with a timeout does not wait for ever",
            () -> {
              ReentrantLock left = new ReentrantLock();
              ReentrantLock right = new ReentrantLock();
              Runnable other =
                  () -> {
                    right.lock();
                    try {
                      if (left.tryLock(1, TimeUnit.SECONDS)) {
                        left.unlock();
                      }
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                    right.unlock();
                  };
              inParallel(() -> both(left, right), other);
            }),
        program(
            "readers do not wait for each other",
            () -> {
              ReentrantReadWriteLock left = new ReentrantReadWriteLock();
              ReentrantReadWriteLock right = new ReentrantReadWriteLock();
              inParallel(
                  () -> both(left.readLock(), right.readLock()),
                  () -> both(right.readLock(), left.readLock()));
            }),
        program(
            "the first was joined",
            () -> {
              Object left = new Left();
              Object right = new Right();
              Thread first = new Thread(() -> both(left, right));
              first.start();
              first.join();
              Thread second = new Thread(() -> both(right, left));
              second.start();
              second.join();
            }),
        program(
            "before the start and after the join",
            () -> {
              Object left = new Left();
              Object right = new Right();
              both(right, left);
              Thread thread = new Thread(() -> both(left, right));
              thread.start();
              thread.join();
              both(right, left);
            }),
        program(
            "a lock held twice",
            () -> {
              ReentrantLock left = new ReentrantLock();
              ReentrantLock right = new ReentrantLock();
              Runnable twice =
                  () -> {
                    left.lock();
                    right.lock();
                    left.lock();
                    left.unlock();
                    right.unlock();
                    left.unlock();
                  };
              inParallel(twice, twice);
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inOrder")
  void noInversion_isTold(String name, Body body) {
    CheckResult result = all(body);

    assertThat(result.warnings()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void attemptThatFailed_holdsNothing() {
    CheckResult result =
        all(
            () -> {
              ReentrantLock left = new ReentrantLock();
              ReentrantLock right = new ReentrantLock();
              Runnable tries =
                  () -> {
                    boolean taken = false;
                    try {
                      taken = right.tryLock(1, TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                    if (!taken) {
                      left.lock();
                      left.unlock();
                    } else {
                      right.unlock();
                    }
                  };
              CountDownLatch never = new CountDownLatch(1);
              Runnable keeps =
                  () -> {
                    both(left, right);
                    right.lock();
                    try {
                      never.await(1, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                    right.unlock();
                  };
              inParallel(tries, keeps);
            });

    assertThat(result.warnings()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void completeSearch_saysThatNothingDeadlocks() {
    CheckResult result =
        all(
            () -> {
              Object left = new Left();
              Object right = new Right();
              CountDownLatch done = new CountDownLatch(1);
              inParallel(
                  () -> {
                    both(left, right);
                    done.countDown();
                  },
                  () -> {
                    try {
                      done.await();
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                    both(right, left);
                  });
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.warnings())
        .singleElement()
        .asString()
        .endsWith(
            "; no interleaving of this program deadlocks there, because something else keeps the"
                + " threads apart");
  }

  @Test
  void sameMistake_isToldOnce() {
    CheckResult result =
        first(
            () -> {
              Object left = new Left();
              Object right = new Right();
              inParallel(
                  () -> both(left, right),
                  () -> both(left, right),
                  () -> both(right, left),
                  () -> both(right, left));
            });

    assertThat(result.warnings()).hasSize(1);
  }

  @Test
  void locksOfOneType_areNumbered() {
    CheckResult result =
        first(
            () -> {
              Lock left = new ReentrantLock();
              Lock right = new ReentrantLock();
              inParallel(() -> both(left, right), () -> both(right, left));
            });

    assertThat(result.warnings().get(0))
        .contains("Thread-0 takes ReentrantLock #2 at", "while holding ReentrantLock #1, taken at")
        .contains("Thread-1 takes ReentrantLock #1 at", "while holding ReentrantLock #2, taken at");
  }

  private static Arguments program(String name, Body body) {
    return Arguments.of(name, body);
  }
}
