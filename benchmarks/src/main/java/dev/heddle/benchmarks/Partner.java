package dev.heddle.benchmarks;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The second thread of a benchmark that needs two in lockstep. It plays its part of one round after
 * the other; each part begins by waiting for the benchmark's thread, so that both have always
 * played the same number of rounds, however many the benchmark's thread plays, and nobody is left
 * waiting when an iteration ends. An interrupt ends the last wait.
 */
@State(Scope.Benchmark)
public abstract class Partner {
  private @Nullable Thread thread;

  /** Plays the second thread's part of one round. */
  abstract void answer() throws Exception;

  /** Starts the second thread. */
  @Setup
  public final void start() {
    Thread started = new Thread(this::answerAll, "partner");
    started.setDaemon(true);
    started.start();
    thread = started;
  }

  /** Stops the second thread, which waits for a round that does not come. */
  @TearDown
  public final void stop() throws InterruptedException {
    Thread stopped = thread;
    if (stopped != null) {
      stopped.interrupt();
      stopped.join();
    }
  }

  private void answerAll() {
    try {
      while (true) {
        answer();
      }
    } catch (InterruptedException e) {
      // The benchmark is over.
    } catch (Exception e) {
      throw new IllegalStateException(
          "the partner failed, and the benchmark will wait for ever", e);
    }
  }
}
