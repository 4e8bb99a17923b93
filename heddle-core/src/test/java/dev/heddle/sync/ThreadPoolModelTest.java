package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sync.ThreadPool.WhenFull;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random operations on a small pool, whose tasks last until they are told to end, and on a model of
 * it. After each operation the pool comes to the state that the model has.
 *
 * <p>To repeat a run, set the system property {@code heddle.seed} to the seed of the sequence.
 */
class ThreadPoolModelTest {
  private static final int WORKERS = 2;
  private static final int CAPACITY = 2;
  private static final int SEQUENCES = Integer.getInteger("heddle.sequences", 60);
  private static final int LENGTH = 40;
  private static final long SEED = Long.getLong("heddle.seed", 20_261_121);

  /** A task that was taken: the real future, what ends it, and the state it has to be in. */
  private static final class Task {
    final Event mayEnd = new Event();
    PoolFuture<?> future;
    String state = "pending";
  }

  /** The real pool and what it should be. */
  private static final class Pair {
    final ThreadPool real =
        ThreadPool.named("m").maxWorkers(WORKERS).capacity(CAPACITY, WhenFull.REJECT).build();
    final List<Task> tasks = new ArrayList<>();
    final List<Task> running = new ArrayList<>();
    final Deque<Task> waiting = new ArrayDeque<>();
    int workers;
    boolean shutDown;

    void step(RandomGenerator random) {
      switch (random.nextInt(20)) {
        case 0 -> {
          real.shutdown();
          shutDown = true;
        }
        case 1 -> {
          real.shutdownAndCancel();
          waiting.forEach(task -> task.state = "cancelled");
          waiting.clear();
          shutDown = true;
        }
        case 2, 3, 4, 5 -> cancel(random);
        case 6, 7, 8, 9, 10, 11 -> finish(random);
        default -> submit();
      }
      letWorkersGoOn();
    }

    private void submit() {
      Task task = new Task();
      String expected = expectedOfSubmit(task);
      String result;
      try {
        task.future = real.submit(() -> task.mayEnd.await());
        result = "taken";
      } catch (RejectedExecutionException e) {
        result = e.getClass().getSimpleName();
      }
      assertThat(result).isEqualTo(expected);
    }

    private String expectedOfSubmit(Task task) {
      if (shutDown) {
        return PoolShutDownException.class.getSimpleName();
      }
      if (workers == WORKERS && running.size() == WORKERS && waiting.size() == CAPACITY) {
        return RejectedExecutionException.class.getSimpleName();
      }
      if (running.size() == workers && workers < WORKERS) {
        workers++;
      }
      tasks.add(task);
      waiting.add(task);
      return "taken";
    }

    private void finish(RandomGenerator random) {
      if (!running.isEmpty()) {
        Task task = running.remove(random.nextInt(running.size()));
        task.state = "finished";
        task.mayEnd.set();
      }
    }

    private void cancel(RandomGenerator random) {
      if (!tasks.isEmpty()) {
        Task task = tasks.get(random.nextInt(tasks.size()));
        if (task.state.equals("pending")) {
          task.state = "cancelled";
        }
        assertThat(task.future.cancel()).isEqualTo(task.state.equals("cancelled"));
      }
    }

    private void letWorkersGoOn() {
      while (running.size() < workers && !waiting.isEmpty()) {
        Task next = waiting.remove();
        if (next.state.equals("pending")) {
          next.state = "running";
          running.add(next);
        }
      }
      if (shutDown && waiting.isEmpty()) {
        workers = running.size();
      }
    }

    private String expected() {
      return "ThreadPool \"m\" [%d of 2 workers, %d busy, %d of 2 tasks wait%s], %s"
          .formatted(
              workers,
              running.size(),
              waiting.size(),
              shutDown ? ", shut down" : "",
              tasks.stream().map(task -> task.state).collect(Collectors.joining(", ")));
    }

    private String actual() {
      return real
          + ", "
          + tasks.stream()
              .map(task -> task.future.toString().replaceAll(".* \\[(.*)]", "$1"))
              .collect(Collectors.joining(", "));
    }

    /** Returns when the pool has come as far as the model, or does not. */
    void settle() {
      long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
      while (!actual().equals(expected()) && System.nanoTime() < deadline) {
        Thread.yield();
      }
      assertThat(actual()).isEqualTo(expected());
    }

    void end() {
      tasks.forEach(task -> task.mayEnd.set());
      real.close();
    }
  }

  @Test
  void threadPool_randomOperations_agreesWithTheModel() {
    for (int i = 0; i < SEQUENCES; i++) {
      RandomGenerator random = new SplittableRandom(SEED + i);
      Pair pair = new Pair();
      try {
        for (int step = 0; step < LENGTH; step++) {
          pair.step(random);
          pair.settle();
        }
      } catch (AssertionError e) {
        throw new AssertionError("with seed " + (SEED + i), e);
      } finally {
        pair.end();
      }
    }
  }
}
