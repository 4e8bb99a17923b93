package dev.heddle.check.report;

import dev.heddle.check.CheckResult;
import dev.heddle.check.Divergence;
import dev.heddle.check.Failure;
import dev.heddle.check.Step;
import dev.heddle.check.Verdict;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A result as text, for people: the verdict first, then what failed, the outcomes, the interleaving
 * that failed, the figures, and how to replay it. Lines are at most about 120 columns wide.
 */
public final class TextReport {

  private static final String INDENT = "  ";
  private static final String DEEPER = "      ";
  private static final int MOST_OUTCOMES = 20;
  private static final int MOST_OUTCOME_LINES = 12;
  private static final int MOST_DETAILS = 50;
  private static final int MOST_ASSUMPTIONS = 3;
  private static final int MOST_MESSAGE_LINES = 20;
  private static final int MOST_MESSAGE_LENGTH = 1_000;

  private final SourceLines sources;
  private final Style style;
  private final boolean verbose;

  /**
   * Prepares reports.
   *
   * @param sources where to find the text of a step's line
   * @param colour whether to use ANSI colours
   */
  public TextReport(SourceLines sources, boolean colour) {
    this(sources, colour, false);
  }

  /**
   * Prepares reports.
   *
   * @param sources where to find the text of a step's line
   * @param colour whether to use ANSI colours
   * @param verbose whether to show all that a verdict rests on, rather than the first three lines
   */
  public TextReport(SourceLines sources, boolean colour, boolean verbose) {
    this.sources = sources;
    this.style = colour ? Style.COLOURED : Style.PLAIN;
    this.verbose = verbose;
  }

  /**
   * Returns the report on a check within this JVM: without colours, and with the lines of source
   * code that are found beside the class path.
   */
  public static String render(CheckResult result) {
    List<String> classPath = new ArrayList<>();
    result.failures().forEach(failure -> classPath.addAll(failure.schedule().classPath()));
    classPath.addAll(
        Arrays.asList(System.getProperty("java.class.path", "").split(File.pathSeparator)));
    return new TextReport(SourceLines.of(classPath), false)
        .render(new CheckReport(result, List.of()));
  }

  /** Returns the report, with a line end after its last line. */
  public String render(CheckReport report) {
    CheckResult result = report.result();
    List<String> lines = new ArrayList<>();
    lines.add(verdict(result));
    if (result.verdict() == Verdict.VERIFIED || result.verdict() == Verdict.PASSED) {
      addAssumptions(result.assumes(), lines);
    }
    if (result.reason() != null) {
      result.reason().lines().forEach(line -> lines.add(INDENT + Texts.printable(line)));
    }
    result.warnings().forEach(warning -> addWarning(warning, lines));
    for (int i = 0; i < result.failures().size(); i++) {
      addFailure(result, i, lines);
    }
    addOutcomes(result, lines);
    addInterleaving(result, lines);
    addNearestPassing(result, lines);
    lines.add("");
    lines.add(INDENT + figures(result));
    addReplay(report, lines);
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  private void addAssumptions(List<String> assumes, List<String> lines) {
    int shown = verbose ? assumes.size() : Math.min(MOST_ASSUMPTIONS, assumes.size());
    for (String assumption : assumes.subList(0, shown)) {
      int width = InterleavingTable.WIDTH - DEEPER.length();
      List<String> wrapped = Texts.wrap(Texts.printable("assumes " + assumption), width);
      lines.add(INDENT + wrapped.get(0));
      wrapped.stream().skip(1).forEach(line -> lines.add(DEEPER + line));
    }
    int more = assumes.size() - shown;
    if (more > 0) {
      String them = more == 1 ? "it" : "them";
      lines.add(
          INDENT + "and %s (--verbose shows %s)".formatted(Texts.count(more, "assumption"), them));
    }
  }

  private String verdict(CheckResult result) {
    String word = result.verdict().text().toUpperCase(Locale.ROOT);
    String target = INDENT + style.bold(result.target());
    return switch (result.verdict()) {
      case VERIFIED ->
          style.good(word)
              + assuming(result)
              + target
              + ": every interleaving was explored, none fails";
      case PASSED -> style.good(word) + target + ": " + howFar(result);
      case FAILED -> style.bad(word) + target;
      case UNSUPPORTED -> style.unsure(word) + target + " cannot be checked";
    };
  }

  /** A verdict that rests on a store that is not delayed says so at once. */
  private static String assuming(CheckResult result) {
    return result.delayedStores().isEmpty()
        ? ""
        : ", assuming sequential consistency of " + String.join(", ", result.delayedStores());
  }

  private void addWarning(String warning, List<String> lines) {
    int width = InterleavingTable.WIDTH - DEEPER.length() - "warning: ".length();
    List<String> wrapped = Texts.wrap(Texts.printable(warning), width);
    lines.add(INDENT + style.unsure("warning: ") + wrapped.get(0));
    wrapped.stream().skip(1).forEach(line -> lines.add(DEEPER + line));
  }

  private static String howFar(CheckResult result) {
    if (result.estimate().isEmpty()) {
      return "no interleaving failed, but the budget was spent before all were explored";
    }
    long byChance = result.executions() - result.explored();
    return "passed after %s of an estimated %s%s"
        .formatted(
            Quantity.text(result.explored()),
            Quantity.text(result.estimate().getAsDouble()),
            byChance == 0 ? "" : ", and %s by chance".formatted(Quantity.text(byChance)));
  }

  private void addFailure(CheckResult result, int index, List<String> lines) {
    Failure failure = result.failures().get(index);
    lines.add("");
    String title =
        failure.kind().text() + number(result, index) + " in execution " + failure.execution();
    List<String> message = failure.message().lines().map(Texts::printable).toList();
    List<String> shown = shorten(message);
    lines.add(INDENT + style.bad(title + ":") + (shown.isEmpty() ? "" : " " + shown.get(0)));
    shown.stream().skip(1).forEach(line -> lines.add(DEEPER + line));
    List<String> details = newDetails(failure);
    details.stream()
        .limit(MOST_DETAILS)
        .flatMap(String::lines)
        .forEach(line -> lines.add(DEEPER + Texts.printable(line)));
    int more = details.size() - MOST_DETAILS;
    if (more > 0) {
      lines.add(DEEPER + Texts.more(more, "line"));
    }
  }

  /** Cuts what is too long to be read; the JSON report has all of it. */
  private static List<String> shorten(List<String> message) {
    List<String> shown = new ArrayList<>();
    for (String line : message.subList(0, Math.min(MOST_MESSAGE_LINES, message.size()))) {
      int more = line.length() - MOST_MESSAGE_LENGTH;
      shown.add(
          more <= 0
              ? line
              : "%s ... and %,d more characters"
                  .formatted(line.substring(0, MOST_MESSAGE_LENGTH), more));
    }
    if (message.size() > MOST_MESSAGE_LINES) {
      shown.add(Texts.more(message.size() - MOST_MESSAGE_LINES, "line"));
    }
    return shown;
  }

  /** Leaves out the first line of a stack trace, which the message has said already. */
  private static List<String> newDetails(Failure failure) {
    List<String> details = failure.details();
    boolean repeats = !details.isEmpty() && failure.message().startsWith(details.get(0));
    return repeats ? details.subList(1, details.size()) : details;
  }

  private static String number(CheckResult result, int index) {
    int failures = result.failures().size();
    return failures == 1 ? "" : " (failure %d of %d)".formatted(index + 1, failures);
  }

  private void addOutcomes(CheckResult result, List<String> lines) {
    Map<String, Long> outcomes = result.outcomes();
    boolean nothingPrinted = outcomes.size() == 1 && outcomes.containsKey("");
    if (outcomes.isEmpty() || nothingPrinted) {
      return;
    }
    lines.add("");
    lines.add(INDENT + style.bold("Outcomes") + " (how many executions printed what)");
    int countWidth =
        outcomes.values().stream().mapToInt(n -> n.toString().length()).max().orElse(1);
    outcomes.entrySet().stream()
        .limit(MOST_OUTCOMES)
        .forEach(outcome -> addOutcome(outcome.getKey(), outcome.getValue(), countWidth, lines));
    int more = outcomes.size() - MOST_OUTCOMES;
    if (more > 0) {
      lines.add(DEEPER + Texts.more(more, "outcome"));
    }
  }

  private static void addOutcome(String text, long count, int countWidth, List<String> lines) {
    String margin = DEEPER + " ".repeat(countWidth) + "  ";
    List<String> printed = text.isEmpty() ? List.of("(nothing)") : text.lines().toList();
    for (int i = 0; i < Math.min(MOST_OUTCOME_LINES, printed.size()); i++) {
      String line =
          Texts.cutEnd(Texts.printable(printed.get(i)), InterleavingTable.WIDTH - margin.length());
      String begin =
          i == 0 ? DEEPER + Texts.padLeft(String.valueOf(count), countWidth) + "  " : margin;
      lines.add(begin + line);
    }
    int more = printed.size() - MOST_OUTCOME_LINES;
    if (more > 0) {
      lines.add(margin + Texts.more(more, "line"));
    }
  }

  /** Shows the first failure's interleaving; a replay shows another's. */
  private void addInterleaving(CheckResult result, List<String> lines) {
    List<Step> steps = result.failures().isEmpty() ? List.of() : result.failures().get(0).steps();
    if (steps.isEmpty()) {
      return;
    }
    lines.add("");
    String title = "Interleaving" + number(result, 0);
    lines.add(INDENT + style.bold(title) + ", " + Texts.count(steps.size(), "step"));
    lines.addAll(new InterleavingTable(steps, sources, style, INDENT).lines());
  }

  /** Says where a passing execution leaves the interleaving that was shown. */
  private void addNearestPassing(CheckResult result, List<String> lines) {
    @Nullable Divergence nearest =
        result.failures().isEmpty() ? null : result.failures().get(0).nearestPassing();
    if (nearest == null) {
      return;
    }
    lines.add("");
    String title = style.bold("Nearest passing execution");
    lines.add(INDENT + title + ": the same before step %d, and then".formatted(nearest.step()));
    lines.add(what(nearest.passing()));
    Step failing = nearest.failing();
    if (failing == null) {
      lines.add(INDENT + "where this one ends");
    } else {
      lines.add(INDENT + "in place of");
      lines.add(what(failing));
    }
  }

  private static String what(Step step) {
    String place = step.location() == null ? "" : " (%s)".formatted(step.location().shortForm());
    String what = Texts.oneLine(step.thread() + ": " + step.operation()) + place;
    return DEEPER + Texts.cutEnd(what, InterleavingTable.WIDTH - DEEPER.length());
  }

  /** Counts sampled executions separately from those of the exhaustive search. */
  private static String executions(CheckResult result) {
    long sampled = result.executions() - result.explored();
    return sampled == 0 || result.verdict() != Verdict.VERIFIED
        ? Texts.count(result.executions(), "execution")
        : "%s explored and %d sampled"
            .formatted(Texts.count(result.explored(), "execution"), sampled);
  }

  private static String figures(CheckResult result) {
    double seconds = result.elapsed().toMillis() / 1000.0;
    return "%s%s in %s s (%d a second); %s switching, strategy %s, seed %d%s"
        .formatted(
            executions(result),
            result.redundant() == 0 ? "" : " and %d given up".formatted(result.redundant()),
            String.format(Locale.ROOT, seconds < 10 ? "%.2f" : "%.1f", seconds),
            result.executionsPerSecond(),
            result.switching().text(),
            result.strategy().text(),
            result.seed(),
            result.jobs() == 1 ? "" : ", " + result.jobs() + " jobs");
  }

  private void addReplay(CheckReport report, List<String> lines) {
    for (int i = 0; i < report.result().failures().size(); i++) {
      Optional<Path> file = report.schedule(i);
      if (file.isPresent()) {
        lines.add(
            INDENT
                + "Replay%s: ".formatted(number(report.result(), i))
                + style.bold("heddle replay " + quoted(file.get().toString())));
      }
    }
  }

  /** Quotes a file's name for a shell when it needs that. */
  private static String quoted(String file) {
    return file.matches("[\\w./:\\\\-]+") ? file : "'" + file.replace("'", "'\\''") + "'";
  }
}
