package dev.heddle.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.FailureKind;
import dev.heddle.check.Strategy;
import dev.heddle.check.Verdict;
import dev.heddle.sync.Guarded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A guarded value that is used outside of its section is a data race, and the checker says so. */
class EscapedValueTest {
  private static final CheckOptions OPTIONS =
      CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).time(Duration.ofMinutes(5)).build();

  private static final class Counter {
    int count;
  }

  @Test
  void fieldOfTheValue_usedOutside_isARace() {
    CheckResult result =
        Checker.withOptions(OPTIONS).check("escaped counter", EscapedValueTest::useOutside);

    assertThat(result.failures())
        .first()
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.RACE));
  }

  private static void useOutside() throws InterruptedException {
    Guarded<Counter> counter = new Guarded<>(new Counter());
    Thread other = new Thread(() -> counter.withLock(c -> c.count++));
    List<Counter> escaped = new ArrayList<>();
    counter.withLock(escaped::add);
    other.start();
    escaped.get(0).count++;
    other.join();
  }

  /** With the insides of the cell, that takes 147,824 executions. */
  @Test
  void fieldOfTheValue_usedInside_isVerified() {
    assumeTrue(Runtime.version().feature() >= 24, "continuations need a JDK 24 or newer");
    CheckResult result =
        Checker.withOptions(OPTIONS).check("guarded counter", EscapedValueTest::useInside);

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
  }

  private static void useInside() throws InterruptedException {
    Guarded<Counter> counter = new Guarded<>(new Counter());
    Thread other = new Thread(() -> counter.withLock(c -> c.count++));
    other.start();
    counter.withLock(c -> c.count++);
    other.join();
    int count = counter.read(c -> c.count);
    assert count == 2 : count;
  }
}
