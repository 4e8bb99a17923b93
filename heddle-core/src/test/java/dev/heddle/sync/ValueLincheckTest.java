package dev.heddle.sync;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A {@link Guarded} and a {@link Latch} used by several threads do what numbers do. */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = Lincheck.WHY_JDK_17)
class ValueLincheckTest {
  @Test
  void guardedAndLatch_underStress_areLinearizable() {
    Lincheck.stress(Calls.class, Specification.class);
  }

  @Test
  void guardedAndLatch_underModelChecking_areLinearizable() {
    Lincheck.modelCheck(Calls.class, Specification.class);
  }

  /** A number that is guarded, and one that is counted down. */
  public static class Calls {
    private final Guarded<Integer> cell = new Guarded<>(0);
    private final Latch latch = new Latch(2);

    @Operation(blocking = true)
    public int increment() {
      return cell.updateAndGet(n -> n + 1);
    }

    @Operation(blocking = true)
    public int read() {
      return cell.<Integer, RuntimeException>read(n -> n);
    }

    @Operation(blocking = true)
    public boolean takeIfThere() {
      int[] taken = {0};
      cell.update(
          n -> {
            taken[0] = n > 0 ? 1 : 0;
            return n - taken[0];
          });
      return taken[0] == 1;
    }

    @Operation
    public void countDown() {
      latch.countDown();
    }

    @Operation
    public void reset() {
      latch.reset();
    }

    @Operation
    public int count() {
      return latch.count();
    }

    @Operation
    public boolean awaitWithoutTime() throws InterruptedException {
      return latch.await(Duration.ZERO);
    }
  }

  /** Two numbers. */
  public static class Specification {
    private int number;
    private int count = 2;

    public int increment() {
      return ++number;
    }

    public int read() {
      return number;
    }

    public boolean takeIfThere() {
      boolean there = number > 0;
      number -= there ? 1 : 0;
      return there;
    }

    public void countDown() {
      count = Math.max(0, count - 1);
    }

    public void reset() {
      count = 2;
    }

    public int count() {
      return count;
    }

    public boolean awaitWithoutTime() {
      return count == 0;
    }
  }
}
