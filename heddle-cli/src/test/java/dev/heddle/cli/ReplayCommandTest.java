package dev.heddle.cli;

import static dev.heddle.cli.CommandLineRun.heddle;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayCommandTest {

  private static final String CLASSES = CommandLineRun.testClasses().toString();

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "programs.LostUpdate, assertion",
    "programs.LostUpdate#asMethod, assertion",
    "programs.Embrace, deadlock"
  })
  void replay_scheduleOfAFailure_reproducesIt(String target, String kind) {
    CommandLineRun run = heddle("replay", check(target).toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("Reproduced the failure of ")
        .contains("FAILED  " + target)
        .contains(kind + " in execution 1")
        .contains("Interleaving");
  }

  @Test
  void replay_otherSwitching_reproducesIt() {
    CommandLineRun run =
        heddle("replay", "--switching", "thread", check("programs.LostUpdate").toString());

    assertThat(run.out()).startsWith("Reproduced").contains("thread switching");
  }

  @Test
  void replay_programMendedMeanwhile_reportsNondeterminism() throws IOException {
    Path schedule = editTarget("programs.LostUpdate", "programs.NothingLost");

    CommandLineRun run = heddle("replay", schedule.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("Not reproduced (nondeterminism)")
        .contains("nondeterminism in execution");
  }

  @Test
  void replay_sourceRecompiledMeanwhile_exitsWith2AndNamesTheClass() throws IOException {
    compile("count++");
    Path schedule = directory.resolve("s.schedule.json");
    String classPath = directory.toString();
    assertThat(heddle("check", "-cp", classPath, "--schedule", schedule.toString(), "Tally").code())
        .isEqualTo(1);
    assertThat(heddle("replay", schedule.toString()).out()).startsWith("Reproduced");
    compile("count += 1");
    assertThat(heddle("replay", schedule.toString()).out()).startsWith("Reproduced");

    compile("add()");
    CommandLineRun run = heddle("replay", schedule.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("heddle: Class Tally has changed since the schedule was made: check again");
  }

  /** What two threads do in it can be written in ways that compile to the same. */
  private void compile(String step) throws IOException {
    Path source = directory.resolve("Tally.java");
    Files.writeString(
        source,
        """
        public class Tally {
          static int count;
          static synchronized void add() { count++; }
          static void step() { %s; }
          public static void main(String[] arguments) throws InterruptedException {
            Thread one = new Thread(Tally::step);
            Thread two = new Thread(Tally::step);
            one.start();
            two.start();
            one.join();
            two.join();
            assert count == 2 : "lost";
          }
        }
        """
            .formatted(step));
    int failed = ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString());
    assertThat(failed).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void replay_programWithStaticState_treatsItAsTheCheckDid(boolean keep) {
    Path schedule = directory.resolve("s.schedule.json");
    List<String> check = new ArrayList<>(List.of("check", "-cp", CLASSES));
    check.addAll(List.of("--schedule", schedule.toString(), "--strategy", "random"));
    if (keep) {
      check.add("--keep-statics");
    }
    check.add(keep ? "programs.Forgets#thirdTime" : "programs.Forgets#everyTime");

    assertThat(heddle(check.toArray(String[]::new)).code()).isEqualTo(1);

    assertThat(heddle("replay", schedule.toString()).out()).startsWith("Reproduced");
    assertThat(schedule).content().contains("\"keepStatics\" : " + keep);
    if (!keep) {
      assertThat(heddle("replay", "--keep-statics", schedule.toString()).out())
          .startsWith("Not reproduced");
    }
  }

  @Test
  void replay_classPathMoved_isTakenFromTheOption() throws IOException {
    Path schedule = edit("programs.LostUpdate", CLASSES, CLASSES + "/moved");

    assertThat(heddle("replay", schedule.toString()).err())
        .contains("There is no class path entry")
        .contains("moved");
    assertThat(heddle("replay", "-cp", CLASSES, schedule.toString()).out())
        .startsWith("Reproduced");
  }

  @Test
  void replay_scheduleWithoutClassPath_asksForOne() throws IOException {
    Path schedule = edit("programs.LostUpdate", "[ \"" + CLASSES + "\" ]", "[ ]");

    CommandLineRun run = heddle("replay", schedule.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("names no class path").contains("-cp");
  }

  @Test
  void replay_programThatExitsMeanwhile_exitsWith2() throws IOException {
    Path schedule = editTarget("programs.LostUpdate", "programs.Exits");

    CommandLineRun run = heddle("replay", schedule.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).startsWith("Not replayed").contains("UNSUPPORTED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "replay | Missing required parameter: 'FILE'",
        "replay none.json | There is no schedule file none.json",
        "replay . | is a directory, not a schedule file",
        "replay pom.xml | is not JSON",
        "replay --seed=1 x.json | Unknown option: '--seed=1'"
      })
  void replay_wrongRequest_isOneSentenceAndExitsWith2(String arguments, String sentence) {
    CommandLineRun run = heddle(arguments.split(" "));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("heddle: ").contains(sentence).doesNotContain("\tat ");
  }

  private Path check(String target) {
    Path schedule = directory.resolve("s.schedule.json");
    CommandLineRun run = heddle("check", "-cp", CLASSES, "--schedule", schedule.toString(), target);
    assertThat(run.code()).isEqualTo(1);
    return schedule;
  }

  private Path editTarget(String from, String to) throws IOException {
    String field = "\"target\" : \"%s\"";
    return edit(from, field.formatted(from), field.formatted(to));
  }

  private Path edit(String target, String from, String to) throws IOException {
    Path schedule = check(target);
    String text = Files.readString(schedule);
    assertThat(text).contains(from);
    return Files.writeString(schedule, text.replace(from, to));
  }
}
