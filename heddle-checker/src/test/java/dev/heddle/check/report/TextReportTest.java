package dev.heddle.check.report;

import static dev.heddle.check.report.Samples.failed;
import static dev.heddle.check.report.Samples.failure;
import static dev.heddle.check.report.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CheckResult;
import dev.heddle.check.Divergence;
import dev.heddle.check.Failure;
import dev.heddle.check.FailureKind;
import dev.heddle.check.Shortened;
import dev.heddle.check.Step;
import dev.heddle.check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextReportTest {

  private static final SourceLines NO_SOURCES = SourceLines.of(List.of());

  @TempDir private Path directory;

  @Test
  void verified_firstLines_giveVerdictAndAssumptions() {
    assertThat(lines(Samples.verified()))
        .startsWith(
            "VERIFIED  com.acme.Account: every interleaving was explored, none fails",
            "  assumes sequential consistency");
  }

  @Test
  void verified_manyAssumptions_showsThree() {
    List<String> three = List.of("a", "b", "c");
    List<String> five = List.of("a", "b", "c", "d", "e");

    assertThat(text(Samples.assuming(three, List.of(), 0)))
        .contains("  assumes a", "  assumes b", "  assumes c")
        .doesNotContain("--verbose");
    assertThat(text(Samples.assuming(List.of("a", "b", "c", "d"), List.of(), 0)))
        .doesNotContain("assumes d")
        .contains("  and 1 assumption (--verbose shows it)");
    assertThat(text(Samples.assuming(five, List.of(), 0)))
        .contains("  and 2 assumptions (--verbose shows them)");
    CheckReport report = new CheckReport(Samples.assuming(five, List.of(), 0), List.of());
    assertThat(new TextReport(NO_SOURCES, false, true).render(report))
        .contains("  assumes e")
        .doesNotContain("--verbose");
  }

  @Test
  void verified_storeThatMayBeDelayed_isInTheHeadline() {
    assertThat(lines(Samples.assuming(List.of("x"), List.of("A.lazySet", "B.setRelease"), 0)))
        .startsWith(
            "VERIFIED, assuming sequential consistency of A.lazySet, B.setRelease"
                + "  com.acme.Account: every interleaving was explored, none fails");
  }

  @Test
  void verified_executionsByChance_areToldApart() {
    assertThat(text(Samples.assuming(List.of(), List.of(), 0))).contains("  4 executions in 0.60");
    assertThat(text(Samples.assuming(List.of(), List.of(), 12)))
        .contains("  4 executions explored and 12 sampled in 0.60");
  }

  @Test
  void failure_longMessage_isCut() {
    String fits = "x".repeat(1_000);
    assertThat(text(failed(failure(FailureKind.ASSERTION, fits, List.of()))))
        .contains(fits)
        .doesNotContain("more character");
    assertThat(text(failed(failure(FailureKind.ASSERTION, "x".repeat(200_000), List.of()))))
        .contains(fits + " ... and 199,000 more characters");
    assertThat(text(failed(failure(FailureKind.ASSERTION, "line\n".repeat(21), List.of()))))
        .contains("... and 1 more line");
  }

  @Test
  void render_givenUp_saysHowFarItCame() {
    assertThat(lines(Samples.givenUp(10_000, 10_000, 3.2e9)))
        .startsWith("PASSED  com.acme.Account: passed after 10,000 of an estimated 3·10^9");
    assertThat(lines(Samples.givenUp(10_000, 7_500, 81_234)))
        .startsWith(
            "PASSED  com.acme.Account: passed after 7,500 of an estimated 81,234, and 2,500 by"
                + " chance");
  }

  @Test
  void passed_firstLine_saysThatTheBudgetWasSpent() {
    assertThat(lines(Samples.passed()).get(0))
        .isEqualTo(
            "PASSED  com.acme.Account: no interleaving failed, but the budget was spent before all"
                + " were explored");
  }

  @Test
  void unsupported_firstLines_giveTheReason() {
    assertThat(lines(Samples.unsupported()))
        .startsWith(
            "UNSUPPORTED  com.acme.Account cannot be checked",
            "  it calls System.exit at Main.java:3");
  }

  @Test
  void outcomes_nothingPrinted_areLeftOut() {
    assertThat(text(Samples.passed())).doesNotContain("Outcomes");
  }

  @Test
  void figures_always_areInOneLine() {
    assertThat(lines(Samples.verified()))
        .contains(
            "  1200 executions and 7 given up in 0.60 s (2000 a second); thread switching, strategy"
                + " auto, seed 42");
  }

  @Test
  void failed_threeThreads_showsEachStepInItsThreadsColumn() throws IOException {
    writeSource("com/acme/Account.java", "one", "\tbalance += amount; // both");
    CheckResult result =
        failed(
            failure(
                FailureKind.ASSERTION,
                "the balance is 100, not 0",
                List.of(
                    step("main", "start deposit", 1),
                    step("deposit", "read balance", 2),
                    step("withdraw", "read balance", 2),
                    step("deposit", "write balance", 2))));

    String text =
        new TextReport(SourceLines.of(List.of(directory.toString())), false)
            .render(new CheckReport(result, List.of(Path.of("a b.schedule.json"))));

    assertThat(text.lines())
        .containsSequence(
            "FAILED  com.acme.Account",
            "  warning: a remark",
            "",
            "  assertion in execution 3: the balance is 100, not 0",
            "          at com.acme.Account",
            "",
            "  Outcomes (how many executions printed what)",
            "      12  0",
            "       4  -100",
            "",
            "  Interleaving, 4 steps",
            "  #  main           deposit        withdraw",
            "  1  start deposit                               Account.java:1  one",
            "  2                 read balance                 Account.java:2  balance += amount; //"
                + " both",
            "  3                                read balance  Account.java:2  balance += amount; //"
                + " both",
            "  4                 write balance                Account.java:2  balance += amount; //"
                + " both")
        .endsWith("  Replay: heddle replay 'a b.schedule.json'");
  }

  @Test
  void warning_thatIsLong_isBrokenBetweenWords() {
    String word = "x".repeat(49);

    assertThat(lines(Samples.warned(word + " " + word + " " + word)))
        .containsSequence("  warning: " + word + " " + word, "      " + word);
  }

  @Test
  void interleaving_sourceMissing_showsThePlaceAlone() {
    CheckResult result =
        failed(failure(FailureKind.EXCEPTION, "broke", List.of(step("main", "read x", 7))));

    assertThat(lines(result)).contains("  1  read x  Account.java:7");
  }

  @Test
  void interleaving_placeUnknown_showsTheOperationAlone() {
    CheckResult result =
        failed(failure(FailureKind.EXCEPTION, "broke", List.of(new Step("main", "begin", null))));

    assertThat(lines(result)).contains("  1  begin");
  }

  @Test
  void interleaving_long_isCutInTheMiddle() {
    List<Step> steps =
        IntStream.rangeClosed(1, 200).mapToObj(i -> step("main", "step " + i, i)).toList();

    List<String> lines = lines(failed(failure(FailureKind.LIVELOCK, "no end", steps)));

    assertThat(lines)
        .containsSubsequence(
            "   20  step 20   Account.java:20",
            "       ... 120 steps left out ...",
            "  141  step 141  Account.java:141",
            "  200  step 200  Account.java:200");
    assertThat(lines).noneMatch(line -> line.contains("step 21 ") || line.contains("step 140 "));
  }

  @Test
  void interleaving_oneStepTooLong_isShownWhole() {
    List<Step> steps =
        IntStream.rangeClosed(1, 81).mapToObj(i -> step("main", "step " + i, i)).toList();

    assertThat(text(failed(failure(FailureKind.LIVELOCK, "no end", steps))))
        .contains("step 21")
        .doesNotContain("left out");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 20})
  void interleaving_manyThreadsWithLongNames_staysWithinTheWidth(int threads) throws IOException {
    writeSource("com/acme/Account.java", "x".repeat(300));
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      steps.add(step("pool-1-worker-thread-" + i, "enter monitor of com.acme.Account.Entry", 1));
    }

    String text =
        new TextReport(SourceLines.of(List.of(directory.toString())), false)
            .render(
                new CheckReport(failed(failure(FailureKind.DEADLOCK, "stuck", steps)), List.of()));

    assertThat(text.lines()).allMatch(line -> line.length() <= 120);
    assertThat(text).contains("d-" + (threads - 1)).contains("Account.java:1");
  }

  @Test
  void failures_several_areNumbered() {
    CheckResult result =
        failed(
            failure(FailureKind.ASSERTION, "one", List.of()),
            failure(FailureKind.DEADLOCK, "two", List.of()));

    String text =
        new TextReport(NO_SOURCES, false)
            .render(
                new CheckReport(
                    result, List.of(Path.of("s.schedule.json"), Path.of("s-2.schedule.json"))));

    assertThat(text)
        .contains("assertion (failure 1 of 2) in execution 3: one")
        .contains("deadlock (failure 2 of 2) in execution 3: two")
        .contains("Replay (failure 2 of 2): heddle replay s-2.schedule.json");
  }

  @Test
  void details_beginWithTheMessage_areNotSaidTwice() {
    Failure failure =
        new Failure(
            FailureKind.EXCEPTION,
            "java.lang.Error: x in thread two",
            List.of("java.lang.Error: x", "    at A.b"),
            1,
            Samples.SCHEDULE,
            List.of(),
            null,
            null,
            null);

    assertThat(lines(failed(failure)))
        .containsSequence(
            "  exception in execution 1: java.lang.Error: x in thread two", "          at A.b");
  }

  @Test
  void nearestPassing_found_followsTheInterleaving() {
    Divergence nearest =
        new Divergence(
            6, step("withdraw", "read balance", 2), new Step("deposit", "begin", null), List.of());
    Failure failure = Samples.withNearestPassing(new Shortened(40, 17, 4, 350, true), nearest);

    assertThat(lines(failed(failure)))
        .containsSequence(
            "  1  read balance  Account.java:12",
            "",
            "  Nearest passing execution: the same before step 6, and then",
            "      deposit: begin",
            "  in place of",
            "      withdraw: read balance (Account.java:2)",
            "")
        .noneMatch(line -> line.contains("350") || line.contains("17"));
  }

  @Test
  void nearestPassing_goesOnWhereTheFailingOneEnds_saysSo() {
    Divergence nearest = new Divergence(2, null, step("main", "write balance", 2), List.of());
    Failure failure = Samples.withNearestPassing(new Shortened(40, 17, 4, 350, true), nearest);

    assertThat(lines(failed(failure)))
        .containsSequence(
            "      main: write balance (Account.java:2)", "  where this one ends", "");
  }

  @Test
  void nearestPassing_notFound_isNotMentioned() {
    assertThat(text(failed(failure(FailureKind.LEAK, "left", List.of(step("main", "x", 1))))))
        .doesNotContain("passing");
  }

  @Test
  void schedule_notWritten_isNotNamed() {
    assertThat(text(failed(failure(FailureKind.LEAK, "left", List.of()))))
        .doesNotContain("heddle replay");
  }

  @Test
  void outcomes_severalLinesAndControlCharacters_areShownSafely() {
    CheckResult result =
        Samples.result(Verdict.PASSED, null, Map.of("first\nsecond\u001b[2J\tend", 10L), List.of());

    assertThat(lines(result)).contains("      10  first", "          second\\u001b[2J    end");
  }

  @Test
  void outcomes_tooMany_areCounted() {
    Map<String, Long> outcomes = new LinkedHashMap<>();
    IntStream.rangeClosed(1, 25).forEach(i -> outcomes.put("o" + i, 1L));

    assertThat(lines(Samples.result(Verdict.PASSED, null, outcomes, List.of())))
        .contains("      1  o20", "      ... and 5 more outcomes")
        .doesNotContain("      1  o21");
  }

  @Test
  void colour_askedFor_surroundsTheVerdict() {
    String text =
        new TextReport(NO_SOURCES, true).render(new CheckReport(Samples.verified(), List.of()));

    assertThat(text).startsWith("\u001b[1;32mVERIFIED\u001b[m");
  }

  @Test
  void colour_notAskedFor_isAbsent() {
    assertThat(text(Samples.verified())).doesNotContain("\u001b");
  }

  private static String text(CheckResult result) {
    return new TextReport(NO_SOURCES, false).render(new CheckReport(result, List.of()));
  }

  private static List<String> lines(CheckResult result) {
    return text(result).lines().toList();
  }

  private void writeSource(String name, String... lines) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }
}
