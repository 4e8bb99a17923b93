package dev.heddle.check.models;

import static dev.heddle.check.Switchings.inParallel;
import static dev.heddle.check.models.Bodies.ending;
import static dev.heddle.check.models.Bodies.sleepUnderCheck;
import static dev.heddle.check.models.ModelProgram.failing;
import static dev.heddle.check.models.ModelProgram.timed;
import static dev.heddle.check.models.ModelProgram.verified;

import dev.heddle.check.FailureKind;
import dev.heddle.check.models.Bodies.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;

/** What threads, monitors and the language around them do. */
final class ThreadPrograms {
  private ThreadPrograms() {}

  static List<ModelProgram> all() {
    List<ModelProgram> all = new ArrayList<>();
    all.addAll(ofMonitors());
    all.addAll(ofThreads());
    if (Runtime.version().feature() >= 24) {
      all.add(twoStarts());
    }
    all.addAll(ofThreadLocals());
    all.addAll(ofTheLanguage());
    return all;
  }

  private static List<ModelProgram> ofMonitors() {
    return List.of(
        verified(
            "monitor: a wait gives up all holds, and has them again",
            Set.of("1 true"),
            () -> {
              Account account = new Account();
              Told depositor = Told.start(() -> account.add(1));
              int seen = account.awaitTwiceHeld();
              depositor.told();
              return seen + " " + !Thread.holdsLock(account);
            }),
        verified(
            "monitor: a wait gives up one monitor, not the other",
            Set.of("false true"),
            () -> {
              Object outer = new Object();
              Object inner = new Object();
              String[] held = new String[1];
              Told waiter =
                  Told.start(
                      () -> {
                        synchronized (outer) {
                          synchronized (inner) {
                            inner.wait(1);
                          }
                          held[0] = Thread.holdsLock(inner) + " " + Thread.holdsLock(outer);
                        }
                      });
              waiter.told();
              return held[0];
            }),
        failing(
            "monitor: who waits while holding another keeps the notifier out",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> {
              Object outer = new Object();
              Object inner = new Object();
              Told waiter =
                  Told.start(
                      () -> {
                        synchronized (outer) {
                          synchronized (inner) {
                            inner.wait();
                          }
                        }
                      });
              synchronized (outer) {
                synchronized (inner) {
                  inner.notifyAll();
                }
              }
              return waiter.told();
            }),
        verified(
            "monitor: an interrupt ends a wait, but not before the monitor is free",
            Set.of("InterruptedException 1"),
            () -> {
              Object monitor = new Object();
              int[] order = new int[2];
              Told waiter =
                  Told.start(
                      () -> {
                        synchronized (monitor) {
                          try {
                            monitor.wait();
                          } finally {
                            order[1] = order[0];
                          }
                        }
                      });
              synchronized (monitor) {
                waiter.interrupt();
                order[0] = 1;
              }
              return waiter.told() + " " + order[1];
            }),
        verified(
            "monitor: what cannot be done without it",
            Set.of(
                "IllegalMonitorStateException IllegalMonitorStateException"
                    + " IllegalMonitorStateException"),
            () -> {
              Object monitor = new Object();
              return ending(monitor::wait)
                  + " "
                  + ending(monitor::notify)
                  + " "
                  + ending(() -> monitor.wait(1));
            }),
        verified(
            "monitor: the class and its objects have different ones",
            Set.of("2 2"),
            () -> {
              Account.opened = 0;
              Account account = new Account();
              Runnable both =
                  () -> {
                    account.add(1);
                    Account.open();
                  };
              inParallel(both, both);
              return account.balance + " " + Account.opened;
            }));
  }

  /** A class with all kinds of synchronized methods. */
  private static final class Account {
    static int opened;
    int balance;

    static synchronized void open() {
      opened++;
    }

    synchronized void add(int amount) {
      balance += amount;
      notifyAll();
    }

    synchronized int awaitTwiceHeld() throws InterruptedException {
      synchronized (this) {
        while (balance == 0) {
          wait();
        }
      }
      return balance;
    }

    /** An inner class that enters the monitor of the outer one. */
    final class Statement {
      int lines;

      void print() {
        synchronized (Account.this) {
          lines += balance;
        }
      }
    }
  }

  /** On JDK 17 start is synchronized, so the second one blocks for real: that is unsupported. */
  private static ModelProgram twoStarts() {
    return verified(
        "Thread: of two that start a third one succeeds, either",
        Set.of("returned IllegalThreadStateException", "IllegalThreadStateException returned"),
        () -> {
          Thread third = new Thread(() -> {});
          Told one = Told.start(third::start);
          Told other = Told.start(third::start);
          return one.told() + " " + other.told();
        });
  }

  private static List<ModelProgram> ofThreads() {
    return List.of(
        verified(
            "Thread: a subclass overrides run, start and interrupt",
            Set.of("start run interrupt"),
            () -> {
              Overriding thread = new Overriding();
              thread.start();
              thread.join();
              thread.interrupt();
              return String.join(" ", thread.calls);
            }),
        verified(
            "Thread: an interrupt does not end the wait for a monitor, and is kept",
            Set.of("returned, interrupted"),
            () -> {
              Object monitor = new Object();
              Told waiting =
                  new Told(
                      () -> {
                        synchronized (monitor) {
                          monitor.notifyAll();
                        }
                      });
              synchronized (monitor) {
                waiting.start();
                waiting.interrupt();
              }
              return waiting.told();
            }),
        verified(
            "Thread: an interrupt before the start is kept",
            Set.of("InterruptedException"),
            () -> {
              CountDownLatch never = new CountDownLatch(1);
              Told waiting = new Told(never::await);
              waiting.interrupt();
              waiting.start();
              return waiting.told();
            }),
        verified(
            "Thread: an interrupt after the end is noted",
            Set.of("true"),
            () -> {
              Thread thread = new Thread(() -> {});
              thread.start();
              thread.join();
              thread.interrupt();
              return thread.isInterrupted();
            }),
        verified(
            "Thread: a daemon stops with the last of the others",
            Set.of("0", "1"),
            () -> {
              int[] count = new int[1];
              Object monitor = new Object();
              Thread daemon =
                  new Thread(
                      () -> {
                        synchronized (monitor) {
                          count[0]++;
                        }
                        LockSupport.park();
                      });
              daemon.setDaemon(true);
              daemon.start();
              synchronized (monitor) {
                return count[0];
              }
            }),
        verified(
            "Thread: groups and daemons are inherited",
            Set.of("own own true false"),
            () -> {
              ThreadGroup group = new ThreadGroup("own");
              String[] seen = new String[1];
              Thread parent =
                  new Thread(
                      group,
                      () -> {
                        Thread child = new Thread(() -> {});
                        Thread other = new Thread(() -> {});
                        other.setDaemon(false);
                        seen[0] =
                            child.getThreadGroup().getName()
                                + " "
                                + other.getThreadGroup().getName()
                                + " "
                                + child.isDaemon()
                                + " "
                                + other.isDaemon();
                      });
              parent.setDaemon(true);
              parent.start();
              parent.join();
              return seen[0];
            }),
        verified(
            "Thread: its own handler takes what it throws",
            Set.of("IllegalStateException in named"),
            () -> {
              CountDownLatch isHandled = new CountDownLatch(1);
              String[] seen = new String[1];
              Thread thread =
                  new Thread(
                      () -> {
                        throw new IllegalStateException();
                      },
                      "named");
              thread.setUncaughtExceptionHandler(
                  (self, thrown) -> {
                    seen[0] = thrown.getClass().getSimpleName() + " in " + self.getName();
                    isHandled.countDown();
                  });
              thread.start();
              isHandled.await();
              thread.join();
              return seen[0];
            }),
        failing(
            "Thread: what nobody handles is a failure",
            FailureKind.EXCEPTION,
            Set.of(),
            () -> {
              Thread thread =
                  new Thread(
                      () -> {
                        throw new IllegalStateException();
                      });
              thread.start();
              thread.join();
              return "";
            }),
        verified(
            "Thread: what cannot be done once it is started",
            Set.of("IllegalThreadStateException IllegalThreadStateException"),
            () -> {
              CountDownLatch end = new CountDownLatch(1);
              Told thread = Told.start(end::await);
              String daemon = ending(() -> thread.setDaemon(true));
              String again = ending(thread::start);
              end.countDown();
              thread.told();
              return daemon + " " + again;
            }),
        timed(
            "Thread: parkNanos, sleep, a timed wait and a timed join end in order",
            Set.of("park wait join sleep"),
            () -> {
              List<String> order = new ArrayList<>();
              Object monitor = new Object();
              Thread sleeper = Told.start(() -> sleepUnderCheck(4));
              inParallel(
                  () -> {
                    LockSupport.parkNanos(1_000_000);
                    add(order, "park");
                  },
                  () -> {
                    synchronized (monitor) {
                      ending(() -> monitor.wait(2));
                    }
                    add(order, "wait");
                  },
                  () -> {
                    ending(() -> sleeper.join(3));
                    add(order, "join");
                  });
              sleeper.join();
              add(order, "sleep");
              return String.join(" ", order);
            }));
  }

  private static void add(List<String> order, String what) {
    synchronized (order) {
      order.add(what);
    }
  }

  private static final class Overriding extends Thread {
    final List<String> calls = new ArrayList<>();

    @Override
    public synchronized void start() {
      calls.add("start");
      super.start();
    }

    @Override
    public void run() {
      synchronized (this) {
        calls.add("run");
      }
    }

    @Override
    public void interrupt() {
      calls.add("interrupt");
      super.interrupt();
    }
  }

  private static List<ModelProgram> ofThreadLocals() {
    return List.of(
        verified(
            "ThreadLocal: each thread has its own, made when it asks",
            Set.of("1 2", "2 1"),
            () -> {
              int[] made = new int[1];
              ThreadLocal<Integer> local =
                  ThreadLocal.withInitial(
                      () -> {
                        synchronized (made) {
                          return ++made[0];
                        }
                      });
              int[] seen = new int[2];
              inParallel(
                  () -> seen[0] = Math.min(local.get(), local.get()), () -> seen[1] = local.get());
              return seen[0] + " " + seen[1];
            }),
        verified(
            "ThreadLocal: what is removed is made again",
            Set.of("5 7 5"),
            () -> {
              ThreadLocal<Integer> local = ThreadLocal.withInitial(() -> 5);
              int first = local.get();
              local.set(7);
              int second = local.get();
              local.remove();
              return first + " " + second + " " + local.get();
            }),
        verified(
            "InheritableThreadLocal: a child has what its maker had",
            Set.of("child of parent, parent"),
            () -> {
              InheritableThreadLocal<String> local =
                  new InheritableThreadLocal<>() {
                    @Override
                    protected String childValue(String value) {
                      return "child of " + value;
                    }
                  };
              local.set("parent");
              String[] seen = new String[1];
              Thread child = new Thread(() -> seen[0] = local.get());
              local.set("changed");
              child.start();
              child.join();
              local.set("parent");
              return seen[0] + ", " + local.get();
            }));
  }

  /** Has an initialiser that two threads may be the first to need. */
  private static final class Registry {
    static final int[] ENTRIES = {1, 2};
    static int used;

    static synchronized int use() {
      return ENTRIES[used++];
    }
  }

  private record Point(int x, int y) {
    Point {
      if (x < 0) {
        throw new IllegalArgumentException("negative");
      }
    }
  }

  /** A constant with state. */
  private enum Meter {
    FIRST,
    SECOND;

    private int read;

    synchronized int read() {
      return ++read;
    }
  }

  /** A default method that calls what the implementation does. */
  private interface Twice {
    void once();

    default void twice() {
      once();
      once();
    }
  }

  private static final class Shared {
    volatile Point point = new Point(0, 0);
    volatile int count;
  }

  private static List<ModelProgram> ofTheLanguage() {
    return List.of(
        verified(
            "class initialiser: runs once, for whoever comes first",
            Set.of("1 2", "2 1"),
            () -> {
              Registry.used = 0;
              int[] seen = new int[2];
              inParallel(() -> seen[0] = Registry.use(), () -> seen[1] = Registry.use());
              return seen[0] + " " + seen[1];
            }),
        verified(
            "record: is seen as a whole",
            Set.of("0 0", "1 2"),
            () -> {
              Shared shared = new Shared();
              String[] seen = new String[1];
              inParallel(
                  () -> shared.point = new Point(1, 2),
                  () -> {
                    Point point = shared.point;
                    seen[0] = point.x() + " " + point.y();
                  });
              return seen[0] + (ending(() -> new Point(-1, 0)).startsWith("Illegal") ? "" : "!");
            }),
        verified(
            "lambda and method reference: what they capture is shared",
            Set.of("11", "12"),
            () -> {
              Shared shared = new Shared();
              IntUnaryOperator add = n -> shared.count += n;
              inParallel(() -> add.applyAsInt(1), () -> add.applyAsInt(1));
              Told last = Told.start(() -> add.applyAsInt(10));
              last.told();
              return shared.count;
            }),
        verified(
            "inner class: enters the monitor of the outer object",
            Set.of("0", "1"),
            () -> {
              Account account = new Account();
              Account.Statement statement = account.new Statement();
              inParallel(statement::print, () -> account.add(1));
              return statement.lines;
            }),
        verified(
            "default method: is no more atomic than what it calls",
            Set.of("2", "3", "4"),
            () -> {
              Shared shared = new Shared();
              Twice twice = () -> shared.count++;
              inParallel(twice::twice, twice::twice);
              return shared.count;
            }),
        verified(
            "switch over constants, and their monitors",
            Set.of("2"),
            () -> {
              int before = Meter.SECOND.read();
              inParallel(() -> read(0), () -> read(1));
              return Meter.SECOND.read() - before;
            }));
  }

  private static void read(int which) {
    switch (Meter.values()[which]) {
      case FIRST -> Meter.FIRST.read();
      case SECOND -> Meter.SECOND.read();
    }
  }
}
