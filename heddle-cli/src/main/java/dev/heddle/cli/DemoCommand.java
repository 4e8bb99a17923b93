package dev.heddle.cli;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Failure;
import dev.heddle.check.Strategy;
import dev.heddle.check.TargetException;
import dev.heddle.check.TargetLoader;
import dev.heddle.check.report.CheckReport;
import dev.heddle.check.report.SourceLines;
import dev.heddle.check.report.TextReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heddle demo}: checks the example programs, each to the end of its exploration. */
@Command(
    name = "demo",
    header = "Checks small broken and mended programs, and shows what was found.",
    customSynopsis = "heddle demo [OPTIONS]",
    description = {""},
    footer = {
      "",
      "Exit codes: 0 when every program showed what it is expected to show, otherwise 1."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {

  /** The class path of the programs; their list is in its first entry. */
  private static final String EXAMPLES_PROPERTY = "heddle.examples";

  private static final int MOST_OUTCOMES = 8;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = Durations.class,
      description = "Spend this long on each program at most. Default: ${DEFAULT-VALUE}.")
  private Duration time = Duration.ofSeconds(30);

  @Mixin private SwitchingOption switching = new SwitchingOption();

  private final Session session;

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    String examples = System.getProperty(EXAMPLES_PROPERTY);
    if (examples == null) {
      return session.wrongRequest(
          "the demo needs to know where the example programs are: start it with the launcher,"
              + " ./heddle demo, or set the system property %s.".formatted(EXAMPLES_PROPERTY));
    }
    List<DemoProgram> programs;
    TargetLoader loader;
    try {
      loader = TargetLoader.of(examples);
      programs = DemoProgram.readAll(Path.of(loader.classPath().get(0)));
    } catch (TargetException | IOException e) {
      return session.wrongRequest(e.getMessage());
    }
    return checkAll(programs, loader);
  }

  private int checkAll(List<DemoProgram> programs, TargetLoader loader) throws IOException {
    PrintWriter out = session.out();
    CheckOptions options =
        CheckOptions.builder()
            .strategy(Strategy.EXHAUSTIVE)
            .keepGoing(true)
            .time(time)
            .switching(switching.value())
            .build();
    boolean colour = spec != null && Commands.colour(spec);
    boolean toldStory = false;
    int shown = 0;
    for (int i = 0; i < programs.size(); i++) {
      DemoProgram program = programs.get(i);
      CheckResult result;
      try {
        result = session.check(loader.load(program.target(), List.of()), options);
      } catch (TargetException e) {
        session.wrongRequest(e.getMessage());
        continue;
      } catch (RuntimeException | Error e) {
        return session.ourError(program.target(), e);
      }
      boolean asExpected = program.isShownBy(result);
      shown += asExpected ? 1 : 0;
      out.println(title(i + 1, program, asExpected, colour));
      out.println("    " + finding(result));
      out.println("    " + figures(result));
      if (!asExpected) {
        out.println("    expected: " + expectation(program));
      }
      out.println();
      if (!toldStory && !result.failures().isEmpty()) {
        tellStory(result, loader, colour);
        toldStory = true;
      }
      out.flush();
    }
    out.printf("%d of %d programs showed what they are expected to show%n", shown, programs.size());
    return shown == programs.size() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String title(int number, DemoProgram program, boolean asExpected, boolean colour) {
    String name = program.target().substring(program.target().lastIndexOf('.') + 1);
    String mark = asExpected ? "@|bold,green ok|@" : "@|bold,red !!|@";
    Ansi ansi = colour ? Ansi.ON : Ansi.OFF;
    // Only the mark is markup: a sentence may hold what picocli takes for it.
    return "%2d  %s  %s: %s".formatted(number, ansi.string(mark), name, program.sentence());
  }

  private static String finding(CheckResult result) {
    if (result.reason() != null) {
      return "%s: %s".formatted(result.verdict().text(), result.reason());
    }
    return result.failures().isEmpty()
        ? result.verdict().text()
        : result.failures().stream()
            .collect(
                Collectors.toMap(
                    Failure::kind, Failure::message, (first, second) -> first, LinkedHashMap::new))
            .entrySet()
            .stream()
            .map(failure -> failure.getKey().text() + ": " + firstLine(failure.getValue()))
            .collect(Collectors.joining("; ", result.verdict().text() + ", ", ""));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String figures(CheckResult result) {
    String outcomes =
        result.outcomes().entrySet().stream()
            .filter(outcome -> !(outcome.getKey().isBlank() && mayPrintNothing(result)))
            .sorted(Map.Entry.comparingByKey(DemoCommand::compareOutcomes))
            .limit(MOST_OUTCOMES)
            .map(outcome -> oneLine(outcome.getKey().strip()))
            .collect(Collectors.joining(", "));
    return "%s%d %s in %s s"
        .formatted(
            outcomes.isEmpty() ? "" : "printed " + outcomes + "; ",
            result.executions(),
            result.executions() == 1 ? "execution" : "executions",
            String.format(Locale.ROOT, "%.2f", result.elapsed().toMillis() / 1000.0));
  }

  /** A program may print nothing at all, and one that fails may fail before it prints. */
  private static boolean mayPrintNothing(CheckResult result) {
    return result.outcomes().size() == 1 || !result.failures().isEmpty();
  }

  private static String oneLine(String outcome) {
    return outcome.isEmpty() ? "(nothing)" : outcome.replaceAll("\\R", " / ");
  }

  /** Numbers in the order of numbers, other text after them. */
  private static int compareOutcomes(String left, String right) {
    boolean leftIsNumber = left.strip().matches("-?\\d{1,18}");
    boolean rightIsNumber = right.strip().matches("-?\\d{1,18}");
    if (leftIsNumber && rightIsNumber) {
      return Long.compare(Long.parseLong(left.strip()), Long.parseLong(right.strip()));
    }
    return leftIsNumber == rightIsNumber ? left.compareTo(right) : leftIsNumber ? -1 : 1;
  }

  private static String expectation(DemoProgram program) {
    return program.expected()
        + (program.outcomes().isEmpty()
            ? ""
            : ", printing "
                + program.outcomes().stream().sorted().collect(Collectors.joining(", ")));
  }

  /** Shows the first failure whole, and keeps its schedule, so that it can be replayed. */
  private void tellStory(CheckResult result, TargetLoader loader, boolean colour)
      throws IOException {
    ScheduleDestination schedules =
        ScheduleDestination.in(Files.createTempDirectory("heddle-demo-"));
    CheckReport report = schedules.write(result, session.err());
    TextReport text = new TextReport(SourceLines.of(loader.classPath()), colour);
    text.render(report).lines().map("    "::concat).forEach(session.out()::println);
    session.out().println();
  }
}
