package dev.heddle.check;

import dev.heddle.check.runtime.Observations;
import dev.heddle.check.runtime.Observations.Kind;
import dev.heddle.check.runtime.Scheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a verdict rests on, as far as the executions so far have shown; of one process or many. */
final class Assumptions {
  private final Map<Kind, Set<String>> names = new EnumMap<>(Kind.class);
  private boolean timedWaitSeen;
  private boolean fairnessAssumed;

  Assumptions() {
    for (Kind kind : Kind.values()) {
      names.put(kind, new TreeSet<>());
    }
  }

  private Set<String> names(Kind kind) {
    return names.get(kind);
  }

  /** Adds what a scheduler's executions have shown. */
  void add(Scheduler scheduler) {
    Observations observations = scheduler.observations();
    names.forEach((kind, of) -> of.addAll(observations.names(kind)));
    timedWaitSeen |= observations.timedWaitSeen();
    fairnessAssumed |= observations.fairnessAssumed();
  }

  /** Adds what was collected elsewhere. */
  void add(Assumptions other) {
    names.forEach((kind, of) -> of.addAll(other.names(kind)));
    timedWaitSeen |= other.timedWaitSeen;
    fairnessAssumed |= other.fairnessAssumed;
  }

  void write(MessageOutput out) throws IOException {
    for (Kind kind : Kind.values()) {
      out.texts(names(kind));
    }
    out.flag(timedWaitSeen).flag(fairnessAssumed);
  }

  /** Adds what another process has written. */
  void read(MessageInput in) throws IOException {
    for (Kind kind : Kind.values()) {
      names(kind).addAll(in.texts());
    }
    timedWaitSeen |= in.flag();
    fairnessAssumed |= in.flag();
  }

  private void addSpurious(List<String> assumes) {
    Set<String> waits = named(Kind.SPURIOUS);
    if (!waits.isEmpty()) {
      assumes.add("no spurious wake-up of a wait outside a loop: " + String.join(", ", waits));
    }
    Set<String> weak = named(Kind.WEAK_FAILURE);
    if (!weak.isEmpty()) {
      assumes.add("a weak compare-and-set fails for a reason: " + String.join(", ", weak));
    }
    if (names(Kind.SPURIOUS).contains("") || names(Kind.WEAK_FAILURE).contains("")) {
      assumes.add("at most one spurious wake-up or failure for each thread and place");
    }
  }

  /** Returns the names of a kind without that which stands for what was explored. */
  private Set<String> named(Kind kind) {
    Set<String> named = new TreeSet<>(names(kind));
    named.remove("");
    return named;
  }

  List<String> delayedStores() {
    return List.copyOf(names(Kind.DELAYED_STORE));
  }

  private static String describe(Map<String, Long> caught) {
    return caught.entrySet().stream()
        .map(
            each ->
                each.getKey()
                    + (each.getValue() == 1
                        ? " (1 execution)"
                        : String.format(Locale.ROOT, " (%,d executions)", each.getValue())))
        .collect(Collectors.joining(", "));
  }

  /**
   * Returns the sentences for a result.
   *
   * @param caught where assertions have failed and were caught, and in how many executions
   */
  List<String> toList(RaceChecking races, Map<String, Long> caught) {
    List<String> assumes = new ArrayList<>();
    List<String> delayed = delayedStores();
    if (!delayed.isEmpty()) {
      assumes.add(
          "sequential consistency of "
              + String.join(", ", delayed)
              + ": another variable is read next, and the JVM may let the read come first");
    }
    Set<String> weak = new TreeSet<>(names(Kind.WEAK_ACCESS));
    delayed.forEach(weak::remove);
    if (races == RaceChecking.OFF) {
      assumes.add("sequential consistency");
    } else if (!weak.isEmpty()) {
      assumes.add("sequential consistency of " + String.join(", ", weak));
    }
    if (!caught.isEmpty()) {
      assumes.add("each AssertionError that was caught was meant to be: " + describe(caught));
    }
    addSpurious(assumes);
    names(Kind.UNMODELLED)
        .forEach(name -> assumes.add(name + " does nothing behind the back of its callers"));
    names(Kind.ONE_STEP).forEach(name -> assumes.add("each call of " + name + " is one step"));
    names(Kind.INITIALISER)
        .forEach(
            name ->
                assumes.add(
                    "the result does not depend on when "
                        + name
                        + " is initialised, which happens once"));
    names(Kind.SHUTDOWN_HOOK)
        .forEach(place -> assumes.add("the shutdown hook added at " + place + " need not run"));
    names(Kind.WAITERS)
        .forEach(name -> assumes.add("no thread waits to acquire where " + name + " looks"));
    if (timedWaitSeen) {
      assumes.add("timeouts fire only when nothing else can run");
    }
    if (fairnessAssumed) {
      assumes.add("a thread that repeats the same steps in a loop waits until another has gone on");
    }
    return assumes;
  }
}
