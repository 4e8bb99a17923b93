package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A store weaker than a volatile write may come after the read that follows it. */
class DelayedStoresTest {

  private static final class Cells {
    private static final VarHandle HANDLE;
    private static final AtomicIntegerFieldUpdater<Cells> UPDATER =
        AtomicIntegerFieldUpdater.newUpdater(Cells.class, "field");

    static {
      try {
        HANDLE = MethodHandles.lookup().findVarHandle(Cells.class, "field", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    final AtomicInteger mine = new AtomicInteger();
    final AtomicInteger other = new AtomicInteger();
    volatile int field;
    volatile int another;
  }

  private interface Use {
    void of(Cells cells);
  }

  private static CheckResult explore(Body body) {
    CheckOptions options = everything(Switching.AUTO).races(RaceChecking.FAIL).build();
    return Checker.withOptions(options).check("test", body);
  }

  private static CheckResult explore(Use use) {
    return explore(
        () -> {
          Cells cells = new Cells();
          inParallel(() -> use.of(cells), () -> cells.other.set(1));
        });
  }

  private static Arguments named(String name, Use use) {
    return Arguments.of(name, use);
  }

  static Stream<Arguments> storesBeforeReads() {
    return Stream.of(
        named(
            "AtomicInteger.lazySet",
            cells -> {
              cells.mine.lazySet(1);
              cells.other.get();
            }),
        named(
            "AtomicInteger.setRelease",
            cells -> {
              cells.mine.setRelease(1);
              cells.mine.get();
              int seen = cells.another;
            }),
        named(
            "AtomicInteger.setOpaque",
            cells -> {
              cells.mine.setOpaque(1);
              cells.other.get();
            }),
        named(
            "VarHandle.setRelease",
            cells -> {
              Cells.HANDLE.setRelease(cells, 1);
              cells.other.get();
            }),
        named(
            "AtomicIntegerFieldUpdater.lazySet",
            cells -> {
              Cells.UPDATER.lazySet(cells, 1);
              int seen = cells.another;
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("storesBeforeReads")
  void weakStoreBeforeARead_isTheFirstAssumption(String name, Use use) {
    CheckResult result = explore(use);

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.delayedStores()).containsExactly(name);
    assertThat(result.assumes().get(0)).startsWith("sequential consistency of " + name + ":");
  }

  static Stream<Arguments> storesThatCannotMatter() {
    return Stream.of(
        named("last", cells -> cells.mine.lazySet(1)),
        named(
            "before a read of the same",
            cells -> {
              cells.mine.lazySet(1);
              cells.mine.get();
            }),
        named(
            "with a fence between",
            cells -> {
              cells.mine.lazySet(1);
              cells.mine.getAndAdd(1);
              cells.other.get();
            }),
        named(
            "volatile",
            cells -> {
              cells.mine.set(1);
              cells.other.get();
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("storesThatCannotMatter")
  void storeThatNoReadPasses_isNone(String name, Use use) {
    assertThat(explore(use).delayedStores()).isEmpty();
  }

  @Test
  void weakStoreOfAThreadThatIsAlone_isNone() {
    CheckResult result =
        explore(
            () -> {
              Cells cells = new Cells();
              cells.mine.lazySet(1);
              cells.other.get();
            });

    assertThat(result.delayedStores()).isEmpty();
  }
}
