package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.Local;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A {@link Local} has one object for each thread, and closes each exactly once. */
public final class LocalStress {
  private LocalStress() {}

  /** Two threads get their objects for the first time. */
  @JCStressTest
  @Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "The first was first.")
  @Outcome(id = "2, 1, 2", expect = ACCEPTABLE, desc = "The second was first.")
  @Outcome(expect = FORBIDDEN, desc = "An object is shared, or was lost.")
  @State
  public static class TwoGet {
    private final AtomicInteger made = new AtomicInteger();
    private final Local<Integer> local = new Local<>(made::incrementAndGet);

    /** Gets its object twice. */
    @Actor
    public void first(III_Result r) {
      r.r1 = local.get().equals(local.get()) ? local.get() : -1;
    }

    /** Gets its object twice. */
    @Actor
    public void second(III_Result r) {
      r.r2 = local.get().equals(local.get()) ? local.get() : -1;
    }

    /** Counts. */
    @Arbiter
    public void after(III_Result r) {
      r.r3 = local.count();
    }
  }

  /** A thread removes its object while another closes all. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It was closed once.")
  @Outcome(expect = FORBIDDEN, desc = "It was closed twice or never, or is still there.")
  @State
  public static class RemoveAgainstCloseAll {
    private final AtomicInteger closed = new AtomicInteger();
    private final Local<Object> local =
        new Local<>(Object::new, object -> closed.incrementAndGet());

    /** Makes an object and removes it. */
    @Actor
    public void user() {
      local.get();
      local.remove();
    }

    /** Closes all. */
    @Actor
    public void closer() {
      local.closeAll();
    }

    /** Counts. */
    @Arbiter
    public void after(II_Result r) {
      r.r1 = closed.get();
      r.r2 = local.count();
    }
  }

  /** A thread closes a scope in which it has made two objects, while another closes all. */
  @JCStressTest
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Both were closed once.")
  @Outcome(expect = FORBIDDEN, desc = "One was closed twice or never, or is still there.")
  @State
  public static class ScopeAgainstCloseAll {
    private final AtomicInteger closed = new AtomicInteger();
    private final Local<Object> one = new Local<>(Object::new, object -> closed.incrementAndGet());
    private final Local<Object> two = new Local<>(Object::new, object -> closed.incrementAndGet());

    /** Makes two objects in a scope. */
    @Actor
    public void user() {
      Local.Scope scope = Local.scope();
      one.get();
      two.get();
      scope.close();
    }

    /** Closes all. */
    @Actor
    public void closer() {
      two.closeAll();
      one.closeAll();
    }

    /** Counts. */
    @Arbiter
    public void after(II_Result r) {
      r.r1 = closed.get();
      r.r2 = one.count() + two.count();
    }
  }
}
