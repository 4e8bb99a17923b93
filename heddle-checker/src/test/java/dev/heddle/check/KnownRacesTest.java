package dev.heddle.check;

import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data races that are meant, those of other people's jars, and those outside the scope. */
class KnownRacesTest {
  private static final String HERE = KnownRacesTest.class.getName();
  private static final String STATISTICS = HERE + "$Statistics";

  @TempDir private Path directory;

  /** Has a race on each of two fields, and on what it makes. */
  private static final class Statistics {
    int hits;
    int misses;
    final List<Integer> sizes = new ArrayList<>();
  }

  private static void race() throws InterruptedException {
    Statistics statistics = new Statistics();
    Runnable use =
        () -> {
          statistics.hits++;
          statistics.misses++;
          statistics.sizes.add(1);
        };
    inParallel(use, use);
  }

  private CheckOptions.Builder options() {
    return CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).keepGoing(true);
  }

  private Path file(String... lines) throws IOException {
    return Files.write(directory.resolve("races.txt"), List.of(lines));
  }

  private static CheckResult check(CheckOptions.Builder options) {
    return Checker.withOptions(options.build()).check("test", KnownRacesTest::race);
  }

  private static long races(CheckResult result) {
    return result.failures().stream().filter(each -> each.kind() == FailureKind.RACE).count();
  }

  @Test
  void races_withoutAFile_areReported() {
    assertThat(races(check(options()))).isEqualTo(3);
  }

  @Test
  void field_isIgnoredAndListed_theOthersAreReported() throws IOException {
    CheckResult result =
        check(
            options().ignoreRaces(file("", "# all of them", STATISTICS + "#hits  # only a guess")));

    assertThat(races(result)).isEqualTo(2);
    assertThat(result.warnings())
        .containsExactly("1 known race was ignored: " + STATISTICS + "#hits (only a guess)");
  }

  @ParameterizedTest
  @CsvSource({"dev.heddle.check.**", "dev.heddle.**", "dev.heddle.check.KnownRacesTest"})
  void classOrPackage_isIgnored_withWhatItMakes(String pattern) throws IOException {
    CheckResult result = check(options().ignoreRaces(file(pattern)));

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.warnings())
        .containsExactly("3 known races were ignored: " + pattern + " (3 variables)");
    // They are explored like any other.
    assertThat(result.promoted()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.heddle.checks.**", "dev.heddle.check.KnownRaces", "KnownRacesTest"})
  void lineWithoutARace_isAWarning(String pattern) throws IOException {
    CheckResult result = check(options().ignoreRaces(file("# first", pattern)));

    assertThat(races(result)).isEqualTo(3);
    assertThat(result.warnings())
        .containsExactly(
            "no race was found that line 2 of %s ignores: %s"
                .formatted(directory.resolve("races.txt"), pattern));
  }

  @Test
  void warnedRaces_areLeftOutLikeFailures() throws IOException {
    CheckResult result =
        check(options().races(RaceChecking.WARN).ignoreRaces(file(STATISTICS + "#hits")));

    assertThat(result.warnings().stream().filter(each -> each.startsWith("data race"))).hasSize(2);
  }

  @Test
  void racesThatAreNotLookedFor_needNoLine() throws IOException {
    CheckResult result =
        check(options().races(RaceChecking.OFF).ignoreRaces(file("com.acme.Cache#hits")));

    assertThat(result.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "com.acme.*| line 1 of FILE: 'com.acme.*' is neither a class, com.acme.Cache, nor a package,"
            + " com.acme.**",
        "com.acme.**#hits| line 1 of FILE: 'com.acme.**#hits' names no field of one class, as"
            + " com.acme.Cache#hits does",
        "com.acme.Cache#| line 1 of FILE: 'com.acme.Cache#' names no field of one class, as"
            + " com.acme.Cache#hits does",
      })
  void line_ofAnotherForm_isRefused(String line, String message) throws IOException {
    Path file = file(line);

    assertThatThrownBy(() -> options().ignoreRaces(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.replace("FILE", file.toString()));
  }

  @Test
  void scope_leavesOutRacesWithBothAccessesOutside_andNamesThem() {
    CheckResult outside = check(options().scope("com.acme.**"));
    CheckResult inside = check(options().scope("com.acme.**").scope(HERE));

    assertThat(outside.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(outside.warnings())
        .singleElement()
        .asString()
        .startsWith("3 data races outside of com.acme.** were left out: ")
        .contains(STATISTICS + ".hits");
    assertThat(races(inside)).isEqualTo(3);
  }

  /** A library in a jar, with a race of its own and perhaps a file that says that it is meant. */
  private Target targetWithLibrary(String races) throws Exception {
    Path jar = directory.resolve("library-1.0.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> type : List.of(LibraryOfOthers.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
          in.transferTo(out);
        }
      }
      if (!races.isEmpty()) {
        out.putNextEntry(new JarEntry("META-INF/heddle/races"));
        out.write(races.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    Path classes = directory.resolve("classes");
    String name = UserOfLibrary.class.getName().replace('.', '/') + ".class";
    Files.createDirectories(classes.resolve(name).getParent());
    try (InputStream in = UserOfLibrary.class.getClassLoader().getResourceAsStream(name)) {
      Files.copy(in, classes.resolve(name));
    }
    return TargetLoader.of(classes + java.io.File.pathSeparator + jar)
        .load(UserOfLibrary.class.getName() + "#race", List.of());
  }

  @Test
  void raceInsideAThirdPartyJar_comesLast_andIsMarked() throws Exception {
    CheckResult result = Checker.withOptions(options().build()).check(targetWithLibrary(""));

    List<Failure> races =
        result.failures().stream().filter(each -> each.kind() == FailureKind.RACE).toList();
    assertThat(races).hasSize(2);
    assertThat(races.get(0).message()).contains("UserOfLibrary");
    assertThat(races.get(0).details()).noneMatch(each -> each.contains(".jar"));
    assertThat(races.get(1).message()).contains("LibraryOfOthers");
    assertThat(races.get(1).details().get(0)).isEqualTo("both accesses are inside library-1.0.jar");
  }

  @Test
  void raceThatAJarNames_isIgnored_andALineThatIsNotNeededIsNoWarning() throws Exception {
    String races = LibraryOfOthers.class.getName() + "#calls # statistics\ncom.acme.Other\n";

    CheckResult result = Checker.withOptions(options().build()).check(targetWithLibrary(races));

    assertThat(races(result)).isEqualTo(1);
    assertThat(result.warnings())
        .containsExactly(
            "1 known race was ignored: " + LibraryOfOthers.class.getName() + "#calls (statistics)");
  }

  @Test
  void fileOfAJar_withAWrongLine_isAWarning() throws Exception {
    CheckResult result =
        Checker.withOptions(options().build()).check(targetWithLibrary("what is this\n"));

    assertThat(result.warnings())
        .contains(
            "known races are not read: line 1 of META-INF/heddle/races of library-1.0.jar: 'what is"
                + " this' is neither a class, com.acme.Cache, nor a package, com.acme.**");
    assertThat(races(result)).isEqualTo(2);
  }
}
