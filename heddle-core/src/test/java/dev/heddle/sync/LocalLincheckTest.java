package dev.heddle.sync;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * A {@link Local} used by several threads does what a set of threads does. Lincheck's model
 * checking sets static memory back between its executions and fails where a weak reference was
 * cleared meanwhile; locals are built on such references, so they run under stress alone.
 */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = Lincheck.WHY_JDK_17)
class LocalLincheckTest {
  @Test
  void local_underStress_isLinearizable() {
    Lincheck.stress(Calls.class, Specification.class);
  }

  /**
   * A local that is empty. The calling thread is an argument only for the specification, which one
   * thread executes.
   */
  @Param(name = "caller", gen = ThreadIdGen.class)
  public static class Calls {
    private final AtomicInteger closed = new AtomicInteger();
    private final Local<Object> local =
        new Local<>(Object::new, object -> closed.incrementAndGet());

    /** Returns whether the object stays the same. */
    @Operation
    public boolean get(@Param(name = "caller") int caller) {
      return local.get() == local.get();
    }

    @Operation
    public boolean isPresent(@Param(name = "caller") int caller) {
      return local.isPresent();
    }

    @Operation
    public void remove(@Param(name = "caller") int caller) {
      local.remove();
    }

    @Operation
    public int count() {
      return local.count();
    }
  }

  /** The threads that have an object. */
  public static class Specification {
    private final Set<Integer> threads = new HashSet<>();

    public boolean get(int caller) {
      threads.add(caller);
      return true;
    }

    public boolean isPresent(int caller) {
      return threads.contains(caller);
    }

    public void remove(int caller) {
      threads.remove(caller);
    }

    public int count() {
      return threads.size();
    }
  }
}
