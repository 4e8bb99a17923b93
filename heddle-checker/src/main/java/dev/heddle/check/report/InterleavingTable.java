package dev.heddle.check.report;

import dev.heddle.check.CodeLocation;
import dev.heddle.check.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An interleaving as a table: a line for each step, a column for each thread, and at the right the
 * place in the program with its source.
 *
 * <pre>
 *    #  main               deposit       withdraw
 *    1  start deposit                                    Account.java:31  deposit.start();
 *    2                     read balance                  Account.java:12  balance = balance + 100;
 * </pre>
 *
 * <p>A line has one operation only, so an operation that is wider than its column goes on into the
 * empty columns at its right: columns can be narrow, and many threads fit.
 */
final class InterleavingTable {

  /** How wide a line may be. */
  static final int WIDTH = 120;

  /** More threads than this get one column together, with the thread's name before each step. */
  private static final int MOST_COLUMNS = 7;

  private static final int STEPS_AT_BEGIN = 20;
  private static final int STEPS_AT_END = 60;
  private static final int WIDEST_LAST_COLUMN = 30;
  private static final int NARROWEST_LAST_COLUMN = 14;
  private static final int WIDEST_PLACE = 26;
  private static final int USEFUL_SOURCE = 26;
  private static final int NARROWEST_SOURCE = 12;
  private static final String GAP = "  ";

  private final List<Step> steps;

  /** How many steps in the middle are left out. */
  private final int leftOut;

  /** The others. */
  private final List<Step> shown;

  private final SourceLines sources;
  private final Style style;
  private final String indent;
  private final int numberWidth;

  /** Where each thread's column begins, from the first column's begin. */
  private final Map<String, Integer> begins = new LinkedHashMap<>();

  private final Map<String, Integer> nameWidths = new LinkedHashMap<>();
  private final int threadsWidth;
  private final int placeWidth;
  private final int sourceWidth;

  InterleavingTable(List<Step> steps, SourceLines sources, Style style, String indent) {
    this.steps = steps;
    int inMiddle = steps.size() - STEPS_AT_BEGIN - STEPS_AT_END;
    leftOut = inMiddle > 1 ? inMiddle : 0;
    shown = leftOut == 0 ? steps : new ArrayList<>(steps.subList(0, STEPS_AT_BEGIN));
    if (leftOut > 0) {
      shown.addAll(steps.subList(STEPS_AT_BEGIN + leftOut, steps.size()));
    }
    this.sources = sources;
    this.style = style;
    this.indent = indent;
    numberWidth = String.valueOf(steps.size()).length();
    placeWidth = Math.min(WIDEST_PLACE, widest(step -> place(step).length()));
    threadsWidth = layOutThreads();
    sourceWidth =
        WIDTH - (indent.length() + numberWidth + threadsWidth + placeWidth + 3 * GAP.length());
  }

  private int layOutThreads() {
    List<String> threads = steps.stream().map(Step::thread).distinct().toList();
    if (threads.size() > MOST_COLUMNS) {
      int nameWidth = Math.min(widestColumn(4), widest(step -> step.thread().length()));
      for (String thread : threads) {
        begins.put(thread, nameWidth + GAP.length());
        nameWidths.put(thread, nameWidth);
      }
      return nameWidth
          + GAP.length()
          + Math.min(WIDEST_LAST_COLUMN, widest(step -> operation(step).length()));
    }
    int begin = 0;
    for (int i = 0; i < threads.size(); i++) {
      String thread = threads.get(i);
      boolean last = i == threads.size() - 1;
      int operations = widest(step -> step.thread().equals(thread) ? operation(step).length() : 0);
      int width =
          Math.min(
              last ? widestLastColumn(begin) : widestColumn(threads.size()),
              Math.max(thread.length(), operations));
      begins.put(thread, begin);
      nameWidths.put(thread, width);
      begin += width + (last ? 0 : GAP.length());
    }
    return begin;
  }

  /** The last column cannot go on into another; it gives way to the source as far as it can. */
  private int widestLastColumn(int begin) {
    int others = indent.length() + numberWidth + begin + placeWidth + 3 * GAP.length();
    int width = Math.min(WIDEST_LAST_COLUMN, WIDTH - others - USEFUL_SOURCE);
    return Math.max(NARROWEST_LAST_COLUMN, width);
  }

  private static int widestColumn(int threads) {
    return switch (threads) {
      case 0, 1, 2 -> 28;
      case 3 -> 20;
      case 4 -> 16;
      case 5, 6 -> 12;
      default -> 9;
    };
  }

  private int widest(ToIntFunction<Step> length) {
    return shown.stream().mapToInt(length).max().orElse(0);
  }

  /** Returns the table's lines, the middle left out when there are very many. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(header());
    for (int i = 0; i < shown.size(); i++) {
      if (leftOut > 0 && i == STEPS_AT_BEGIN) {
        lines.add(
            indent
                + " ".repeat(numberWidth)
                + GAP
                + "... %d steps left out ...".formatted(leftOut));
      }
      lines.add(line(i + 1 + (i < STEPS_AT_BEGIN ? 0 : leftOut), shown.get(i)));
    }
    return lines;
  }

  private String header() {
    StringBuilder names = new StringBuilder();
    if (begins.size() > MOST_COLUMNS) {
      names.append("thread");
    } else {
      begins.forEach(
          (thread, begin) -> {
            names.append(" ".repeat(begin - names.length()));
            names.append(Texts.cutBegin(Texts.oneLine(thread), nameWidths.get(thread)));
          });
    }
    return indent + Texts.padLeft("#", numberWidth) + GAP + style.bold(names.toString());
  }

  private String line(int number, Step step) {
    String cells = Texts.padRight(cells(step), threadsWidth);
    String place = place(step);
    String source = source(step);
    String right = (Texts.padRight(place, placeWidth) + GAP + source).stripTrailing();
    String left = indent + Texts.padLeft(String.valueOf(number), numberWidth) + GAP + cells;
    return right.isEmpty() ? left.stripTrailing() : left + GAP + style.faint(right);
  }

  private String cells(Step step) {
    String thread = step.thread();
    int begin = begins.get(thread);
    String before =
        begins.size() > MOST_COLUMNS
            ? Texts.cutBegin(Texts.oneLine(thread), nameWidths.get(thread))
            : "";
    return Texts.padRight(before, begin) + Texts.cutEnd(operation(step), threadsWidth - begin);
  }

  private static String operation(Step step) {
    return Texts.oneLine(step.operation());
  }

  private static String place(Step step) {
    @Nullable CodeLocation location = step.location();
    return location == null ? "" : Texts.cutBegin(location.shortForm(), WIDEST_PLACE);
  }

  private String source(Step step) {
    @Nullable CodeLocation location = step.location();
    return location == null || sourceWidth < NARROWEST_SOURCE
        ? ""
        : sources
            .text(location)
            .map(text -> Texts.cutEnd(Texts.oneLine(text), sourceWidth))
            .orElse("");
  }
}
