package dev.heddle.check;

import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.CharArrayReader;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What calls of the JDK do with the arrays and collections that they are given: each is made by two
 * threads at once, which is a race if and only if it changes something, and beside a write of the
 * program's own, which is a race in any case, except for what lies outside of a range.
 */
class ArgumentsTest {

  /** A call that is given an array. */
  private record Use<T>(String name, boolean changes, Call<T> call) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Call<T> {
    Object on(T array) throws Exception;
  }

  private static <T> Use<T> reads(String name, Call<T> call) {
    return new Use<>(name, false, call);
  }

  private static <T> Use<T> changes(String name, Call<T> call) {
    return new Use<>(name, true, call);
  }

  static Stream<Use<char[]>> usesOfChars() {
    return Stream.of(
        reads("clone", array -> array.clone()),
        reads("new String", array -> new String(array)),
        reads("new String of a part", array -> new String(array, 0, 3)),
        reads("String.valueOf", array -> String.valueOf(array)),
        reads("String.copyValueOf", array -> String.copyValueOf(array)),
        reads("StringBuilder.append", array -> new StringBuilder().append(array)),
        reads("StringBuilder.insert", array -> new StringBuilder("x").insert(0, array)),
        reads("Arrays.copyOf", array -> Arrays.copyOf(array, 9)),
        reads("Arrays.copyOfRange", array -> Arrays.copyOfRange(array, 0, 2)),
        reads("Arrays.toString", array -> Arrays.toString(array)),
        reads("Arrays.hashCode", array -> Arrays.hashCode(array)),
        reads("Arrays.equals", array -> Arrays.equals(array, new char[] {'a', 'b', 'c'})),
        reads("Arrays.binarySearch", array -> Arrays.binarySearch(array, 'b')),
        reads("System.arraycopy from", array -> copy(array, new char[3])),
        reads("Array.get", array -> Array.getChar(array, 1)),
        changes("Array.set", array -> set(array)),
        reads("CharArrayReader", array -> new CharArrayReader(array)),
        changes("System.arraycopy to", array -> copy(new char[3], array)),
        changes("String.getChars", array -> into("xyz", array)),
        changes("Arrays.fill", array -> fill(array)),
        changes("Arrays.sort", array -> sort(array)),
        changes("Reader.read", array -> new CharArrayReader(new char[] {'x'}).read(array)));
  }

  static Stream<Use<Object[]>> usesOfObjects() {
    return Stream.of(
        reads("clone", array -> array.clone()),
        reads("List.of", array -> List.of(array)),
        reads("Set.of", array -> Set.of(array)),
        reads("Stream.of", array -> Stream.of(array).count()),
        reads("Arrays.stream", array -> Arrays.stream(array).count()),
        reads("Objects.hash", array -> Objects.hash(array)),
        reads("String.format", array -> String.format("%s", array)),
        reads("Arrays.deepToString", array -> Arrays.deepToString(array)),
        reads("Collections.addAll from", array -> Collections.addAll(new ArrayList<>(), array)),
        reads("String.join", array -> String.join("", (String[]) array)),
        changes("Collection.toArray", array -> List.of("x", "y", "z").toArray(array)),
        changes("Vector.copyInto", array -> copyInto(array)),
        changes("ArrayList.toArray", array -> new ArrayList<>(List.of("x")).toArray(array)),
        changes("Arrays.fill", array -> fill(array)),
        changes("Arrays.setAll", array -> setAll(array)));
  }

  static Stream<Use<byte[]>> usesOfBytes() {
    return Stream.of(
        reads("new String", array -> new String(array)),
        reads("ByteArrayInputStream", array -> new ByteArrayInputStream(array)),
        reads("ByteBuffer.put", array -> ByteBuffer.allocate(3).put(array)),
        changes("InputStream.read", array -> new ByteArrayInputStream(new byte[3]).read(array)),
        changes("Random.nextBytes", array -> random(array)));
  }

  private static Object copy(Object from, Object to) {
    System.arraycopy(from, 0, to, 0, 3);
    return to;
  }

  private static Object into(String text, char[] array) {
    text.getChars(0, 3, array, 0);
    return array;
  }

  private static Object set(char[] array) {
    Array.setChar(array, 1, 'x');
    return array;
  }

  private static Object fill(char[] array) {
    Arrays.fill(array, 'x');
    return array;
  }

  private static Object fill(Object[] array) {
    Arrays.fill(array, "x");
    return array;
  }

  private static Object copyInto(Object[] array) {
    new Vector<>(List.of("x")).copyInto(array);
    return array;
  }

  private static Object setAll(Object[] array) {
    Arrays.setAll(array, i -> "x");
    return array;
  }

  private static Object sort(char[] array) {
    Arrays.sort(array);
    return array;
  }

  private static Object random(byte[] array) {
    ThreadLocalRandom.current().nextBytes(array);
    return array;
  }

  private static CheckResult check(Body body) {
    return Checker.withOptions(
            CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).keepGoing(true).build())
        .check("test", body);
  }

  private static <T> Runnable run(Use<T> use, T array) {
    return () -> {
      try {
        use.call.on(array);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static boolean isRace(CheckResult result) {
    assertThat(result.failures()).allMatch(failure -> failure.kind() == FailureKind.RACE);
    return result.verdict() == Verdict.FAILED;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("usesOfChars")
  void chars(Use<char[]> use) {
    assertThat(isRace(check(() -> twice(use, new char[] {'a', 'b', 'c'})))).isEqualTo(use.changes);
    assertThat(isRace(check(() -> besideWrite(use)))).isTrue();
  }

  private static void besideWrite(Use<char[]> use) throws InterruptedException {
    char[] array = {'a', 'b', 'c'};
    inParallel(run(use, array), () -> array[1] = 'y');
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("usesOfObjects")
  void objects(Use<Object[]> use) {
    assertThat(isRace(check(() -> twice(use, new String[] {"a", "b", "c"}))))
        .isEqualTo(use.changes);
    assertThat(
            isRace(
                check(
                    () -> {
                      Object[] array = new String[] {"a", "b", "c"};
                      inParallel(run(use, array), () -> array[0] = "y");
                    })))
        .isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("usesOfBytes")
  void bytes(Use<byte[]> use) {
    assertThat(isRace(check(() -> twice(use, new byte[3])))).isEqualTo(use.changes);
    assertThat(
            isRace(
                check(
                    () -> {
                      byte[] array = new byte[3];
                      inParallel(run(use, array), () -> array[0] = 1);
                    })))
        .isTrue();
  }

  private static <T> void twice(Use<T> use, T array) throws InterruptedException {
    inParallel(run(use, array), run(use, array));
  }

  // ---- ranges

  static Stream<Use<int[]>> usesOfTheFirstHalf() {
    return Stream.of(
        changes("arraycopy", array -> copyHalf(array)),
        changes("fill", array -> fillHalf(array)),
        changes("sort", array -> sortHalf(array)),
        reads("copyOfRange", array -> Arrays.copyOfRange(array, 0, 2_000)),
        reads("stream", array -> Arrays.stream(array, 0, 2_000).sum()));
  }

  private static Object copyHalf(int[] array) {
    System.arraycopy(new int[4_000], 0, array, 0, 2_000);
    return array;
  }

  private static Object fillHalf(int[] array) {
    Arrays.fill(array, 0, 2_000, 7);
    return array;
  }

  private static Object sortHalf(int[] array) {
    Arrays.sort(array, 0, 2_000);
    return array;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("usesOfTheFirstHalf")
  void ranges_endWhereTheyEnd(Use<int[]> use) {
    for (int index : new int[] {1_999, 2_000}) {
      CheckResult result =
          check(
              () -> {
                int[] array = new int[4_000];
                inParallel(run(use, array), () -> array[index] = 1);
              });

      assertThat(isRace(result)).isEqualTo(index == 1_999);
    }
  }

  // ---- iterations

  static Stream<Use<Void>> collections() {
    List<Use<Void>> all = new ArrayList<>();
    Map<String, Collection<String>> kinds = new TreeMap<>();
    for (String kind : List.of("ArrayList", "LinkedList", "ArrayDeque", "HashSet", "TreeSet")) {
      kinds.put(kind, new ArrayList<>());
    }
    kinds.keySet().forEach(kind -> all.add(reads(kind, none -> made(kind))));
    for (String view : List.of("keySet", "values", "entrySet", "unmodifiable", "subList")) {
      all.add(reads(view, none -> made(view)));
    }
    return all.stream();
  }

  private static Collection<?> made(String kind) {
    List<String> elements = List.of("a", "b");
    Map<String, String> map = new HashMap<>(Map.of("a", "b"));
    return switch (kind) {
      case "ArrayList" -> new ArrayList<>(elements);
      case "LinkedList" -> new LinkedList<>(elements);
      case "ArrayDeque" -> new ArrayDeque<>(elements);
      case "HashSet" -> new HashSet<>(elements);
      case "TreeSet" -> new TreeSet<>(elements);
      case "keySet" -> map.keySet();
      case "values" -> map.values();
      case "entrySet" -> map.entrySet();
      case "unmodifiable" -> Collections.unmodifiableList(new ArrayList<>(elements));
      case "subList" -> new ArrayList<>(elements).subList(0, 1);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static void iterate(Iterator<?> iterator) {
    StringJoiner all = new StringJoiner(",");
    while (iterator.hasNext()) {
      all.add(Optional.of(iterator.next()).toString());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("collections")
  void twoThreadsIterate_whichIsNoRace_unlessTheyShareTheIterator(Use<Void> use) {
    assertThat(
            isRace(
                check(
                    () -> {
                      Collection<?> all = (Collection<?>) use.call.on(null);
                      Runnable body = () -> iterate(all.iterator());
                      inParallel(body, body);
                    })))
        .isFalse();
    CheckResult shared =
        check(
            () -> {
              Iterator<?> iterator = ((Collection<?>) use.call.on(null)).iterator();
              Runnable body = iterator::next;
              inParallel(body, body);
            });
    assertThat(shared.failures()).anyMatch(failure -> failure.kind() == FailureKind.RACE);
  }
}
