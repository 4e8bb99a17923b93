package dev.heddle.sync;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** An {@link RLock} used by several threads does what an owner and a count do. */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = Lincheck.WHY_JDK_17)
class RLockLincheckTest {
  @Test
  void rLock_underStress_isLinearizable() {
    Lincheck.stress(Calls.class, Specification.class);
  }

  @Test
  void rLock_underModelChecking_isLinearizable() {
    Lincheck.modelCheck(Calls.class, Specification.class);
  }

  /**
   * A lock. The calling thread is an argument only for the specification, which one thread
   * executes.
   */
  @Param(name = "caller", gen = ThreadIdGen.class)
  public static class Calls {
    private final RLock lock = new RLock();

    @Operation
    public boolean tryAcquire(@Param(name = "caller") int caller) {
      return lock.tryAcquire();
    }

    @Operation
    public boolean tryAcquireWithoutWait(@Param(name = "caller") int caller)
        throws InterruptedException {
      return lock.tryAcquire(Duration.ZERO);
    }

    @Operation
    public void release(@Param(name = "caller") int caller) {
      lock.release();
    }

    @Operation
    public boolean isLocked() {
      return lock.isLocked();
    }

    @Operation
    public int holdCount(@Param(name = "caller") int caller) {
      return lock.holdCount();
    }
  }

  /** An owner and a count. */
  public static class Specification {
    private int owner;
    private int holds;

    public boolean tryAcquire(int caller) {
      if (holds > 0 && owner != caller) {
        return false;
      }
      owner = caller;
      holds++;
      return true;
    }

    public boolean tryAcquireWithoutWait(int caller) {
      return tryAcquire(caller);
    }

    public void release(int caller) {
      if (holdCount(caller) == 0) {
        throw new IllegalMonitorStateException();
      }
      holds--;
    }

    public boolean isLocked() {
      return holds > 0;
    }

    public int holdCount(int caller) {
      return owner == caller ? holds : 0;
    }
  }
}
