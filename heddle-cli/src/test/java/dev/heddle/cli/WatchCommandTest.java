package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, against a second JVM whose two threads hang when it is told to. */
class WatchCommandTest {
  @TempDir private Path directory;
  private Process service;
  private BufferedReader answers;

  @BeforeEach
  void start() throws Exception {
    service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                CommandLineRun.testClasses().toString(),
                "programs.HangsWhenTold")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    answers =
        new BufferedReader(new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8));
    assertThat(answers.readLine()).isEqualTo("ready");
  }

  @AfterEach
  void stop() {
    service.destroyForcibly();
  }

  private void hang() throws Exception {
    service.getOutputStream().write('\n');
    service.getOutputStream().flush();
    assertThat(answers.readLine()).isEqualTo("hanging");
  }

  private CommandLineRun watch(String... options) {
    String[] all = new String[options.length + 2];
    all[0] = "watch";
    System.arraycopy(options, 0, all, 1, options.length);
    all[all.length - 1] = Long.toString(service.pid());
    return CommandLineRun.heddle(all);
  }

  private CommandLineRun watchUntilItHangs(String... options) {
    CommandLineRun run = watch(options);
    for (int i = 0; i < 20 && run.code() == 0; i++) {
      run = watch(options);
    }
    return run;
  }

  @Test
  void watch_nothingHangs_exitsWith0() {
    CommandLineRun run = watch();

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("programs.HangsWhenTold, JDK ").contains("Nothing hangs.");
  }

  @Test
  void watch_deadlock_exitsWith1AndNamesThreadsAndLines() throws Exception {
    hang();

    CommandLineRun run = watchUntilItHangs();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("DEADLOCK (certain): 2 threads wait for each other.")
        .containsPattern("one waits for ReentrantLock@\\w+, held by two")
        .containsPattern("two waits for ReentrantLock@\\w+, held by one")
        .contains("at programs.HangsWhenTold.take(HangsWhenTold.java:");
  }

  @Test
  void watch_noAgent_findsTheDeadlockByTheDump() throws Exception {
    hang();

    CommandLineRun run = watchUntilItHangs("--no-agent");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("DEADLOCK (certain)").contains("Without the agent only");
  }

  @Test
  void watch_jsonAndHtml_areWritten() throws Exception {
    hang();
    watchUntilItHangs();
    Path html = directory.resolve("hang.html");

    CommandLineRun run = watch("--json", "--html=" + html);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).startsWith("{").contains("\"schema\" : 1").contains("\"hangs\" : true");
    assertThat(html).content().startsWith("<!doctype html>").contains("<svg");
  }

  @Test
  void watch_withoutProcess_listsTheJvms() {
    CommandLineRun run = CommandLineRun.heddle("watch");

    assertThat(run.code()).isZero();
    assertThat(run.out()).containsPattern(service.pid() + " .*programs.HangsWhenTold");
  }

  @Test
  void watch_noSuchProcess_isAWrongRequest() {
    CommandLineRun run = CommandLineRun.heddle("watch", "999999999");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "heddle: There is no process 999999999. heddle watch lists the JVMs that are"
                + " there.%n".formatted());
  }

  @Test
  void watch_followWithJson_isAWrongRequest() {
    CommandLineRun run = watch("--follow", "--no-agent");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--follow goes with none of --json, --html and --no-agent.");
  }
}
