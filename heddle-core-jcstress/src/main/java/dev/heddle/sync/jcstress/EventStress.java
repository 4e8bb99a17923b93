package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.Event;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Setting an {@link Event} lets everyone go on who waits, and orders memory. */
public final class EventStress {
  private static final Duration SHORT = Duration.ofNanos(10_000);
  private static final Duration LONG = Duration.ofDays(1);

  private EventStress() {}

  /** Set and cleared at once, while a thread waits. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "Who waited went on.")
  @Outcome(expect = FORBIDDEN, desc = "The clear kept back a thread that had waited at the set.")
  @State
  public static class SetClearAgainstAwait {
    private final Event event = new Event();
    private final Waiting waiting = new Waiting();

    /** Waits. */
    @Actor
    public void waiter() {
      waiting.begin();
      try {
        event.await();
      } catch (InterruptedException e) {
        // Rescued; the setter knows.
      }
      waiting.end();
    }

    /** Sets and clears once the other waits. */
    @Actor
    public void setter(Z_Result r) {
      waiting.untilParked();
      event.set();
      event.clear();
      r.r1 = waiting.endsByItself();
    }
  }

  /** Set and cleared at once, while a thread waits with a timeout. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Who waited went on, and was told so.")
  @Outcome(id = "false, .*", expect = FORBIDDEN, desc = "The event was set, and it was told no.")
  @Outcome(expect = FORBIDDEN, desc = "The clear kept back a thread that had waited at the set.")
  @State
  public static class SetClearAgainstTimedAwait {
    private final Event event = new Event();
    private final Waiting waiting = new Waiting();

    /** Waits. */
    @Actor
    public void waiter(ZZ_Result r) {
      waiting.begin();
      try {
        r.r1 = event.await(LONG);
      } catch (InterruptedException e) {
        // Rescued; the setter knows.
      }
      waiting.end();
    }

    /** Sets and clears once the other waits. */
    @Actor
    public void setter(ZZ_Result r) {
      waiting.untilParked();
      event.set();
      event.clear();
      r.r2 = waiting.endsByItself();
    }
  }

  /** Two threads set and clear, while another waits. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "Who waited went on.")
  @Outcome(expect = FORBIDDEN, desc = "A clear kept back a thread that had waited at the sets.")
  @State
  public static class TwoSetClearAgainstAwait {
    private final Event event = new Event();
    private final Waiting waiting = new Waiting();

    /** Waits. */
    @Actor
    public void waiter() {
      waiting.begin();
      try {
        event.await();
      } catch (InterruptedException e) {
        // Rescued; the setter knows.
      }
      waiting.end();
    }

    /** Sets and clears once the other waits, and so does its companion. */
    @Actor
    public void setter(Z_Result r) {
      waiting.untilParked();
      Companion other = Companion.start(this::setAndClear);
      Waiting.dawdle(2000);
      setAndClear();
      r.r1 = waiting.endsByItself();
      other.join();
    }

    private void setAndClear() {
      event.set();
      event.clear();
    }
  }

  /** Two threads set and clear: the last to do anything clears. */
  @JCStressTest
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "Cleared, and can be set again.")
  @Outcome(id = "true, .*", expect = FORBIDDEN, desc = "Set, although the last call was a clear.")
  @Outcome(expect = FORBIDDEN, desc = "A set after all that has no effect.")
  @State
  public static class SetClearAgainstSetClear {
    private final Event event = new Event();

    /** Sets and clears. */
    @Actor
    public void first() {
      event.set();
      event.clear();
    }

    /** Sets and clears. */
    @Actor
    public void second() {
      event.set();
      event.clear();
    }

    /** Looks, and sets it again. */
    @Arbiter
    public void after(ZZ_Result r) {
      r.r1 = event.isSet();
      event.set();
      r.r2 = event.isSet();
    }
  }

  /** An event that is set is cleared and awaited, while another thread sets it. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Set after the clear, before the await.")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "Set after the await.")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "Set before the clear.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "Awaited successfully after the clear, but nobody has set it.")
  @State
  public static class ClearAwaitAgainstSet {
    private final Event event = new Event();

    /** Sets it. */
    public ClearAwaitAgainstSet() {
      event.set();
    }

    /** Clears and looks. */
    @Actor
    public void clearer(ZZ_Result r) {
      event.clear();
      r.r1 = Waiting.uninterrupted(() -> event.await(Duration.ZERO));
    }

    /** Sets. */
    @Actor
    public void setter() {
      event.set();
    }

    /** Looks again. */
    @Arbiter
    public void after(ZZ_Result r) {
      r.r2 = event.isSet();
    }
  }

  /** A field is written before the event is set, and read after it is seen set. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "Set, and what was written before it is seen.")
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not set yet.")
  @Outcome(expect = FORBIDDEN, desc = "The set does not happen-before the question that saw it.")
  @State
  public static class SetAgainstIsSet {
    private final Event event = new Event();
    private int written;

    /** Writes and sets. */
    @Actor
    public void setter() {
      written = 1;
      event.set();
    }

    /** Asks and reads. */
    @Actor
    public void asker(I_Result r) {
      r.r1 = event.isSet() ? written : -1;
    }
  }

  /** A field is written before the event is set, and read after it was awaited. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "What was written before the set is seen.")
  @Outcome(expect = FORBIDDEN, desc = "The set does not happen-before the end of the wait.")
  @State
  public static class SetAgainstAwait {
    private final Event event = new Event();
    private int written;

    /** Writes and sets. */
    @Actor
    public void setter() {
      written = 1;
      event.set();
    }

    /** Waits and reads. */
    @Actor
    public void waiter(I_Result r) {
      event.awaitUninterruptibly();
      r.r1 = written;
    }
  }

  /**
   * A field is written before the event is set, and read after it was awaited, but not for long.
   */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "Set in time; what was written before is seen.")
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Set too late.")
  @Outcome(expect = FORBIDDEN, desc = "The set does not happen-before the end of the wait.")
  @State
  public static class SetAgainstTimeout {
    private final Event event = new Event();
    private int written;

    /** Writes and sets. */
    @Actor
    public void setter() {
      written = 1;
      Waiting.dawdle(1000);
      event.set();
    }

    /** Waits and reads. */
    @Actor
    public void waiter(I_Result r) {
      r.r1 = Waiting.uninterrupted(() -> event.await(SHORT)) ? written : -1;
    }
  }
}
