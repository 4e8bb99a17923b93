package dev.heddle.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Strategy;
import dev.heddle.check.Verdict;
import java.time.Duration;

/** Small programs that are explored completely. */
final class Programs {
  /** More than any of them needs. */
  private static final int ENOUGH = 300_000;

  /** Without continuations, an execution takes some twenty times as long. */
  private static final boolean IS_FAST = Runtime.version().feature() >= 24;

  private Programs() {}

  /** A program, or the body of one of its threads. */
  interface Body {
    void run() throws InterruptedException;
  }

  /** Goes through every interleaving of a program, the insides of the library included. */
  static void verify(String name, Body body) {
    CheckOptions options =
        CheckOptions.builder()
            .strategy(Strategy.EXHAUSTIVE)
            .executions(ENOUGH)
            .time(Duration.ofMinutes(5))
            .build();

    CheckResult result = Checker.withOptions(options).check(name, body::run);

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).as(String.valueOf(result.reason())).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isGreaterThan(1);
  }

  /** Goes through many interleavings of a program that has too many of them. */
  static void explore(String name, Body body) {
    explore(name, 2, body);
  }

  /** As {@link #explore(String, Body)}, but with so many preemptions at most. */
  static void explore(String name, int preemptions, Body body) {
    CheckOptions options =
        CheckOptions.builder()
            .strategy(Strategy.EXHAUSTIVE)
            .preemptions(preemptions)
            .executions(IS_FAST ? 5_000 : 1_000)
            .build();

    CheckResult result = Checker.withOptions(options).check(name, body::run);

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).isIn(Verdict.VERIFIED, Verdict.PASSED);
  }

  /** Starts a thread, in a program, that nobody interrupts. */
  static Thread start(Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts", e);
              }
            });
    thread.start();
    return thread;
  }
}
