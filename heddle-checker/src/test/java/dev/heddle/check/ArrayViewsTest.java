package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreAll;
import static dev.heddle.check.Switchings.exploreWithRaces;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects of the JDK that only show an array: a call of one is an access of elements. */
class ArrayViewsTest {
  private static final int LENGTH = 6;
  private static final int LAST = LENGTH - 1;

  /**
   * A way to use a list that shows an array.
   *
   * @param use what is called; if it accesses one element only, that is the first
   * @param writes whether it changes elements
   * @param ofOne whether it accesses the first element only
   */
  private record Way(Consumer<List<Integer>> use, boolean writes, boolean ofOne) {}

  private static Arguments readsOne(String name, Consumer<List<Integer>> use) {
    return Arguments.of(name, new Way(use, false, true));
  }

  private static Arguments readsAll(String name, Consumer<List<Integer>> use) {
    return Arguments.of(name, new Way(use, false, false));
  }

  private static Arguments writesOne(String name, Consumer<List<Integer>> use) {
    return Arguments.of(name, new Way(use, true, true));
  }

  private static Arguments writesAll(String name, Consumer<List<Integer>> use) {
    return Arguments.of(name, new Way(use, true, false));
  }

  static Stream<Arguments> ways() {
    return Stream.of(
        readsOne("get", list -> list.get(0)),
        readsOne("get by a method reference", list -> Stream.of(0).map(list::get).toList()),
        readsOne("get of an unmodifiable list", list -> Collections.unmodifiableList(list).get(0)),
        readsOne("get of a sublist", list -> list.subList(0, 3).get(0)),
        readsOne("get of a sublist of a sublist", list -> list.subList(0, 3).subList(0, 2).get(0)),
        readsOne("copy of a sublist", list -> List.copyOf(list.subList(0, 3))),
        readsOne("next", list -> list.iterator().next()),
        readsOne("next of a list iterator", list -> list.listIterator(0).next()),
        readsOne("previous", list -> list.listIterator(1).previous()),
        readsOne("tryAdvance", list -> list.spliterator().tryAdvance(element -> {})),
        readsOne("stream of a sublist", list -> list.subList(0, 2).stream().toList()),
        readsAll("for", ArrayViewsTest::sum),
        readsAll("forEach", list -> list.forEach(element -> {})),
        readsAll("contains", list -> list.contains(7)),
        readsAll("indexOf", list -> list.indexOf(7)),
        readsAll("toArray", List::toArray),
        readsAll("toArray into an array", list -> list.toArray(new Integer[0])),
        readsAll("equals", list -> list.equals(List.of(1))),
        readsAll("equals of another", list -> new ArrayList<>(List.of(1)).equals(list)),
        readsAll("hashCode", List::hashCode),
        readsAll("toString", List::toString),
        readsAll("concatenation", list -> Objects.requireNonNull("" + list)),
        readsAll("stream", list -> list.stream().mapToInt(Integer::intValue).sum()),
        readsAll("forEachRemaining", list -> list.iterator().forEachRemaining(element -> {})),
        readsAll("copy constructor", list -> new ArrayList<>(list)),
        readsAll("List.copyOf", list -> List.copyOf(list)),
        readsAll("List.copyOf by a method reference", List::copyOf),
        readsAll("copy constructor by a reference", ArrayList<Integer>::new),
        readsAll("addAll", list -> new ArrayList<Integer>().addAll(list)),
        readsAll("Collections.max", Collections::max),
        writesOne("set", list -> list.set(0, 3)),
        writesOne("set of a sublist", list -> list.subList(0, 2).set(0, 3)),
        writesOne("set of a list iterator", ArrayViewsTest::setByIterator),
        writesAll("replaceAll", list -> list.replaceAll(element -> 3)),
        writesAll("sort", list -> list.sort(null)),
        writesAll("Collections.sort", Collections::sort),
        writesAll("Collections.reverse", Collections::reverse),
        writesAll("Collections.fill", list -> Collections.fill(list, 3)));
  }

  private static int sum(List<Integer> list) {
    int sum = 0;
    for (int element : list) {
      sum += element;
    }
    return sum;
  }

  private static void setByIterator(List<Integer> list) {
    ListIterator<Integer> iterator = list.listIterator();
    iterator.next();
    iterator.set(3);
  }

  private static Integer[] newArray() {
    Integer[] array = new Integer[LENGTH];
    Arrays.fill(array, 1);
    return array;
  }

  /** One thread uses a list that shows an array, and another uses the array. */
  private static CheckResult beside(Way way, Consumer<Integer[]> other) {
    return exploreWithRaces(
        Switching.AUTO,
        () -> {
          Integer[] array = newArray();
          List<Integer> list = Arrays.asList(array);
          inParallel(() -> way.use.accept(list), () -> other.accept(array));
        });
  }

  private static void assertRace(CheckResult result, boolean expected) {
    if (expected) {
      assertThat(result.failures())
          .as(result.toString())
          .isNotEmpty()
          .extracting(Failure::kind)
          .containsOnly(FailureKind.RACE);
    } else {
      assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void use_besideAWriteOfTheFirstElement_races(String name, Way way) {
    assertRace(beside(way, array -> array[0] = 2), true);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void use_besideAWriteOfTheLastElement_racesIfItAccessesAll(String name, Way way) {
    assertRace(beside(way, array -> array[LAST] = 2), !way.ofOne);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void use_besideAReadOfTheFirstElement_racesIfItWrites(String name, Way way) {
    assertRace(beside(way, array -> Objects.requireNonNull(array[0])), way.writes);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void use_underOneLock_isRight(String name, Way way) {
    CheckResult result =
        exploreWithRaces(
            Switching.AUTO,
            () -> {
              Integer[] array = newArray();
              List<Integer> list = Arrays.asList(array);
              inParallel(
                  () -> {
                    synchronized (array) {
                      way.use.accept(list);
                    }
                  },
                  () -> {
                    synchronized (array) {
                      array[0] = 2;
                    }
                  });
            });

    assertRace(result, false);
  }

  @ParameterizedTest
  @EnumSource
  void readThroughAList_besideAWrite_seesBothValues(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              Integer[] array = {0, 0};
              List<Integer> list = Arrays.asList(array);
              Thread writer = new Thread(() -> array[1] = 1);
              writer.start();
              System.out.print(list.get(0) + " " + list.get(1));
              writer.join();
            });

    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys("0 0", "0 1");
  }

  @ParameterizedTest
  @EnumSource
  void loopThatWaitsForAnElement_endsWhenItIsWritten(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              Integer[] array = {0};
              List<Integer> list = Arrays.asList(array);
              new Thread(() -> array[0] = 1).start();
              while (!list.contains(1)) {
                Thread.onSpinWait();
              }
              System.out.print(list);
            });

    assertThat(result.failures()).as(result.toString()).isEmpty();
    assertThat(result.outcomes()).containsOnlyKeys("[1]");
  }

  @Test
  void sizesAndIterators_accessNoElement() {
    CheckResult result =
        beside(
            new Way(
                list -> {
                  Iterator<Integer> iterator = list.iterator();
                  System.out.print(list.size() + " " + list.isEmpty() + iterator.hasNext());
                },
                false,
                false),
            array -> Arrays.fill(array, 2));

    assertRace(result, false);
  }

  @Test
  void sublistsThatDoNotOverlap_areApart() {
    CheckResult result =
        exploreWithRaces(
            Switching.AUTO,
            () -> {
              List<Integer> list = Arrays.asList(newArray());
              inParallel(
                  () -> Collections.fill(list.subList(0, 3), 2),
                  () -> Collections.fill(list.subList(3, 6), 3));
              System.out.print(list);
            });

    assertRace(result, false);
    assertThat(result.outcomes()).containsOnlyKeys("[2, 2, 2, 3, 3, 3]");
  }

  @Test
  void streamsOfParts_areApart() {
    for (int end : new int[] {LAST, LENGTH}) {
      CheckResult result =
          exploreWithRaces(
              Switching.AUTO,
              () -> {
                Integer[] array = newArray();
                inParallel(
                    () -> System.out.print(Arrays.stream(array, 0, end).count()),
                    () -> array[LAST] = 2);
              });

      assertRace(result, end == LENGTH);
    }
  }

  @Test
  void streamThatWasMadeBefore_readsWhenItRuns() {
    CheckResult result =
        exploreWithRaces(
            Switching.AUTO,
            () -> {
              int[] array = {1, 2};
              var stream = Arrays.stream(array);
              inParallel(() -> System.out.print(stream.sum() > 0), () -> array[1] = 2);
            });

    assertRace(result, true);
  }

  @Test
  void synchronizedList_isALockOfItsOwn() {
    for (boolean direct : new boolean[] {false, true}) {
      CheckResult result =
          exploreWithRaces(
              Switching.AUTO,
              () -> {
                Integer[] array = newArray();
                List<Integer> list = Collections.synchronizedList(Arrays.asList(array));
                inParallel(
                    () -> list.set(0, 2),
                    () -> {
                      if (direct) {
                        array[0] = 3;
                      } else {
                        list.set(0, 3);
                      }
                    });
              });

      assertRace(result, direct);
    }
  }

  @Test
  void reversedList_standsForItsList() throws ReflectiveOperationException {
    assumeTrue(Runtime.version().feature() >= 21, "lists can be reversed from JDK 21 on");
    Method reversed = List.class.getMethod("reversed");
    for (boolean asArray : new boolean[] {false, true}) {
      CheckResult result =
          exploreWithRaces(
              Switching.AUTO,
              () -> {
                List<Integer> list = asArray ? Arrays.asList(1) : new ArrayList<>(List.of(1));
                List<?> view = (List<?>) reversed.invoke(list);
                inParallel(() -> view.get(0), () -> list.set(0, 2));
              });

      assertRace(result, true);
    }
  }
}
