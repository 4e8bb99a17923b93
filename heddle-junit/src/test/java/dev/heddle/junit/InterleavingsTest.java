package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import com.acme.Cases;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Each promise of {@link Interleavings}, by test classes that JUnit runs within these tests. */
class InterleavingsTest {
  @TempDir Path directory;

  private EngineExecutionResults run(DiscoverySelector selector, Map<String, String> parameters) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selector)
        .configurationParameters(parameters)
        .outputDirectoryCreator(
            new org.junit.platform.engine.OutputDirectoryCreator() {
              @Override
              public Path getRootDirectory() {
                return directory;
              }

              @Override
              public Path createOutputDirectory(org.junit.platform.engine.TestDescriptor descriptor)
                  throws IOException {
                return Files.createDirectories(
                    directory.resolve(
                        descriptor.getUniqueId().toString().replaceAll("[^A-Za-z0-9]", "_")));
              }
            })
        .execute();
  }

  private static Class<?> type(String name) {
    return Arrays.stream(Cases.class.getDeclaredClasses())
        .filter(each -> each.getSimpleName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private EngineExecutionResults run(String className, String method) {
    return run(selectMethod(type(className), method), Map.of());
  }

  private TestExecutionResult result(String className, String method) {
    return result(run(className, method));
  }

  private static TestExecutionResult result(EngineExecutionResults results) {
    List<Event> finished = results.testEvents().finished().list();
    assertThat(finished).hasSize(1);
    return finished.get(0).getRequiredPayload(TestExecutionResult.class);
  }

  private static Map<String, String> entries(EngineExecutionResults results) {
    return results
        .testEvents()
        .reportingEntryPublished()
        .list()
        .get(0)
        .getRequiredPayload(ReportEntry.class)
        .getKeyValuePairs();
  }

  private Throwable failure(String className, String method) {
    TestExecutionResult result = result(className, method);
    assertThat(result.getStatus()).isEqualTo(Status.FAILED);
    return result.getThrowable().orElseThrow();
  }

  private void assertPasses(String className, String method) {
    TestExecutionResult result = result(className, method);
    assertThat(result.getThrowable()).isEmpty();
    assertThat(result.getStatus()).isEqualTo(Status.SUCCESSFUL);
  }

  @Test
  void broken_fails_withTheStoryAndTheUsersLine() {
    Throwable failure = failure("Simple", "broken");

    assertThat(failure)
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageStartingWith("assertion in execution ")
        .hasMessageContaining("expected: <2> but was: <1>")
        .hasMessageContaining("FAILED  com.acme.Cases$Simple#broken")
        .hasMessageContaining("read value")
        .hasMessageContaining("value++;")
        .hasMessageContaining("Schedule: file:///");
    AssertionFailedError error = (AssertionFailedError) failure;
    assertThat(error.getExpected().getValue()).isEqualTo(2);
    assertThat(error.getActual().getValue()).isEqualTo(1);
    assertThat(error.getStackTrace())
        .noneMatch(frame -> frame.getClassName().startsWith("dev.heddle"))
        .anyMatch(frame -> frame.getMethodName().equals("broken"));
    assertThat(error.getMessage()).doesNotContain("at dev.heddle");
  }

  @Test
  void whole_passes_andReportsVerdictExecutionsAndTime() {
    EngineExecutionResults results = run("Simple", "whole");

    assertThat(result(results).getStatus()).isEqualTo(Status.SUCCESSFUL);
    assertThat(entries(results))
        .containsEntry("heddle.verdict", "verified")
        .containsKeys("heddle.executions", "heddle.time");
    assertThat(Integer.parseInt(entries(results).get("heddle.executions"))).isGreaterThan(1);
  }

  @Test
  void deadlock_fails_atTheLinesOfBothThreads() {
    Throwable failure = failure("Simple", "deadlock");

    assertThat(failure).hasMessageStartingWith("deadlock in execution ");
    assertThat(failure.getStackTrace())
        .isNotEmpty()
        .allMatch(frame -> frame.getClassName().startsWith("com.acme."));
  }

  @Test
  void exceptionOfAnotherThread_fails_withItAsTheCause() {
    Throwable failure = failure("Simple", "throwsInTheOther");

    assertThat(failure)
        .hasMessageStartingWith("exception in execution ")
        .hasCauseInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void assertThrows_works() {
    assertPasses("Simple", "expectsToThrow");
  }

  @Test
  void unsupported_fails_withTheReason() {
    assertThat(failure("Simple", "unsupported"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageStartingWith("this test cannot be checked: ");
  }

  @Test
  void lifecycle_runsInEachExecution_andStaticsBeginAsBeforeAllLeftThem() throws Exception {
    assertPasses("Lifecycle", "sees");
    // Once by BeforeAll, once by JUnit's own object; executions have left nothing.
    java.lang.reflect.Field calls = type("Lifecycle").getDeclaredField("CALLS");
    calls.setAccessible(true);
    assertThat(calls.get(null)).isEqualTo(List.of("after 41"));
  }

  @Test
  void afterEach_thatFails_isSuppressedByTheTestsFailure() {
    Throwable cause = failure("FailingLifecycle", "bothFail").getCause();

    assertThat(cause).isInstanceOf(IllegalArgumentException.class).hasMessage("test");
    assertThat(cause.getSuppressed()).hasSize(1);
    assertThat(cause.getSuppressed()[0]).hasMessage("after");
  }

  @Test
  void annotatedClass_checksTestsOfEveryKind() {
    EngineExecutionResults results = run(selectClass(type("Annotated")), Map.of());

    Map<String, Status> statuses = new java.util.TreeMap<>();
    results
        .testEvents()
        .finished()
        .list()
        .forEach(
            event ->
                statuses.put(
                    event
                        .getTestDescriptor()
                        .getUniqueId()
                        .toString()
                        .replaceAll(".*Annotated./", ""),
                    event.getRequiredPayload(TestExecutionResult.class).getStatus()));
    assertThat(statuses.toString())
        .contains("plainTest()]=FAILED")
        .contains("parameterized(int)]/[test-template-invocation:#1]=SUCCESSFUL")
        .contains("parameterized(int)]/[test-template-invocation:#2]=SUCCESSFUL")
        .contains("repeated()]/[test-template-invocation:#1]=SUCCESSFUL")
        .contains("[nested-class:Inner]/[method:seesBoth()]=SUCCESSFUL")
        .contains("[dynamic-test:#1]=FAILED");
    assertThat(statuses).hasSize(7);
    assertThat(results.testEvents().reportingEntryPublished().count()).isEqualTo(6);
  }

  @Test
  void expect_isMet() {
    assertPasses("Expecting", "fails");
    assertPasses("Expecting", "failsByRace");
    assertPasses("Expecting", "verified");
    assertPasses("Expecting", "unsupported");
  }

  @Test
  void expect_isNotMet() {
    assertThat(failure("Expecting", "failsByAnother"))
        .hasMessageStartingWith("expected failed by deadlock, but the verdict is failed");
    assertThat(failure("Expecting", "doesNotFail"))
        .hasMessageStartingWith("expected failed, but the verdict is verified");
    assertThat(failure("Expecting", "onlyPassed"))
        .hasMessageStartingWith("expected verified, but the verdict is passed");
  }

  @Test
  void assumption_thatNeverHolds_abortsTheTest() {
    TestExecutionResult result = result("Assuming", "never");

    assertThat(result.getStatus()).isEqualTo(Status.ABORTED);
    assertThat(result.getThrowable().orElseThrow())
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("not today");
  }

  @Test
  void assumption_thatHoldsInSomeExecutions_isReported() {
    EngineExecutionResults results = run("Assuming", "sometimes");

    assertThat(result(results).getStatus()).isEqualTo(Status.SUCCESSFUL);
    assertThat(entries(results).get("heddle.aborted")).contains("the other came first");
  }

  @Test
  void directories_areThere_andNamedAsShared() {
    EngineExecutionResults results = run("WithDirectory", "hasDirectories");

    assertThat(result(results).getThrowable()).isEmpty();
    assertThat(entries(results).get("heddle.shared")).contains("WithDirectory.own");
    assertThat(entries(results).get("heddle.warnings")).contains("WithDirectory");
  }

  @Test
  void mocks_areMadeAnew() {
    EngineExecutionResults results = run("WithMocks", "mocksAreNew");

    assertThat(result(results).getThrowable()).isEmpty();
    assertThat(entries(results)).doesNotContainKey("heddle.shared");
  }

  @Test
  void objectThatCarriesOver_fails_asNondeterminism() {
    assertThat(failure("Carried", "changesWhatOthersSee"))
        .hasMessageStartingWith("nondeterminism in execution 1")
        .hasMessageContaining("made before the check");
  }

  @Test
  void perClass_takesOverWhatBeforeAllHasSet() {
    EngineExecutionResults results = run("PerClass", "first");

    assertThat(result(results).getThrowable()).isEmpty();
    assertThat(entries(results).get("heddle.shared")).contains("PerClass.prepared");
  }

  @Test
  void timeout_endsTheCheck() {
    assertThat(failure("Slow", "isTooSlow")).isInstanceOf(TimeoutException.class);
  }

  @Test
  void constructorWithParameters_getsThem() {
    assertPasses("WithConstructor", "knowsItsName");
  }

  @Test
  void wrongUse_isRefusedWithASentence() {
    assertThat(failure("Wrong", "twoAnnotations"))
        .hasMessage(
            "@Interleavings: the method twoAnnotations has @Test, too; write @Interleavings in its"
                + " place");
    assertThat(failure("Wrong", "badTime"))
        .hasMessageContaining("time cannot be \"soon\": expected a duration such as 30s");
    assertThat(failure("Wrong", "badExecutions"))
        .hasMessageContaining("executions must be at least 1, not 0");
    assertThat(failure("Wrong", "twoSeeds")).hasMessageContaining("seed has one value at most");
    assertThat(failure("Wrong", "kindWithoutExpectation"))
        .hasMessageContaining("give expect = FAILED with them");
    assertThat(failure("Wrong", "noSchedule"))
        .hasMessageContaining("There is no schedule file no-such-file.json");
    assertThat(failure("WrongAfter", "parameterOfAfterEach"))
        .hasMessageContaining("can have TestInfo only");
  }

  @Test
  void configurationParameters_giveDefaults() {
    EngineExecutionResults results =
        run(
            selectMethod(type("Configured"), "takesParameters"),
            Map.of("heddle.strategy", "random", "heddle.executions", "7"));

    assertThat(entries(results))
        .containsEntry("heddle.verdict", "passed")
        .containsEntry("heddle.executions", "7");
    assertThat(
            result(
                    run(
                        selectMethod(type("Configured"), "takesParameters"),
                        Map.of("heddle.strategy", "clever")))
                .getThrowable()
                .orElseThrow())
        .hasMessageContaining("strategy cannot be \"clever\": expected one of auto, exhaustive, ");
  }

  @Test
  void replay_ofTheScheduleThatWasWritten_failsInTheSameWay() {
    String message = failure("Simple", "broken").getMessage();
    String link = message.replaceAll("(?s).*Schedule: (\\S+).*", "$1");
    Path schedule = Path.of(URI.create(link));
    assertThat(schedule).exists();

    Throwable again =
        result(
                run(
                    selectMethod(type("Simple"), "broken"),
                    Map.of("heddle.replay", schedule.toString())))
            .getThrowable()
            .orElseThrow();

    assertThat(again)
        .hasMessageStartingWith("assertion in execution 1: ")
        .hasMessageContaining("expected: <2> but was: <1>");
    assertThat(
            result(
                    run(
                        selectMethod(type("Simple"), "whole"),
                        Map.of("heddle.replay", schedule.toString())))
                .getThrowable()
                .orElseThrow())
        .hasMessageContaining("belongs to another test, com.acme.Cases$Simple#broken");
  }
}
