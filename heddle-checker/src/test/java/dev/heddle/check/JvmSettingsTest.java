package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreWithRaces;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Settings of the JVM, which are those of the beginning of the check in each execution. */
class JvmSettingsTest {
  private static final String NAME = "heddle.settings";

  private static void assertVerified(CheckResult result, String... outcomes) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys(outcomes);
  }

  /** A setting: a form of changing it, and a form of reading it. */
  enum Setting {
    PROPERTY(() -> System.setProperty(NAME, "7"), () -> System.getProperty(NAME), "null", "7"),
    PROPERTY_OF_TABLE(
        () -> System.getProperties().setProperty(NAME, "7"),
        () -> System.getProperty(NAME, "none"),
        "none",
        "7"),
    NUMBER(() -> System.setProperty(NAME, "7"), () -> Integer.getInteger(NAME), "null", "7"),
    LONG(() -> System.setProperty(NAME, "7"), () -> Long.getLong(NAME, 1L), "1", "7"),
    TRUTH(() -> System.setProperty(NAME, "true"), () -> Boolean.getBoolean(NAME), "false", "true"),
    PROPERTIES(
        () -> {
          Properties other = new Properties();
          other.setProperty(NAME, "7");
          System.setProperties(other);
        },
        () -> System.getProperty(NAME),
        "null",
        "7"),
    LOCALE(
        () -> Locale.setDefault(Locale.JAPAN),
        () -> Locale.getDefault().equals(Locale.JAPAN),
        "false",
        "true"),
    ZONE(
        () -> TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo")),
        () -> TimeZone.getDefault().getID().equals("Asia/Tokyo"),
        "false",
        "true");

    private final Runnable change;
    private final Supplier<Object> read;
    private final String[] outcomes;

    Setting(Runnable change, Supplier<Object> read, String... outcomes) {
      this.change = change;
      this.read = read;
      this.outcomes = outcomes;
    }
  }

  @ParameterizedTest
  @EnumSource
  void setting_isReadBeforeOrAfterItChanges_andIsRestored(Setting setting) {
    String before = String.valueOf(setting.read.get());
    for (Switching switching : Switching.values()) {
      assertVerified(
          exploreWithRaces(
              switching,
              () -> {
                Thread other = new Thread(setting.change);
                other.start();
                System.out.print(setting.read.get());
                other.join();
              }),
          setting.outcomes);
    }
    assertThat(String.valueOf(setting.read.get())).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void setting_thatNothingChangesBesideOthers_addsNoStep(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              System.setProperty(NAME, "7");
              inParallel(() -> System.getProperty(NAME), () -> System.getProperty(NAME));
            });

    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void setting_publishesWhatWasWrittenBeforeItChanged(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              int[] data = {0};
              Thread writer =
                  new Thread(
                      () -> {
                        data[0] = 1;
                        System.setProperty(NAME, "7");
                      });
              writer.start();
              System.out.print(System.getProperty(NAME) == null ? "early" : "data " + data[0]);
              writer.join();
            }),
        "early",
        "data 1");
  }

  @ParameterizedTest
  @EnumSource
  void clearedProperty_isGoneForOneOfTwoThreads(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              System.setProperty(NAME, "7");
              String[] got = new String[1];
              Thread other = new Thread(() -> got[0] = System.clearProperty(NAME));
              other.start();
              String mine = System.clearProperty(NAME);
              other.join();
              System.out.print(mine + " " + got[0]);
            }),
        "7 null",
        "null 7");
  }

  @ParameterizedTest
  @EnumSource
  void shutdownHook_isKeptForTheExecution_andNamed(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              Runtime runtime = Runtime.getRuntime();
              Thread hook = new Thread(() -> System.out.print("run"));
              runtime.addShutdownHook(hook);
              try {
                runtime.addShutdownHook(hook);
              } catch (IllegalArgumentException e) {
                System.out.print(e.getMessage() + ", ");
              }
              System.out.print(runtime.removeShutdownHook(hook));
              System.out.print(runtime.removeShutdownHook(hook));
              runtime.addShutdownHook(hook);
            });

    assertVerified(result, "Hook previously registered, truefalse");
    assertThat(result.assumes())
        .anyMatch(line -> line.matches("the shutdown hook added at JvmSettingsTest.*need not run"));
  }

  @ParameterizedTest
  @EnumSource
  void runningThread_isNoShutdownHook(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              try {
                Runtime.getRuntime().addShutdownHook(Thread.currentThread());
              } catch (IllegalArgumentException e) {
                System.out.print(e.getMessage());
              }
            }),
        "Hook already running");
  }

  /** What cannot be done under control. */
  enum Refused {
    ACTIVE_COUNT(Thread::activeCount, "it asks which threads the JVM has, by Thread.activeCount"),
    ALL_STACKS(
        Thread::getAllStackTraces,
        "it asks which threads the JVM has, by Thread.getAllStackTraces"),
    HALT(() -> Runtime.getRuntime().halt(3), "it calls Runtime.halt(3)"),
    RUNTIME_EXIT(() -> Runtime.getRuntime().exit(3), "it calls Runtime.exit(3)"),
    SYSTEM_EXIT(() -> System.exit(3), "it calls System.exit(3)");

    private final Runnable call;
    private final String reason;

    Refused(Runnable call, String reason) {
      this.call = call;
      this.reason = reason;
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusedCall_isNamedWithItsPlace(Refused refused) {
    for (Switching switching : Switching.values()) {
      CheckResult result = exploreWithRaces(switching, refused.call::run);

      assertThat(result.verdict()).isEqualTo(Verdict.UNSUPPORTED);
      assertThat(result.reason()).startsWith(refused.reason).contains("JvmSettingsTest");
    }
  }
}
