package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What calls of objects of the JDK read and change, where that is not as it looks. */
class LibraryObjectsTest {
  private static CheckResult explore(Body body) {
    CheckOptions options = everything(Switching.AUTO).races(RaceChecking.FAIL).build();
    return Checker.withOptions(options).check("objects", body);
  }

  private static void assertRace(CheckResult result) {
    assertThat(result.failures())
        .as(result.toString())
        .extracting(Failure::kind)
        .containsOnly(FailureKind.RACE);
    assertThat(result.failures()).isNotEmpty();
  }

  private static void assertVerified(CheckResult result) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void lookInAMapThatIsOrderedByAccess_changesIt() {
    Map<Integer, String> byAccess = new LinkedHashMap<>(16, 0.75f, true);
    Map<Integer, String> byInsertion = new LinkedHashMap<>();
    byAccess.put(1, "one");
    byInsertion.put(1, "one");

    assertRace(explore(() -> inParallel(() -> byAccess.get(1), () -> byAccess.get(2))));
    assertVerified(explore(() -> inParallel(() -> byInsertion.get(1), () -> byInsertion.get(2))));
  }

  /** Keeps nothing, although its superclass is one of the JDK. */
  private static final class Nothing extends AbstractQueue<Object> {
    @Override
    public boolean offer(Object element) {
      return true;
    }

    @Override
    public @Nullable Object poll() {
      return null;
    }

    @Override
    public @Nullable Object peek() {
      return null;
    }

    @Override
    public int size() {
      return 0;
    }

    @Override
    public Iterator<Object> iterator() {
      return Collections.emptyIterator();
    }
  }

  /** Guards what it inherits. */
  private static final class Guarded extends HashMap<Integer, String> {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized @Nullable String put(Integer key, String value) {
      return super.put(key, value);
    }
  }

  @Test
  void methodThatTheProgramOverrides_isTheProgramsCode() {
    Queue<Object> nothing = new Nothing();
    Map<Integer, String> guarded = new Guarded();

    assertVerified(explore(() -> inParallel(nothing::poll, nothing::poll)));
    assertVerified(explore(() -> inParallel(() -> nothing.add(1), () -> nothing.add(2))));
    assertVerified(explore(() -> inParallel(() -> guarded.put(1, "1"), () -> guarded.put(2, "2"))));
    assertRace(explore(() -> inParallel(() -> guarded.remove(1), () -> guarded.remove(2))));
  }

  @Test
  void objectThatACallIsGiven_isOnlyReadByIt() {
    Map<Integer, String> map = new HashMap<>(Map.of(1, "one"));

    assertVerified(
        explore(
            () ->
                inParallel(
                    () -> Optional.of(map).map(each -> each.get(1)).orElse(""), () -> map.get(1))));
    assertRace(explore(() -> inParallel(() -> new HashMap<>(map), () -> map.put(2, "two"))));
  }

  @Test
  void methodThatIsNotAtomic_showsWhatItHasDoneSoFar() {
    CheckResult maps =
        explore(
            () -> {
              Map<Integer, Integer> map = new ConcurrentHashMap<>();
              inParallel(() -> map.putAll(Map.of(1, 1, 2, 2)), () -> System.out.print(map.size()));
            });
    CheckResult cleared =
        explore(
            () -> {
              Map<Integer, Integer> map = new ConcurrentHashMap<>(Map.of(1, 1, 2, 2));
              inParallel(map::clear, () -> System.out.print(map.toString()));
            });
    CheckResult queues =
        explore(
            () -> {
              Queue<Integer> queue = new LinkedBlockingQueue<>();
              inParallel(() -> queue.addAll(List.of(1, 2)), () -> System.out.print(queue.size()));
            });
    CheckResult atomic =
        explore(
            () -> {
              List<Integer> list = new CopyOnWriteArrayList<>();
              inParallel(() -> list.addAll(List.of(1, 2)), () -> System.out.print(list.size()));
            });

    assertThat(maps.outcomes()).containsOnlyKeys("0", "1", "2");
    assertThat(cleared.outcomes()).containsOnlyKeys("{}", "{1=1}", "{2=2}", "{1=1, 2=2}");
    assertThat(queues.outcomes()).containsOnlyKeys("0", "1", "2");
    assertThat(atomic.outcomes()).containsOnlyKeys("0", "2");
  }

  /** The array that it fills is another matter. */
  @Test
  void streamThatFillsAnArray_onlyReadsItsSource() {
    List<Integer> list = new ArrayList<>(List.of(1, 2));

    assertVerified(
        explore(() -> inParallel(() -> list.stream().toArray(), () -> list.stream().toArray())));
  }

  /** It was told of as a race that did not come again: the record of the first ends too early. */
  @Test
  void raceAfterAnException_isFoundWhereItComesBefore() {
    CheckResult result =
        explore(
            () -> {
              List<String> list = new ArrayList<>();
              Thread other = new Thread(() -> list.add("x"), "other");
              other.start();
              if (!String.join(" ", list).equals("x")) {
                throw new IllegalStateException("too early");
              }
            });

    assertThat(result.warnings()).isEmpty();
    assertThat(result.failures())
        .extracting(Failure::kind)
        .containsExactlyInAnyOrder(FailureKind.EXCEPTION, FailureKind.RACE);
  }

  @Test
  void stream_readsItsSourceWhenItIsRun() {
    CheckResult result =
        explore(
            () -> {
              Map<Integer, String> map = new HashMap<>(Map.of(1, "one"));
              Stream<String> stream = map.values().stream().map(each -> each + each);
              inParallel(() -> map.put(2, "two"), () -> stream.forEach(each -> {}));
            });

    // And where the map is changed between two elements, it notices.
    assertThat(result.failures())
        .extracting(Failure::kind)
        .containsOnly(FailureKind.RACE, FailureKind.EXCEPTION);
  }
}
