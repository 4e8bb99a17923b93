package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import dev.heddle.check.runtime.Events;
import java.util.HashSet;
import java.util.Set;

/** The plain depth-first search, which counts how many different traces its executions have. */
public final class TraceCounter implements Search {
  private final ExhaustiveSearch search = new ExhaustiveSearch(Integer.MAX_VALUE);
  private final Set<Long> traces = new HashSet<>();
  private final Events events;

  public TraceCounter(Events events) {
    this.events = events;
  }

  public int traces() {
    return traces.size();
  }

  @Override
  public void begin() {
    events.begin(0);
    search.begin();
  }

  @Override
  public int choose(Candidates candidates) {
    return search.choose(candidates);
  }

  @Override
  public boolean advance() {
    HappensBefore order = new HappensBefore(events);
    while (order.count() < events.count()) {
      order.add();
    }
    traces.add(order.traceHash());
    return search.advance();
  }

  @Override
  public boolean isComplete() {
    return search.isComplete();
  }

  @Override
  public String mismatch() {
    return search.mismatch();
  }
}
