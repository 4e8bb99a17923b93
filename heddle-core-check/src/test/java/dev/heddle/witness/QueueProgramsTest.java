package dev.heddle.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Strategy;
import dev.heddle.check.Verdict;
import dev.heddle.sync.QueueShutDownException;
import dev.heddle.sync.TaskQueue;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Small programs with queues, through every interleaving of the queue's insides: no item is lost or
 * got twice, and everybody comes to an end.
 */
class QueueProgramsTest {

  /** A program that is checked. */
  private interface Body {
    void run() throws InterruptedException;
  }

  private static void verify(String name, Body body) {
    CheckOptions options =
        CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).executions(300_000).build();

    CheckResult result = Checker.withOptions(options).check(name, body::run);

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).as(String.valueOf(result.reason())).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isGreaterThan(5);
  }

  private static Thread start(Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts", e);
              }
            });
    thread.start();
    return thread;
  }

  @Test
  void taskQueue_producerAndConsumer_everyItemIsConsumedBeforeTheJoinEnds() {
    verify(
        "producer and consumer",
        () -> {
          TaskQueue<Integer> queue = TaskQueue.fifo(1);
          AtomicInteger sum = new AtomicInteger();
          Thread consumer =
              start(
                  () -> {
                    for (int item : queue.untilShutDown()) {
                      sum.addAndGet(item);
                      queue.taskDone();
                    }
                  });
          queue.put(1);
          queue.put(2);
          queue.join();
          assert sum.get() == 3;
          queue.shutdown();
          consumer.join();
        });
  }

  @Test
  void taskQueue_twoProducersAndAConsumer_nobodyIsLeftWaiting() {
    verify(
        "two producers",
        () -> {
          TaskQueue<Integer> queue = TaskQueue.lifo(1);
          Thread first = start(() -> queue.put(1));
          Thread second = start(() -> queue.put(2));
          int sum = queue.get() + queue.get();
          assert sum == 3;
          first.join();
          second.join();
          assert queue.isEmpty();
        });
  }

  @Test
  void taskQueue_shutdownNow_everyItemIsGotOrReturnedOrRefused() {
    verify(
        "shut down against put and get",
        () -> {
          TaskQueue<String> queue = TaskQueue.fifo(1);
          AtomicInteger refused = new AtomicInteger();
          AtomicInteger got = new AtomicInteger();
          Thread putter =
              start(
                  () -> {
                    try {
                      queue.put("item");
                    } catch (QueueShutDownException e) {
                      refused.incrementAndGet();
                    }
                  });
          Thread getter =
              start(
                  () -> {
                    try {
                      queue.get();
                      got.incrementAndGet();
                    } catch (QueueShutDownException e) {
                      // It came too late.
                    }
                  });
          List<String> left = queue.shutdownNow();
          putter.join();
          getter.join();
          assert left.size() + refused.get() + got.get() == 1;
        });
  }
}
