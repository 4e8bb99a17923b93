package dev.heddle.sync.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.sync.QueueShutDownException;
import dev.heddle.sync.SimpleQueue;
import dev.heddle.sync.TaskQueue;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Queues lose nothing, give nothing twice, and hand over what was written before. */
public final class QueueStress {
  private static final Duration SHORT = Duration.ofNanos(10_000);

  private QueueStress() {}

  /** One thread puts in what another waits for. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "What was written before the put is seen.")
  @Outcome(expect = FORBIDDEN, desc = "The put does not happen-before the get.")
  @State
  public static class PutAgainstGet {
    private final SimpleQueue<String> queue = new SimpleQueue<>();
    private int written;

    /** Writes and puts. */
    @Actor
    public void putter() {
      written = 1;
      queue.put("item");
    }

    /** Gets and reads. */
    @Actor
    public void getter(I_Result r) {
      r.r1 = Waiting.uninterrupted(queue::get) == null ? -1 : written;
    }
  }

  /** An item comes while somebody waits for it, but not for long. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It came in time; what was written is seen.")
  @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "It came too late, and is there now.")
  @Outcome(expect = FORBIDDEN, desc = "An item was lost, or is there twice.")
  @State
  public static class PutAgainstTimeout {
    private final TaskQueue<String> queue = TaskQueue.fifo(1);
    private int written;

    /** Writes and puts. */
    @Actor
    public void putter() {
      written = 1;
      Waiting.dawdle(1000);
      queue.tryPut("item");
    }

    /** Gets and reads. */
    @Actor
    public void getter(II_Result r) {
      r.r1 = Waiting.uninterrupted(() -> queue.tryGet(SHORT)) == null ? -1 : written;
    }

    /** Counts what is left. */
    @Arbiter
    public void after(II_Result r) {
      r.r2 = queue.size();
    }
  }

  /** Two threads want the only item. */
  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The first got it.")
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "The second got it.")
  @Outcome(expect = FORBIDDEN, desc = "The item was lost, or got twice.")
  @State
  public static class TwoGetOne {
    private final TaskQueue<Integer> queue = TaskQueue.lifo();

    /** Puts the item in. */
    public TwoGetOne() {
      queue.tryPut(1);
    }

    private int got() {
      Integer item = queue.tryGet();
      return item == null ? 0 : item;
    }

    /** Gets it. */
    @Actor
    public void first(III_Result r) {
      r.r1 = got();
    }

    /** Gets it. */
    @Actor
    public void second(III_Result r) {
      r.r2 = got();
    }

    /** Counts what is left. */
    @Arbiter
    public void after(III_Result r) {
      r.r3 = queue.size();
    }
  }

  /** An item comes while the queue is shut down at once. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "It was in, and was taken out again.")
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "It was refused.")
  @Outcome(expect = FORBIDDEN, desc = "It stays in a queue that nobody gets it from, or is lost.")
  @State
  public static class PutAgainstShutdownNow {
    private final TaskQueue<String> queue = TaskQueue.fifo();

    /** Puts. */
    @Actor
    public void putter(III_Result r) {
      try {
        r.r1 = queue.tryPut("item") ? 1 : -1;
      } catch (QueueShutDownException e) {
        r.r1 = 0;
      }
    }

    /** Shuts down. */
    @Actor
    public void closer(III_Result r) {
      r.r2 = queue.shutdownNow().size();
    }

    /** Counts what is left. */
    @Arbiter
    public void after(III_Result r) {
      r.r3 = queue.size();
    }
  }

  /** The last task is done while another thread joins. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "What was written before it was done is seen.")
  @Outcome(expect = FORBIDDEN, desc = "taskDone does not happen-before the end of the join.")
  @State
  public static class TaskDoneAgainstJoin {
    private final TaskQueue<String> queue = TaskQueue.fifo();
    private int written;

    /** Begins a task. */
    public TaskDoneAgainstJoin() {
      queue.tryPut("item");
      queue.tryGet();
    }

    /** Writes, and is done. */
    @Actor
    public void worker() {
      written = 1;
      queue.taskDone();
    }

    /** Joins and reads. */
    @Actor
    public void joiner(I_Result r) {
      r.r1 = Waiting.uninterrupted(() -> queue.join(Duration.ofDays(1))) ? written : -1;
    }
  }
}
