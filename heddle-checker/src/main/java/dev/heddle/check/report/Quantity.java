package dev.heddle.check.report;

import java.util.Locale;

/** Numbers of executions, which may be only roughly known, as text. */
public final class Quantity {
  private static final long MOST_EXACT = 99_999;

  private Quantity() {}

  /**
   * Returns a number with separators, {@code 12,345}, and one that is larger than 99,999 by its
   * order, 3&middot;10^9. The dot is no ASCII, but every other encoding of a terminal has it.
   */
  public static String text(double number) {
    if (Math.round(number) <= MOST_EXACT) {
      return String.format(Locale.ROOT, "%,d", Math.round(number));
    }
    int exponent = (int) Math.floor(Math.log10(number));
    long digit = Math.round(number / Math.pow(10, exponent));
    return digit == 10 ? "1\u00b710^" + (exponent + 1) : digit + "\u00b710^" + exponent;
  }
}
