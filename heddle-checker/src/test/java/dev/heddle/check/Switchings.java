package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.check.runtime.Scheduler;

/** What the tests of this package share: checking by each way of switching that this JDK has. */
public final class Switchings {
  private Switchings() {}

  /** Skips the test where the JDK has no continuations. */
  public static void assumeAvailable(Switching switching) {
    assumeTrue(
        switching != Switching.CONTINUATION || Scheduler.continuationsAvailable(),
        "switching by continuations needs JDK 24 or newer");
  }

  public static CheckOptions.Builder everything(Switching switching) {
    return CheckOptions.builder()
        .strategy(Strategy.EXHAUSTIVE)
        .keepGoing(true)
        .races(RaceChecking.OFF)
        .switching(switching);
  }

  public static CheckResult exploreAll(Switching switching, Body body) {
    assumeAvailable(switching);
    return Checker.withOptions(everything(switching).build()).check("test", body);
  }

  /** Explores everything, and reports data races as failures. */
  static CheckResult exploreWithRaces(Switching switching, Body body) {
    assumeAvailable(switching);
    CheckOptions options = everything(switching).races(RaceChecking.FAIL).build();
    return Checker.withOptions(options).check("test", body);
  }

  public static CheckResult exploreAll(Body body) {
    return exploreAll(Switching.AUTO, body);
  }

  /** Replays every failure of a result and expects the same again. */
  public static void assertReplays(Switching switching, Body body, CheckResult result) {
    Checker checker = Checker.withOptions(CheckOptions.builder().switching(switching).build());
    for (Failure failure : result.failures()) {
      CheckResult replayed = checker.replay(Target.of("test", body), failure.schedule());
      assertThat(replayed.failures()).hasSize(1);
      Failure again = replayed.failures().get(0);
      assertThat(again.kind()).as(again.message()).isEqualTo(failure.kind());
      assertThat(again.message()).startsWith(failure.message().replaceAll("[:@].*", ""));
      assertThat(again.steps()).isEqualTo(failure.steps());
      assertThat(again.schedule().choices()).isEqualTo(failure.schedule().choices());
    }
  }

  /** Starts threads and waits for all of them. */
  public static void inParallel(Runnable... bodies) throws InterruptedException {
    Thread[] threads = new Thread[bodies.length];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(bodies[i]);
    }
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
