package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
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

  /** Both compare while the mark is false; the second then fails, and the mark is as it wanted. */
  @Test
  void attemptMark_failsAfterAnotherHasSetTheSameMark() {
    assertOutcomes(
        explore(
            () -> {
              AtomicMarkableReference<String> node = new AtomicMarkableReference<>("node", false);
              boolean[] marked = new boolean[2];
              inParallel(
                  () -> marked[0] = node.attemptMark("node", true),
                  () -> marked[1] = node.attemptMark("node", true));
              System.out.print(marked[0] + " " + marked[1]);
            }),
        "true true",
        "true false",
        "false true");
  }

  @Test
  void attemptStamp_failsAfterAnotherHasSetTheSameStamp() {
    assertOutcomes(
        explore(
            () -> {
              AtomicStampedReference<String> node = new AtomicStampedReference<>("node", 0);
              boolean[] stamped = new boolean[2];
              inParallel(
                  () -> stamped[0] = node.attemptStamp("node", 1),
                  () -> stamped[1] = node.attemptStamp("node", 1));
              System.out.print(stamped[0] + " " + stamped[1]);
            }),
        "true true",
        "true false",
        "false true");
  }

  private static void ignoreRefusal(Runnable action) {
    try {
      action.run();
    } catch (IllegalArgumentException e) {
      // Another setter came first.
    }
  }

  /** Each checks the limit that the other is about to change. */
  @Test
  void limitsOfAPool_contradictEachOtherAfterBothWereSet() {
    assertOutcomes(
        explore(
            () -> {
              ThreadPoolExecutor pool = newPool();
              inParallel(
                  () -> ignoreRefusal(() -> pool.setCorePoolSize(2)),
                  () -> ignoreRefusal(() -> pool.setMaximumPoolSize(1)));
              System.out.print(pool.getCorePoolSize() + " of " + pool.getMaximumPoolSize());
            }),
        "2 of 2",
        "1 of 1",
        "2 of 1");
  }

  @Test
  void timesOfAPool_contradictEachOtherAfterBothWereSet() {
    assertOutcomes(
        explore(
            () -> {
              ThreadPoolExecutor pool = newPool();
              inParallel(
                  () -> ignoreRefusal(() -> pool.setKeepAliveTime(0, TimeUnit.SECONDS)),
                  () -> ignoreRefusal(() -> pool.allowCoreThreadTimeOut(true)));
              System.out.print(
                  pool.getKeepAliveTime(TimeUnit.SECONDS) + " " + pool.allowsCoreThreadTimeOut());
            }),
        "0 false",
        "1 true",
        "0 true");
  }

  private static ThreadPoolExecutor newPool() {
    return new ThreadPoolExecutor(1, 2, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
  }

  /** The settings of a pool are no lock: that one is seen orders nothing that came before it. */
  @Test
  void settersOfAPool_orderNothing() {
    CheckResult result =
        explore(
            () -> {
              ThreadPoolExecutor pool = newPool();
              int[] shared = new int[1];
              inParallel(
                  () -> {
                    shared[0] = 1;
                    pool.setCorePoolSize(2);
                  },
                  () -> {
                    if (pool.getCorePoolSize() == 2) {
                      System.out.print(shared[0]);
                    }
                  });
            });

    assertThat(result.failures()).extracting(Failure::kind).contains(FailureKind.RACE);
  }

  static Stream<Arguments> views() {
    Map<String, Supplier<Map<Integer, Integer>>> makers =
        Map.of(
            "ConcurrentHashMap", ConcurrentHashMap::new,
            "ConcurrentSkipListMap", ConcurrentSkipListMap::new);
    Map<String, Function<Map<Integer, Integer>, Collection<?>>> views =
        Map.of("values", Map::values, "entrySet", Map::entrySet, "keySet", Map::keySet);
    return makers.entrySet().stream()
        .flatMap(
            maker ->
                views.entrySet().stream()
                    .map(
                        view ->
                            Arguments.of(
                                maker.getKey() + "." + view.getKey(),
                                maker.getValue(),
                                view.getValue())));
  }

  /** The predicate has said yes to what another thread removes before removeIf does. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("views")
  void removeIfOfAView_choosesWhatAnotherThreadRemoves(
      String name,
      Supplier<Map<Integer, Integer>> maker,
      Function<Map<Integer, Integer>, Collection<?>> view) {
    assertOutcomes(
        explore(
            () -> {
              Map<Integer, Integer> map = maker.get();
              map.put(1, 2);
              List<Object> chosen = new ArrayList<>();
              Object[] removed = new Object[1];
              inParallel(
                  () -> view.apply(map).removeIf(element -> chosen.add(element)),
                  () -> removed[0] = map.remove(1));
              System.out.print(chosen.size() + " " + removed[0]);
            }),
        "1 null",
        "0 2",
        "1 2");
  }

  /** The value that was tested is not the value that is there when it is removed. */
  @Test
  void removeIfOfValues_isNotOneStep() {
    assertOutcomes(
        explore(
            () -> {
              Map<Integer, Integer> map = new ConcurrentHashMap<>(Map.of(1, 1));
              inParallel(
                  () -> map.values().removeIf(value -> value > 0),
                  () -> map.computeIfPresent(1, (key, value) -> value + 1));
              System.out.print(map);
            }),
        "{}",
        "{1=2}");
  }

  /** The predicate has said yes to an element that another thread takes before it is removed. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("queuesWithRemoval")
  void elementThatThePredicateChose_isTakenByAnotherThread(
      String name, Supplier<Queue<Integer>> maker) {
    assertOutcomes(
        explore(
            () -> {
              Queue<Integer> queue = maker.get();
              queue.add(1);
              List<Integer> chosen = new ArrayList<>();
              Object[] polled = new Object[1];
              inParallel(() -> queue.removeIf(chosen::add), () -> polled[0] = queue.poll());
              System.out.print(chosen + " " + polled[0]);
            }),
        "[1] null",
        "[] 1",
        "[1] 1");
  }

  static Stream<Arguments> queuesWithRemoval() {
    Stream<Arguments> both =
        Stream.of(
            Arguments.of("ConcurrentLinkedQueue", (Supplier<?>) ConcurrentLinkedQueue::new),
            Arguments.of("ConcurrentLinkedDeque", (Supplier<?>) ConcurrentLinkedDeque::new));
    return Runtime.version().feature() < 22
        ? both
        : Stream.concat(
            both,
            Stream.of(Arguments.of("LinkedTransferQueue", (Supplier<?>) LinkedTransferQueue::new)));
  }

  private static void assertTakenAfterAnotherHasCome(
      Function<Deque<Integer>, Object> take,
      Consumer<Deque<Integer>> add,
      Function<Deque<Integer>, Object> look) {
    assertOutcomes(
        explore(
            () -> {
              Deque<Integer> deque = new ConcurrentLinkedDeque<>(List.of(1));
              Object[] seen = new Object[2];
              inParallel(
                  () -> seen[0] = take.apply(deque),
                  () -> {
                    add.accept(deque);
                    seen[1] = look.apply(deque);
                  });
              System.out.print(seen[0] + " " + seen[1]);
            }),
        "1 0",
        "0 1",
        "1 1");
  }

  /** 1 was the first when the poll looked; then 0 came before it, and the last was still 1. */
  @Test
  void firstOfADeque_isTakenAfterAnotherHasBecomeFirst() {
    assertTakenAfterAnotherHasCome(Deque::pollFirst, deque -> deque.addFirst(0), Deque::peekLast);
  }

  @Test
  void lastOfADeque_isTakenAfterAnotherHasBecomeLast() {
    assertTakenAfterAnotherHasCome(Deque::pollLast, deque -> deque.addLast(0), Deque::peekFirst);
  }

  /** There is a 7 at any time, at one end or the other. */
  @Test
  void containsOfADeque_overlooksAnElementThatMovesToTheFront() {
    assertOutcomes(
        explore(
            () -> {
              ConcurrentLinkedDeque<Integer> deque = new ConcurrentLinkedDeque<>(List.of(1, 7));
              inParallel(
                  () -> {
                    deque.addFirst(7);
                    deque.removeLastOccurrence(7);
                  },
                  () -> System.out.print(deque.contains(7)));
            }),
        "true",
        "false");
  }

  @Test
  void loopThatPollsADeque_waits() {
    assertOutcomes(
        explore(
            () -> {
              ConcurrentLinkedDeque<Integer> deque = new ConcurrentLinkedDeque<>(List.of(1, 2));
              inParallel(
                  () -> deque.add(3),
                  () -> {
                    int sum = 0;
                    while (sum < 6) {
                      Integer next = deque.poll();
                      sum += next == null ? 0 : next;
                    }
                    System.out.print(sum);
                  });
            }),
        "6");
  }

  static Stream<Arguments> callsTakenForOneStep() {
    ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
    return Stream.of(
        Arguments.of("ConcurrentHashMap.size", (Runnable) map::size),
        Arguments.of("ConcurrentHashMap.size", (Runnable) map.keySet()::size),
        Arguments.of("ConcurrentHashMap.mappingCount", (Runnable) map::mappingCount),
        Arguments.of("ConcurrentSkipListMap.size", (Runnable) new ConcurrentSkipListMap<>()::size),
        Arguments.of("DoubleAdder.sum", (Runnable) new DoubleAdder()::sum),
        Arguments.of("LongAccumulator.get", (Runnable) new LongAccumulator(Math::max, 0)::get),
        Arguments.of(
            "AtomicStampedReference.set",
            (Runnable) () -> new AtomicStampedReference<>(1, 1).set(2, 2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("callsTakenForOneStep")
  void callThatIsTakenForOneStep_isNamedIfOtherThreadsRun(String name, Runnable call) {
    String assumption = "each call of " + name + " is one step";

    assertThat(explore(() -> inParallel(call::run)).assumes()).contains(assumption);
    assertThat(explore(call::run).assumes()).doesNotContain(assumption);
  }
}
