package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.RLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LIZ_Result;

/** An {@link RLock} is held by one at a time, as often as it likes, and released by its owner. */
public final class RLockStress {
  private RLockStress() {}

  /** Two threads add under the lock, which each acquires twice. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The second saw what the first had done.")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The first saw what the second had done.")
  @Outcome(expect = FORBIDDEN, desc = "Both were in, or one did not see the other's addition.")
  @State
  public static class AddByAcquire {
    private final RLock lock = new RLock();
    private int sum;

    /** Adds. */
    @Actor
    public void first(II_Result r) {
      r.r1 = add();
    }

    /** Adds. */
    @Actor
    public void second(II_Result r) {
      r.r2 = add();
    }

    private int add() {
      lock.acquire();
      lock.acquire();
      int now = ++sum;
      lock.release();
      lock.release();
      return now;
    }
  }

  /** Two threads add under the lock, if it is free. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The second saw what the first had done.")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The first saw what the second had done.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second came while the first was in.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first came while the second was in.")
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "The lock was free, and nobody got it.")
  @Outcome(expect = FORBIDDEN, desc = "Both were in, or one did not see the other's addition.")
  @State
  public static class AddByTryAcquire {
    private final RLock lock = new RLock();
    private int sum;

    /** Adds. */
    @Actor
    public void first(II_Result r) {
      r.r1 = add();
    }

    /** Adds. */
    @Actor
    public void second(II_Result r) {
      r.r2 = add();
    }

    private int add() {
      if (!lock.tryAcquire()) {
        return 0;
      }
      int now = ++sum;
      lock.release();
      return now;
    }
  }

  /** Two threads add under the lock, as long as a hold within a hold is open. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The second saw what the first had done.")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The first saw what the second had done.")
  @Outcome(expect = FORBIDDEN, desc = "Both were in, or one did not see the other's addition.")
  @State
  public static class AddByHold {
    private final RLock lock = new RLock();
    private int sum;

    /** Adds. */
    @Actor
    public void first(II_Result r) {
      r.r1 = add();
    }

    /** Adds. */
    @Actor
    public void second(II_Result r) {
      r.r2 = add();
    }

    @SuppressWarnings("try") // the holds are there to be closed
    private int add() {
      try (var outer = lock.hold();
          var inner = lock.hold()) {
        return ++sum;
      }
    }
  }

  /** One thread gives back one hold of two, and then the other, while another wants to come in. */
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "After the last release.")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "Before the first acquire.")
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Between them.")
  @Outcome(id = "1", expect = FORBIDDEN, desc = "It was free while one hold was left.")
  @Outcome(expect = FORBIDDEN, desc = "The last release does not happen-before the acquire.")
  @State
  public static class LastReleaseAgainstTryAcquire {
    private final RLock lock = new RLock();
    private int written;

    /** Holds it twice. */
    @Actor
    public void owner() {
      lock.acquire();
      lock.acquire();
      written = 1;
      lock.release();
      written = 2;
      lock.release();
    }

    /** Reads if it can come in. */
    @Actor
    public void other(I_Result r) {
      r.r1 = -1;
      if (lock.tryAcquire()) {
        r.r1 = written;
        lock.release();
      }
    }
  }

  /** A thread releases what, at most, another holds. */
  @JCStressTest
  @Outcome(id = "refused, 2, false", expect = ACCEPTABLE, desc = "Only the owner releases.")
  @Outcome(id = "released, .*", expect = FORBIDDEN, desc = "Another than the owner has released.")
  @Outcome(expect = FORBIDDEN, desc = "A refused release has changed something.")
  @State
  public static class ReleaseByAnother {
    private final RLock lock = new RLock();

    /** Acquires, and counts its holds. */
    @Actor
    public void owner(LIZ_Result r) {
      lock.acquire();
      lock.acquire();
      r.r2 = lock.holdCount();
      lock.release();
      lock.release();
    }

    /** Releases what it does not hold. */
    @Actor
    public void other(LIZ_Result r) {
      try {
        lock.release();
        r.r1 = "released";
      } catch (IllegalMonitorStateException e) {
        r.r1 = "refused";
      }
    }

    /** Looks whether it is held now. */
    @Arbiter
    public void after(LIZ_Result r) {
      r.r3 = lock.isLocked();
    }
  }
}
