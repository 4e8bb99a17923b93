package dev.heddle.check.models;

import dev.heddle.check.models.Subject.Beginning;
import dev.heddle.check.models.Subject.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two threads that make one call each, of one object.
 *
 * @param subject what is called
 * @param beginning the state of the object at first
 * @param first what one thread does
 * @param second what the other does
 */
record Scenario<T>(Subject<T> subject, Beginning<T> beginning, Call<T> first, Call<T> second) {

  /** Every pair of calls, in each state. */
  static <T> List<Scenario<T>> of(Subject<T> subject) {
    List<Scenario<T>> scenarios = new ArrayList<>();
    for (Beginning<T> beginning : subject.beginnings()) {
      for (int i = 0; i < subject.calls().size(); i++) {
        for (int j = i; j < subject.calls().size(); j++) {
          scenarios.add(
              new Scenario<>(subject, beginning, subject.calls().get(i), subject.calls().get(j)));
        }
      }
    }
    return scenarios;
  }

  /** Whether real threads may do what no execution under check does. */
  boolean mayDiffer() {
    return beginning.isTimed()
        || first.isTimed()
        || second.isTimed()
        || first.isApproximate()
        || second.isApproximate();
  }

  /** Runs it once; what has come of it, as a text. */
  String run() throws Exception {
    Run<T> run = new Run<>(this);
    run.one.join();
    run.other.join();
    return run.outcome();
  }

  /** The same, of real threads, which are told to end if they do not. */
  String runWithin(Duration limit) throws Exception {
    Run<T> run = new Run<>(this);
    run.one.join(limit.toMillis());
    run.other.join(limit.toMillis());
    if (run.one.isAlive() || run.other.isAlive()) {
      run.one.interrupt();
      run.other.interrupt();
      return "a thread that waits for ever";
    }
    return run.outcome();
  }

  /** Both threads, started. */
  private static final class Run<T> {
    private final Scenario<T> scenario;
    private final T shared;
    final Caller<T> one;
    final Caller<T> other;

    Run(Scenario<T> scenario) throws Exception {
      this.scenario = scenario;
      shared = scenario.beginning.maker().make();
      one = new Caller<>(0, shared, scenario.first);
      other = new Caller<>(1, shared, scenario.second);
      one.other = other;
      other.other = one;
      one.start();
      other.start();
    }

    String outcome() {
      return one.result + ", " + other.result + "; then " + scenario.subject.state().apply(shared);
    }
  }

  @Override
  public String toString() {
    return subject.name()
        + " "
        + beginning.name()
        + ": "
        + first.name()
        + " beside "
        + second.name();
  }

  private static final class Caller<T> extends Thread implements Subject.Turn {
    private final int number;
    private final T shared;
    private final Call<T> call;
    @Nullable Thread other;
    private Object result = "";

    Caller(int number, T shared, Call<T> call) {
      this.number = number;
      this.shared = shared;
      this.call = call;
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public void interruptOther() {
      other().interrupt();
    }

    @Override
    public Thread other() {
      return Objects.requireNonNull(other);
    }

    @Override
    public void run() {
      Object what;
      try {
        what = String.valueOf(call.body().run(shared, this));
      } catch (Exception e) {
        what = e.getClass().getSimpleName();
      }
      result = Thread.interrupted() ? what + " and interrupted" : what;
    }
  }
}
