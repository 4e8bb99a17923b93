package dev.heddle.cli;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.RaceChecking;
import dev.heddle.check.Strategy;
import dev.heddle.check.Target;
import dev.heddle.check.TargetException;
import dev.heddle.check.TargetLoader;
import dev.heddle.check.Verdict;
import dev.heddle.check.report.CheckReport;
import dev.heddle.check.report.JsonReport;
import dev.heddle.check.report.SourceLines;
import dev.heddle.check.report.TextReport;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heddle check}: runs targets through their interleavings and reports what it found. */
@Command(
    name = "check",
    header = "Runs a program through its interleavings until one fails or all were tried.",
    customSynopsis = "heddle check [OPTIONS] TARGET... [-- ARGS...]",
    description = {
      "",
      "The program needs no change: it is compiled Java that starts threads. Heddle runs it again"
          + " and again, each time in another order of its threads' steps.",
      ""
    },
    footer = {
      "",
      "Verdicts: verified (every interleaving was explored), passed (the budget was spent first),"
          + " failed, unsupported.",
      "Exit codes: 0 verified or passed; 1 failed; 2 wrong request or unsupported; 3 an error in"
          + " Heddle.",
      "",
      "Examples:",
      "  heddle check -cp target/classes com.acme.Account",
      "  heddle check -cp app.jar --time 2m --json result.json acme.Account#move",
      "  heddle check -cp target/classes com.acme.Main -- --accounts 2"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CheckCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private TargetOptions common = new TargetOptions();

  @Option(
      names = "--strategy",
      paramLabel = "S",
      defaultValue = "auto",
      converter = Words.StrategyConverter.class,
      description =
          "exhaustive (every interleaving); by chance, from the seed: random (a uniform choice at each"
              + " step), pct (random priorities of threads), pos (random priorities of steps), surw"
              + " (all orders of the steps at one location alike); or auto (three quarters of the"
              + " budget exhaustive, the rest surw). Default: ${DEFAULT-VALUE}.")
  private Strategy strategy = Strategy.AUTO;

  @Option(
      names = "--executions",
      paramLabel = "N",
      description = "Run the program N times at most. Default: no cap.")
  private @Nullable Long executions;

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = Durations.class,
      description =
          "Spend this long at most, such as 500ms, 30s, 2m, 1h or PT30S. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration time = Duration.ofSeconds(30);

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = {
        "Cut an execution off after N steps, at least 1; 10000000 by default. Accesses of plain data"
            + " without a race are no steps."
      })
  private @Nullable Long steps;

  @Option(
      names = "--preemptions",
      paramLabel = "N",
      description =
          "Explore only interleavings that interrupt a thread N times at most while it could go"
              + " on. Default: any number.")
  private @Nullable Integer preemptions;

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "For pct: change priorities at N - 1 points of each execution, for bugs that need N pairs of"
              + " steps in a certain order. Default: ${DEFAULT-VALUE}.")
  private int depth = 3;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of every random choice. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Explore in N processes that share the work, 1 to 64; not with --preemptions. The others"
              + " start after a second. Default: ${DEFAULT-VALUE}.")
  private int jobs = 1;

  @Option(
      names = "--races",
      paramLabel = "R",
      defaultValue = "fail",
      converter = Words.RaceCheckingConverter.class,
      description =
          "What to do about data races: fail, warn, or off (the verdict then assumes sequential"
              + " consistency). Default: ${DEFAULT-VALUE}.")
  private RaceChecking races = RaceChecking.FAIL;

  @Option(
      names = "--spurious",
      description =
          "Let waits end, and weak compare-and-sets fail, for no reason, as a JVM may; at most once for"
              + " each thread and place.")
  private boolean spurious;

  @Option(
      names = "--ignore-races",
      paramLabel = "FILE",
      description =
          "Count and list the data races that FILE names in place of reporting them: lines such as"
              + " com.acme.Cache#hits, com.acme.Cache or com.acme.**. So do files"
              + " META-INF/heddle/races on the class path.")
  private List<Path> ignoredRaces = List.of();

  @Option(
      names = "--scope",
      paramLabel = "CLASSES",
      split = ",",
      description =
          "Report only data races with an access in these classes, such as com.acme.** or"
              + " com.acme.Cache. Default: all.")
  private List<String> scope = List.of();

  @Option(names = "--keep-going", description = "Look for more after the first failure.")
  private boolean keepGoing;

  @Option(
      names = "--shorten",
      paramLabel = "DURATION",
      defaultValue = "2s",
      converter = Durations.OrZero.class,
      description =
          "Spend this long at most, and a tenth of --time, on making failures short; 0 shows them as"
              + " they were found. Default: ${DEFAULT-VALUE}.")
  private Duration shortening = Duration.ofSeconds(2);

  @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON, too.")
  private @Nullable Path json;

  @Option(
      names = "--schedule",
      paramLabel = "FILE",
      description =
          "Where to write the schedule of a failure, for heddle replay. Default: heddle-NAME"
              + ".schedule.json in the current directory; several get -2, -3 ...")
  private @Nullable Path schedule;

  @Parameters(
      arity = "1..*",
      paramLabel = "TARGET",
      description =
          "A class with main(String[]), or Class#method for a method without arguments, static or"
              + " of a class with a no-argument constructor.")
  private List<String> targets = List.of();

  private final Session session;
  private final List<String> arguments;

  CheckCommand(Session session, List<String> arguments) {
    this.session = session;
    this.arguments = List.copyOf(arguments);
  }

  @Override
  public Integer call() throws IOException {
    CheckOptions options = options();
    Optional<String> problem = destinationProblem();
    if (problem.isPresent()) {
      return session.wrongRequest(problem.get());
    }
    TargetLoader loader;
    try {
      loader = TargetLoader.of(Commands.classPath(common.classPath()));
    } catch (TargetException e) {
      return session.wrongRequest(e.getMessage());
    }
    TextReport text =
        new TextReport(
            SourceLines.of(loader.classPath()), Commands.colour(command()), common.isVerbose());
    ScheduleDestination schedules = ScheduleDestination.of(Optional.ofNullable(schedule));
    List<CheckReport> reports = new ArrayList<>();
    int worst = ExitCode.OK;
    for (String name : targets) {
      int code;
      try {
        Target target = loader.load(name, arguments);
        CheckResult result = session.check(target, options);
        common.describeClasses(target, session.err());
        CheckReport report = schedules.write(result, session.err());
        if (!reports.isEmpty()) {
          session.out().println();
        }
        session.out().print(text.render(report));
        reports.add(report);
        code = exitCode(result.verdict());
      } catch (TargetException e) {
        code = session.wrongRequest(e.getMessage());
      } catch (RuntimeException | Error e) {
        code = session.ourError(name, e);
      }
      worst = Math.max(worst, code);
      if (code == ExitCode.OUR_ERROR || session.isInterrupted()) {
        break;
      }
    }
    return Math.max(worst, writeJson(reports));
  }

  private CheckOptions options() {
    CheckOptions.Builder builder =
        CheckOptions.builder()
            .strategy(strategy)
            .time(time)
            .seed(seed)
            .keepGoing(keepGoing)
            .shortening(shortening)
            .switching(common.switching())
            .races(races)
            .spurious(spurious)
            .keepStatics(common.keepStatics());
    try {
      if (executions != null) {
        builder.executions(executions);
      }
      builder.depth(depth);
      ignore(builder);
      select(builder);
      if (steps != null) {
        builder.steps(steps);
      }
      if (preemptions != null) {
        builder.preemptions(preemptions);
      }
      return builder.jobs(jobs).build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command().commandLine(), "--" + e.getMessage(), e);
    }
  }

  private void ignore(CheckOptions.Builder builder) {
    for (Path file : ignoredRaces) {
      try {
        builder.ignoreRaces(file);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("ignore-races: " + e.getMessage(), e);
      }
    }
  }

  private void select(CheckOptions.Builder builder) {
    for (String classes : scope) {
      try {
        builder.scope(classes);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("scope: " + e.getMessage(), e);
      }
    }
  }

  private Optional<String> destinationProblem() {
    if (json != null && schedule != null && absolute(json).equals(absolute(schedule))) {
      return Optional.of("--json and --schedule name the same file, %s.".formatted(json));
    }
    return Stream.of(problem("--json", json), problem("--schedule", schedule))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static Optional<String> problem(String option, @Nullable Path file) {
    return file == null ? Optional.empty() : Destinations.problem(option, file);
  }

  private int writeJson(List<CheckReport> reports) {
    if (json == null || (targets.size() == 1 && reports.isEmpty())) {
      return ExitCode.OK;
    }
    try (Writer writer = Files.newBufferedWriter(json)) {
      if (targets.size() == 1) {
        JsonReport.write(reports.get(0), writer);
      } else {
        JsonReport.writeAll(reports, writer);
      }
      return ExitCode.OK;
    } catch (IOException e) {
      return session.wrongRequest(
          "--json %s cannot be written: %s.".formatted(json, Destinations.reason(e)));
    }
  }

  private CommandSpec command() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    return spec;
  }

  private static int exitCode(Verdict verdict) {
    return switch (verdict) {
      case VERIFIED, PASSED -> ExitCode.OK;
      case FAILED -> ExitCode.FAILED;
      case UNSUPPORTED -> ExitCode.WRONG_REQUEST;
    };
  }
}
