package dev.heddle.check;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the executions of one check have come to so far: how many there were, what they printed,
 * whether they were all, and why there cannot be more. Written by the explorer, read after it has
 * ended or was given up.
 */
final class Tally {
  /** What the executions have printed. */
  final Outcomes outcomes = new Outcomes();

  /** Where assertions have failed and were caught, and in how many executions. */
  final Map<String, Long> caught = Collections.synchronizedMap(new TreeMap<>());

  volatile long executions;

  /** Executions that turned out to be like others, and were not run to their end. */
  volatile long redundant;

  /** Of the executions those of the exhaustive search. */
  volatile long explored;

  /** How many executions the exhaustive search may have in all; not a number if not known. */
  volatile double estimate = Double.NaN;

  /** Of the executions those that were cut off. */
  volatile long cut;

  /** Whether one of them was cut because the time was over. */
  volatile boolean cutByTime;

  /** How often the search began again, because something had shown that was to be a step. */
  volatile int restarts;

  /** Whether everything was explored. */
  volatile boolean complete;

  /** Why the program cannot be checked, or null. */
  volatile @Nullable String unsupported;

  /** Forgets what was counted. */
  void clear() {
    complete = false;
    executions = 0;
    redundant = 0;
    cut = 0;
    cutByTime = false;
    caught.clear();
    outcomes.clear();
    estimate = Double.NaN;
  }

  /** Adds what helpers have run, which have ended. */
  void add(Helpers others) {
    executions += others.executions();
    redundant += others.redundant;
    cut += others.cut;
    others.outcomes.forEach(outcomes::add);
    others.caught.forEach((place, count) -> caught.merge(place, count, Long::sum));
    outcomes.addOthers(others.otherOutcomes);
    if (unsupported == null) {
      unsupported = others.unsupported();
    }
  }

  private static void write(Map<String, Long> counts, MessageOutput out) throws IOException {
    for (Map.Entry<String, Long> each : counts.entrySet()) {
      out.text(each.getKey()).number(each.getValue());
    }
  }

  /** Writes what was run since the last time, and forgets it. */
  void write(MessageOutput out) throws IOException {
    Map<String, Long> counts = outcomes.toMap();
    out.number(executions).number(redundant).number(cut);
    out.number(outcomes.others()).number(counts.size());
    write(counts, out);
    out.number(caught.size());
    write(caught, out);
    caught.clear();
    executions = 0;
    redundant = 0;
    cut = 0;
    outcomes.clear();
  }
}
