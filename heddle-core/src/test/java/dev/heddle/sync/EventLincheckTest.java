package dev.heddle.sync;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** An {@link Event} used by several threads does what a flag does that one thread uses. */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = Lincheck.WHY_JDK_17)
class EventLincheckTest {
  @Test
  void event_underStress_isLinearizable() {
    Lincheck.stress(Calls.class, Specification.class);
  }

  @Test
  void event_underModelChecking_isLinearizable() {
    Lincheck.modelCheck(Calls.class, Specification.class);
  }

  /** An event. */
  public static class Calls {
    private final Event event = new Event();

    @Operation
    public void set() {
      event.set();
    }

    @Operation
    public void clear() {
      event.clear();
    }

    @Operation
    public boolean isSet() {
      return event.isSet();
    }

    @Operation
    public boolean awaitWithoutWait() throws InterruptedException {
      return event.await(Duration.ZERO);
    }
  }

  /** A flag. */
  public static class Specification {
    private boolean set;

    public void set() {
      set = true;
    }

    public void clear() {
      set = false;
    }

    public boolean isSet() {
      return set;
    }

    public boolean awaitWithoutWait() {
      return set;
    }
  }
}
