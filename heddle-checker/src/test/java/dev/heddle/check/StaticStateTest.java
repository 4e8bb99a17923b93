package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.statics.StaticPrograms;
import java.io.ByteArrayOutputStream;
import java.io.ObjectStreamClass;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Static state starts afresh in each execution, as in a JVM of its own. */
class StaticStateTest {
  private static final String PROGRAMS = StaticPrograms.class.getName();

  private static final long SERIAL = 8641713598978908764L;
  private static final long SERIAL_WITHOUT_STATICS = -3273642078477853215L;

  private static int count;
  private static final int[] COUNTS = new int[1];

  private static Target load(String method) throws TargetException, URISyntaxException {
    Path classes =
        Path.of(StaticPrograms.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return TargetLoader.of(List.of(classes.toString())).load(PROGRAMS + "#" + method, List.of());
  }

  /** What a program prints when nothing but the JVM initialises its classes. */
  private static String printedByItself(String method) throws Throwable {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      load(method).body().run();
    } finally {
      System.setOut(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static CheckResult check(Switching switching, String method) throws Exception {
    Switchings.assumeAvailable(switching);
    return Checker.withOptions(Switchings.everything(switching).build()).check(load(method));
  }

  static Stream<Arguments> programs() {
    return Stream.of(
            "order",
            "cycle",
            "superclass",
            "inherited",
            "members",
            "indirect",
            "construction",
            "failures",
            "enums",
            "interfaces",
            "pool",
            "threads")
        .flatMap(
            program ->
                Stream.of(Switching.THREAD, Switching.CONTINUATION)
                    .map(switching -> Arguments.of(program, switching)));
  }

  @ParameterizedTest(name = "{0} ({1})")
  @MethodSource("programs")
  void everyExecution_printsWhatAJvmOfItsOwnPrints(String program, Switching switching)
      throws Throwable {
    CheckResult result = check(switching, program);

    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes().keySet()).containsExactly(printedByItself(program));
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void firstUse_byWhicheverThread_startsTheClassOnce(Switching switching) throws Exception {
    assertThat(check(switching, "firstUse").outcomes().keySet())
        .containsExactlyInAnyOrder("first:onetwo ", "first:twoone ", "first:one ", "first:two ");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void theClassOfTheBody_startsAfreshToo(Switching switching) {
    count = 100;
    CheckResult result =
        Switchings.exploreAll(
            switching,
            () -> {
              Switchings.inParallel(() -> count++, () -> COUNTS[0]++);
              System.out.print(count + " " + COUNTS[0]);
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys("1 1");
  }

  @Test
  void keepStatics_leavesThemFromOneExecutionToTheNext() {
    count = 0;
    CheckResult result =
        Checker.withOptions(
                CheckOptions.builder()
                    .keepStatics(true)
                    .shortening(Duration.ZERO)
                    .races(RaceChecking.OFF)
                    .build())
            .check(
                "t",
                () -> {
                  count++;
                  assert count < 3 : "third";
                });

    // The third fails; the fourth runs it again to tell its story.
    assertThat(count).isEqualTo(4);
    assertThat(result.failures()).hasSize(1);
    Schedule schedule = result.failures().get(0).schedule();
    assertThat(schedule.keepStatics()).isTrue();
    count = 0;
    CheckResult replayed =
        Checker.withOptions(CheckOptions.DEFAULTS)
            .replay(
                Target.of(
                    "t",
                    () -> {
                      count++;
                      assert count < 3 : "third";
                    }),
                schedule);
    assertThat(replayed.failures().get(0).message()).contains("third");
  }

  @Test
  void schedule_ofFreshStatics_replaysWithFreshStatics() throws Exception {
    CheckResult result =
        Checker.withOptions(CheckOptions.DEFAULTS)
            .check(
                "t",
                () -> {
                  Switchings.inParallel(() -> count++, () -> count++);
                  assert count == 2 : "lost, it is " + count;
                });

    Failure failure = result.failures().get(0);
    assertThat(failure.message()).contains("lost, it is 1");
    assertThat(failure.schedule().keepStatics()).isFalse();
  }

  @Test
  void enumsAndInterfacesWithState_areNamed_onceEachWithTheReason() throws Exception {
    String kept = " is kept from one execution to the next";
    assertThat(check(Switching.THREAD, "enums").warnings())
        .containsExactly(
            "not started afresh: "
                + PROGRAMS
                + "$Colour: the constants of an enum stay the same objects, so what changes in its"
                + " fields BY_NAME, used, painted"
                + kept);
    assertThat(check(Switching.THREAD, "interfaces").warnings())
        .containsExactly(
            "not started afresh: "
                + PROGRAMS
                + "$Constants: the initialiser of an interface runs once, so what changes in its"
                + " field NAMES"
                + kept);
    assertThat(check(Switching.THREAD, "plainEnum").warnings()).isEmpty();
  }

  @Test
  void stateOutsideTheProgram_isFoundOut_andTheHintNamesIt(@TempDir Path directory)
      throws Exception {
    System.setProperty("heddle.test.outside", directory.resolve("marker").toString());
    try {
      CheckResult result = check(Switching.AUTO, "outside");

      assertThat(result.failures()).hasSize(1);
      assertThat(result.failures().get(0).kind()).isEqualTo(FailureKind.NONDETERMINISM);
      assertThat(result.failures().get(0).message())
          .startsWith("the same choices ended in two ways: first without a failure, then ")
          .contains("ExceptionInInitializerError")
          .contains("something that is not under control, such as files")
          .doesNotContain("carries over");
    } finally {
      System.clearProperty("heddle.test.outside");
    }
  }

  @Test
  void failureInAnInitialiser_showsItsPlace() throws Exception {
    CheckResult result =
        Switchings.exploreAll(
            () -> {
              Object made = new Fails();
              System.out.print(made);
            });

    assertThat(result.failures().get(0).details())
        .anyMatch(line -> line.contains("Fails.<clinit>(StaticStateTest.java:"))
        .noneMatch(line -> line.contains("heddle$") || line.contains("DeterminismHooks"));
  }

  private static final class Fails {
    static int x = 1;

    static {
      if (x > 0) {
        throw new IllegalStateException("as it should");
      }
    }
  }

  @Test
  void outsideOfAnExecution_nothingStarts() {
    count = 7;
    Switchings.exploreAll(() -> count++);
    int after = count;

    new Nested().add();

    assertThat(count).isEqualTo(after + 1);
  }

  private static final class Nested {
    void add() {
      count++;
    }
  }

  @Test
  void serialVersion_ofAnInstrumentedClass_isThatOfTheClassFile() {
    // Computed by the JDK's tool serialver of the class files.
    assertThat(ObjectStreamClass.lookup(StaticPrograms.Serial.class).getSerialVersionUID())
        .isEqualTo(SERIAL);
    assertThat(
            ObjectStreamClass.lookup(StaticPrograms.SerialWithoutStatics.class)
                .getSerialVersionUID())
        .isEqualTo(SERIAL_WITHOUT_STATICS);
  }

  @Test
  void reflection_seesNothingButPrivateSyntheticMembersMore() {
    assertThat(StaticPrograms.Serial.class.getMethods())
        .extracting(Method::getName)
        .doesNotContain("heddle$initialise");
    assertThat(StaticPrograms.Serial.class.getDeclaredMethods())
        .filteredOn(method -> method.getName().contains("heddle"))
        .allMatch(method -> method.isSynthetic() && Modifier.isPrivate(method.getModifiers()));
    assertThat(Arrays.stream(StaticPrograms.Serial.class.getDeclaredFields()))
        .filteredOn(field -> !field.isSynthetic())
        .hasSize(3);
  }
}
