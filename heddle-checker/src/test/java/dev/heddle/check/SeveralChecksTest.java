package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreWithRaces;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks of one JVM, one after the other: none changes what the next finds. */
class SeveralChecksTest {
  private static void addTwice() throws InterruptedException {
    AtomicInteger number = new AtomicInteger();
    inParallel(number::incrementAndGet, number::incrementAndGet);
    System.out.print(number.get() + " " + Thread.currentThread().getName());
  }

  /** Programs that change something of the JVM, or that make the checker learn something. */
  private static final List<Body> OTHERS =
      List.of(
          () -> {
            Thread thread = new Thread(() -> {});
            thread.start();
            System.out.print(thread.isAlive());
            thread.join();
          },
          () -> {
            Thread thread = new Thread(() -> {});
            thread.start();
            System.out.print(thread.getState() == Thread.State.TERMINATED);
            thread.join(1);
          },
          () -> {
            Thread main = Thread.currentThread();
            Thread thread = new Thread(() -> main.setName("renamed"));
            thread.start();
            System.out.print(main.getName());
            thread.join();
          },
          () -> {
            Thread thread = new Thread(() -> Locale.setDefault(Locale.JAPAN));
            thread.start();
            System.out.print(Locale.getDefault());
            thread.join();
          },
          () -> {
            Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {});
            throw new IllegalStateException("fails");
          });

  @ParameterizedTest
  @EnumSource
  void check_afterOthers_findsTheSame(Switching switching) {
    CheckResult first = exploreWithRaces(switching, SeveralChecksTest::addTwice);
    for (Body other : OTHERS) {
      exploreWithRaces(switching, other);
      CheckResult again = exploreWithRaces(switching, SeveralChecksTest::addTwice);

      assertThat(again.outcomes()).isEqualTo(first.outcomes());
      assertThat(again.executions()).isEqualTo(first.executions());
      assertThat(again.assumes()).isEqualTo(first.assumes());
    }
  }
}
