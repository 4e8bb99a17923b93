package dev.heddle.check.explore;

import dev.heddle.check.Choice;
import dev.heddle.check.runtime.Candidates;
import dev.heddle.check.runtime.Trace;
import java.util.ArrayList;
import java.util.List;

/** Makes the choices of a recorded schedule again, and notices when they do not fit. */
public final class Replay implements Search {
  private final List<Choice> choices;
  private int depth;
  private String mismatch = "";

  /** Creates a replay of a schedule's choices. */
  public Replay(List<Choice> choices) {
    this.choices = choices;
  }

  /** Returns the choices of the last execution, such that a replay makes them again. */
  public static List<Choice> choicesOf(Trace trace) {
    List<Choice> choices = new ArrayList<>(trace.choices());
    for (int i = 0; i < trace.choices(); i++) {
      choices.add(Choice.of(trace.chosen(i), trace.width(i)));
    }
    return choices;
  }

  @Override
  public void begin() {
    depth = 0;
  }

  @Override
  public int choose(Candidates candidates) {
    int at = depth++;
    if (at >= choices.size()) {
      mismatch =
          "the schedule ends after " + choices.size() + " choices, and there is another to make";
      return MISMATCH;
    }
    Choice choice = choices.get(at);
    if (choice.width() != candidates.count()) {
      mismatch =
          "choice "
              + depth
              + " of the schedule was among "
              + choice.width()
              + " candidates and is among "
              + candidates.count()
              + " now";
      return MISMATCH;
    }
    return choice.chosen();
  }

  @Override
  public boolean advance() {
    return false;
  }

  @Override
  public boolean isComplete() {
    return false;
  }

  @Override
  public String mismatch() {
    return mismatch;
  }

  /** Returns how many choices of the schedule were not made because the execution ended before. */
  public int unused() {
    return choices.size() - depth;
  }
}
