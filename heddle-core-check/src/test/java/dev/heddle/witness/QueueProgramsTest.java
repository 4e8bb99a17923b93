package dev.heddle.witness;

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
  @Test
  void taskQueue_producerAndConsumer_everyItemIsConsumedBeforeTheJoinEnds() {
    Programs.verify(
        "producer and consumer",
        () -> {
          TaskQueue<Integer> queue = TaskQueue.fifo(1);
          AtomicInteger sum = new AtomicInteger();
          Thread consumer =
              Programs.start(
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
    Programs.verify(
        "two producers",
        () -> {
          TaskQueue<Integer> queue = TaskQueue.lifo(1);
          Thread first = Programs.start(() -> queue.put(1));
          Thread second = Programs.start(() -> queue.put(2));
          int sum = queue.get() + queue.get();
          assert sum == 3;
          first.join();
          second.join();
          assert queue.isEmpty();
        });
  }

  @Test
  void taskQueue_shutdownNow_everyItemIsGotOrReturnedOrRefused() {
    Programs.verify(
        "shut down against put and get",
        () -> {
          TaskQueue<String> queue = TaskQueue.fifo(1);
          AtomicInteger refused = new AtomicInteger();
          AtomicInteger got = new AtomicInteger();
          Thread putter =
              Programs.start(
                  () -> {
                    try {
                      queue.put("item");
                    } catch (QueueShutDownException e) {
                      refused.incrementAndGet();
                    }
                  });
          Thread getter =
              Programs.start(
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
