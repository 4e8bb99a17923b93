package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.Guarded;
import dev.heddle.sync.Latch;
import dev.heddle.sync.Once;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * No change of a {@link Guarded} is lost, and nobody is left waiting; {@link Once}, {@link Latch}.
 */
public final class ValueStress {
  private ValueStress() {}

  /** Two threads add to the value. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The first was first.")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The second was first.")
  @Outcome(expect = FORBIDDEN, desc = "An update was lost.")
  @State
  public static class TwoUpdates {
    private final Guarded<Integer> cell = new Guarded<>(0);

    /** Adds one. */
    @Actor
    public void first(II_Result r) {
      r.r1 = cell.updateAndGet(n -> n + 1);
    }

    /** Adds one. */
    @Actor
    public void second(II_Result r) {
      r.r2 = cell.updateAndGet(n -> n + 1);
    }
  }

  /** A change comes just when a thread begins to wait for it. */
  @JCStressTest
  @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "Woken, or not asleep yet.")
  @Outcome(expect = FORBIDDEN, desc = "The waiter was not woken.")
  @State
  public static class UpdateAgainstWait {
    private final Guarded<Integer> cell = new Guarded<>(0);
    private final Waiting waiting = new Waiting();

    /** Waits for one and takes it. */
    @Actor
    public void waiter() {
      waiting.begin();
      try {
        cell.updateWhen(n -> n > 0, n -> n - 1);
      } catch (InterruptedException e) {
        // Rescued: the outcome says so.
      }
      waiting.end();
    }

    /** Adds one, and looks whether the other comes back. */
    @Actor
    public void updater(ZI_Result r) {
      cell.update(n -> n + 1);
      r.r1 = waiting.endsByItself();
    }

    /** Counts what is left. */
    @Arbiter
    public void after(ZI_Result r) {
      r.r2 = cell.read(n -> n);
    }
  }

  /** One is there for each of two that wait: who is woken first has to wake the other. */
  @JCStressTest
  @Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "Both got one.")
  @Outcome(expect = FORBIDDEN, desc = "A waiter was not woken.")
  @State
  public static class OneUpdateForTwo {
    private final Guarded<Integer> cell = new Guarded<>(0);
    private final Waiting first = new Waiting();
    private final Waiting second = new Waiting();

    private void take(Waiting waiting) {
      waiting.begin();
      try {
        cell.updateWhen(n -> n > 0, n -> n - 1);
      } catch (InterruptedException e) {
        // Rescued: the outcome says so.
      }
      waiting.end();
    }

    /** Waits for one and takes it. */
    @Actor
    public void first() {
      take(first);
    }

    /** Adds two, while the first and another begin to wait, and looks whether they come back. */
    @Actor
    public void updater(ZZI_Result r) {
      Companion companion = Companion.start(() -> take(second));
      Waiting.dawdle(2000);
      cell.update(n -> n + 2);
      r.r1 = first.endsByItself();
      second.untilBegun();
      r.r2 = second.endsByItself();
      companion.join();
    }

    /** Counts what is left. */
    @Arbiter
    public void after(ZZI_Result r) {
      r.r3 = cell.read(n -> n);
    }
  }

  /** Two threads ask for a value that is still to be made. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Made once, and seen whole.")
  @Outcome(expect = FORBIDDEN, desc = "Made twice, or seen before it was whole.")
  @State
  public static class TwoAskForOnce {
    private final AtomicInteger calls = new AtomicInteger();
    private final Once<int[]> once = new Once<>(() -> new int[] {calls.incrementAndGet()});

    /** Asks. */
    @Actor
    public void first(II_Result r) {
      r.r1 = once.get()[0];
    }

    /** Asks. */
    @Actor
    public void second(II_Result r) {
      r.r2 = once.get()[0];
    }
  }

  /** The last count is followed by a reset, while a thread waits, or begins to. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "Who waited went on.")
  @Outcome(expect = FORBIDDEN, desc = "The reset kept back who had waited, or was lost.")
  @State
  public static class CountDownAndResetAgainstAwait {
    private final Latch latch = new Latch(1);
    private final Waiting waiting = new Waiting();

    /** Waits. */
    @Actor
    public void waiter() {
      waiting.begin();
      try {
        latch.await();
      } catch (InterruptedException e) {
        // Rescued: the outcome says so.
      }
      waiting.end();
    }

    /** Counts down when the other waits, and resets at once. */
    @Actor
    public void counter(ZI_Result r) {
      waiting.untilParked();
      latch.countDown();
      latch.reset();
      r.r1 = waiting.endsByItself();
    }

    /** Counts. */
    @Arbiter
    public void after(ZI_Result r) {
      r.r2 = latch.count();
    }
  }

  /** One thread counts down, while another resets. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "Reset between the counts.")
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "Reset after both counts.")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "Reset before both counts.")
  @Outcome(expect = FORBIDDEN, desc = "Counted beyond zero, or set to something else.")
  @State
  public static class CountDownAgainstReset {
    private final Latch latch = new Latch(2);

    /** Counts down twice. */
    @Actor
    public void counter() {
      latch.countDown();
      latch.countDown();
    }

    /** Resets. */
    @Actor
    public void resetter() {
      latch.reset();
    }

    /** Counts. */
    @Arbiter
    public void after(I_Result r) {
      r.r1 = latch.count();
    }
  }
}
