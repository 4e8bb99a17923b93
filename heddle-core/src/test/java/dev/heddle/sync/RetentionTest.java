package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * No class refers to a thread that has ended or to an object handed in, once its use is over,
 * however that ended: by success, by an exception, by an interrupt, by a timeout, or because it was
 * cancelled.
 */
class RetentionTest {
  private static final Duration TINY = Duration.ofMillis(1);
  private static final int OPERATIONS = 1_000_000;
  private static final long ALLOWED_BYTES = 1_000_000;

  /** How a use ends. */
  private enum Ending {
    SUCCESS,
    FAILURE,
    INTERRUPT,
    TIMEOUT,
    CANCELLATION
  }

  /** Uses a primitive in a thread of its own. The token is some object that only the use needs. */
  private interface Use<P> {
    void of(P primitive, Object token) throws Exception;
  }

  /** Makes a primitive, in the state before the use. */
  private interface Maker<P> {
    P make() throws Exception;
  }

  private record Case<P>(Class<?> type, Ending ending, String name, Maker<P> maker, Use<P> use) {
    /** Returns what must be collected. Keeps nothing itself. */
    List<WeakReference<?>> useOnce(P primitive) throws Exception {
      Object token = new byte[1000];
      Throwable[] thrown = {null};
      Thread thread =
          new Thread(
              () -> {
                try {
                  use.of(primitive, token);
                } catch (Throwable e) {
                  thrown[0] = e;
                }
              });
      thread.setDaemon(true);
      thread.start();
      if (ending == Ending.INTERRUPT) {
        untilParked(thread);
        thread.interrupt();
      }
      thread.join(Worker.PATIENCE.toMillis());
      assertThat(thread.isAlive()).isFalse();
      if (ending == Ending.INTERRUPT) {
        assertThat(thrown[0]).isInstanceOf(InterruptedException.class);
      } else if (thrown[0] != null) {
        throw new AssertionError(thrown[0]);
      }
      return List.of(new WeakReference<>(thread), new WeakReference<>(token));
    }

    void check() throws Exception {
      P primitive = maker.make();
      for (WeakReference<?> each : useOnce(primitive)) {
        Retained.awaitCollected(each, "the thread or token of " + this);
      }
      Reference.reachabilityFence(primitive);
      if (primitive instanceof ThreadPool pool) {
        pool.shutdownAndCancel();
      }
    }

    @Override
    public String toString() {
      return type.getSimpleName() + ", " + ending.name().toLowerCase() + ": " + name;
    }
  }

  private static void untilParked(Thread thread) {
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.yield();
    }
  }

  /** The cases, by the class that they are about. */
  private static final class Cases {
    final List<Case<?>> all = new ArrayList<>();

    <P> void add(Class<?> type, Ending ending, String name, Maker<P> maker, Use<P> use) {
      all.add(new Case<>(type, ending, name, maker, use));
    }

    <A extends Acquirable> void addAcquirable(Class<?> type, Maker<A> free, Maker<A> held) {
      add(type, Ending.SUCCESS, "run", free, (lock, token) -> lock.run(token::hashCode));
      add(
          type,
          Ending.FAILURE,
          "body throws",
          free,
          (lock, token) -> {
            try {
              lock.run(
                  () -> {
                    throw new IllegalStateException(token.toString());
                  });
            } catch (IllegalStateException e) {
              assertThat(e).hasMessage(token.toString());
            }
          });
      add(
          type,
          Ending.INTERRUPT,
          "acquireInterruptibly",
          held,
          (lock, token) -> lock.acquireInterruptibly());
      add(type, Ending.TIMEOUT, "tryAcquire", held, (lock, token) -> lock.tryAcquire(TINY));
    }
  }

  private static <A extends Acquirable> A taken(A lock) {
    lock.acquire();
    return lock;
  }

  private static Cases cases() {
    Cases cases = new Cases();
    cases.addAcquirable(Lock.class, Lock::new, () -> taken(new Lock()));
    cases.addAcquirable(RLock.class, RLock::new, () -> taken(new RLock()));
    cases.addAcquirable(Semaphore.class, Semaphore::new, () -> new Semaphore(0));
    cases.addAcquirable(
        BoundedSemaphore.class, BoundedSemaphore::new, () -> taken(new BoundedSemaphore()));
    cases.addAcquirable(
        RWLock.class, () -> new RWLock().readLock(), () -> writtenTo(new RWLock()).readLock());
    cases.addAcquirable(
        RWLock.class, () -> new RWLock().writeLock(), () -> readFrom(new RWLock()).writeLock());
    cases.addAcquirable(
        RWLock.class,
        () -> readFrom(new RWLock()).readLock(),
        () -> writtenTo(new RWLock()).readLock());
    addSignals(cases);
    addValues(cases);
    addQueues(cases);
    addPools(cases);
    return cases;
  }

  private static RWLock writtenTo(RWLock lock) {
    lock.writeLock().acquire();
    return lock;
  }

  private static RWLock readFrom(RWLock lock) {
    lock.readLock().acquire();
    return lock;
  }

  private static void addSignals(Cases cases) {
    Maker<Condition> condition = Condition::new;
    cases.add(
        Condition.class,
        Ending.SUCCESS,
        "awaitUntil",
        condition,
        (c, token) -> {
          try (Hold hold = c.hold()) {
            c.awaitUntil(() -> token.hashCode() == token.hashCode() && hold.held());
          }
        });
    cases.add(
        Condition.class,
        Ending.FAILURE,
        "predicate throws",
        condition,
        (c, token) -> {
          try (Hold hold = c.hold()) {
            c.awaitUntil(
                () -> {
                  throw new IllegalStateException(hold + token.toString());
                });
          } catch (IllegalStateException e) {
            assertThat(e.getMessage()).isNotNull();
          }
        });
    cases.add(
        Condition.class,
        Ending.INTERRUPT,
        "await",
        condition,
        (c, token) -> awaitIn(c, () -> token == c));
    cases.add(
        Condition.class,
        Ending.TIMEOUT,
        "awaitUntil",
        condition,
        (c, token) -> {
          try (Hold hold = c.hold()) {
            c.awaitUntil(() -> token == hold, TINY);
          }
        });
    cases.add(Event.class, Ending.SUCCESS, "await", RetentionTest::set, (e, token) -> e.await());
    cases.add(Event.class, Ending.INTERRUPT, "await", Event::new, (e, token) -> e.await());
    cases.add(Event.class, Ending.TIMEOUT, "await", Event::new, (e, token) -> e.await(TINY));
    cases.add(Latch.class, Ending.SUCCESS, "await", () -> new Latch(0), (l, token) -> l.await());
    cases.add(Latch.class, Ending.INTERRUPT, "await", () -> new Latch(1), (l, token) -> l.await());
    cases.add(
        Latch.class, Ending.TIMEOUT, "await", () -> new Latch(1), (l, token) -> l.await(TINY));
    cases.add(
        Barrier.class, Ending.SUCCESS, "await", () -> new Barrier(1), (b, token) -> b.await());
    cases.add(
        Barrier.class,
        Ending.FAILURE,
        "action throws",
        () ->
            new Barrier(
                1,
                () -> {
                  throw new IllegalStateException(Thread.currentThread().getName());
                }),
        (b, token) -> {
          try {
            b.await();
          } catch (IllegalStateException e) {
            assertThat(b.isBroken()).isTrue();
          }
        });
    cases.add(
        Barrier.class, Ending.INTERRUPT, "await", () -> new Barrier(2), (b, token) -> b.await());
    cases.add(
        Barrier.class,
        Ending.TIMEOUT,
        "await",
        () -> new Barrier(2),
        (b, token) -> {
          try {
            b.await(TINY);
          } catch (BrokenBarrierException e) {
            assertThat(b.isBroken()).isTrue();
          }
        });
    cases.add(
        Barrier.class, Ending.CANCELLATION, "abort", () -> new Barrier(2), (b, token) -> b.abort());
  }

  private static void awaitIn(Condition condition, java.util.function.BooleanSupplier predicate)
      throws InterruptedException {
    try (Hold hold = condition.hold()) {
      condition.awaitUntil(() -> predicate.getAsBoolean() && hold.held());
    }
  }

  private static Event set() {
    Event event = new Event();
    event.set();
    return event;
  }

  private static void addValues(Cases cases) {
    Maker<Guarded<Integer>> number = () -> new Guarded<>(0);
    cases.add(
        Guarded.class,
        Ending.SUCCESS,
        "update",
        number,
        (g, token) -> g.update(n -> n + token.hashCode()));
    cases.add(
        Guarded.class,
        Ending.FAILURE,
        "body throws",
        number,
        (g, token) -> {
          try {
            g.update(
                n -> {
                  throw new IllegalStateException(token.toString());
                });
          } catch (IllegalStateException e) {
            assertThat(e).hasMessage(token.toString());
          }
        });
    cases.add(
        Guarded.class,
        Ending.INTERRUPT,
        "updateWhen",
        number,
        (g, token) -> g.updateWhen(n -> n.equals(token), n -> n));
    cases.add(
        Guarded.class,
        Ending.TIMEOUT,
        "updateWhen",
        number,
        (g, token) -> g.updateWhen(n -> n.equals(token), TINY, n -> n));
    cases.add(
        Once.class, Ending.SUCCESS, "get", () -> new Once<>(() -> 1), (once, token) -> once.get());
    cases.add(
        Once.class,
        Ending.FAILURE,
        "initializer throws",
        () ->
            new Once<>(
                () -> {
                  throw new IllegalStateException();
                }),
        (once, token) -> {
          try {
            once.get();
          } catch (IllegalStateException e) {
            assertThat(once.isDone()).isFalse();
          }
        });
    cases.add(
        Once.class,
        Ending.INTERRUPT,
        "getInterruptibly",
        RetentionTest::onceBeingMade,
        (once, token) -> once.getInterruptibly());
    cases.add(
        Local.class,
        Ending.SUCCESS,
        "get, remove",
        () -> new Local<>(Object::new),
        (local, token) -> {
          local.get();
          local.remove();
        });
    cases.add(
        Local.class,
        Ending.SUCCESS,
        "get in a scope",
        () -> new Local<>(Object::new),
        (local, token) -> {
          try (Local.Scope scope = Local.scope()) {
            assertThat(scope.toString() + local.get()).isNotEmpty();
          }
        });
    cases.add(
        Local.class,
        Ending.FAILURE,
        "initializer throws",
        () ->
            new Local<>(
                () -> {
                  throw new IllegalStateException();
                }),
        (local, token) -> {
          try {
            local.get();
          } catch (IllegalStateException e) {
            assertThat(local.count()).isZero();
          }
        });
    cases.add(
        Local.class,
        Ending.FAILURE,
        "close hook throws",
        () ->
            new Local<>(
                Object::new,
                object -> {
                  throw new IllegalStateException();
                }),
        (local, token) -> {
          local.get();
          try {
            local.remove();
          } catch (IllegalStateException e) {
            assertThat(local.count()).isZero();
          }
        });
    cases.add(
        Local.class,
        Ending.CANCELLATION,
        "closeAll",
        () -> new Local<>(Object::new),
        (local, token) -> {
          local.get();
          local.closeAll();
        });
  }

  /** A value that another thread does not finish making. */
  private static Once<Object> onceBeingMade() {
    Event begun = new Event();
    Once<Object> once =
        new Once<>(
            () -> {
              begun.set();
              new Event().awaitUninterruptibly();
              return begun;
            });
    Worker.start(Thread::new, once::get);
    begun.awaitUninterruptibly();
    return once;
  }

  private static void addQueues(Cases cases) {
    cases.add(
        SimpleQueue.class,
        Ending.SUCCESS,
        "put, get",
        SimpleQueue<Object>::new,
        (queue, token) -> {
          queue.put(token);
          queue.get();
        });
    cases.add(
        SimpleQueue.class,
        Ending.INTERRUPT,
        "get",
        SimpleQueue<Object>::new,
        (q, token) -> q.get());
    cases.add(
        SimpleQueue.class,
        Ending.TIMEOUT,
        "tryGet",
        SimpleQueue<Object>::new,
        (q, token) -> q.tryGet(TINY));
    Comparator<Object> byHash = Comparator.comparing(System::identityHashCode);
    Map<String, Maker<TaskQueue<Object>>> orders =
        new TreeMap<>(
            Map.of(
                "fifo", () -> TaskQueue.fifo(1),
                "lifo", () -> TaskQueue.lifo(1),
                "priority", () -> TaskQueue.priority(1, byHash)));
    orders.forEach(
        (order, empty) -> {
          Maker<TaskQueue<Object>> full =
              () -> {
                TaskQueue<Object> queue = empty.make();
                queue.put("full");
                return queue;
              };
          cases.add(
              TaskQueue.class,
              Ending.SUCCESS,
              order + ": put, get, taskDone",
              empty,
              (queue, token) -> {
                queue.put(token);
                queue.get();
                queue.taskDone();
              });
          cases.add(
              TaskQueue.class, Ending.INTERRUPT, order + ": put", full, (q, token) -> q.put(token));
          cases.add(
              TaskQueue.class, Ending.INTERRUPT, order + ": get", empty, (q, token) -> q.get());
          cases.add(
              TaskQueue.class, Ending.INTERRUPT, order + ": join", full, (q, token) -> q.join());
          cases.add(
              TaskQueue.class,
              Ending.TIMEOUT,
              order + ": tryPut",
              full,
              (q, token) -> q.tryPut(token, TINY));
          cases.add(
              TaskQueue.class,
              Ending.TIMEOUT,
              order + ": tryGet",
              empty,
              (q, token) -> q.tryGet(TINY));
          cases.add(
              TaskQueue.class,
              Ending.CANCELLATION,
              order + ": shutdownNow",
              empty,
              (q, token) -> {
                q.put(token);
                q.shutdownNow();
              });
        });
    cases.add(
        TaskQueue.class,
        Ending.FAILURE,
        "comparator throws",
        () ->
            TaskQueue.<Object>priority(
                (a, b) -> {
                  throw new IllegalStateException();
                }),
        (queue, token) -> {
          queue.put("first");
          try {
            queue.put(token);
          } catch (IllegalStateException e) {
            assertThat(queue.size()).isEqualTo(1);
          }
        });
  }

  private static ThreadPool pool() {
    return ThreadPool.named("Worker").maxWorkers(1).daemon(true).build();
  }

  /** A pool whose only worker does not end its task. */
  private static ThreadPool busyPool() {
    ThreadPool pool = pool();
    Event never = new Event();
    Event begun = new Event();
    pool.submit(
        () -> {
          begun.set();
          never.await();
        });
    begun.awaitUninterruptibly();
    return pool;
  }

  /**
   * Lets the only worker of a pool throw something else. The JVM itself may refer to the exception
   * that a thread has caught last in compiled code: so it does for the pools of the JDK, with
   * {@code -Xcomp}.
   */
  private static void forgetLastException(ThreadPool pool) throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      pool.submit(
              () -> {
                throw new IllegalStateException();
              })
          .exception();
    }
  }

  private static void addPools(Cases cases) {
    Maker<ThreadPool> free = RetentionTest::pool;
    Maker<ThreadPool> busy = RetentionTest::busyPool;
    cases.add(
        ThreadPool.class,
        Ending.SUCCESS,
        "submit",
        free,
        (p, token) -> p.submit(() -> token).result());
    cases.add(
        ThreadPool.class,
        Ending.SUCCESS,
        "execute",
        free,
        (p, token) -> {
          Event done = new Event();
          p.execute(
              () -> {
                assertThat(token).isNotNull();
                done.set();
              });
          done.await();
        });
    if (Runtime.version().feature() >= 21) {
      cases.add(
          ThreadPool.class,
          Ending.SUCCESS,
          "submit to virtual workers",
          () -> ThreadPool.builder().maxWorkers(1).virtual().build(),
          (p, token) -> p.submit(() -> token).result());
    }
    cases.add(
        ThreadPool.class,
        Ending.FAILURE,
        "task throws",
        free,
        (p, token) -> {
          PoolFuture<Object> future =
              p.submit(
                  () -> {
                    throw new Kept(token);
                  });
          if (!(future.exception() instanceof Kept)) {
            throw new AssertionError("it did not throw");
          }
          forgetLastException(p);
        });
    cases.add(
        ThreadPool.class,
        Ending.FAILURE,
        "callback throws",
        free,
        (p, token) -> {
          PoolFuture<Object> future =
              p.submit(
                  () -> {
                    Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});
                    return token;
                  });
          future.whenDone(
              done -> {
                throw new Kept(token);
              });
          future.result();
          forgetLastException(p);
        });
    cases.add(
        ThreadPool.class,
        Ending.INTERRUPT,
        "result, and cancelled then",
        busy,
        (p, token) -> {
          PoolFuture<Object> future = p.submit(() -> token);
          try {
            future.result();
          } finally {
            future.cancel();
          }
        });
    cases.add(ThreadPool.class, Ending.INTERRUPT, "join", busy, (p, token) -> p.join());
    cases.add(
        ThreadPool.class,
        Ending.TIMEOUT,
        "result, and cancelled then",
        busy,
        (p, token) -> {
          PoolFuture<Object> future = p.submit(() -> token);
          try {
            future.result(TINY);
          } catch (TimeoutException e) {
            future.cancel();
          }
        });
    cases.add(
        ThreadPool.class,
        Ending.CANCELLATION,
        "shutdownAndCancel",
        busy,
        (p, token) -> {
          p.submit(() -> token);
          p.shutdownAndCancel();
        });
    cases.add(
        ThreadPool.class,
        Ending.CANCELLATION,
        "asExecutorService, shutdownNow",
        busy,
        (p, token) -> {
          p.asExecutorService().submit(() -> token);
          p.asExecutorService().shutdownNow();
        });
    cases.add(
        PoolResults.class,
        Ending.SUCCESS,
        "map",
        free,
        (p, token) -> assertThat(p.map(n -> token, List.of(token, 1, 2), 1)).hasSize(3));
    cases.add(
        PoolResults.class,
        Ending.FAILURE,
        "function throws",
        free,
        (p, token) -> {
          try {
            p.map(
                    n -> {
                      throw new IllegalStateException(token.toString());
                    },
                    List.of(token, token))
                .iterator()
                .next();
          } catch (IllegalStateException e) {
            assertThat(e).hasMessage(token.toString());
          }
        });
    cases.add(
        PoolResults.class,
        Ending.TIMEOUT,
        "map",
        busy,
        (p, token) -> {
          try {
            p.map(n -> token, List.of(token), TINY).iterator().next();
          } catch (java.util.concurrent.CompletionException e) {
            assertThat(e).hasCauseInstanceOf(TimeoutException.class);
          }
        });
    cases.add(
        PoolResults.class,
        Ending.CANCELLATION,
        "close",
        busy,
        (p, token) -> p.map(n -> token, List.of(token, token)).close());
    Maker<PoolFuture<String>> pending = PoolFuture::new;
    cases.add(
        PoolFuture.class,
        Ending.SUCCESS,
        "whenDone",
        pending,
        (future, token) -> {
          future.whenDone(done -> assertThat(token).isNotNull());
          future.begin();
          future.finish("done");
        });
    cases.add(
        PoolFuture.class,
        Ending.FAILURE,
        "whenDone",
        pending,
        (future, token) -> {
          future.whenDone(done -> assertThat(token).isNotNull());
          future.begin();
          future.fail(new IllegalStateException());
        });
    cases.add(PoolFuture.class, Ending.INTERRUPT, "result", pending, (f, token) -> f.result());
    cases.add(
        PoolFuture.class,
        Ending.TIMEOUT,
        "result",
        pending,
        (future, token) -> {
          try {
            future.result(TINY);
          } catch (TimeoutException e) {
            assertThat(future.isDone()).isFalse();
          }
        });
    cases.add(
        PoolFuture.class,
        Ending.TIMEOUT,
        "toCompletableFuture",
        pending,
        (future, token) -> {
          CompletableFuture<String> other = future.toCompletableFuture();
          other.whenComplete((value, thrown) -> assertThat(token).isNotNull());
          try {
            other.orTimeout(1, java.util.concurrent.TimeUnit.MILLISECONDS).get();
          } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(TimeoutException.class);
          }
        });
    cases.add(
        PoolFuture.class,
        Ending.CANCELLATION,
        "cancel",
        pending,
        (future, token) -> {
          future.whenDone(done -> assertThat(token).isNotNull());
          future.cancel();
        });
    addFutures(cases, pending);
    addTimers(cases);
  }

  private static void addFutures(Cases cases, Maker<PoolFuture<String>> pending) {
    cases.add(
        Futures.class,
        Ending.SUCCESS,
        "asCompleted, left early",
        pending,
        (future, token) -> {
          PoolFuture<Object> done = new PoolFuture<>();
          done.begin();
          done.finish(token);
          for (PoolFuture<?> each : Futures.asCompleted(List.of(done, future))) {
            assertThat(each).isSameAs(done);
            break;
          }
        });
    cases.add(
        Futures.class,
        Ending.INTERRUPT,
        "await",
        pending,
        (future, token) -> Futures.await(Set.of(future), Futures.Until.ALL_COMPLETED));
    cases.add(
        Futures.class,
        Ending.TIMEOUT,
        "await",
        pending,
        (future, token) -> Futures.await(Set.of(future), Futures.Until.ALL_COMPLETED, TINY));
    cases.add(
        Futures.class,
        Ending.TIMEOUT,
        "asCompleted",
        pending,
        (future, token) -> {
          try {
            Futures.asCompleted(Set.of(future), TINY).iterator().next();
          } catch (java.util.concurrent.CompletionException e) {
            assertThat(e).hasCauseInstanceOf(TimeoutException.class);
          }
        });
    cases.add(
        Futures.class,
        Ending.FAILURE,
        "from",
        CompletableFuture<String>::new,
        (source, token) -> {
          Futures.from(source).whenDone(done -> assertThat(token).isNotNull());
          source.completeExceptionally(new IllegalStateException());
        });
    cases.add(
        Futures.class,
        Ending.CANCELLATION,
        "from",
        CompletableFuture<String>::new,
        (source, token) -> {
          PoolFuture<String> future = Futures.from(source);
          future.whenDone(done -> assertThat(token).isNotNull());
          future.cancel();
        });
  }

  /** A timer whose task is set by the use, so that the test itself does not refer to it. */
  private static void addTimers(Cases cases) {
    Maker<OneShotTimer[]> none = () -> new OneShotTimer[1];
    cases.add(
        OneShotTimer.class,
        Ending.SUCCESS,
        "task",
        none,
        (timer, token) -> {
          timer[0] = OneShotTimer.daemon(Duration.ZERO, token::hashCode, "t");
          timer[0].start();
          timer[0].await();
        });
    cases.add(
        OneShotTimer.class,
        Ending.FAILURE,
        "task throws",
        none,
        (timer, token) -> {
          timer[0] =
              OneShotTimer.daemon(
                  Duration.ZERO,
                  () -> {
                    Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});
                    throw new Kept(token);
                  },
                  "t");
          timer[0].start();
          timer[0].await();
        });
    cases.add(
        OneShotTimer.class,
        Ending.INTERRUPT,
        "await",
        none,
        (timer, token) -> {
          timer[0] = OneShotTimer.daemon(Duration.ofHours(1), () -> {}, "t");
          timer[0].await();
        });
    cases.add(
        OneShotTimer.class,
        Ending.TIMEOUT,
        "await, then cancelled",
        none,
        (timer, token) -> {
          timer[0] = OneShotTimer.daemon(Duration.ofHours(1), token::hashCode, "t");
          timer[0].start();
          timer[0].await(TINY);
          timer[0].cancel();
        });
    cases.add(
        OneShotTimer.class,
        Ending.CANCELLATION,
        "cancel before the start",
        none,
        (timer, token) -> {
          timer[0] = OneShotTimer.daemon(Duration.ofHours(1), token::hashCode, "t");
          timer[0].cancel();
        });
  }

  /** What a task throws, with an object that goes with it. */
  private static final class Kept extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Object token;

    Kept(Object token) {
      this.token = token;
    }

    @Override
    public String toString() {
      return "Kept " + token;
    }
  }

  @TestFactory
  Stream<DynamicTest> use_over_nothingIsKept() {
    return cases().all.stream().map(each -> DynamicTest.dynamicTest(each.toString(), each::check));
  }

  /** The public classes that are covered by the cases of another one, and by which. */
  private static final Map<String, String> COVERED =
      Map.ofEntries(
          Map.entry("Acquirable", "Lock"),
          Map.entry("Mutex", "Lock"),
          Map.entry("Hold", "Lock"),
          Map.entry("GuardedGroup", "Guarded"),
          Map.entry("GuardedValue", "Guarded"));

  /**
   * The endings that a class does not have: nothing of it waits, calls code, or can be cancelled.
   */
  private static final Map<String, Set<Ending>> MISSING =
      Map.ofEntries(
          Map.entry("Lock", EnumSet.of(Ending.CANCELLATION)),
          Map.entry("RLock", EnumSet.of(Ending.CANCELLATION)),
          Map.entry("Semaphore", EnumSet.of(Ending.CANCELLATION)),
          Map.entry("BoundedSemaphore", EnumSet.of(Ending.CANCELLATION)),
          Map.entry("RWLock", EnumSet.of(Ending.CANCELLATION)),
          Map.entry("Condition", EnumSet.of(Ending.CANCELLATION)),
          Map.entry("Event", EnumSet.of(Ending.FAILURE, Ending.CANCELLATION)),
          Map.entry("Latch", EnumSet.of(Ending.FAILURE, Ending.CANCELLATION)),
          Map.entry("Guarded", EnumSet.of(Ending.CANCELLATION)),
          Map.entry("Once", EnumSet.of(Ending.TIMEOUT, Ending.CANCELLATION)),
          Map.entry("Local", EnumSet.of(Ending.INTERRUPT, Ending.TIMEOUT)),
          Map.entry("SimpleQueue", EnumSet.of(Ending.FAILURE, Ending.CANCELLATION)),
          // No interrupt ends the wait for a result.
          Map.entry("PoolResults", EnumSet.of(Ending.INTERRUPT)));

  @Test
  void cases_everyPublicClassAndEnding_isThere() throws Exception {
    Map<String, Set<Ending>> covered = new TreeMap<>();
    for (Case<?> each : cases().all) {
      covered
          .computeIfAbsent(each.type.getSimpleName(), name -> EnumSet.noneOf(Ending.class))
          .add(each.ending);
    }
    MISSING.forEach((name, endings) -> covered.get(name).addAll(endings));

    for (String name : publicClasses()) {
      assertThat(covered.get(COVERED.getOrDefault(name, name)))
          .as(name)
          .isEqualTo(EnumSet.allOf(Ending.class));
    }
  }

  /** Returns the simple names of the public classes that have state. */
  private static Set<String> publicClasses() throws Exception {
    URI root = Lock.class.getResource("Lock.class").toURI();
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of(root).getParent())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString().replaceAll("\\.class$", "");
        if (name.contains("$") || name.endsWith("-info")) {
          continue;
        }
        Class<?> type = Class.forName(Lock.class.getPackageName() + "." + name);
        if (Modifier.isPublic(type.getModifiers())
            && !type.isInterface()
            && !Throwable.class.isAssignableFrom(type)) {
          names.add(name);
        }
      }
    }
    assertThat(names).contains("Lock", "ThreadPool", "Local");
    return names;
  }

  /** One operation, again and again. */
  private interface Operation {
    void once(int i) throws Exception;
  }

  @TestFactory
  Stream<DynamicTest> heap_afterAMillionOperations_isAsBefore() {
    Map<String, Operation> operations = new TreeMap<>();
    Lock lock = new Lock();
    operations.put("Lock", i -> lock.run(() -> {}));
    RWLock rwLock = readFrom(new RWLock());
    operations.put("RWLock", i -> rwLock.readLock().run(() -> {}));
    Condition condition = new Condition();
    operations.put("Condition", i -> condition.lock().run(condition::signalAll));
    Event event = new Event();
    operations.put(
        "Event",
        i -> {
          event.set();
          event.clear();
        });
    Barrier barrier = new Barrier(1);
    operations.put("Barrier", i -> barrier.await());
    Latch latch = new Latch(1);
    operations.put(
        "Latch",
        i -> {
          latch.countDown();
          latch.reset();
        });
    Guarded<Integer> guarded = new Guarded<>(0);
    operations.put("Guarded", i -> guarded.update(n -> n + 1));
    Local<Object> local = new Local<>(Object::new);
    operations.put(
        "Local",
        i -> {
          try (Local.Scope scope = Local.scope()) {
            assert scope != local.get();
          }
        });
    SimpleQueue<Integer> queue = new SimpleQueue<>();
    operations.put(
        "SimpleQueue",
        i -> {
          queue.put(i);
          queue.get();
        });
    for (TaskQueue<Integer> each :
        List.of(
            TaskQueue.<Integer>fifo("fifo"),
            TaskQueue.<Integer>lifo("lifo"),
            TaskQueue.priority(Comparator.<Integer>naturalOrder(), "priority"))) {
      // All in, and all out again: the array has to become short again.
      operations.put(each.toString(), i -> fillAndEmpty(each, i));
    }
    ThreadPool pool = pool();
    operations.put(
        "ThreadPool",
        i -> {
          PoolFuture<Integer> future = pool.submit(() -> i);
          if (i == OPERATIONS - 1) {
            // The only worker has then run all of them.
            future.result();
          }
        });
    PoolFuture<Object> pending = new PoolFuture<>();
    operations.put("PoolFuture", i -> pending.toCompletableFuture().complete(i));
    operations.put(
        "Futures",
        i -> Futures.await(List.of(pending), Futures.Until.ALL_COMPLETED, Duration.ZERO));
    return operations.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(),
                    () -> {
                      heapAfter(each.getValue());
                      pool.submit(() -> {}).result();
                    }));
  }

  private static void fillAndEmpty(TaskQueue<Integer> queue, int i) throws InterruptedException {
    if (i < OPERATIONS / 2) {
      queue.put(i);
    } else {
      queue.get();
      queue.taskDone();
    }
  }

  private static void heapAfter(Operation operation) throws Exception {
    long before = Retained.heap();
    for (int i = 0; i < OPERATIONS; i++) {
      operation.once(i);
    }
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (Retained.heap() > before + ALLOWED_BYTES) {
      // A worker may not have let go of its last task yet.
      assertThat(System.nanoTime()).as("the heap has grown").isLessThan(deadline);
    }
  }
}
