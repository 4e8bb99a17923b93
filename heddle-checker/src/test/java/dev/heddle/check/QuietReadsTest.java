package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreWithRaces;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accesses that are easy to overlook, such as clones, records, serialization and thread names. */
class QuietReadsTest {
  private static void assertVerified(CheckResult result, String... outcomes) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys(outcomes);
  }

  private static void assertRace(CheckResult result) {
    assertThat(result.failures())
        .as(result.toString())
        .isNotEmpty()
        .extracting(Failure::kind)
        .containsOnly(FailureKind.RACE);
  }

  private static class Cell implements Cloneable {
    volatile int value;
    int plain;
    final int fixed = 3;

    Cell copy() {
      try {
        return (Cell) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Overrides {@code clone}. */
  private static final class OwnClone extends Cell {
    @Override
    protected OwnClone clone() throws CloneNotSupportedException {
      return (OwnClone) super.clone();
    }
  }

  @ParameterizedTest
  @EnumSource
  void clone_readsVolatileFields(Switching switching) {
    for (boolean own : new boolean[] {false, true}) {
      CheckResult result =
          exploreWithRaces(
              switching,
              () -> {
                Cell cell = own ? new OwnClone() : new Cell();
                Thread writer = new Thread(() -> cell.value = 1);
                writer.start();
                System.out.print(cell.copy().value);
                writer.join();
              });

      assertVerified(result, "0", "1");
      assertThat(result.executions()).as("own method: " + own).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void clone_ofAPlainFieldBesideAWrite_races(Switching switching) {
    assertRace(
        exploreWithRaces(
            switching,
            () -> {
              Cell cell = new OwnClone();
              inParallel(() -> cell.plain = 1, cell::copy);
            }));
  }

  @ParameterizedTest
  @EnumSource
  void twoClones_raceWithNobody(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              Cell cell = new Cell();
              inParallel(cell::copy, cell::copy);
            });

    assertVerified(result, "");
    assertThat(result.executions()).isEqualTo(1);
  }

  private record Box(AtomicInteger count, List<Integer> list, int[] array) {}

  @ParameterizedTest
  @EnumSource
  void textOfARecord_readsWhatItIsMadeOf(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              Box box = new Box(new AtomicInteger(), List.of(), new int[0]);
              Thread setter = new Thread(() -> box.count().set(1));
              setter.start();
              String seen = box.toString();
              setter.join();
              System.out.print(seen.substring(0, seen.indexOf(',')));
            }),
        "Box[count=0",
        "Box[count=1");
  }

  @ParameterizedTest
  @EnumSource
  void methodsOfARecord_readItsCollections(Switching switching) {
    for (ToIntFunction<Box> method :
        List.<ToIntFunction<Box>>of(
            box -> box.toString().length(),
            Box::hashCode,
            box -> box.equals(new Box(box.count(), new ArrayList<>(), box.array())) ? 1 : 0,
            box -> new Box(box.count(), new ArrayList<>(), box.array()).equals(box) ? 1 : 0)) {
      assertRace(
          exploreWithRaces(
              switching,
              () -> {
                Box box = new Box(new AtomicInteger(), new ArrayList<>(), new int[] {1});
                inParallel(() -> box.list().add(1), () -> method.applyAsInt(box));
              }));
      assertVerified(
          exploreWithRaces(
              switching,
              () -> {
                Box box = new Box(new AtomicInteger(), new ArrayList<>(), new int[] {1});
                // The elements of an array are not read.
                inParallel(() -> box.array()[0] = 2, () -> method.applyAsInt(box));
              }),
          "");
    }
  }

  @ParameterizedTest
  @EnumSource
  void serialization_readsWhatItIsGiven(Switching switching) {
    assertRace(
        exploreWithRaces(
            switching,
            () -> {
              ArrayList<Integer> list = new ArrayList<>(List.of(1));
              inParallel(() -> list.add(2), () -> write(list));
            }));
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              ArrayList<Integer> list = new ArrayList<>(List.of(1));
              inParallel(() -> write(list), () -> write(list));
            }),
        "");
  }

  private static void write(Object object) {
    try {
      new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(object);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nameAndPriority_areReadBeforeOrAfterTheyChange(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              Thread named = new Thread(() -> {}, "old");
              Thread other =
                  new Thread(
                      () -> {
                        named.setName("new");
                        named.setPriority(3);
                      });
              other.start();
              System.out.print(named.getPriority() + named.getName());
              other.join();
            }),
        "5old",
        "5new",
        "3new");
  }

  @ParameterizedTest
  @EnumSource
  void namesThatNobodyChanges_addNoStep(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () ->
                inParallel(
                    () -> Thread.currentThread().getName(),
                    () -> Thread.currentThread().setPriority(5)));

    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void iteratorOfAnImmutableCollection_isNotMadeToBeShared(Switching switching) {
    for (Iterable<Integer> each : List.of(List.of(1, 2, 3), Set.of(1, 2, 3), List.of(1, 2))) {
      assertRace(
          exploreWithRaces(
              switching,
              () -> {
                Iterator<Integer> iterator = each.iterator();
                inParallel(iterator::next, iterator::next);
              }));
    }
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              List<Integer> list = List.of(1, 2, 3);
              inParallel(() -> list.iterator().next(), () -> list.iterator().next());
            }),
        "");
  }
}
