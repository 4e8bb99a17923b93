package dev.heddle.sync;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * What is done between an acquire that waits and its release is done by one thread at a time: a sum
 * under a {@link Lock}, one under an {@link RLock} and one under a {@link Semaphore}.
 */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = Lincheck.WHY_JDK_17)
class MutexBlockingLincheckTest {
  @Test
  void acquire_underStress_isExclusive() {
    Lincheck.stress(Calls.class, Specification.class);
  }

  @Test
  void acquire_underModelChecking_isExclusive() {
    Lincheck.modelCheck(Calls.class, Specification.class);
  }

  /** Three sums, each under what guards it. */
  public static class Calls {
    private final Lock lock = new Lock();
    private final RLock rLock = new RLock();
    private final Semaphore semaphore = new Semaphore();
    private int underLock;
    private int underRLock;
    private int underSemaphore;

    @Operation(blocking = true)
    public int addUnderLock() {
      lock.acquire();
      try {
        return ++underLock;
      } finally {
        lock.release();
      }
    }

    @Operation(blocking = true)
    public int addUnderLockInTime() throws InterruptedException {
      if (!lock.tryAcquire(Duration.ofDays(365_000))) {
        return -1;
      }
      try {
        return ++underLock;
      } finally {
        lock.release();
      }
    }

    @Operation(blocking = true)
    public int addUnderRLock() {
      return rLock.call(() -> rLock.call(() -> ++underRLock));
    }

    @Operation(blocking = true)
    public int addUnderSemaphore() throws InterruptedException {
      try (Hold hold = semaphore.holdInterruptibly()) {
        return hold.held() ? ++underSemaphore : -1;
      }
    }
  }

  /** Three sums. */
  public static class Specification {
    private int underLock;
    private int underRLock;
    private int underSemaphore;

    public int addUnderLock() {
      return ++underLock;
    }

    public int addUnderLockInTime() {
      return ++underLock;
    }

    public int addUnderRLock() {
      return ++underRLock;
    }

    public int addUnderSemaphore() {
      return ++underSemaphore;
    }
  }
}
