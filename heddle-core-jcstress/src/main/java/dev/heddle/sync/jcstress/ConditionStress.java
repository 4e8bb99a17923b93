package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.Condition;
import dev.heddle.sync.Lock;
import dev.heddle.sync.Mutex;
import dev.heddle.sync.RLock;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LIZ_Result;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A signal of a {@link Condition} reaches one thread, which returns because of it, also if the
 * first of those that wait gives up at the same time.
 */
public final class ConditionStress {
  private ConditionStress() {}

  /**
   * Two that wait: the first until its time is over or it is interrupted, the second, behind it,
   * until it is signalled.
   */
  private static final class TwoWaiters {
    private static final Duration SHORT = Duration.ofNanos(50_000);

    final Mutex lock;
    final Condition condition;
    final Waiting first = new Waiting();
    final Waiting second = new Waiting();

    TwoWaiters(Lock lock) {
      this.lock = lock;
      this.condition = new Condition(lock);
    }

    TwoWaiters(RLock lock) {
      this.lock = lock;
      this.condition = new Condition(lock);
    }

    /** Waits as the first, for a short time. */
    String awaitShortly() {
      lock.acquire();
      first.begin();
      boolean signalled = Waiting.uninterrupted(() -> condition.await(SHORT));
      lock.release();
      first.end();
      return signalled ? "signalled" : "timed out";
    }

    /** Waits as the first, until it is interrupted. */
    String awaitInterrupt() {
      String end;
      lock.acquire();
      first.begin();
      try {
        condition.await();
        end = "signalled";
      } catch (InterruptedException e) {
        end = "interrupted";
      }
      lock.release();
      boolean status = first.endAndReceiveInterrupt();
      return status ? end + " with status" : end;
    }

    /** Starts the second, and returns when both wait, or the second alone. */
    Companion startSecond() {
      // The first begins with the lock held, and the second needs the lock to come behind it.
      first.untilBegun();
      Companion companion = Companion.start(this::awaitSignal);
      second.untilBegun();
      return companion;
    }

    private void awaitSignal() {
      lock.acquire();
      second.begin();
      try {
        condition.await();
      } catch (InterruptedException e) {
        // Rescued; the signaller knows.
      }
      lock.release();
      second.end();
    }

    /** Signals one. */
    void signal() {
      lock.acquire();
      condition.signal();
      lock.release();
    }

    /** Returns how many wait for a signal after the first has gone. */
    int leftAfterFirst() {
      first.untilOver();
      // Without the lock: one more release might wake the second, which has to be awake without it.
      return condition.waitingCount();
    }

    /** Signals the second if it needs that, and returns whether it came back. */
    boolean secondComesBack(Companion companion, int left) {
      for (int i = 0; i < left; i++) {
        signal();
      }
      boolean comes = second.endsByItself();
      companion.join();
      return comes;
    }
  }

  /** A signal comes when the time of the first is over; over a {@link Lock}. */
  @JCStressTest
  @Outcome(id = "signalled, 1, true", expect = ACCEPTABLE, desc = "It was for the first.")
  @Outcome(id = "timed out, 0, true", expect = ACCEPTABLE, desc = "It was for the second.")
  @Outcome(id = "timed out, 1, .*", expect = FORBIDDEN, desc = "The signal reached nobody.")
  @Outcome(id = "signalled, 0, .*", expect = FORBIDDEN, desc = "One signal reached both.")
  @Outcome(expect = FORBIDDEN, desc = "The second was signalled, and not woken.")
  @State
  public static class SignalAgainstTimeoutOverLock {
    private final TwoWaiters waiters = new TwoWaiters(new Lock());

    /** Waits for a short time. */
    @Actor
    public void first(LIZ_Result r) {
      r.r1 = waiters.awaitShortly();
    }

    /** Signals one. */
    @Actor
    public void signaller(LIZ_Result r) {
      Companion second = waiters.startSecond();
      Waiting.dawdle(2000);
      waiters.signal();
      r.r2 = waiters.leftAfterFirst();
      r.r3 = waiters.secondComesBack(second, r.r2);
    }
  }

  /** A signal comes when the time of the first is over; over an {@link RLock}. */
  @JCStressTest
  @Outcome(id = "signalled, 1, true", expect = ACCEPTABLE, desc = "It was for the first.")
  @Outcome(id = "timed out, 0, true", expect = ACCEPTABLE, desc = "It was for the second.")
  @Outcome(id = "timed out, 1, .*", expect = FORBIDDEN, desc = "The signal reached nobody.")
  @Outcome(id = "signalled, 0, .*", expect = FORBIDDEN, desc = "One signal reached both.")
  @Outcome(expect = FORBIDDEN, desc = "The second was signalled, and not woken.")
  @State
  public static class SignalAgainstTimeoutOverRLock {
    private final TwoWaiters waiters = new TwoWaiters(new RLock());

    /** Waits for a short time. */
    @Actor
    public void first(LIZ_Result r) {
      r.r1 = waiters.awaitShortly();
    }

    /** Signals one. */
    @Actor
    public void signaller(LIZ_Result r) {
      Companion second = waiters.startSecond();
      Waiting.dawdle(2000);
      waiters.signal();
      r.r2 = waiters.leftAfterFirst();
      r.r3 = waiters.secondComesBack(second, r.r2);
    }
  }

  /** A signal comes when the first is interrupted; over a {@link Lock}. */
  @JCStressTest
  @Outcome(
      id = "signalled with status, 1, true",
      expect = ACCEPTABLE,
      desc = "It was for the first, which keeps the interrupt.")
  @Outcome(id = "interrupted, 0, true", expect = ACCEPTABLE, desc = "It was for the second.")
  @Outcome(id = "interrupted.*, 1, .*", expect = FORBIDDEN, desc = "The signal reached nobody.")
  @Outcome(id = "signalled, .*", expect = FORBIDDEN, desc = "The interrupt was lost.")
  @Outcome(expect = FORBIDDEN, desc = "One signal reached both, or the second was not woken.")
  @State
  public static class SignalAgainstInterruptOverLock {
    private final TwoWaiters waiters = new TwoWaiters(new Lock());

    /** Waits until it is interrupted. */
    @Actor
    public void first(LIZ_Result r) {
      r.r1 = waiters.awaitInterrupt();
    }

    /** Interrupts the first and signals one. */
    @Actor
    public void signaller(LIZ_Result r) {
      Companion second = waiters.startSecond();
      waiters.first.interrupt();
      Waiting.dawdle(2000);
      waiters.signal();
      r.r2 = waiters.leftAfterFirst();
      r.r3 = waiters.secondComesBack(second, r.r2);
    }
  }

  /** A signal comes when the first is interrupted; over an {@link RLock}. */
  @JCStressTest
  @Outcome(
      id = "signalled with status, 1, true",
      expect = ACCEPTABLE,
      desc = "It was for the first, which keeps the interrupt.")
  @Outcome(id = "interrupted, 0, true", expect = ACCEPTABLE, desc = "It was for the second.")
  @Outcome(id = "interrupted.*, 1, .*", expect = FORBIDDEN, desc = "The signal reached nobody.")
  @Outcome(id = "signalled, .*", expect = FORBIDDEN, desc = "The interrupt was lost.")
  @Outcome(expect = FORBIDDEN, desc = "One signal reached both, or the second was not woken.")
  @State
  public static class SignalAgainstInterruptOverRLock {
    private final TwoWaiters waiters = new TwoWaiters(new RLock());

    /** Waits until it is interrupted. */
    @Actor
    public void first(LIZ_Result r) {
      r.r1 = waiters.awaitInterrupt();
    }

    /** Interrupts the first and signals one. */
    @Actor
    public void signaller(LIZ_Result r) {
      Companion second = waiters.startSecond();
      waiters.first.interrupt();
      Waiting.dawdle(2000);
      waiters.signal();
      r.r2 = waiters.leftAfterFirst();
      r.r3 = waiters.secondComesBack(second, r.r2);
    }
  }

  /**
   * A signal of the thread that holds the lock, and one of a thread that does not hold it while
   * somebody does, when the time of the first is over. The first result is the number of signals.
   */
  @JCStressTest
  @Outcome(id = "2, signalled, 0, true", expect = ACCEPTABLE, desc = "A signal for each.")
  @Outcome(id = "2, timed out, 0, true", expect = ACCEPTABLE, desc = "One for the second.")
  @Outcome(id = "1, signalled, 1, true", expect = ACCEPTABLE, desc = "It was for the first.")
  @Outcome(id = "1, timed out, 0, true", expect = ACCEPTABLE, desc = "It was for the second.")
  @Outcome(id = ".*, true", expect = FORBIDDEN, desc = "A signal reached nobody, or two.")
  @Outcome(expect = FORBIDDEN, desc = "The second was signalled, and not woken.")
  @State
  public static class SignalOfStranger {
    private final TwoWaiters waiters = new TwoWaiters(new Lock());
    private volatile boolean held;
    private boolean strangerSignalled;

    /** Waits for a short time. */
    @Actor
    public void first(LLLL_Result r) {
      r.r2 = waiters.awaitShortly();
    }

    /** Holds the lock and signals; its companions are the second and the stranger. */
    @Actor
    public void holder(LLLL_Result r) {
      Companion stranger = Companion.start(this::signalAsStranger);
      Companion second = waiters.startSecond();
      waiters.lock.acquire();
      held = true;
      Waiting.dawdle(500);
      waiters.condition.signal();
      waiters.lock.release();
      stranger.join();
      r.r1 = strangerSignalled ? 2 : 1;
      int left = waiters.leftAfterFirst();
      r.r3 = left;
      r.r4 = waiters.secondComesBack(second, left);
    }

    private void signalAsStranger() {
      Waiting.spinUntil(() -> held);
      Waiting.dawdle(500);
      try {
        waiters.condition.signal();
        strangerSignalled = true;
      } catch (IllegalMonitorStateException e) {
        // Nobody holds it any more.
      }
    }
  }
}
