package dev.heddle.check;

/**
 * One decision of a schedule.
 *
 * @param chosen which of the candidates was taken, from 0
 * @param width how many candidates there were, at least 2
 */
public record Choice(int chosen, int width) {
  private static final int FEW = 16;

  /** The choices among few candidates: schedules of a million choices share them. */
  private static final Choice[] AMONG_FEW = new Choice[FEW * FEW];

  static {
    for (int width = 2; width < FEW; width++) {
      for (int chosen = 0; chosen < width; chosen++) {
        AMONG_FEW[width * FEW + chosen] = new Choice(chosen, width);
      }
    }
  }

  /** Returns a decision; one object for many where there are few candidates. */
  public static Choice of(int chosen, int width) {
    return 0 <= chosen && chosen < width && 2 <= width && width < FEW
        ? AMONG_FEW[width * FEW + chosen]
        : new Choice(chosen, width);
  }

  /** Refuses a choice that no scheduler could have made. */
  public Choice {
    if (width < 2 || chosen < 0 || chosen >= width) {
      throw new IllegalArgumentException("choice " + chosen + " of " + width + " candidates");
    }
  }
}
