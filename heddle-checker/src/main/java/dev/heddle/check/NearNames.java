package dev.heddle.check;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant who wrote a name that does not exist. */
final class NearNames {

  private static final int MOST_HINTS = 3;

  private NearNames() {}

  /**
   * Returns the ending of a sentence, such as {@code did you mean com.acme.Account?}, or empty when
   * no candidate is near.
   */
  static Optional<String> hint(String wanted, Collection<String> candidates) {
    List<String> near =
        candidates.stream()
            .distinct()
            .filter(candidate -> distance(wanted, candidate) <= tolerance(wanted))
            .sorted(
                Comparator.comparingInt((String candidate) -> distance(wanted, candidate))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(MOST_HINTS)
            .map(NearNames::quotedForShell)
            .toList();
    return near.isEmpty()
        ? Optional.empty()
        : Optional.of("did you mean " + String.join(" or ", near) + "?");
  }

  /** Of a very short name, everything would be near. */
  private static int tolerance(String wanted) {
    return simpleName(wanted).length() / 4;
  }

  /** Compares the last parts only: the package is the part that people leave out. */
  private static int distance(String wanted, String candidate) {
    String wantedName = simpleName(wanted).toLowerCase(Locale.ROOT);
    String candidateName = simpleName(candidate).toLowerCase(Locale.ROOT);
    int tolerance = tolerance(wanted);
    return Math.abs(wantedName.length() - candidateName.length()) > tolerance
        ? Integer.MAX_VALUE
        : editDistance(wantedName, candidateName);
  }

  private static String simpleName(String name) {
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }

  /** Levenshtein's distance, by rows. */
  private static int editDistance(String left, String right) {
    int[] above = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      int[] current = new int[right.length() + 1];
      current[0] = row;
      for (int column = 1; column <= right.length(); column++) {
        int changed = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(Math.min(current[column - 1], above[column]) + 1, above[column - 1] + changed);
      }
      above = current;
    }
    return above[right.length()];
  }

  /** A shell would take the dollar sign of a nested class for a variable. */
  private static String quotedForShell(String name) {
    return name.indexOf('$') < 0 ? name : "'" + name + "'";
  }
}
