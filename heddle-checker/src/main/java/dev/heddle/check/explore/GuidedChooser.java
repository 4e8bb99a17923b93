package dev.heddle.check.explore;

import dev.heddle.check.runtime.Candidates;
import dev.heddle.check.runtime.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows wanted turns as far as possible: a turn whose thread cannot go on, or has come as far
 * already, is left out. After the last turn the running thread goes on for as long as it can.
 */
final class GuidedChooser extends RecordingChooser {
  private List<Turn> turns = List.of();
  private final List<Notification> notifications = new ArrayList<>();
  private int at;

  GuidedChooser(Trace trace) {
    super(trace);
  }

  /** Called before each execution, with the turns to follow and whom to wake. */
  void begin(List<Turn> turns, List<Notification> notifications) {
    begin();
    this.turns = turns;
    this.notifications.clear();
    this.notifications.addAll(notifications);
    at = 0;
  }

  @Override
  int decide(Candidates candidates) {
    if (candidates.areWaiters()) {
      return Math.max(0, indexOf(candidates, toWake(progress().last())));
    }
    for (; at < turns.size(); at++) {
      Turn turn = turns.get(at);
      if (progress().stepsOf(turn.thread()) < turn.until()) {
        int index = indexOf(candidates, turn.thread());
        if (index != MISMATCH) {
          return index;
        }
      }
    }
    return withoutSwitch(candidates);
  }

  /** Returns whom a thread wakes next: its own order holds, whatever others do in between. */
  private int toWake(int notifier) {
    for (int i = 0; i < notifications.size(); i++) {
      if (notifications.get(i).notifier() == notifier) {
        return notifications.remove(i).woken();
      }
    }
    return MISMATCH;
  }
}
