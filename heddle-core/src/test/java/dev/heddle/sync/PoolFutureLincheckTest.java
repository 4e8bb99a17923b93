package dev.heddle.sync;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A {@link PoolFuture} used by several threads does what a state does. */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = Lincheck.WHY_JDK_17)
class PoolFutureLincheckTest {
  @Test
  void poolFuture_underStress_isLinearizable() {
    Lincheck.stress(Calls.class, Specification.class);
  }

  @Test
  void poolFuture_underModelChecking_isLinearizable() {
    Lincheck.modelCheck(Calls.class, Specification.class);
  }

  /** A future that is pending. */
  public static class Calls {
    private final PoolFuture<Integer> future = new PoolFuture<>();

    @Operation
    public boolean begin() {
      return future.begin();
    }

    @Operation
    public void finish() {
      future.finish(1);
    }

    @Operation
    public boolean cancel() {
      return future.cancel();
    }

    @Operation
    public boolean isRunning() {
      return future.isRunning();
    }

    @Operation
    public boolean isDone() {
      return future.isDone();
    }

    /** Whether a future that is seen done calls back before it returns. */
    @Operation
    public boolean whenSeenDone() {
      if (!future.isDone()) {
        return true;
      }
      AtomicBoolean called = new AtomicBoolean();
      future.whenDone(done -> called.set(true));
      return called.get();
    }
  }

  /** A state. */
  public static class Specification {
    private String state = "pending";

    private boolean go(String from, String to) {
      boolean gone = state.equals(from);
      state = gone ? to : state;
      return gone;
    }

    public boolean begin() {
      return go("pending", "running");
    }

    public void finish() {
      go("running", "finished");
    }

    public boolean cancel() {
      return go("pending", "cancelled") || state.equals("cancelled");
    }

    public boolean isRunning() {
      return state.equals("running");
    }

    public boolean isDone() {
      return state.equals("finished") || state.equals("cancelled");
    }

    public boolean whenSeenDone() {
      return true;
    }
  }
}
