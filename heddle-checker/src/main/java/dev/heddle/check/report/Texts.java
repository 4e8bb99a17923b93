package dev.heddle.check.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Fits text into a column. Only ASCII is added, because a terminal's encoding may know no more than
 * that.
 */
final class Texts {

  private static final String CUT = "...";

  private Texts() {}

  /** Cuts off the end of a text that is longer than {@code width}. */
  static String cutEnd(String text, int width) {
    return text.length() <= width
        ? text
        : text.substring(0, Math.max(0, width - CUT.length())) + CUT;
  }

  /** Cuts off the beginning: of numbered names and places, the end tells them apart. */
  static String cutBegin(String text, int width) {
    return text.length() <= width
        ? text
        : CUT + text.substring(text.length() - Math.max(0, width - CUT.length()));
  }

  static String padRight(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  static String padLeft(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /**
   * Returns one line of a program's text such that it cannot move the cursor: tabs become spaces,
   * other control characters their escapes.
   */
  static String printable(String line) {
    StringBuilder printable = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\t') {
        printable.append("    ");
      } else if (Character.isISOControl(c)) {
        printable.append("\\u%04x".formatted((int) c));
      } else {
        printable.append(c);
      }
    }
    return printable.toString();
  }

  /**
   * Breaks a text between words into lines of at most {@code width}, if its words are that short.
   */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int end = rest.lastIndexOf(' ', width);
      if (end <= 0) {
        end = rest.indexOf(' ', width);
      }
      if (end < 0) {
        break;
      }
      lines.add(rest.substring(0, end));
      rest = rest.substring(end + 1);
    }
    lines.add(rest);
    return lines;
  }

  /** Returns text of several lines as one, for a table's cell. */
  static String oneLine(String text) {
    return printable(text.strip().replaceAll("\\R", " "));
  }

  /** Returns a count with its noun, {@code 1 step} or {@code 2 steps}. */
  static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** Returns the line that stands for those left out, {@code ... and 2 more steps}. */
  static String more(long count, String noun) {
    return CUT + " and " + count(count, "more " + noun);
  }
}
