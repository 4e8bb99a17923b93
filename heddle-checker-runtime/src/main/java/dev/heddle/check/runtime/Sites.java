package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Numbers the places of instrumented code. The instrumenter writes the numbers into the code; hooks
 * and traces carry them. Number 0 is no place.
 */
public final class Sites {
  private static final List<Site> SITES = new ArrayList<>();
  private static final Map<Site, Integer> NUMBERS = new HashMap<>();

  /** How names of methods begin that a waiting loop calls: they look, or try. */
  private static final Pattern LOOK =
      Pattern.compile(
          "\\.(get|is|has|contains|size|peek|poll|try|compareAnd|weakCompareAnd|available|await"
              + "|attempt|opaque|read|test|element|equals|toString|hashCode)");

  private static volatile boolean[] looks = new boolean[1024];

  static {
    SITES.add(new Site("?", "?", null, 0, "start"));
  }

  private Sites() {}

  /** Returns the number of a place; equal places have the same. */
  public static synchronized int add(Site site) {
    Integer known = NUMBERS.get(site);
    if (known != null) {
      return known;
    }
    int number = SITES.size();
    SITES.add(site);
    NUMBERS.put(site, number);
    boolean[] all = looks;
    if (number >= all.length) {
      all = Arrays.copyOf(all, number * 2);
    }
    all[number] = LOOK.matcher(site.what()).find();
    looks = all;
    return number;
  }

  /** Returns whether the call at a place may only look at something, or try in vain. */
  static boolean isLook(int number) {
    return looks[number];
  }

  /** Returns the place of a number that {@link #add} gave. */
  public static synchronized Site get(int number) {
    return SITES.get(number);
  }
}
