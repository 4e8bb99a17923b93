package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.RWLock;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A {@link RWLock} keeps readers and writers apart, and leaves no reader asleep. */
public final class ReadWriteStress {
  private static final Duration SHORT = Duration.ofNanos(10_000);

  private ReadWriteStress() {}

  /** Reads in the midst of a change. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Read before the change.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Read after the change.")
  @Outcome(expect = FORBIDDEN, desc = "Read in between.")
  @State
  public static class WriteAgainstRead {
    private final RWLock lock = new RWLock();
    private int left;
    private int right;

    /** Changes both. */
    @Actor
    public void writer() {
      lock.writeLock().acquire();
      left = 1;
      right = 1;
      lock.writeLock().release();
    }

    /** Reads both. */
    @Actor
    public void reader(II_Result r) {
      lock.readLock().acquire();
      r.r1 = left;
      r.r2 = right;
      lock.readLock().release();
    }
  }

  /** Two readers want to write. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "One after the other.")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The second was not the only reader.")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The first was not the only reader.")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "Both read.")
  @State
  public static class TwoUpgrade {
    private final RWLock lock = new RWLock();
    private boolean written;

    private boolean upgrade() {
      lock.readLock().acquire();
      boolean upgraded = lock.tryUpgrade();
      if (upgraded) {
        if (written) {
          throw new AssertionError("two threads write at once");
        }
        written = true;
        Thread.onSpinWait();
        written = false;
        lock.writeLock().release();
      }
      lock.readLock().release();
      return upgraded;
    }

    /** Reads, and tries to write. */
    @Actor
    public void first(ZZ_Result r) {
      r.r1 = upgrade();
    }

    /** Reads, and tries to write. */
    @Actor
    public void second(ZZ_Result r) {
      r.r2 = upgrade();
    }
  }

  /**
   * A writer gives up, or gets the lock and gives it back, just when a reader begins to wait behind
   * it.
   */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "The reader came back.")
  @Outcome(expect = FORBIDDEN, desc = "Nobody woke the reader.")
  @State
  public static class WriterLeavesAgainstRead {
    private final RWLock lock = new RWLock();
    private final Waiting waiting = new Waiting();

    /** Waits to write behind another that reads for a while, but not for long. */
    @Actor
    public void writer() {
      Companion holder = Companion.start(this::readForAWhile);
      Waiting.dawdle(1000);
      if (Waiting.uninterrupted(() -> lock.writeLock().tryAcquire(SHORT))) {
        lock.writeLock().release();
      }
      holder.join();
    }

    private void readForAWhile() {
      lock.readLock().acquire();
      Waiting.dawdle(2000);
      lock.readLock().release();
    }

    /** Lets another read, and looks whether it comes back. */
    @Actor
    public void observer(Z_Result r) {
      Companion reader = Companion.start(this::read);
      waiting.untilBegun();
      r.r1 = waiting.endsByItself();
      reader.join();
    }

    private void read() {
      waiting.begin();
      try {
        lock.readLock().acquireInterruptibly();
        lock.readLock().release();
      } catch (InterruptedException e) {
        // Rescued: the outcome says so.
      }
      waiting.end();
    }
  }
}
