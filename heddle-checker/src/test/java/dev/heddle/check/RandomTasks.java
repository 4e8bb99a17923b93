package dev.heddle.check;

import dev.heddle.check.RandomPrograms.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes small programs by chance of tasks and what runs them, and of the synchronizers that are one
 * location each. Two threads do one or two things each to what they share.
 */
final class RandomTasks {
  private RandomTasks() {}

  /** What the threads share; a group of operations uses one or two of these. */
  private static final class Shared {
    volatile int x;
    final int poolSize;
    @Nullable ExecutorService pool;
    @Nullable Future<Integer> future;
    final CompletableFuture<Integer> promise = new CompletableFuture<>();
    final Phaser phaser = new Phaser(2);
    final Exchanger<Integer> exchanger = new Exchanger<>();
    final SynchronousQueue<Integer> handOver = new SynchronousQueue<>();
    final LinkedTransferQueue<Integer> transfer = new LinkedTransferQueue<>();
    final StampedLock stamped = new StampedLock();

    Shared(int poolSize) {
      this.poolSize = poolSize;
    }

    ExecutorService pool() {
      return Objects.requireNonNull(pool);
    }

    Future<Integer> future() {
      return Objects.requireNonNull(future);
    }

    int put(int value) {
      x = value;
      return value;
    }

    int add() {
      x = x + 1;
      return x;
    }
  }

  @FunctionalInterface
  private interface Operation {
    Object run(Shared shared, int which) throws Exception;
  }

  private record Kind(String name, Operation operation) {}

  private record Group(boolean pools, List<Kind> kinds) {}

  private static Kind kind(String name, Operation operation) {
    return new Kind(name, operation);
  }

  private static final List<Group> GROUPS =
      List.of(
          new Group(true, pools()),
          new Group(true, pools()),
          new Group(false, promises()),
          new Group(false, forks()),
          new Group(false, handOvers()),
          new Group(false, phases()),
          new Group(false, stamps()));

  private static List<Kind> pools() {
    return List.of(
        kind("submit+get", (s, n) -> s.pool().submit(() -> s.put(n)).get()),
        kind("execute", (s, n) -> run(() -> s.pool().execute(s::add))),
        kind("shutdown", (s, n) -> run(s.pool()::shutdown)),
        kind("shutdownNow", (s, n) -> s.pool().shutdownNow().size()),
        kind("get", (s, n) -> s.future().get()),
        kind("get(1s)", (s, n) -> s.future().get(1, TimeUnit.SECONDS)),
        kind("cancel", (s, n) -> s.future().cancel(false)),
        kind("cancel(true)", (s, n) -> s.future().cancel(true)),
        kind("isDone", (s, n) -> s.future().isDone()),
        kind("isTerminated", (s, n) -> s.pool().isTerminated()),
        kind("active", (s, n) -> ((ThreadPoolExecutor) s.pool()).getActiveCount()),
        kind("completed", (s, n) -> ((ThreadPoolExecutor) s.pool()).getCompletedTaskCount()),
        kind("queue", (s, n) -> ((ThreadPoolExecutor) s.pool()).getQueue().size()),
        kind(
            "invokeAll",
            (s, n) -> s.pool().invokeAll(List.of(() -> s.put(n), s::add)).get(1).get()),
        kind(
            "completion service",
            (s, n) -> {
              ExecutorCompletionService<Integer> service =
                  new ExecutorCompletionService<>(s.pool());
              service.submit(() -> s.put(n));
              service.submit(s::add);
              return service.take().get();
            }));
  }

  private static List<Kind> promises() {
    return List.of(
        kind("complete", (s, n) -> s.promise.complete(s.put(n))),
        kind("fail", (s, n) -> s.promise.completeExceptionally(new ExecutionException(null))),
        kind("cancel", (s, n) -> s.promise.cancel(true)),
        kind("get", (s, n) -> s.promise.get()),
        kind("getNow", (s, n) -> s.promise.getNow(7)),
        kind("get(1s)", (s, n) -> s.promise.get(1, TimeUnit.SECONDS)),
        kind("isDone", (s, n) -> s.promise.isDone()),
        kind("thenApply", (s, n) -> s.promise.thenApply(v -> s.add()).isDone()),
        kind(
            "thenCombine",
            (s, n) -> s.promise.thenCombine(s.promise.copy(), (v, w) -> s.add()).isDone()),
        kind("orTimeout", (s, n) -> s.promise.orTimeout(1, TimeUnit.SECONDS).isDone()),
        kind("anyOf", (s, n) -> CompletableFuture.anyOf(s.promise).isDone()));
  }

  private static List<Kind> forks() {
    return List.of(
        kind("supplyAsync", (s, n) -> CompletableFuture.supplyAsync(() -> s.put(n)).join()),
        kind("runAsync", (s, n) -> CompletableFuture.runAsync(s::add).isDone()),
        kind("common.submit", (s, n) -> ForkJoinPool.commonPool().submit(() -> s.put(n)).get()),
        kind("fork", (s, n) -> new Twice(s, n).invoke()),
        kind("x", (s, n) -> s.x));
  }

  /** Forks one half and computes the other. */
  private static final class Twice extends RecursiveTask<Integer> {
    private static final long serialVersionUID = 1;
    private final transient Shared shared;
    private final int value;

    Twice(Shared shared, int value) {
      this.shared = shared;
      this.value = value;
    }

    @Override
    protected Integer compute() {
      if (value < 0) {
        return shared.add();
      }
      Twice half = new Twice(shared, -1);
      half.fork();
      return shared.put(value) + half.join();
    }
  }

  private static List<Kind> handOvers() {
    return List.of(
        kind("put", (s, n) -> run(() -> s.handOver.put(n))),
        kind("take", (s, n) -> s.handOver.take()),
        kind("offer", (s, n) -> s.handOver.offer(n)),
        kind("poll", (s, n) -> s.handOver.poll()),
        kind("poll(1s)", (s, n) -> s.handOver.poll(1, TimeUnit.SECONDS)),
        kind("transfer", (s, n) -> run(() -> s.transfer.transfer(n))),
        kind("transfer.put", (s, n) -> run(() -> s.transfer.put(n))),
        kind("transfer.take", (s, n) -> s.transfer.take()),
        kind("tryTransfer", (s, n) -> s.transfer.tryTransfer(n)),
        kind("waiting", (s, n) -> s.transfer.hasWaitingConsumer()),
        kind("exchange", (s, n) -> s.exchanger.exchange(n)),
        kind("exchange(1s)", (s, n) -> s.exchanger.exchange(n, 1, TimeUnit.SECONDS)));
  }

  private static List<Kind> phases() {
    return List.of(
        kind("arrive", (s, n) -> s.phaser.arrive()),
        kind("await", (s, n) -> s.phaser.arriveAndAwaitAdvance()),
        kind("awaitAdvance", (s, n) -> s.phaser.awaitAdvance(0)),
        kind("deregister", (s, n) -> s.phaser.arriveAndDeregister()),
        kind("register", (s, n) -> s.phaser.register()),
        kind("phase", (s, n) -> s.phaser.getPhase()),
        kind("terminate", (s, n) -> run(s.phaser::forceTermination)),
        kind("x", (s, n) -> s.add()));
  }

  private static List<Kind> stamps() {
    return List.of(
        kind(
            "write",
            (s, n) -> {
              long stamp = s.stamped.writeLock();
              s.x = n;
              s.stamped.unlockWrite(stamp);
              return "";
            }),
        kind(
            "read",
            (s, n) -> {
              long stamp = s.stamped.readLock();
              int seen = s.x;
              s.stamped.unlockRead(stamp);
              return seen;
            }),
        kind(
            "optimistic",
            (s, n) -> {
              long stamp = s.stamped.tryOptimisticRead();
              int seen = s.x;
              return s.stamped.validate(stamp) ? seen : "invalid";
            }),
        kind(
            "upgrade",
            (s, n) -> {
              long stamp = s.stamped.readLock();
              long write = s.stamped.tryConvertToWriteLock(stamp);
              s.stamped.unlock(write == 0 ? stamp : write);
              return write != 0;
            }),
        kind("isWriteLocked", (s, n) -> s.stamped.isWriteLocked()),
        kind(
            "tryWrite(1s)",
            (s, n) -> {
              long stamp = s.stamped.tryWriteLock(1, TimeUnit.SECONDS);
              if (stamp != 0) {
                s.stamped.unlockWrite(stamp);
              }
              return stamp != 0;
            }));
  }

  private interface Step {
    void run() throws Exception;
  }

  private static String run(Step step) throws Exception {
    step.run();
    return "";
  }

  /** Returns the program of a seed. */
  static Program of(long seed) {
    Random random = new Random(seed);
    Group group = GROUPS.get(random.nextInt(GROUPS.size()));
    int poolSize = 1 + random.nextInt(2);
    int length = group.pools() ? 1 : 1 + random.nextInt(2);
    StringBuilder text = new StringBuilder("pool " + poolSize);
    List<Kind> first = draw(random, group, length, text);
    List<Kind> second = draw(random, group, 1, text);
    boolean pools = group.pools();
    return new Program(text.toString(), () -> run(poolSize, pools, first, second));
  }

  private static List<Kind> draw(Random random, Group group, int length, StringBuilder text) {
    text.append(" |");
    List<Kind> drawn = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      Kind kind = group.kinds().get(random.nextInt(group.kinds().size()));
      text.append(' ').append(kind.name());
      drawn.add(kind);
    }
    return List.copyOf(drawn);
  }

  private static void run(int poolSize, boolean pools, List<Kind> first, List<Kind> second)
      throws InterruptedException {
    Shared shared = new Shared(poolSize);
    if (pools) {
      shared.pool = Executors.newFixedThreadPool(poolSize);
      shared.future = shared.pool.submit(() -> shared.put(5));
    }
    Log one = new Log(shared, 1, first);
    Log two = new Log(shared, 2, second);
    Thread other = new Thread(two);
    other.start();
    one.run();
    other.join();
    if (pools) {
      shared.pool().shutdown();
      shared.pool().awaitTermination(1, TimeUnit.SECONDS);
    }
    System.out.print(shared.x + one.seen + two.seen);
  }

  /** Does things and keeps what came of them. */
  private static final class Log implements Runnable {
    private final Shared shared;
    private final int which;
    private final List<Kind> kinds;
    String seen = "";

    Log(Shared shared, int which, List<Kind> kinds) {
      this.shared = shared;
      this.which = which;
      this.kinds = kinds;
    }

    @Override
    public void run() {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < kinds.size(); i++) {
        text.append(' ').append(attempt(kinds.get(i)));
      }
      seen = text.toString();
    }

    private Object attempt(Kind kind) {
      try {
        return String.valueOf(kind.operation().run(shared, which));
      } catch (CancellationException e) {
        return "cancelled";
      } catch (RejectedExecutionException e) {
        return "rejected";
      } catch (ExecutionException e) {
        return "failed";
      } catch (TimeoutException e) {
        return "late";
      } catch (InterruptedException e) {
        return "interrupted";
      } catch (Exception e) {
        return e.getClass().getSimpleName();
      }
    }
  }
}
