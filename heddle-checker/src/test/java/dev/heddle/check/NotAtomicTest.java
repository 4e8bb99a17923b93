package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Methods that go from element to element, and see at one what another thread did after they were
 * at the one before.
 */
class NotAtomicTest {

  private static CheckResult explore(Body body) {
    return Checker.withOptions(everything(Switching.AUTO).races(RaceChecking.FAIL).build())
        .check("test", body);
  }

  private static void assertOutcomes(CheckResult result, String... outcomes) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.redundant()).isZero();
    assertThat(result.outcomes()).containsOnlyKeys(outcomes);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Arguments queue(
      String name, Supplier<Queue<Integer>> maker, Function<Queue<Integer>, Object> look) {
    return Arguments.of(name, maker, look);
  }

  static Stream<Arguments> looksAtQueues() {
    Function<Queue<Integer>, Object> size = Collection::size;
    Function<Queue<Integer>, Object> array = queue -> queue.toArray().length;
    Function<Queue<Integer>, Object> text = queue -> queue.toString().split(",").length;
    Function<Queue<Integer>, Object> copy = queue -> new ArrayList<>(queue).size();
    Function<Queue<Integer>, Object> added =
        queue -> {
          List<Integer> list = new ArrayList<>();
          list.addAll(queue);
          return list.size();
        };
    Function<Queue<Integer>, Object> stream =
        queue -> queue.stream().collect(Collectors.toList()).size();
    Function<Queue<Integer>, Object> each =
        queue -> {
          int[] count = new int[1];
          queue.forEach(element -> count[0]++);
          return count[0];
        };
    Stream<Arguments> transfers =
        Runtime.version().feature() < 22
            ? Stream.of()
            : Stream.of(
                queue("LinkedTransferQueue.size", LinkedTransferQueue::new, size),
                queue("LinkedTransferQueue.toArray", LinkedTransferQueue::new, array),
                queue("LinkedTransferQueue.forEach", LinkedTransferQueue::new, each));
    return Stream.concat(
        transfers,
        Stream.of(
            queue("ConcurrentLinkedQueue.size", ConcurrentLinkedQueue::new, size),
            queue("ConcurrentLinkedQueue.toArray", ConcurrentLinkedQueue::new, array),
            queue("ConcurrentLinkedQueue.toString", ConcurrentLinkedQueue::new, text),
            queue("a list made of a ConcurrentLinkedQueue", ConcurrentLinkedQueue::new, copy),
            queue("a ConcurrentLinkedQueue added to a list", ConcurrentLinkedQueue::new, added),
            queue("a stream of a ConcurrentLinkedQueue", ConcurrentLinkedQueue::new, stream),
            queue("ConcurrentLinkedQueue.forEach", ConcurrentLinkedQueue::new, each),
            queue("ConcurrentLinkedDeque.size", ConcurrentLinkedDeque::new, size),
            queue("ConcurrentLinkedDeque.toArray", ConcurrentLinkedDeque::new, array),
            queue("ConcurrentLinkedDeque.forEach", ConcurrentLinkedDeque::new, each)));
  }

  /** There are two elements, for a moment one, and two again: and three were seen. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("looksAtQueues")
  void look_seesAnElementThatIsGone_besideOneThatCameLater(
      String name, Supplier<Queue<Integer>> maker, Function<Queue<Integer>, Object> look) {
    assertOutcomes(
        explore(
            () -> {
              Queue<Integer> queue = maker.get();
              queue.addAll(List.of(1, 2));
              inParallel(
                  () -> {
                    queue.poll();
                    queue.add(3);
                  },
                  () -> System.out.print(look.apply(queue)));
            }),
        "1",
        "2",
        "3");
  }

  private static Arguments map(
      String name,
      Supplier<Map<Integer, Integer>> maker,
      Function<Map<Integer, Integer>, Object> look) {
    return Arguments.of(name, maker, look);
  }

  private static int sum(Stream<Object> numbers) {
    return numbers.mapToInt(number -> (Integer) number).sum();
  }

  static Stream<Arguments> sumsOfMaps() {
    Function<Map<Integer, Integer>, Object> each =
        map -> {
          int[] sum = new int[1];
          map.forEach((key, value) -> sum[0] += value);
          return sum[0];
        };
    Function<Map<Integer, Integer>, Object> array =
        map -> sum(Arrays.stream(map.values().toArray()));
    Function<Map<Integer, Integer>, Object> stream = map -> sum(map.values().stream().map(v -> v));
    return Stream.of(
        map("ConcurrentHashMap.forEach", ConcurrentHashMap::new, each),
        map("ConcurrentHashMap.values.toArray", ConcurrentHashMap::new, array),
        map("a stream of ConcurrentHashMap.values", ConcurrentHashMap::new, stream),
        map(
            "ConcurrentHashMap.reduceValues",
            ConcurrentHashMap::new,
            map ->
                ((ConcurrentHashMap<Integer, Integer>) map)
                    .reduceValues(Long.MAX_VALUE, Integer::sum)),
        map("ConcurrentSkipListMap.forEach", ConcurrentSkipListMap::new, each));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sumsOfMaps")
  void sumOfAMap_isOfAnOldValueAndANewOne(
      String name,
      Supplier<Map<Integer, Integer>> maker,
      Function<Map<Integer, Integer>, Object> sum) {
    assertOutcomes(
        explore(
            () -> {
              Map<Integer, Integer> map = maker.get();
              map.put(1, 1);
              map.put(2, 2);
              inParallel(
                  () -> {
                    map.put(1, 10);
                    map.put(2, 20);
                  },
                  () -> System.out.print(sum.apply(map)));
            }),
        "3",
        "12",
        // First of all the old value of 1; then the new one of 2, which was put later.
        "21",
        "30");
  }

  static Stream<Arguments> maps() {
    return Stream.of(
        Arguments.of("ConcurrentHashMap", (Supplier<?>) ConcurrentHashMap::new),
        Arguments.of("ConcurrentSkipListMap", (Supplier<?>) ConcurrentSkipListMap::new));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("maps")
  void containsValue_overlooksAValueThatMoves(String name, Supplier<Map<Integer, String>> maker) {
    assertOutcomes(
        explore(
            () -> {
              Map<Integer, String> map = maker.get();
              map.put(1, "other");
              map.put(2, "it");
              inParallel(
                  () -> {
                    map.put(1, "it");
                    map.remove(2);
                  },
                  () -> System.out.print(map.containsValue("it")));
            }),
        "true",
        "false");
  }

  @Test
  void clear_takesWhatComesBeforeIt_andLeavesWhatComesBehindIt() {
    assertOutcomes(
        explore(
            () -> {
              Map<Integer, String> map = new ConcurrentHashMap<>();
              map.put(1, "a");
              map.put(2, "b");
              inParallel(
                  map::clear,
                  () -> {
                    map.put(1, "c");
                    map.put(2, "d");
                  });
              System.out.print(map);
            }),
        "{}",
        "{2=d}",
        "{1=c}",
        "{1=c, 2=d}");
  }

  @Test
  void setOfASkipList_isShownWithWhatNeverWasThereTogether() {
    assertOutcomes(
        explore(
            () -> {
              Collection<Integer> set = new ConcurrentSkipListSet<>(List.of(1, 2));
              inParallel(
                  () -> {
                    set.remove(1);
                    set.add(3);
                  },
                  () -> System.out.print(set));
            }),
        "[1, 2]",
        "[2]",
        "[2, 3]",
        "[1, 2, 3]");
  }

  @Test
  void sumOfAnAdder_missesWhatWasAddedFirst_andHasWhatWasAddedLater() {
    assertOutcomes(
        explore(
            () -> {
              LongAdder adder = new LongAdder();
              CountDownLatch added = new CountDownLatch(1);
              inParallel(
                  () -> {
                    adder.add(100);
                    adder.add(1);
                    added.countDown();
                  },
                  () -> {
                    adder.add(0);
                    awaitQuietly(added);
                    adder.add(10);
                  },
                  () -> System.out.print(adder.sum()));
              assert adder.sum() == 111;
            }),
        "0",
        "100",
        "101",
        "111",
        // What the first added last is not there, what the second added after that is.
        "110");
  }

  @Test
  void sumOfAnAdderThatWasReset_beginsAnew() {
    assertOutcomes(
        explore(
            () -> {
              LongAdder adder = new LongAdder();
              adder.add(5);
              inParallel(adder::increment, () -> System.out.print(adder.sumThenReset() + " "));
              adder.add(2);
              System.out.print(adder.sum());
            }),
        "5 3",
        "6 2");
  }

  @Test
  void loopThatWaitsForASize_waits() {
    assertOutcomes(
        explore(
            () -> {
              Queue<Integer> queue = new ConcurrentLinkedQueue<>(List.of(1, 2));
              inParallel(
                  () -> queue.add(3),
                  () -> {
                    while (queue.size() < 3) {
                      // until the other has added
                    }
                    System.out.print(queue.size());
                  });
            }),
        "3");
  }

  /** By tasks of the common pool: more executions than are worth their time here. */
  @Test
  void bulkOperationOfAMapWithSeveralTasks_seesWhatIsPutMeanwhile() {
    CheckOptions some = everything(Switching.AUTO).executions(1_000).build();
    CheckResult result =
        Checker.withOptions(some)
            .check(
                "test",
                () -> {
                  ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
                  map.put(1, 1);
                  AtomicInteger sum = new AtomicInteger();
                  Thread other = new Thread(() -> map.put(2, 2));
                  other.start();
                  map.forEachValue(1, sum::addAndGet);
                  other.join();
                  System.out.print(sum);
                });

    assertThat(result.failures()).isEmpty();
    assertThat(result.outcomes()).containsOnlyKeys("1", "3");
  }
}
