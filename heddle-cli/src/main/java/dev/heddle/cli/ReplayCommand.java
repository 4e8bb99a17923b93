package dev.heddle.cli;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.FailureKind;
import dev.heddle.check.Schedule;
import dev.heddle.check.Target;
import dev.heddle.check.TargetException;
import dev.heddle.check.TargetLoader;
import dev.heddle.check.Verdict;
import dev.heddle.check.report.CheckReport;
import dev.heddle.check.report.ScheduleException;
import dev.heddle.check.report.ScheduleFile;
import dev.heddle.check.report.SourceLines;
import dev.heddle.check.report.TextReport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heddle replay}: runs one execution along a schedule, to the failure that it leads to. */
@Command(
    name = "replay",
    header = "Runs the one interleaving of a schedule file, to the failure that it leads to.",
    customSynopsis = "heddle replay [OPTIONS] FILE",
    description = {
      "",
      "The program is the one that was checked, with the class path it had then.",
      ""
    },
    footer = {
      "",
      "Exit codes: 1 the failure was reproduced, or the program went another way; 2 wrong request;"
          + " 3 an error in Heddle.",
      "",
      "Example:",
      "  heddle replay heddle-Account.schedule.json"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ReplayCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private TargetOptions common = new TargetOptions();

  @Parameters(paramLabel = "FILE", description = "A schedule that heddle check wrote.")
  private Path file = Path.of("");

  private final Session session;

  ReplayCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Schedule schedule;
    Target target;
    try {
      schedule = ScheduleFile.read(file);
      if (common.classPath().isEmpty() && schedule.classPath().isEmpty()) {
        return session.wrongRequest(
            ("The schedule file %s names no class path, because %s was checked from within a"
                    + " program: give its class path with -cp.")
                .formatted(file, schedule.target()));
      }
      TargetLoader loader =
          common.classPath().isPresent()
              ? TargetLoader.of(common.classPath().get())
              : TargetLoader.of(schedule.classPath());
      target = loader.load(schedule);
    } catch (ScheduleException | TargetException e) {
      return session.wrongRequest(e.getMessage());
    }
    try {
      return replay(target, schedule);
    } catch (RuntimeException | Error e) {
      return session.ourError(schedule.target(), e);
    }
  }

  private int replay(Target target, Schedule schedule) {
    CheckOptions options =
        CheckOptions.builder()
            .switching(common.switching())
            .keepStatics(common.keepStatics())
            .build();
    CheckResult result = session.replay(target, schedule, options);
    common.describeClasses(target, session.err());
    boolean colour = spec != null && Commands.colour(spec);
    TextReport text = new TextReport(SourceLines.of(target.classPath()), colour);
    session.out().println(conclusion(result, schedule));
    session.out().println();
    session.out().print(text.render(new CheckReport(result, List.of())));
    return result.verdict() == Verdict.UNSUPPORTED ? ExitCode.WRONG_REQUEST : ExitCode.FAILED;
  }

  /** Says in a sentence or two how what happened compares with what the schedule promises. */
  private String conclusion(CheckResult result, Schedule schedule) {
    String promised = "%s: %s".formatted(schedule.kind().text(), schedule.message());
    if (result.verdict() == Verdict.UNSUPPORTED) {
      return "Not replayed: %s cannot be checked any more.".formatted(schedule.target());
    }
    FailureKind reached = result.failures().get(0).kind();
    return reached == schedule.kind()
        ? "Reproduced the failure of %s.".formatted(file)
        : ("Not reproduced (%s): %s promised %s%nThe program has changed, or it depends on"
                + " something that Heddle does not control.")
            .formatted(reached.text(), file, promised);
  }
}
