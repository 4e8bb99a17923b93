package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.Barrier;
import dev.heddle.sync.BrokenBarrierException;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Either all parties of a {@link Barrier} go on, or none. */
public final class BarrierStress {
  private static final Duration SHORT = Duration.ofNanos(20_000);
  private static final Duration LONG = Duration.ofSeconds(20);

  private BarrierStress() {}

  /** Returns the index, or how the wait ended else. */
  private static String await(Barrier barrier, Duration timeout) {
    try {
      return Integer.toString(barrier.await(timeout));
    } catch (BrokenBarrierException e) {
      return "broken";
    } catch (InterruptedException e) {
      return "interrupted";
    } catch (IllegalArgumentException e) {
      return "action failed";
    }
  }

  /** The time of one is over when the other arrives. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The last came in time.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The last came in time.")
  @Outcome(id = "broken, broken", expect = ACCEPTABLE, desc = "The last came too late.")
  @Outcome(expect = FORBIDDEN, desc = "One went on without the other, or both have one index.")
  @State
  public static class TimeoutAgainstLastArrival {
    private final Barrier barrier = new Barrier(2);

    /** Waits for a short time. */
    @Actor
    public void first(LL_Result r) {
      r.r1 = await(barrier, SHORT);
    }

    /** Arrives. */
    @Actor
    public void second(LL_Result r) {
      Waiting.dawdle(2000);
      r.r2 = await(barrier, LONG);
    }
  }

  /** A third thread breaks the barrier when the last arrives. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Broken after the cycle.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Broken after the cycle.")
  @Outcome(id = "broken, broken", expect = ACCEPTABLE, desc = "Broken in the cycle, or before.")
  @Outcome(expect = FORBIDDEN, desc = "One went on without the other, or both have one index.")
  @State
  public static class AbortAgainstLastArrival {
    private final Barrier barrier = new Barrier(2);

    /** Arrives. */
    @Actor
    public void first(LL_Result r) {
      r.r1 = await(barrier, LONG);
    }

    /** Arrives; its companion breaks the barrier. */
    @Actor
    public void second(LL_Result r) {
      Companion breaker = Companion.start(barrier::abort);
      Waiting.dawdle(2000);
      r.r2 = await(barrier, LONG);
      breaker.join();
    }
  }

  /** One is interrupted when the other arrives. */
  @JCStressTest
  @Outcome(id = "[01] with status, [01]", expect = ACCEPTABLE, desc = "After the cycle.")
  @Outcome(id = "interrupted, broken", expect = ACCEPTABLE, desc = "In the cycle, or before.")
  @Outcome(id = "[01], .*", expect = FORBIDDEN, desc = "The interrupt was lost.")
  @Outcome(expect = FORBIDDEN, desc = "One went on without the other.")
  @State
  public static class InterruptAgainstLastArrival {
    private final Barrier barrier = new Barrier(2);
    private final Waiting waiting = new Waiting();

    /** Arrives, and is interrupted. */
    @Actor
    public void first(LL_Result r) {
      waiting.begin();
      String end = await(barrier, LONG);
      boolean status = waiting.endAndReceiveInterrupt();
      r.r1 = status ? end + " with status" : end;
    }

    /** Arrives; its companion interrupts the first. */
    @Actor
    public void second(LL_Result r) {
      Companion interrupter = Companion.start(waiting::interrupt);
      Waiting.dawdle(2000);
      r.r2 = await(barrier, LONG);
      interrupter.join();
    }
  }

  /** Three threads meet. */
  @JCStressTest
  @Outcome(id = "0, 1, 2|0, 2, 1", expect = ACCEPTABLE, desc = "The first was the first.")
  @Outcome(id = "1, 0, 2|1, 2, 0", expect = ACCEPTABLE, desc = "The first was the second.")
  @Outcome(id = "2, 0, 1|2, 1, 0", expect = ACCEPTABLE, desc = "The first was the last.")
  @Outcome(expect = FORBIDDEN, desc = "Two have one index, or somebody did not go on.")
  @State
  public static class ThreeArrivals {
    private final Barrier barrier = new Barrier(3);

    /** Arrives. */
    @Actor
    public void first(LLL_Result r) {
      r.r1 = await(barrier, LONG);
    }

    /** Arrives; its companion is the third. */
    @Actor
    public void second(LLL_Result r) {
      Companion third = Companion.start(() -> r.r3 = await(barrier, LONG));
      r.r2 = await(barrier, LONG);
      third.join();
    }
  }

  /** The action adds what both have written before, and both read the sum. */
  @JCStressTest
  @Outcome(id = "3, 3", expect = ACCEPTABLE, desc = "It saw both, and both see what it wrote.")
  @Outcome(id = "0, .*|.*, 0", expect = FORBIDDEN, desc = "One does not see what the action wrote.")
  @Outcome(expect = FORBIDDEN, desc = "The action did not see what both had written.")
  @State
  public static class ActionIsVisible {
    private final Barrier barrier = new Barrier(2, this::add);
    private int ofFirst;
    private int ofSecond;
    private int sum;

    private void add() {
      sum = ofFirst + ofSecond;
    }

    /** Writes, arrives and reads. */
    @Actor
    public void first(II_Result r) {
      ofFirst = 1;
      await(barrier, LONG);
      r.r1 = sum;
    }

    /** Writes, arrives and reads. */
    @Actor
    public void second(II_Result r) {
      ofSecond = 2;
      await(barrier, LONG);
      r.r2 = sum;
    }
  }

  /** The action fails. */
  @JCStressTest
  @Outcome(id = "action failed, broken", expect = ACCEPTABLE, desc = "The first came last.")
  @Outcome(id = "broken, action failed", expect = ACCEPTABLE, desc = "The second came last.")
  @Outcome(expect = FORBIDDEN, desc = "Somebody went on, or was told something else.")
  @State
  public static class ActionFails {
    private final Barrier barrier = new Barrier(2, ActionFails::fail);

    private static void fail() {
      throw new IllegalArgumentException("not arguable");
    }

    /** Arrives. */
    @Actor
    public void first(LL_Result r) {
      r.r1 = await(barrier, LONG);
    }

    /** Arrives. */
    @Actor
    public void second(LL_Result r) {
      r.r2 = await(barrier, LONG);
    }
  }
}
