package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.Hold;
import dev.heddle.sync.Lock;
import dev.heddle.sync.Semaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.LZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A {@link Hold} releases once, however often its thread closes it, and no other thread can. */
public final class HoldStress {
  private HoldStress() {}

  /** Closes what another thread got, if it is there to be seen. */
  private static String closeOf(Hold another) {
    if (another == null) {
      return "nothing";
    }
    try {
      another.close();
      return "closed";
    } catch (IllegalMonitorStateException e) {
      return "refused";
    }
  }

  /** A thread holds a lock and closes twice; another closes the same hold meanwhile. */
  @JCStressTest
  @Outcome(
      id = {"nothing, false", "refused, false"},
      expect = ACCEPTABLE,
      desc = "The hold's own thread has released, once.")
  @Outcome(id = "closed, .*", expect = FORBIDDEN, desc = "Another thread has closed the hold.")
  @Outcome(expect = FORBIDDEN, desc = "Nobody has released.")
  @State
  public static class TwoClosesOfLock {
    private final Lock lock = new Lock();
    private Hold shown;

    /** Holds and closes twice. */
    @Actor
    public void owner() {
      Hold hold = lock.hold();
      shown = hold;
      hold.close();
      hold.close();
    }

    /** Closes as well. */
    @Actor
    public void another(LZ_Result r) {
      r.r1 = closeOf(shown);
    }

    /** Looks whether the lock is held now. */
    @Arbiter
    public void after(LZ_Result r) {
      r.r2 = lock.isLocked();
    }
  }

  /** A thread holds a semaphore and closes twice; another closes the same hold meanwhile. */
  @JCStressTest
  @Outcome(
      id = {"nothing, 1", "refused, 1"},
      expect = ACCEPTABLE,
      desc = "The hold's own thread has released, once.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "It was released twice.")
  @Outcome(expect = FORBIDDEN, desc = "Another thread has closed the hold, or nobody.")
  @State
  public static class TwoClosesOfSemaphore {
    private final Semaphore semaphore = new Semaphore(1);
    private Hold shown;

    /** Holds and closes twice. */
    @Actor
    public void owner() {
      Hold hold = semaphore.hold();
      shown = hold;
      hold.close();
      hold.close();
    }

    /** Closes as well. */
    @Actor
    public void another(LI_Result r) {
      r.r1 = closeOf(shown);
    }

    /** Counts the permits. */
    @Arbiter
    public void after(LI_Result r) {
      r.r2 = semaphore.availablePermits();
    }
  }

  /** A thread closes its hold twice, and another may acquire the lock in between. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "The other thread's acquire stays.")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "The other thread came too early.")
  @Outcome(
      id = "true, false",
      expect = FORBIDDEN,
      desc = "The second close has released what the other thread acquired.")
  @Outcome(expect = FORBIDDEN, desc = "Nobody has released.")
  @State
  public static class SecondCloseAgainstAcquire {
    private final Lock lock = new Lock();

    /** Holds, if it can, and closes twice. */
    @Actor
    public void closer() {
      Hold hold = lock.tryHold();
      hold.close();
      hold.close();
    }

    /** Acquires if it can. */
    @Actor
    public void acquirer(ZZ_Result r) {
      r.r1 = lock.tryAcquire();
    }

    /** Looks whether the lock is held now. */
    @Arbiter
    public void after(ZZ_Result r) {
      r.r2 = lock.isLocked();
    }
  }
}
