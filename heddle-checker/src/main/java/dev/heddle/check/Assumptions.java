package dev.heddle.check;

import dev.heddle.check.runtime.Scheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a verdict rests on, as far as the executions so far have shown; of one process or many. */
final class Assumptions {
  private final Set<String> unmodelled = new TreeSet<>();
  private final Set<String> weakAccesses = new TreeSet<>();
  private final Set<String> looksAtWaiters = new TreeSet<>();
  private boolean timedWaitSeen;
  private boolean fairnessAssumed;

  /** Adds what a scheduler's executions have shown. */
  void add(Scheduler scheduler) {
    unmodelled.addAll(scheduler.observations().unmodelled());
    weakAccesses.addAll(scheduler.observations().weakAccesses());
    looksAtWaiters.addAll(scheduler.observations().looksAtWaiters());
    timedWaitSeen |= scheduler.observations().timedWaitSeen();
    fairnessAssumed |= scheduler.observations().fairnessAssumed();
  }

  /** Adds what was collected elsewhere. */
  void add(Assumptions other) {
    unmodelled.addAll(other.unmodelled);
    weakAccesses.addAll(other.weakAccesses);
    looksAtWaiters.addAll(other.looksAtWaiters);
    timedWaitSeen |= other.timedWaitSeen;
    fairnessAssumed |= other.fairnessAssumed;
  }

  void write(MessageOutput out) throws IOException {
    out.texts(unmodelled).texts(weakAccesses).texts(looksAtWaiters);
    out.flag(timedWaitSeen).flag(fairnessAssumed);
  }

  /** Adds what another process has written. */
  void read(MessageInput in) throws IOException {
    unmodelled.addAll(in.texts());
    weakAccesses.addAll(in.texts());
    looksAtWaiters.addAll(in.texts());
    timedWaitSeen |= in.flag();
    fairnessAssumed |= in.flag();
  }

  /** Returns the sentences for a result. */
  List<String> toList(RaceChecking races) {
    List<String> assumes = new ArrayList<>();
    if (races == RaceChecking.OFF) {
      assumes.add("sequential consistency");
    } else if (!weakAccesses.isEmpty()) {
      assumes.add("sequential consistency of " + String.join(", ", weakAccesses));
    }
    looksAtWaiters.forEach(
        name -> assumes.add("no thread waits to acquire where " + name + " looks"));
    unmodelled.forEach(name -> assumes.add(name + " does nothing behind the back of its callers"));
    if (timedWaitSeen) {
      assumes.add("timeouts fire only when nothing else can run");
    }
    if (fairnessAssumed) {
      assumes.add("a thread that repeats the same steps in a loop waits until another has gone on");
    }
    return assumes;
  }
}
