package dev.heddle.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A {@link SimpleQueue} used by several threads does what a list does. */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = Lincheck.WHY_JDK_17)
class SimpleQueueLincheckTest {
  @Test
  void simpleQueue_underStress_isLinearizable() {
    Lincheck.stress(Calls.class, Specification.class);
  }

  @Test
  void simpleQueue_underModelChecking_isLinearizable() {
    Lincheck.modelCheck(Calls.class, Specification.class);
  }

  /** An empty queue. */
  public static class Calls {
    private final SimpleQueue<Integer> queue = new SimpleQueue<>();

    @Operation
    public void put(@Param(gen = IntGen.class, conf = "1:5") int item) {
      queue.put(item);
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
    public int size() {
      return queue.size();
    }
  }

  /** A list. */
  public static class Specification {
    private final Deque<Integer> items = new ArrayDeque<>();

    public void put(int item) {
      items.add(item);
    }

    public @Nullable Integer tryGet() {
      return items.poll();
    }

    public @Nullable Integer tryGetWithoutWait() {
      return items.poll();
    }

    public int size() {
      return items.size();
    }
  }
}
