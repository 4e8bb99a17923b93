package dev.heddle.check;

import static dev.heddle.check.Switchings.inParallel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Small programs of which it is known what a full exploration has to find.
 *
 * <p>A sleep in them is a step of the program under check, on its virtual clock: it ends when
 * nothing else can run, always at the same point, and takes no time. So it is in the other tests.
 */
final class SmallPrograms {
  private SmallPrograms() {}

  /**
   * A program and what is to be found.
   *
   * @param name what it is about
   * @param body the program
   * @param expected the kinds of failures; none for a program that is verified
   * @param outcomes exactly what executions print
   */
  record Case(String name, Body body, Set<FailureKind> expected, Set<String> outcomes) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case verified(String name, Set<String> outcomes, Body body) {
    return new Case(name, body, Set.of(), outcomes);
  }

  private static Case failing(String name, FailureKind kind, Set<String> outcomes, Body body) {
    return new Case(name, body, Set.of(kind), outcomes);
  }

  private static final class Shared {
    int plain;
    volatile int one;
    volatile int two;
    volatile boolean flag;
    @Nullable Object reference;

    synchronized void addSynchronized() {
      plain++;
    }

    static int count;

    static synchronized void addStatic() {
      count++;
    }
  }

  private static void await(Object monitor) {
    try {
      monitor.wait();
    } catch (InterruptedException e) {
      System.out.print("interrupted");
    }
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    addAccesses(cases);
    addVisibility(cases);
    addMonitors(cases);
    addWaiting(cases);
    addLocks(cases);
    addThreads(cases);
    addTime(cases);
    return cases;
  }

  private static void addAccesses(List<Case> cases) {
    cases.add(
        verified(
            "plain field: two increments lose one",
            Set.of("1", "2"),
            () -> {
              Shared shared = new Shared();
              inParallel(() -> shared.plain++, () -> shared.plain++);
              System.out.print(shared.plain);
            }));
    cases.add(
        verified(
            "array element: two increments lose one",
            Set.of("1", "2"),
            () -> {
              int[] cells = new int[1];
              inParallel(() -> cells[0]++, () -> cells[0]++);
              System.out.print(cells[0]);
            }));
    cases.add(
        verified(
            "long array elements and fields of all widths",
            Set.of("3 1.5 x", "5 2.5 y"),
            () -> {
              long[] cells = new long[1];
              double[] more = new double[1];
              char[] text = new char[1];
              Object lock = new Object();
              inParallel(
                  () -> {
                    synchronized (lock) {
                      cells[0] = 3;
                      more[0] = 1.5;
                      text[0] = 'x';
                    }
                  },
                  () -> {
                    synchronized (lock) {
                      cells[0] = 5;
                      more[0] = 2.5;
                      text[0] = 'y';
                    }
                  });
              System.out.print(cells[0] + " " + more[0] + " " + text[0]);
            }));
    cases.add(
        verified(
            "store buffering: both zero is impossible",
            Set.of("0 1", "1 0", "1 1"),
            () -> {
              Shared shared = new Shared();
              int[] seen = new int[2];
              inParallel(
                  () -> {
                    shared.one = 1;
                    seen[0] = shared.two;
                  },
                  () -> {
                    shared.two = 1;
                    seen[1] = shared.one;
                  });
              System.out.print(seen[0] + " " + seen[1]);
            }));
    cases.add(
        verified(
            "message passing: the flag carries the data",
            Set.of("0", "42"),
            () -> {
              Shared shared = new Shared();
              inParallel(
                  () -> {
                    shared.plain = 42;
                    shared.flag = true;
                  },
                  () -> System.out.print(shared.flag ? shared.plain : 0));
            }));
    cases.add(
        verified(
            "atomic increments lose nothing",
            Set.of("2"),
            () -> {
              AtomicInteger count = new AtomicInteger();
              inParallel(count::incrementAndGet, count::incrementAndGet);
              System.out.print(count);
            }));
    cases.add(
        verified(
            "check then act on a list",
            Set.of("1", "2"),
            () -> {
              List<String> list = new ArrayList<>();
              Runnable addOnce =
                  () -> {
                    if (list.isEmpty()) {
                      list.add("x");
                    }
                  };
              inParallel(addOnce, addOnce);
              System.out.print(list.size());
            }));
    cases.add(
        verified(
            "an object that its constructor publishes is seen half built",
            Set.of("none", "0", "7"),
            () -> {
              Object[] published = new Object[1];
              inParallel(
                  () -> new Leaking(published),
                  () -> {
                    Leaking seen = (Leaking) published[0];
                    System.out.print(seen == null ? "none" : String.valueOf(seen.value));
                  });
            }));
    cases.add(
        failing(
            "half-built: the reference is published before the data",
            FailureKind.EXCEPTION,
            Set.of("", "3"),
            () -> {
              Shared shared = new Shared();
              inParallel(
                  () -> {
                    shared.flag = true;
                    shared.reference = "abc";
                  },
                  () -> {
                    if (shared.flag) {
                      System.out.print(String.valueOf(shared.reference.toString().length()));
                    }
                  });
            }));
  }

  private static void addVisibility(List<Case> cases) {
    cases.add(
        verified(
            "a method reference is a step",
            Set.of("0", "1"),
            () -> {
              AtomicInteger count = new AtomicInteger();
              new Thread(count::incrementAndGet).start();
              System.out.print(count.get());
            }));
    cases.add(
        verified(
            "a static method reference and a constructor reference work",
            Set.of("x"),
            () -> {
              java.util.function.Function<Object, String> text = String::valueOf;
              java.util.function.Supplier<List<String>> list = ArrayList::new;
              List<String> made = list.get();
              inParallel(() -> made.add(text.apply("x")));
              System.out.print(made.get(0));
            }));
    cases.add(
        verified(
            "a method inherited from the JDK is a step",
            Set.of("0", "1"),
            () -> {
              Names names = new Names();
              new Thread(() -> names.add("x")).start();
              System.out.print(names.size());
            }));
    cases.add(
        verified(
            "an array that is passed on is visible",
            Set.of("0", "1"),
            () -> {
              int[] cell = new int[1];
              Thread writer = writerTo(cell);
              writer.start();
              System.out.print(cell[0]);
            }));
    cases.add(
        verified(
            "a view that is passed on makes what it is a view of visible",
            Set.of("0", "1"),
            () -> {
              TreeMap<Integer, String> map = new TreeMap<>();
              Thread reader = printerOfSize(map.values());
              reader.start();
              map.put(1, "x");
            }));
    cases.add(
        verified(
            "a field inherited from a superclass, wide fields, and a static field",
            Set.of("0 0.0 0", "5 0.0 0", "5 2.5 0", "5 2.5 9"),
            () -> {
              Wide.count = 0;
              Wide wide = new Wide();
              new Thread(
                      () -> {
                        wide.number = 5;
                        wide.real = 2.5;
                        Wide.count = 9;
                      })
                  .start();
              long count = Wide.count;
              double real = wide.real;
              long number = wide.number;
              // Read against the order of the writes: what is read first was written last.
              System.out.print(number + " " + real + " " + count);
            }));
  }

  private static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1L;
  }

  private static class Base {
    long number;
  }

  private static final class Wide extends Base {
    double real;
    static long count;
  }

  private static Thread writerTo(int[] cell) {
    return new Thread(() -> cell[0] = 1);
  }

  private static Thread printerOfSize(Collection<String> strings) {
    return new Thread(() -> System.out.print(strings.size()));
  }

  private static final class Leaking {
    int value;

    Leaking(Object[] published) {
      published[0] = this;
      value = 7;
    }
  }

  private static void addMonitors(List<Case> cases) {
    cases.add(
        verified(
            "synchronized method",
            Set.of("2"),
            () -> {
              Shared shared = new Shared();
              inParallel(shared::addSynchronized, shared::addSynchronized);
              System.out.print(shared.plain);
            }));
    cases.add(
        verified(
            "static synchronized method",
            Set.of("2"),
            () -> {
              Shared.count = 0;
              inParallel(Shared::addStatic, Shared::addStatic);
              System.out.print(Shared.count);
            }));
    cases.add(
        verified(
            "a monitor is left when the block throws",
            Set.of("caught"),
            () -> {
              Object monitor = new Object();
              Runnable body =
                  () -> {
                    try {
                      synchronized (monitor) {
                        throw new IllegalStateException();
                      }
                    } catch (IllegalStateException e) {
                      synchronized (monitor) {
                        return;
                      }
                    }
                  };
              inParallel(body, body);
              System.out.print("caught");
            }));
    cases.add(
        failing(
            "two monitors in opposite order",
            FailureKind.DEADLOCK,
            Set.of("", "ok"),
            () -> {
              Object a = new Object();
              Object b = new Object();
              inParallel(
                  () -> {
                    synchronized (a) {
                      synchronized (b) {
                        return;
                      }
                    }
                  },
                  () -> {
                    synchronized (b) {
                      synchronized (a) {
                        return;
                      }
                    }
                  });
              System.out.print("ok");
            }));
    cases.add(
        failing(
            "wait without looking first loses the wake-up",
            FailureKind.DEADLOCK,
            Set.of("", "ok"),
            () -> {
              Object monitor = new Object();
              Thread waiter =
                  new Thread(
                      () -> {
                        synchronized (monitor) {
                          SmallPrograms.await(monitor);
                        }
                      });
              waiter.start();
              synchronized (monitor) {
                monitor.notify();
              }
              waiter.join();
              System.out.print("ok");
            }));
    cases.add(
        verified(
            "notify wakes one, any one",
            Set.of("a", "b"),
            () -> {
              Object monitor = new Object();
              int[] waiting = new int[1];
              for (String name : List.of("a", "b")) {
                Thread waiter =
                    new Thread(
                        () -> {
                          synchronized (monitor) {
                            waiting[0]++;
                            SmallPrograms.await(monitor);
                            System.out.print(name);
                          }
                        });
                waiter.setDaemon(true);
                waiter.start();
              }
              while (true) {
                synchronized (monitor) {
                  if (waiting[0] == 2) {
                    monitor.notify();
                    break;
                  }
                }
                Thread.yield();
              }
              awaitOthers();
            }));
    cases.add(
        verified(
            "notifyAll wakes all",
            Set.of("2"),
            () -> {
              Shared shared = new Shared();
              Runnable waiter =
                  () -> {
                    synchronized (shared) {
                      while (shared.plain == 0) {
                        SmallPrograms.await(shared);
                      }
                      shared.one++;
                    }
                  };
              Thread first = new Thread(waiter);
              Thread second = new Thread(waiter);
              first.start();
              second.start();
              synchronized (shared) {
                shared.plain = 1;
                shared.notifyAll();
              }
              first.join();
              second.join();
              System.out.print(shared.one);
            }));
    cases.add(
        failing(
            "leak: a thread waits when main has ended",
            FailureKind.LEAK,
            Set.of(""),
            () -> {
              Object monitor = new Object();
              new Thread(
                      () -> {
                        synchronized (monitor) {
                          SmallPrograms.await(monitor);
                        }
                      },
                      "waiter")
                  .start();
            }));
    cases.add(
        failing(
            "notify without the monitor is an error",
            FailureKind.EXCEPTION,
            Set.of(""),
            () -> new Object().notify()));
    cases.add(
        verified(
            "the program's monitor of a Vector keeps the Vector's own methods out",
            Set.of("0"),
            () -> {
              Vector<Integer> vector = new Vector<>();
              inParallel(
                  () -> vector.add(1),
                  () -> {
                    synchronized (vector) {
                      int before = vector.size();
                      System.out.print(vector.size() - before);
                    }
                  });
            }));
  }

  /** Threads that wait on a monitor, known to wait. */
  private static final class Waiters {
    private int waiting;

    Thread start(String name) throws InterruptedException {
      int before = waiting;
      Thread thread = new Thread(() -> waitOnce(name));
      thread.start();
      while (true) {
        synchronized (this) {
          if (waiting > before) {
            return thread;
          }
        }
        Thread.yield();
      }
    }

    private synchronized void waitOnce(String name) {
      synchronized (this) {
        waiting++;
        try {
          wait();
          System.out.print(name + (Thread.currentThread().isInterrupted() ? " (status) " : " "));
        } catch (InterruptedException e) {
          System.out.print(name + " (exception) ");
        }
      }
      if (!Thread.holdsLock(this)) {
        throw new AssertionError("waiting gave back one hold too many");
      }
    }
  }

  private static void addWaiting(List<Case> cases) {
    cases.add(
        verified(
            "notify wakes any one, not the first that came",
            Set.of("a b ", "b a "),
            () -> {
              Waiters waiters = new Waiters();
              Thread a = waiters.start("a");
              Thread b = waiters.start("b");
              synchronized (waiters) {
                waiters.notify();
              }
              awaitOthers();
              synchronized (waiters) {
                waiters.notify();
              }
              a.join();
              b.join();
            }));
    cases.add(
        verified(
            "notified first and interrupted then: returns normally, or by an exception",
            Set.of("a (status) ", "a (exception) "),
            () -> {
              Waiters waiters = new Waiters();
              Thread a = waiters.start("a");
              synchronized (waiters) {
                waiters.notify();
                a.interrupt();
              }
              a.join();
            }));
    cases.add(
        failing(
            "interrupted first and notified then: it takes the notification, or another gets it",
            FailureKind.DEADLOCK,
            Set.of("a (exception) b ", "b a (exception) ", "a (status) "),
            () -> {
              Waiters waiters = new Waiters();
              Thread a = waiters.start("a");
              Thread b = waiters.start("b");
              synchronized (waiters) {
                a.interrupt();
                waiters.notify();
              }
              a.join();
              b.join();
            }));
    cases.add(
        verified(
            "interrupted by one thread and notified by another: returns normally, or does not",
            Set.of("a ", "a (status) ", "a (exception) "),
            () -> {
              Waiters waiters = new Waiters();
              Thread a = waiters.start("a");
              Thread notifier =
                  new Thread(
                      () -> {
                        synchronized (waiters) {
                          waiters.notify();
                        }
                      });
              notifier.start();
              a.interrupt();
              notifier.join();
              a.join();
            }));
    cases.add(
        verified(
            "a thread that ends wakes those that wait on it",
            Set.of("ended"),
            () -> {
              Thread thread = new Thread(() -> {});
              thread.start();
              synchronized (thread) {
                while (thread.isAlive()) {
                  thread.wait();
                }
              }
              System.out.print("ended");
            }));
  }

  private static void addLocks(List<Case> cases) {
    cases.add(
        verified(
            "ReentrantLock",
            Set.of("2"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              Shared shared = new Shared();
              Runnable body =
                  () -> {
                    lock.lock();
                    try {
                      shared.plain++;
                    } finally {
                      lock.unlock();
                    }
                  };
              inParallel(body, body);
              System.out.print(shared.plain);
            }));
    cases.add(
        verified(
            "tryLock fails or succeeds",
            Set.of("1", "2"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              AtomicInteger taken = new AtomicInteger();
              Runnable body =
                  () -> {
                    if (lock.tryLock()) {
                      taken.incrementAndGet();
                      lock.unlock();
                    }
                  };
              inParallel(body, body);
              System.out.print(taken);
            }));
    cases.add(
        failing(
            "two locks in opposite order",
            FailureKind.DEADLOCK,
            Set.of("", "ok"),
            () -> {
              ReentrantLock a = new ReentrantLock();
              ReentrantLock b = new ReentrantLock();
              inParallel(
                  () -> {
                    a.lock();
                    b.lock();
                    b.unlock();
                    a.unlock();
                  },
                  () -> {
                    b.lock();
                    a.lock();
                    a.unlock();
                    b.unlock();
                  });
              System.out.print("ok");
            }));
    cases.add(
        verified(
            "Condition",
            Set.of("ok"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              Condition changed = lock.newCondition();
              Shared shared = new Shared();
              inParallel(
                  () -> {
                    lock.lock();
                    while (shared.plain == 0) {
                      changed.awaitUninterruptibly();
                    }
                    lock.unlock();
                  },
                  () -> {
                    lock.lock();
                    shared.plain = 1;
                    changed.signal();
                    lock.unlock();
                  });
              System.out.print("ok");
            }));
    cases.add(
        failing(
            "a Semaphore of one taken twice",
            FailureKind.DEADLOCK,
            Set.of(""),
            () -> {
              Semaphore semaphore = new Semaphore(1);
              semaphore.acquireUninterruptibly();
              semaphore.acquireUninterruptibly();
            }));
    cases.add(
        verified(
            "CountDownLatch",
            Set.of("2"),
            () -> {
              CountDownLatch latch = new CountDownLatch(2);
              AtomicInteger before = new AtomicInteger();
              Runnable body =
                  () -> {
                    before.incrementAndGet();
                    latch.countDown();
                  };
              new Thread(body).start();
              new Thread(body).start();
              latch.await();
              System.out.print(before);
            }));
    cases.add(
        verified(
            "CyclicBarrier",
            Set.of("2 2"),
            () -> {
              CyclicBarrier barrier = new CyclicBarrier(2);
              AtomicInteger before = new AtomicInteger();
              int[] seen = new int[2];
              inParallel(
                  () -> seen[0] = arrive(barrier, before), () -> seen[1] = arrive(barrier, before));
              System.out.print(seen[0] + " " + seen[1]);
            }));
    cases.add(
        verified(
            "park and unpark: the permit is not lost",
            Set.of("ok"),
            () -> {
              Thread main = Thread.currentThread();
              new Thread(() -> LockSupport.unpark(main)).start();
              LockSupport.park();
              System.out.print("ok");
            }));
    cases.add(
        verified(
            "ConcurrentHashMap.compute with the program's code inside",
            Set.of("2"),
            () -> {
              ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
              Shared shared = new Shared();
              map.put("key", 0);
              Runnable body = () -> map.compute("key", (key, old) -> shared.plain++ + 1);
              inParallel(body, body);
              System.out.print(map.get("key"));
            }));
    cases.add(
        verified(
            "ConcurrentHashMap.computeIfAbsent computes once",
            Set.of("1"),
            () -> {
              ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
              Shared shared = new Shared();
              Runnable body = () -> map.computeIfAbsent("key", key -> ++shared.plain);
              inParallel(body, body);
              System.out.print(shared.plain);
            }));
    cases.add(
        verified(
            "a thread pool of one's own",
            Set.of("3"),
            () -> {
              ExecutorService pool = Executors.newFixedThreadPool(1);
              Future<Integer> one = pool.submit(() -> 1);
              Future<Integer> two = pool.submit(() -> 2);
              System.out.print(one.get() + two.get());
              pool.shutdown();
            }));
  }

  private static int arrive(CyclicBarrier barrier, AtomicInteger before) {
    before.incrementAndGet();
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
    return before.get();
  }

  private static void addThreads(List<Case> cases) {
    cases.add(
        verified(
            "states of a thread",
            Set.of("NEW false RUNNABLE true", "NEW false TERMINATED false"),
            () -> {
              Thread thread = new Thread(() -> {});
              String before = thread.getState() + " " + thread.isAlive();
              thread.start();
              Thread.State state = thread.getState();
              // Asked for in this order, RUNNABLE and then dead would be possible too.
              System.out.print(before + " " + state + " " + (state != Thread.State.TERMINATED));
              thread.join();
            }));
    cases.add(
        failing(
            "an exception in a thread",
            FailureKind.EXCEPTION,
            Set.of(""),
            () ->
                inParallel(
                    () -> {
                      throw new IllegalStateException("boom");
                    })));
    cases.add(
        verified(
            "an exception that the program's own handler takes is no failure",
            Set.of("boom"),
            () -> {
              Thread thread =
                  new Thread(
                      () -> {
                        throw new IllegalStateException("boom");
                      });
              thread.setUncaughtExceptionHandler((t, e) -> System.out.print(e.getMessage()));
              thread.start();
              thread.join();
            }));
    cases.add(
        failing(
            "what an exception leaves behind is not a second failure",
            FailureKind.EXCEPTION,
            Set.of(""),
            () -> {
              CountDownLatch latch = new CountDownLatch(1);
              new Thread(
                      () -> {
                        throw new IllegalStateException("before counting down");
                      })
                  .start();
              latch.await();
            }));
    cases.add(
        failing(
            "a thread that waits for itself",
            FailureKind.DEADLOCK,
            Set.of(""),
            () -> Thread.currentThread().join()));
    cases.add(
        failing(
            "starting a thread twice",
            FailureKind.EXCEPTION,
            Set.of(""),
            () -> {
              Thread thread = new Thread(() -> {});
              thread.start();
              thread.start();
            }));
    cases.add(
        verified(
            "interrupt of a sleep",
            Set.of("interrupted false"),
            () -> interrupted(() -> Thread.sleep(1_000))));
    cases.add(
        verified(
            "interrupt of a wait",
            Set.of("interrupted false"),
            () -> {
              Object monitor = new Object();
              interrupted(
                  () -> {
                    synchronized (monitor) {
                      monitor.wait();
                    }
                  });
            }));
    cases.add(
        verified(
            "interrupt of a join",
            Set.of("interrupted false"),
            () -> {
              Thread daemon = new Thread(LockSupport::park);
              daemon.setDaemon(true);
              daemon.start();
              interrupted(daemon::join);
            }));
    cases.add(
        verified(
            "interrupt of a park: returns with the status set",
            Set.of("returned true"),
            () -> interrupted(LockSupport::park)));
    cases.add(
        verified(
            "names, thread locals and daemons",
            Set.of("main main false 5|Thread-0 Thread-0 true 7"),
            () -> {
              ThreadLocal<Integer> local = ThreadLocal.withInitial(() -> 5);
              Thread thread =
                  new Thread(
                      () -> {
                        local.set(7);
                        System.out.print("|" + describe(local));
                      });
              thread.setDaemon(true);
              System.out.print(describe(local));
              thread.start();
              thread.join();
            }));
    cases.add(
        verified(
            "a loop that spins until a flag is set",
            Set.of("seen"),
            () -> {
              Shared shared = new Shared();
              Thread setter = new Thread(() -> shared.flag = true);
              setter.start();
              while (!shared.flag) {
                Thread.onSpinWait();
              }
              System.out.print("seen");
            }));
    cases.add(
        verified(
            "a lock made of compareAndSet",
            Set.of("2"),
            () -> {
              AtomicBoolean held = new AtomicBoolean();
              Shared shared = new Shared();
              Runnable body =
                  () -> {
                    while (!held.compareAndSet(false, true)) {
                      Thread.onSpinWait();
                    }
                    shared.plain++;
                    held.set(false);
                  };
              inParallel(body, body);
              System.out.print(shared.plain);
            }));
    cases.add(
        failing(
            "livelock: a flag that nobody sets",
            FailureKind.LIVELOCK,
            Set.of(""),
            () -> {
              Shared shared = new Shared();
              while (!shared.flag) {
                Thread.yield();
              }
            }));
  }

  private interface Interruptible {
    void run() throws InterruptedException;
  }

  private static void interrupted(Interruptible body) throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
                System.out.print("returned ");
              } catch (InterruptedException e) {
                System.out.print("interrupted ");
              }
              System.out.print(Thread.currentThread().isInterrupted());
            });
    thread.start();
    thread.interrupt();
    thread.join();
  }

  private static String describe(ThreadLocal<Integer> local) {
    Thread self = Thread.currentThread();
    return self.getName() + " " + self.getName() + " " + self.isDaemon() + " " + local.get();
  }

  private static void addTime(List<Case> cases) {
    cases.add(
        verified(
            "sleeps end in the order of their deadlines",
            Set.of("short long "),
            () -> inParallel(() -> sleep(200, "long "), () -> sleep(100, "short "))));
    cases.add(
        verified(
            "sleeps of the same length end in any order",
            Set.of("a b ", "b a "),
            () -> inParallel(() -> sleep(100, "a "), () -> sleep(100, "b "))));
    cases.add(
        verified(
            "a timed wait ends by itself",
            Set.of("1000"),
            () -> {
              long before = System.nanoTime();
              Object monitor = new Object();
              synchronized (monitor) {
                monitor.wait(1_000);
              }
              System.out.print(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
            }));
    cases.add(
        verified(
            "tryLock gives up after its time",
            Set.of("false 60000"),
            () -> {
              ReentrantLock lock = new ReentrantLock();
              lock.lock();
              Thread other =
                  new Thread(
                      () -> {
                        long before = System.currentTimeMillis();
                        try {
                          System.out.print(lock.tryLock(1, TimeUnit.MINUTES) + " ");
                        } catch (InterruptedException e) {
                          throw new AssertionError(e);
                        }
                        System.out.print(System.currentTimeMillis() - before);
                      });
              other.start();
              other.join();
            }));
    cases.add(
        verified(
            "a timed join ends by itself",
            Set.of("alive"),
            () -> {
              Thread parked = new Thread(LockSupport::park);
              parked.setDaemon(true);
              parked.start();
              parked.join(10);
              System.out.print(parked.isAlive() ? "alive" : "ended");
            }));
    cases.add(
        verified(
            "a loop that polls the clock ends",
            Set.of("ok"),
            () -> {
              long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
              while (System.nanoTime() < end) {
                continue;
              }
              System.out.print("ok");
            }));
  }

  /** Awaits a latch that nobody opens: its time is over when nothing else can run. */
  private static void awaitOthers() throws InterruptedException {
    if (new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS)) {
      throw new AssertionError("nobody opens this latch");
    }
  }

  private static void sleep(long millis, String text) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    System.out.print(text);
  }
}
