package dev.heddle.sync;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A {@link Lock} used by several threads does what a flag does that one thread uses. */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = Lincheck.WHY_JDK_17)
class LockLincheckTest {
  @Test
  void lock_underStress_isLinearizable() {
    Lincheck.stress(Calls.class, Specification.class);
  }

  @Test
  void lock_underModelChecking_isLinearizable() {
    Lincheck.modelCheck(Calls.class, Specification.class);
  }

  /** A lock. */
  public static class Calls {
    private final Lock lock = new Lock();

    @Operation
    public boolean tryAcquire() {
      return lock.tryAcquire();
    }

    @Operation
    public boolean tryAcquireWithoutWait() throws InterruptedException {
      return lock.tryAcquire(Duration.ZERO);
    }

    @Operation
    public void release() {
      lock.release();
    }

    @Operation
    public boolean isLocked() {
      return lock.isLocked();
    }
  }

  /** A flag. */
  public static class Specification {
    private boolean locked;

    public boolean tryAcquire() {
      boolean acquired = !locked;
      locked = true;
      return acquired;
    }

    public boolean tryAcquireWithoutWait() {
      return tryAcquire();
    }

    public void release() {
      if (!locked) {
        throw new IllegalMonitorStateException();
      }
      locked = false;
    }

    public boolean isLocked() {
      return locked;
    }
  }
}
