package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the command as the launcher does, in a process of its own. */
class ProcessTest {

  @TempDir private Path directory;

  @Test
  void main_programWithAShutdownHookThatNeverEnds_endsTheProcess() throws Exception {
    Path output = directory.resolve("output.txt");

    Process process = start(output, "check", "programs.HoldsUpTheExit");

    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as(Files.readString(output)).isTrue();
    assertThat(output).content().contains("programs.HoldsUpTheExit");
  }

  @Test
  void main_programThatFails_exitsWith1AndReplaysInAnotherProcess() throws Exception {
    Path checked = directory.resolve("checked.txt");
    Path replayed = directory.resolve("replayed.txt");

    assertThat(start(checked, "check", "programs.LostUpdate").waitFor()).isEqualTo(1);
    assertThat(start(replayed, "replay", "heddle-LostUpdate.schedule.json").waitFor()).isEqualTo(1);

    assertThat(checked)
        .content()
        .startsWith("FAILED  programs.LostUpdate")
        .contains("Replay (failure 1 of 2): heddle replay heddle-LostUpdate.schedule.json");
    assertThat(replayed).content().startsWith("Reproduced the failure of ");
  }

  @Test
  void main_programThatDependsOnHashesAndRandomNumbers_doesTheSameInEveryProcess()
      throws Exception {
    List<String> reports = new ArrayList<>();
    for (String way : List.of("auto", "auto", "thread")) {
      Path report = directory.resolve("report" + reports.size() + ".json");
      Path output = directory.resolve("output.txt");
      Process process =
          start(
              output,
              "check",
              "--strategy=random",
              "--executions=200",
              "--keep-going",
              // How far that comes is a matter of time.
              "--shorten=0",
              "--switching=" + way,
              "--json=" + report,
              "programs.Workers");
      assertThat(process.waitFor()).as(Files.readString(output)).isEqualTo(1);
      String text = Files.readString(report);
      assertThat(text).contains("Workers$Worker@").doesNotContain("nondeterminism");
      reports.add(
          text.replaceAll("\"(elapsedMillis|executionsPerSecond|switching)\" : [^,]*,", ""));
    }

    assertThat(reports.get(1)).isEqualTo(reports.get(0));
    assertThat(reports.get(2)).isEqualTo(reports.get(0));
    Path replayed = directory.resolve("replayed.txt");
    assertThat(start(replayed, "replay", "heddle-Workers.schedule.json").waitFor()).isEqualTo(1);
    assertThat(replayed).content().startsWith("Reproduced the failure of ");
  }

  @Test
  void main_processThatIsToldToEnd_reportsWhatItHasFoundSoFar() throws Exception {
    Path output = directory.resolve("output.txt");
    Path mark = directory.resolve("mark");
    try (WatchService watch = directory.getFileSystem().newWatchService()) {
      directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE);

      Process process =
          start(
              output,
              "check",
              "--strategy=random",
              "--time=10m",
              "programs.LeavesAMark",
              "--",
              mark.toString());
      while (!Files.exists(mark) && process.isAlive()) {
        WatchKey key = watch.poll(60, TimeUnit.SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      }
      process.destroy();

      assertThat(process.waitFor()).as(Files.readString(output)).isEqualTo(130);
      assertThat(output)
          .content()
          .contains("PASSED  programs.LeavesAMark")
          .contains("the search was stopped before its budget was spent");
    }
  }

  @Test
  void main_twoJobs_findWhatOneFinds() throws Exception {
    List<String> reports = new ArrayList<>();
    for (int jobs = 1; jobs <= 2; jobs++) {
      Path report = directory.resolve("jobs" + jobs + ".json");
      Path output = directory.resolve("jobs" + jobs + ".txt");
      Process process =
          start(
              output,
              "check",
              "--jobs=" + jobs,
              "--strategy=exhaustive",
              "--keep-going",
              "--races=off",
              "--shorten=0",
              "--json=" + report,
              "programs.LostUpdate");
      assertThat(process.waitFor()).as(Files.readString(output)).isEqualTo(1);
      reports.add(Files.readString(report));
    }

    assertThat(reports.get(1)).contains("\"jobs\" : 2");
    assertThat(reports.get(1)).contains("\"outcomes\" : " + outcomes(reports.get(0)));
    assertThat(reports.get(1)).contains("\"warnings\" : [ ]");
  }

  @Test
  void main_withoutTheAgentAmongTheOptions_bringsItIn() throws Exception {
    Path output = directory.resolve("output.txt");

    Process process =
        start(
            List.of(), output, "check", "--jobs=2", "--strategy=exhaustive", "programs.LostUpdate");

    assertThat(process.waitFor()).as(Files.readString(output)).isEqualTo(1);
    assertThat(output)
        .content()
        .contains("FAILED  programs.LostUpdate")
        .doesNotContain("explored in one process");
  }

  private static String outcomes(String report) {
    int begin = report.indexOf("{", report.indexOf("\"outcomes\""));
    return report.substring(begin, report.indexOf("}", begin) + 1);
  }

  private Process start(Path output, String... arguments) throws IOException {
    return start(List.of("-javaagent:" + CommandProcess.agent()), output, arguments);
  }

  private Process start(List<String> options, Path output, String... arguments) throws IOException {
    return CommandProcess.start(directory, options, output, arguments);
  }
}
