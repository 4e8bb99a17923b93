package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.BoundedSemaphore;
import dev.heddle.sync.Semaphore;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LLI_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A {@link Semaphore} loses no permit and invents none; a {@link BoundedSemaphore} has a bound. */
public final class SemaphoreStress {
  private static final Duration SHORT = Duration.ofNanos(10_000);

  private SemaphoreStress() {}

  private static String release(Semaphore semaphore, int permits) {
    try {
      semaphore.release(permits);
      return "released";
    } catch (IllegalStateException e) {
      return "refused";
    }
  }

  /** One permit comes while it is tried to take one. */
  @JCStressTest
  @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "The permit was there and was taken.")
  @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "It was not there yet, and is there now.")
  @Outcome(expect = FORBIDDEN, desc = "A permit was lost, or is there twice.")
  @State
  public static class ReleaseAgainstTryAcquire {
    private final Semaphore semaphore = new Semaphore(0);

    /** Adds a permit. */
    @Actor
    public void releaser() {
      semaphore.release();
    }

    /** Takes one if there is one. */
    @Actor
    public void acquirer(ZI_Result r) {
      r.r1 = semaphore.tryAcquire();
    }

    /** Counts what is left. */
    @Arbiter
    public void after(ZI_Result r) {
      r.r2 = semaphore.availablePermits();
    }
  }

  /** One permit comes while another is taken. */
  @JCStressTest
  @Outcome(id = "true, 2", expect = ACCEPTABLE, desc = "One was there; one is gone, two have come.")
  @Outcome(expect = FORBIDDEN, desc = "A permit was lost, or is there twice.")
  @State
  public static class ReleaseOfTwoAgainstTryAcquire {
    private final Semaphore semaphore = new Semaphore(1);

    /** Adds two permits. */
    @Actor
    public void releaser() {
      semaphore.release(2);
    }

    /** Takes one. */
    @Actor
    public void acquirer(ZI_Result r) {
      r.r1 = semaphore.tryAcquire();
    }

    /** Counts what is left. */
    @Arbiter
    public void after(ZI_Result r) {
      r.r2 = semaphore.availablePermits();
    }
  }

  /** Two threads want the only permit. */
  @JCStressTest
  @Outcome(id = "true, false, 0", expect = ACCEPTABLE, desc = "The first got it.")
  @Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "The second got it.")
  @Outcome(id = "true, true, .*", expect = FORBIDDEN, desc = "One permit was taken twice.")
  @Outcome(expect = FORBIDDEN, desc = "The permit was lost, or nobody got it.")
  @State
  public static class TwoTakeOne {
    private final Semaphore semaphore = new Semaphore(1);

    /** Takes it. */
    @Actor
    public void first(ZZI_Result r) {
      r.r1 = semaphore.tryAcquire();
    }

    /** Takes it. */
    @Actor
    public void second(ZZI_Result r) {
      r.r2 = semaphore.tryAcquire();
    }

    /** Counts what is left. */
    @Arbiter
    public void after(ZZI_Result r) {
      r.r3 = semaphore.availablePermits();
    }
  }

  /** A permit comes while somebody waits for it, but not for long. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It came in time; what was written is seen.")
  @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "It came too late, and is there now.")
  @Outcome(
      id = "0, .*",
      expect = FORBIDDEN,
      desc = "The release does not happen-before the acquire.")
  @Outcome(expect = FORBIDDEN, desc = "A permit was lost, or is there twice.")
  @State
  public static class ReleaseAgainstTimeout {
    private final Semaphore semaphore = new Semaphore(0);
    private int written;

    /** Writes and releases. */
    @Actor
    public void releaser() {
      written = 1;
      Waiting.dawdle(1000);
      semaphore.release();
    }

    /** Acquires and reads. */
    @Actor
    public void acquirer(II_Result r) {
      r.r1 = Waiting.uninterrupted(() -> semaphore.tryAcquire(SHORT)) ? written : -1;
    }

    /** Counts what is left. */
    @Arbiter
    public void after(II_Result r) {
      r.r2 = semaphore.availablePermits();
    }
  }

  /** Two permits come at once for two that wait. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "A permit for each of them.")
  @Outcome(expect = FORBIDDEN, desc = "One of them waits although there is a permit for it.")
  @State
  public static class ReleaseOfTwoAgainstTwoAcquires {
    private final Semaphore semaphore = new Semaphore(0);
    private final Waiting first = new Waiting();
    private final Waiting second = new Waiting();

    /** Waits for a permit. */
    @Actor
    public void first() {
      acquire(first);
    }

    private void acquire(Waiting waiting) {
      waiting.begin();
      try {
        semaphore.acquireInterruptibly();
      } catch (InterruptedException e) {
        // Rescued; the releaser knows.
      }
      waiting.end();
    }

    /** Releases two; its companion also waits for a permit. */
    @Actor
    public void releaser(ZZ_Result r) {
      Companion companion = Companion.start(() -> acquire(second));
      first.untilBegun();
      second.untilBegun();
      Waiting.dawdle(2000);
      semaphore.release(2);
      r.r1 = first.endsByItself();
      r.r2 = second.endsByItself();
      companion.join();
    }
  }

  /** Two threads add a permit each, and there is room for one. */
  @JCStressTest
  @Outcome(id = "released, refused, 2", expect = ACCEPTABLE, desc = "The first found room.")
  @Outcome(id = "refused, released, 2", expect = ACCEPTABLE, desc = "The second found room.")
  @Outcome(id = "released, released, .*", expect = FORBIDDEN, desc = "Both found room for one.")
  @Outcome(expect = FORBIDDEN, desc = "Nobody found the room, or permits are wrong.")
  @State
  public static class TwoReleasesRoomForOne {
    private final BoundedSemaphore semaphore = new BoundedSemaphore(2);

    /** Makes room for one. */
    public TwoReleasesRoomForOne() {
      semaphore.acquire();
    }

    /** Releases. */
    @Actor
    public void first(LLI_Result r) {
      r.r1 = release(semaphore, 1);
    }

    /** Releases. */
    @Actor
    public void second(LLI_Result r) {
      r.r2 = release(semaphore, 1);
    }

    /** Counts the permits. */
    @Arbiter
    public void after(LLI_Result r) {
      r.r3 = semaphore.availablePermits();
    }
  }

  /** Two threads add two permits each, and there is room for three. */
  @JCStressTest
  @Outcome(id = "released, refused, 2", expect = ACCEPTABLE, desc = "The first found room.")
  @Outcome(id = "refused, released, 2", expect = ACCEPTABLE, desc = "The second found room.")
  @Outcome(id = ".*, 3", expect = FORBIDDEN, desc = "A release of two was done by half.")
  @Outcome(expect = FORBIDDEN, desc = "Both found the room, or nobody did.")
  @State
  public static class TwoReleasesOfTwoRoomForThree {
    private final BoundedSemaphore semaphore = new BoundedSemaphore(3);

    /** Makes room for three. */
    public TwoReleasesOfTwoRoomForThree() {
      semaphore.acquire();
      semaphore.acquire();
      semaphore.acquire();
    }

    /** Releases. */
    @Actor
    public void first(LLI_Result r) {
      r.r1 = release(semaphore, 2);
    }

    /** Releases. */
    @Actor
    public void second(LLI_Result r) {
      r.r2 = release(semaphore, 2);
    }

    /** Counts the permits. */
    @Arbiter
    public void after(LLI_Result r) {
      r.r3 = semaphore.availablePermits();
    }
  }

  /** Two permits come while one is taken: there is room for them only afterwards. */
  @JCStressTest
  @Outcome(id = "released, true, 2", expect = ACCEPTABLE, desc = "There was room already.")
  @Outcome(id = "refused, true, 0", expect = ACCEPTABLE, desc = "There was no room yet.")
  @Outcome(expect = FORBIDDEN, desc = "A release of two was done by half, or a permit was lost.")
  @State
  public static class BoundedReleaseAgainstTryAcquire {
    private final BoundedSemaphore semaphore = new BoundedSemaphore(2);

    /** Leaves one. */
    public BoundedReleaseAgainstTryAcquire() {
      semaphore.acquire();
    }

    /** Releases. */
    @Actor
    public void releaser(LLI_Result r) {
      r.r1 = release(semaphore, 2);
    }

    /** Takes one. */
    @Actor
    public void acquirer(LLI_Result r) {
      r.r2 = semaphore.tryAcquire();
    }

    /** Counts the permits. */
    @Arbiter
    public void after(LLI_Result r) {
      r.r3 = semaphore.availablePermits();
    }
  }

  /** One thread releases what another waits for. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "What was written before the release is seen.")
  @Outcome(expect = FORBIDDEN, desc = "The release does not happen-before the acquire.")
  @State
  public static class ReleaseAgainstAcquire {
    private final Semaphore semaphore = new Semaphore(0);
    private int written;

    /** Writes and releases. */
    @Actor
    public void releaser() {
      written = 1;
      semaphore.release();
    }

    /** Acquires and reads. */
    @Actor
    public void acquirer(I_Result r) {
      semaphore.acquire();
      r.r1 = written;
    }
  }
}
