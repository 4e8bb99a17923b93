package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.Lock;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LLZ_Result;

/** A {@link Lock} is held by one at a time, and released once. */
public final class LockStress {
  private static final Duration SHORT = Duration.ofNanos(10_000);

  private LockStress() {}

  private static String release(Lock lock) {
    try {
      lock.release();
      return "released";
    } catch (IllegalMonitorStateException e) {
      return "refused";
    }
  }

  /** Two threads release one hold. */
  @JCStressTest
  @Outcome(id = "released, refused, false", expect = ACCEPTABLE, desc = "The first came first.")
  @Outcome(id = "refused, released, false", expect = ACCEPTABLE, desc = "The second came first.")
  @Outcome(id = "released, released, .*", expect = FORBIDDEN, desc = "One hold, two releases.")
  @Outcome(expect = FORBIDDEN, desc = "The hold was given back by nobody.")
  @State
  public static class TwoReleases {
    private final Lock lock = new Lock();

    /** The hold that both release. */
    public TwoReleases() {
      lock.acquire();
    }

    /** Releases. */
    @Actor
    public void first(LLZ_Result r) {
      r.r1 = release(lock);
    }

    /** Releases. */
    @Actor
    public void second(LLZ_Result r) {
      r.r2 = release(lock);
    }

    /** Looks who holds it now. */
    @Arbiter
    public void after(LLZ_Result r) {
      r.r3 = lock.isLocked();
    }
  }

  /** Two threads add under the lock, between acquire and release. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The second saw what the first had done.")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The first saw what the second had done.")
  @Outcome(expect = FORBIDDEN, desc = "Both were in, or one did not see the other's addition.")
  @State
  public static class AddByAcquire {
    private final Lock lock = new Lock();
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
      int now = ++sum;
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
    private final Lock lock = new Lock();
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

  /** Two threads add under the lock, as long as a hold is open. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The second saw what the first had done.")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The first saw what the second had done.")
  @Outcome(expect = FORBIDDEN, desc = "Both were in, or one did not see the other's addition.")
  @State
  public static class AddByHold {
    private final Lock lock = new Lock();
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

    @SuppressWarnings("try") // the hold is there to be closed
    private int add() {
      try (var hold = lock.hold()) {
        return ++sum;
      }
    }
  }

  /** One thread releases what another waits for. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "What was written before the release is seen.")
  @Outcome(expect = FORBIDDEN, desc = "The release does not happen-before the acquire.")
  @State
  public static class ReleaseAgainstAcquire {
    private final Lock lock = new Lock();
    private int written;

    /** Nobody can acquire before the release. */
    public ReleaseAgainstAcquire() {
      lock.acquire();
    }

    /** Writes and releases. */
    @Actor
    public void releaser() {
      written = 1;
      lock.release();
    }

    /** Acquires and reads. */
    @Actor
    public void acquirer(I_Result r) {
      lock.acquire();
      r.r1 = written;
    }
  }

  /** One thread releases what another waits for, but not for long. */
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "It came in time; what was written is seen.")
  @Outcome(id = "-1, false", expect = ACCEPTABLE, desc = "It came too late, and the lock is free.")
  @Outcome(
      id = "0, .*",
      expect = FORBIDDEN,
      desc = "The release does not happen-before the acquire.")
  @Outcome(expect = FORBIDDEN, desc = "The lock is held by nobody, or is free although held.")
  @State
  public static class ReleaseAgainstTimeout {
    private final Lock lock = new Lock();
    private int written;

    /** Nobody can acquire before the release. */
    public ReleaseAgainstTimeout() {
      lock.acquire();
    }

    /** Writes and releases. */
    @Actor
    public void releaser() {
      written = 1;
      Waiting.dawdle(1000);
      lock.release();
    }

    /** Acquires and reads. */
    @Actor
    public void acquirer(IZ_Result r) {
      r.r1 = Waiting.uninterrupted(() -> lock.tryAcquire(SHORT)) ? written : -1;
    }

    /** Looks whether it is held now. */
    @Arbiter
    public void after(IZ_Result r) {
      r.r2 = lock.isLocked();
    }
  }
}
