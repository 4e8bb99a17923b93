package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An assertion that fails and is caught is no failure, and does not pass in silence either. */
class CaughtAssertionsTest {

  private static CheckResult explore(Body body) {
    return Checker.withOptions(everything(Switching.AUTO).build()).check("test", body);
  }

  private static Stream<String> ofAssertions(CheckResult result) {
    return result.assumes().stream().filter(each -> each.contains("AssertionError"));
  }

  private interface Assertion {
    void check(int number);
  }

  private static Body besideASetter(Assertion assertion) {
    return () -> {
      AtomicInteger number = new AtomicInteger();
      Thread setter = new Thread(() -> number.set(1));
      setter.start();
      try {
        assertion.check(number.get());
      } catch (Throwable e) {
        // Swallowed, as by a handler that logs it.
      }
      setter.join();
    };
  }

  private static void plain(int number) {
    assert number == 0 : "too late";
  }

  private static void explicit(int number) {
    if (number != 0) {
      throw new AssertionError("too late");
    }
  }

  private static Arguments named(String name, Assertion assertion) {
    return Arguments.of(name, assertion);
  }

  static Stream<Arguments> assertions() {
    return Stream.of(
        named("assert", CaughtAssertionsTest::plain),
        named("an AssertionError", CaughtAssertionsTest::explicit),
        named("JUnit", number -> assertEquals(0, number)),
        named("AssertJ", number -> assertThat(number).isZero()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("assertions")
  void assertionThatIsCaught_isNamedWithItsPlaceAndCount(String name, Assertion assertion) {
    CheckResult result = explore(besideASetter(assertion));

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isEqualTo(2);
    assertThat(ofAssertions(result))
        .singleElement()
        .asString()
        .matches(
            "each AssertionError that was caught was meant to be:"
                + " CaughtAssertionsTest.java:\\d+ \\(1 execution\\)");
  }

  /** Twice in each execution, but the executions are what is counted. */
  @Test
  void executions_areCounted() {
    CheckResult result =
        explore(
            besideASetter(
                number -> {
                  for (int i = 0; i < 2; i++) {
                    try {
                      explicit(number + 1);
                    } catch (AssertionError e) {
                      // Again.
                    }
                  }
                }));

    assertThat(ofAssertions(result)).singleElement().asString().endsWith(" (2 executions)");
  }

  @Test
  void assertionInAFutureThatIsNotAsked_isNamed() {
    CheckResult result =
        explore(
            () -> {
              AtomicInteger number = new AtomicInteger();
              ExecutorService pool = Executors.newSingleThreadExecutor();
              pool.submit(() -> plain(number.get()));
              number.set(1);
              pool.shutdown();
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(ofAssertions(result)).hasSize(1);
  }

  @Test
  void assertionInAFutureThatIsAsked_failsTheCheck() {
    CheckResult result =
        explore(
            () -> {
              try {
                CompletableFuture.runAsync(() -> plain(1), Runnable::run).get();
              } catch (ExecutionException e) {
                throw e.getCause();
              }
            });

    assertThat(result.failures()).extracting(Failure::kind).contains(FailureKind.ASSERTION);
    assertThat(ofAssertions(result)).isEmpty();
  }

  @Test
  void assertionThatHolds_isNotNamed() {
    assertThat(ofAssertions(explore(besideASetter(number -> plain(0))))).isEmpty();
  }

  static Stream<Arguments> expectations() {
    return Stream.of(
        named("JUnit", number -> assertThrows(AssertionError.class, () -> explicit(1))),
        named("AssertJ", number -> assertThat(catchThrowable(() -> explicit(1))).isNotNull()),
        named(
            "AssertJ, fluently",
            number ->
                org.assertj.core.api.Assertions.assertThatThrownBy(() -> explicit(1))
                    .isInstanceOf(AssertionError.class)),
        named("a library that polls", number -> org.awaitility.Polling.until(() -> explicit(1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("expectations")
  void assertionThatIsExpected_isNotNamed(String name, Assertion assertion) {
    assertThat(ofAssertions(explore(besideASetter(assertion)))).isEmpty();
  }
}
