package dev.heddle.check;

import dev.heddle.check.explore.OptimalSearch;
import dev.heddle.check.explore.RandomWalk;
import dev.heddle.check.explore.TraceCounter;
import dev.heddle.check.instrument.Agent;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A program explored by the search under test and by the plain one, which is its witness. */
public final class Explorations {
  private Explorations() {}

  /**
   * What the plain search has found.
   *
   * @param result the result
   * @param traces how many different traces the executions had
   */
  public record Plain(CheckResult result, int traces) {}

  /** One execution for each trace. */
  public static CheckResult optimal(Switching switching, Body body, long executions) {
    return run(switching, body, executions).explore(OptimalSearch::new, null);
  }

  /** One execution for each order of steps. */
  public static Plain plain(Switching switching, Body body, long executions) {
    AtomicReference<TraceCounter> counter = new AtomicReference<>();
    CheckResult result =
        run(switching, body, executions)
            .explore(
                events -> {
                  counter.set(new TraceCounter(events));
                  return Objects.requireNonNull(counter.get());
                },
                null);
    return new Plain(result, Objects.requireNonNull(counter.get()).traces());
  }

  /** So many executions, each of which takes its turns by chance. */
  public static CheckResult byChance(Switching switching, Body body, long executions) {
    return run(switching, body, executions).explore(events -> new RandomWalk(1), null);
  }

  private static CheckRun run(Switching switching, Body body, long executions) {
    Agent.prepare();
    CheckOptions options =
        CheckOptions.builder()
            .strategy(Strategy.EXHAUSTIVE)
            .keepGoing(true)
            .executions(executions)
            .time(Duration.ofMinutes(5))
            .build();
    return new CheckRun(Target.of("program", body), options, switching == Switching.CONTINUATION);
  }
}
