package dev.heddle.cli;

import dev.heddle.watch.Snapshot;
import dev.heddle.watch.attach.JcmdWatch;
import dev.heddle.watch.attach.RemoteWatch;
import dev.heddle.watch.attach.RunningJvm;
import dev.heddle.watch.attach.WatchException;
import dev.heddle.watch.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle watch}: says what hangs in another JVM, and why. */
@Command(
    name = WatchCommand.NAME,
    header = "Says what hangs in a running JVM, and why; without PID, which JVMs there are.",
    customSynopsis = "heddle watch [OPTIONS] [PID]",
    description = {
      "",
      "Looks at a JVM from outside, with nothing of Heddle's in it before: deadlocks of any locks, on"
          + " platform and virtual threads, starved pools, pinned carriers, lost holders, and who"
          + " waits for what. The JVM keeps the classes of the agent that looks; nothing of it goes"
          + " on running.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 nothing hangs for certain or probably; 1 something does; 2 the JVM cannot be"
          + " looked at; 3 an error in Heddle.",
      "",
      "Examples:",
      "  heddle watch",
      "  heddle watch 4711 --html hang.html"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class WatchCommand implements Callable<Integer> {
  static final String NAME = "watch";

  private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

  @Parameters(arity = "0..1", paramLabel = "PID", description = "The process to look at.")
  private Optional<Long> pid = Optional.empty();

  @Option(names = "--json", description = "Print the snapshot as JSON instead of text.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with the graph of threads and what they wait for.")
  private Optional<Path> html = Optional.empty();

  @Option(names = "--follow", description = "Look once a second, until interrupted.")
  private boolean follow;

  @Option(
      names = "--no-agent",
      description = "Load nothing into the JVM: read the dump of its own JDK, which tells less.")
  private boolean noAgent;

  private final Session session;

  WatchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (pid.isEmpty()) {
      return list();
    }
    if (follow && (noAgent || json || html.isPresent())) {
      return session.wrongRequest("--follow goes with none of --json, --html and --no-agent.");
    }
    try {
      return follow ? follow(pid.get()) : look(pid.get());
    } catch (WatchException e) {
      return session.wrongRequest(e.getMessage());
    } catch (IOException e) {
      return session.wrongRequest("%s cannot be written.".formatted(e.getMessage()));
    }
  }

  private int list() {
    List<RunningJvm> jvms = RunningJvm.list();
    if (jvms.isEmpty()) {
      session.out().println("No JVM of this user is running.");
    }
    for (RunningJvm each : jvms) {
      session.out().println("%7d  %-8s  %s".formatted(each.pid(), each.jdk(), each.mainClass()));
    }
    return ExitCode.OK;
  }

  private int look(long process) throws WatchException, IOException {
    Snapshot snapshot = noAgent ? JcmdWatch.look(process) : RemoteWatch.look(process);
    if (html.isPresent()) {
      Files.writeString(html.get(), HtmlReport.of(snapshot));
    }
    session.out().print(json ? snapshot.toJson() : snapshot.toText());
    return code(snapshot);
  }

  private int follow(long process) throws WatchException, InterruptedException {
    int[] code = {ExitCode.OK};
    RemoteWatch.follow(
        process,
        snapshot -> {
          session.out().print(session.isTerminal() ? CLEAR_SCREEN : "");
          session.out().println(snapshot.toText());
          session.out().flush();
          code[0] = code(snapshot);
          return !session.isInterrupted();
        });
    return code[0];
  }

  private static int code(Snapshot snapshot) {
    return snapshot.hangs() ? ExitCode.FAILED : ExitCode.OK;
  }
}
