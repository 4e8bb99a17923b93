package dev.heddle.check.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Notices a thread that does the same again and again while nobody else moves, such as {@code while
 * (!flag) {}}: such a thread can only be woken by another, so it has to wait for one.
 *
 * <p>Brent's cycle detection: the step seen at each power of two is the anchor; a loop comes back
 * to it.
 */
final class Repetition {
  /** How often a step must come again before its thread counts as waiting in a loop. */
  static final int LIMIT = 8;

  private int length;
  private int nextAnchor = 1;
  private int hits;
  private int anchorSite;
  private @Nullable Object anchorOperand;
  private int anchorIndex;
  private int ownSteps;

  /**
   * Notes one look.
   *
   * @param steps the number of steps that threads have taken in this execution so far
   * @return whether the thread waits in a loop
   */
  boolean look(int site, @Nullable Object operand, int index, int steps) {
    if (steps != ownSteps + 1) {
      clear();
    }
    ownSteps = steps;
    length++;
    if (length == nextAnchor) {
      nextAnchor *= 2;
      anchorSite = site;
      anchorOperand = operand;
      anchorIndex = index;
      hits = 0;
      return false;
    }
    if (site == anchorSite && operand == anchorOperand && index == anchorIndex) {
      hits++;
    }
    return hits >= LIMIT;
  }

  void clear() {
    length = 0;
    nextAnchor = 1;
    hits = 0;
    anchorOperand = null;
  }
}
