package dev.heddle.check;

/**
 * One decision of a schedule.
 *
 * @param chosen which of the candidates was taken, from 0
 * @param width how many candidates there were, at least 2
 */
public record Choice(int chosen, int width) {

  /** Refuses a choice that no scheduler could have made. */
  public Choice {
    if (width < 2 || chosen < 0 || chosen >= width) {
      throw new IllegalArgumentException("choice " + chosen + " of " + width + " candidates");
    }
  }
}
