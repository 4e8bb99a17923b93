package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.Futures;
import dev.heddle.sync.PoolFuture;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A future ends once, tells everybody, and hands over what was written before. */
public final class PoolStress {
  private PoolStress() {}

  /** One thread waits for what another finishes. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "What was written before the end is seen.")
  @Outcome(expect = FORBIDDEN, desc = "The end does not happen-before the result.")
  @State
  public static class FinishAgainstResult {
    private final CompletableFuture<String> source = new CompletableFuture<>();
    private final PoolFuture<String> future = Futures.from(source);
    private int written;

    /** Writes and finishes. */
    @Actor
    public void finisher() {
      written = 1;
      source.complete("value");
    }

    /** Waits and reads. */
    @Actor
    public void waiter(I_Result r) {
      r.r1 = Waiting.uninterrupted(future::result).isEmpty() ? -1 : written;
    }
  }

  /** A callback is added while the future ends. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "It was called once.")
  @Outcome(expect = FORBIDDEN, desc = "It was not called, or twice.")
  @State
  public static class FinishAgainstWhenDone {
    private final CompletableFuture<String> source = new CompletableFuture<>();
    private final PoolFuture<String> future = Futures.from(source);
    private final AtomicInteger calls = new AtomicInteger();

    /** Finishes. */
    @Actor
    public void finisher() {
      source.complete("value");
    }

    /** Adds a callback. */
    @Actor
    public void adder() {
      future.whenDone(done -> calls.incrementAndGet());
    }

    /** Counts the calls. */
    @Arbiter
    public void after(I_Result r) {
      r.r1 = calls.get();
    }
  }

  /** A callback is added by a thread that may have seen the future done. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Done before, and called at once.")
  @Outcome(id = "0, .*", expect = ACCEPTABLE, desc = "Not done before.")
  @Outcome(expect = FORBIDDEN, desc = "Done before, and left to another thread.")
  @State
  public static class FinishAgainstLook {
    private final CompletableFuture<String> source = new CompletableFuture<>();
    private final PoolFuture<String> future = Futures.from(source);
    private final AtomicInteger calls = new AtomicInteger();

    /** Finishes. */
    @Actor
    public void finisher() {
      source.complete("value");
    }

    /** Looks, and adds a callback. */
    @Actor
    public void adder(II_Result r) {
      r.r1 = future.isDone() ? 1 : 0;
      future.whenDone(done -> calls.incrementAndGet());
      r.r2 = calls.get();
    }
  }

  /** A future is cancelled while it ends. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It was cancelled.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It had finished.")
  @Outcome(expect = FORBIDDEN, desc = "Cancelling says something else than the future.")
  @State
  public static class FinishAgainstCancel {
    private final CompletableFuture<String> source = new CompletableFuture<>();
    private final PoolFuture<String> future = Futures.from(source);

    /** Finishes. */
    @Actor
    public void finisher() {
      source.complete("value");
    }

    /** Cancels. */
    @Actor
    public void canceller(II_Result r) {
      r.r1 = future.cancel() ? 1 : 0;
    }

    /** Asks. */
    @Arbiter
    public void after(II_Result r) {
      r.r2 = future.isCancelled() ? 1 : 0;
    }
  }

  /** A callback is added while the future is cancelled. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It was called once, and saw the end.")
  @Outcome(expect = FORBIDDEN, desc = "It was not called, or twice, or too early.")
  @State
  public static class CancelAgainstWhenDone {
    private final PoolFuture<String> future = Futures.from(new CompletableFuture<>());
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();

    /** Cancels. */
    @Actor
    public void canceller() {
      future.cancel();
    }

    /** Adds a callback. */
    @Actor
    public void adder() {
      future.whenDone(
          done -> {
            calls.incrementAndGet();
            late.addAndGet(done.isCancelled() ? 1 : 0);
          });
    }

    /** Counts. */
    @Arbiter
    public void after(II_Result r) {
      r.r1 = calls.get();
      r.r2 = late.get();
    }
  }

  /** Two futures end while a thread takes them as they do. */
  @JCStressTest
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "It got each once, done.")
  @Outcome(expect = FORBIDDEN, desc = "It got one twice, or before its end.")
  @State
  public static class EndAgainstAsCompleted {
    private final CompletableFuture<String> source = new CompletableFuture<>();
    private final PoolFuture<String> one = Futures.from(source);
    private final PoolFuture<String> two = Futures.from(new CompletableFuture<>());

    /** Finishes one and cancels the other. */
    @Actor
    public void ender() {
      source.complete("value");
      two.cancel();
    }

    /** Takes both. */
    @Actor
    public void taker(II_Result r) {
      Set<PoolFuture<String>> taken = new HashSet<>();
      for (PoolFuture<String> each : Futures.asCompleted(List.of(one, two))) {
        taken.add(each);
        r.r2 += each.isDone() ? 1 : 0;
      }
      r.r1 = taken.size();
    }
  }

  /** A thread begins to wait for the first of two futures while that ends. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It saw the end, and what was written before.")
  @Outcome(expect = FORBIDDEN, desc = "The end does not happen-before the end of the wait.")
  @State
  public static class FinishAgainstAwaitFirst {
    private final CompletableFuture<String> source = new CompletableFuture<>();
    private final PoolFuture<String> one = Futures.from(source);
    private final PoolFuture<String> two = Futures.from(new CompletableFuture<>());
    private int written;

    /** Writes and finishes. */
    @Actor
    public void finisher() {
      written = 1;
      source.complete("value");
    }

    /** Waits and reads. */
    @Actor
    public void waiter(II_Result r) {
      r.r1 =
          Waiting.uninterrupted(
              () -> Futures.await(List.of(one, two), Futures.Until.FIRST_COMPLETED).done().size());
      r.r2 = written;
    }
  }

  /** The future that was made from another is cancelled while the other ends. */
  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Cancelled, both of them.")
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "Finished, both of them.")
  @Outcome(
      id = "1, 1, 0",
      expect = ACCEPTABLE,
      desc = "It had ended, and the one made from it was cancelled before the end reached it.")
  @Outcome(expect = FORBIDDEN, desc = "They contradict each other.")
  @State
  public static class FinishAgainstCancelOfTheOther {
    private final CompletableFuture<String> source = new CompletableFuture<>();
    private final PoolFuture<String> future = Futures.from(source);
    private final CompletableFuture<String> other = future.toCompletableFuture();

    /** Finishes. */
    @Actor
    public void finisher() {
      source.complete("value");
    }

    /** Cancels the other. */
    @Actor
    public void canceller(III_Result r) {
      r.r1 = other.cancel(false) ? 1 : 0;
    }

    /** Asks. */
    @Arbiter
    public void after(III_Result r) {
      r.r2 = other.isCancelled() ? 1 : 0;
      r.r3 = future.isCancelled() ? 1 : 0;
    }
  }
}
