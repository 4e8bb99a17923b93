package dev.heddle.witness;

import dev.heddle.sync.SimpleQueue;
import dev.heddle.sync.TaskQueue;
import dev.heddle.witness.Scenario.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Every pair of operations of the queues, and some beside a third thread that waits. */
final class QueueScenarios {
  private static final Duration SHORT = Duration.ofMillis(1);

  private QueueScenarios() {}

  static List<Scenario<?>> all() {
    List<Scenario<?>> all = new ArrayList<>();
    all.addAll(
        Scenarios.pairs(
            "TaskQueue, empty", () -> TaskQueue.<String>fifo(1), ofTaskQueue(), List.of()));
    all.addAll(Scenarios.pairs("TaskQueue, full", QueueScenarios::full, ofTaskQueue(), List.of()));
    all.addAll(
        Scenarios.pairs(
            "TaskQueue, empty, with a getter",
            () -> TaskQueue.<String>fifo(1),
            ofTaskQueue().subList(0, 4),
            ofTaskQueue().subList(2, 3)));
    all.addAll(
        Scenarios.pairs(
            "TaskQueue, full, with a putter",
            QueueScenarios::full,
            ofTaskQueue().subList(2, 6),
            ofTaskQueue().subList(0, 1)));
    all.addAll(Scenarios.pairs("SimpleQueue", SimpleQueue::new, ofSimpleQueue(), List.of()));
    return all;
  }

  private static TaskQueue<String> full() {
    TaskQueue<String> queue = TaskQueue.fifo(1);
    queue.tryPut("first");
    return queue;
  }

  private static List<Operation<TaskQueue<String>>> ofTaskQueue() {
    return List.of(
        Operation.of(
            "put",
            queue -> {
              queue.put("put");
              return "done";
            }),
        Operation.of("tryPut(1 ms)", queue -> queue.tryPut("timed put", SHORT)),
        Operation.of("get", TaskQueue::get),
        Operation.of("tryGet(1 ms)", queue -> queue.tryGet(SHORT)),
        Operation.of(
            "get and taskDone",
            queue -> {
              String item = queue.get();
              queue.taskDone();
              return item;
            }),
        Operation.of("shutdownNow", TaskQueue::shutdownNow),
        Operation.of(
            "shutdown",
            queue -> {
              queue.shutdown();
              return "done";
            }),
        Operation.of("tryPut", queue -> queue.tryPut("tried put")),
        Operation.of("tryGet", TaskQueue::tryGet),
        Operation.of(
            "next until shut down",
            queue -> {
              Iterator<String> items = queue.untilShutDown().iterator();
              return items.hasNext() ? items.next() : "end";
            }),
        Operation.of(
            "join",
            queue -> {
              queue.join();
              return "done";
            }),
        Operation.of("join(1 ms)", queue -> queue.join(SHORT)));
  }

  private static List<Operation<SimpleQueue<String>>> ofSimpleQueue() {
    return List.of(
        Operation.of(
            "put",
            queue -> {
              queue.put("put");
              return "done";
            }),
        Operation.of(
            "put and tryGet",
            queue -> {
              queue.put("another");
              return queue.tryGet();
            }),
        Operation.of("get", SimpleQueue::get),
        Operation.of("tryGet", SimpleQueue::tryGet),
        Operation.of("tryGet(1 ms)", queue -> queue.tryGet(SHORT)),
        Operation.of("size", SimpleQueue::size));
  }
}
