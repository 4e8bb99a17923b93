package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers the places of instrumented code. The instrumenter writes the numbers into the code; hooks
 * and traces carry them. Number 0 is no place.
 */
public final class Sites {
  private static final List<Site> SITES = new ArrayList<>();

  static {
    SITES.add(new Site("?", "?", null, 0, "start"));
  }

  private Sites() {}

  /** Returns a new number for a place. */
  public static synchronized int add(Site site) {
    SITES.add(site);
    return SITES.size() - 1;
  }

  /** Returns the place of a number that {@link #add} gave. */
  public static synchronized Site get(int number) {
    return SITES.get(number);
  }
}
