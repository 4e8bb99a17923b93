package dev.heddle.sync;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A {@link BoundedSemaphore} used by several threads does what a number with a bound does. */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = Lincheck.WHY_JDK_17)
class BoundedSemaphoreLincheckTest {
  @Test
  void boundedSemaphore_underStress_isLinearizable() {
    Lincheck.stress(Calls.class, Specification.class);
  }

  @Test
  void boundedSemaphore_underModelChecking_isLinearizable() {
    Lincheck.modelCheck(Calls.class, Specification.class);
  }

  /** A semaphore with two permits at most. */
  public static class Calls {
    private final BoundedSemaphore semaphore = new BoundedSemaphore(2);

    @Operation
    public boolean tryAcquire() {
      return semaphore.tryAcquire();
    }

    @Operation
    public boolean tryAcquireWithoutWait() throws InterruptedException {
      return semaphore.tryAcquire(Duration.ZERO);
    }

    @Operation
    public void release() {
      semaphore.release();
    }

    @Operation
    public void releaseSeveral(@Param(gen = IntGen.class, conf = "0:2") int permits) {
      semaphore.release(permits);
    }

    @Operation
    public int availablePermits() {
      return semaphore.availablePermits();
    }
  }

  /** A number, and the most it may be. */
  public static class Specification {
    private static final int MOST = 2;

    private int permits = 2;

    public boolean tryAcquire() {
      boolean acquired = permits > 0;
      permits -= acquired ? 1 : 0;
      return acquired;
    }

    public boolean tryAcquireWithoutWait() {
      return tryAcquire();
    }

    public void release() {
      releaseSeveral(1);
    }

    public void releaseSeveral(int more) {
      if (more < 1) {
        throw new IllegalArgumentException();
      }
      if (more > MOST - permits) {
        throw new IllegalStateException();
      }
      permits += more;
    }

    public int availablePermits() {
      return permits;
    }
  }
}
