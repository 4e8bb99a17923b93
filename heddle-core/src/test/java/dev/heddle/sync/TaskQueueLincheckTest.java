package dev.heddle.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A {@link TaskQueue} used by several threads does what a list and a number do. */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = Lincheck.WHY_JDK_17)
class TaskQueueLincheckTest {
  @Test
  void taskQueue_underStress_isLinearizable() {
    Lincheck.stress(Calls.class, Specification.class);
  }

  @Test
  void taskQueue_underModelChecking_isLinearizable() {
    Lincheck.modelCheck(Calls.class, Specification.class);
  }

  /** A queue with room for two. */
  public static class Calls {
    private final TaskQueue<Integer> queue = TaskQueue.fifo(2);

    @Operation
    public boolean tryPut(@Param(gen = IntGen.class, conf = "1:5") int item) {
      return queue.tryPut(item);
    }

    @Operation
    public @Nullable Integer tryGet() {
      return queue.tryGet();
    }

    @Operation
    public @Nullable Integer tryGetWithoutWait() throws InterruptedException {
      return queue.tryGet(Duration.ZERO);
    }

    @Operation
    public void taskDone() {
      queue.taskDone();
    }

    @Operation
    public boolean joinWithoutWait() throws InterruptedException {
      return queue.join(Duration.ZERO);
    }

    @Operation
    public void shutdown() {
      queue.shutdown();
    }

    @Operation
    public List<Integer> shutdownNow() {
      return queue.shutdownNow();
    }

    @Operation
    public long unfinishedCount() {
      return queue.unfinishedCount();
    }
  }

  /** A list and a number. */
  public static class Specification {
    private final Deque<Integer> items = new ArrayDeque<>();
    private long inWork;
    private boolean shutDown;

    public boolean tryPut(int item) {
      if (shutDown) {
        throw new QueueShutDownException("shut down");
      }
      return items.size() < 2 && items.add(item);
    }

    public @Nullable Integer tryGet() {
      Integer item = items.poll();
      if (item == null && shutDown) {
        throw new QueueShutDownException("shut down and empty");
      }
      inWork += item == null ? 0 : 1;
      return item;
    }

    public @Nullable Integer tryGetWithoutWait() {
      return tryGet();
    }

    public void taskDone() {
      if (inWork == 0) {
        throw new IllegalStateException();
      }
      inWork--;
    }

    public boolean joinWithoutWait() {
      return unfinishedCount() == 0;
    }

    public void shutdown() {
      shutDown = true;
    }

    public List<Integer> shutdownNow() {
      shutDown = true;
      List<Integer> left = new ArrayList<>(items);
      items.clear();
      return left;
    }

    public long unfinishedCount() {
      return items.size() + inWork;
    }
  }
}
