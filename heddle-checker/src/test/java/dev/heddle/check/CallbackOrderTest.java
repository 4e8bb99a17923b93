package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreAll;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the program's code does inside a call of the JDK is ordered with what it does inside another
 * call of the same object if the JDK runs it under a lock, and otherwise is not.
 */
class CallbackOrderTest {

  /** Two threads, and what both count with in the code that they hand to a library. */
  private record Case(String name, boolean isOrdered, Function<Runnable, Runnable[]> threads) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Runnable[] twice(Runnable body) {
    return new Runnable[] {body, body};
  }

  private static Integer counted(Runnable count, int value) {
    count.run();
    return value;
  }

  private static boolean no(Runnable count) {
    count.run();
    return false;
  }

  private static int compared(Runnable count, int one, int other) {
    count.run();
    return Integer.compare(one, other);
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "compute of one key",
            true,
            count -> {
              Map<String, Integer> map = new ConcurrentHashMap<>();
              return twice(() -> map.compute("k", (key, value) -> counted(count, 1)));
            }),
        new Case(
            "merge of one key, whose second call alone runs code",
            true,
            count -> {
              Map<String, Integer> map = new ConcurrentHashMap<>(Map.of("k", 0));
              return twice(() -> map.merge("k", 1, (one, other) -> counted(count, one + other)));
            }),
        new Case(
            "compute of two keys",
            false,
            count -> {
              Map<String, Integer> map = new ConcurrentHashMap<>();
              return new Runnable[] {
                () -> map.compute("k", (key, value) -> counted(count, 1)),
                () -> map.compute("l", (key, value) -> counted(count, 1))
              };
            }),
        new Case(
            "synchronizedMap",
            true,
            count -> {
              Map<String, Integer> map = Collections.synchronizedMap(new HashMap<>());
              return twice(() -> map.compute("k", (key, value) -> counted(count, 1)));
            }),
        new Case(
            "synchronizedList",
            true,
            count -> {
              List<String> list = Collections.synchronizedList(new ArrayList<>(List.of("a")));
              return twice(() -> list.forEach(each -> count.run()));
            }),
        new Case(
            "Vector",
            true,
            count -> {
              List<String> list = new Vector<>(List.of("a"));
              return twice(() -> list.removeIf(each -> no(count)));
            }),
        new Case(
            "Hashtable",
            true,
            count -> {
              Map<String, Integer> map = new Hashtable<>();
              return twice(() -> map.compute("k", (key, value) -> counted(count, 1)));
            }),
        new Case(
            "CopyOnWriteArrayList.removeIf",
            true,
            count -> {
              List<String> list = new CopyOnWriteArrayList<>(List.of("a"));
              return twice(() -> list.removeIf(each -> no(count)));
            }),
        new Case(
            "CopyOnWriteArrayList.forEach",
            false,
            count -> {
              List<String> list = new CopyOnWriteArrayList<>(List.of("a"));
              return twice(() -> list.forEach(each -> count.run()));
            }),
        new Case(
            "PriorityBlockingQueue",
            true,
            count -> {
              PriorityBlockingQueue<Integer> queue =
                  new PriorityBlockingQueue<>(4, (one, other) -> compared(count, one, other));
              queue.add(1);
              return new Runnable[] {() -> queue.add(2), () -> queue.add(3)};
            }),
        new Case(
            "LinkedBlockingQueue.removeIf, which asks between two turns under its locks",
            false,
            count -> {
              LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>(List.of("a"));
              return twice(() -> queue.removeIf(each -> no(count)));
            }),
        new Case(
            "ConcurrentSkipListMap",
            false,
            count -> {
              Map<Integer, Integer> map =
                  new ConcurrentSkipListMap<>((one, other) -> compared(count, one, other));
              map.put(1, 1);
              return new Runnable[] {() -> map.put(2, 2), () -> map.put(3, 3)};
            }),
        new Case(
            "AtomicInteger.updateAndGet",
            false,
            count -> {
              AtomicInteger number = new AtomicInteger();
              return twice(() -> number.updateAndGet(value -> counted(count, value + 1)));
            }),
        new Case(
            "CompletableFuture, which runs what depends on it when it is complete",
            false,
            count -> {
              CompletableFuture<Integer> future = new CompletableFuture<>();
              future.thenRun(count);
              return new Runnable[] {
                () -> future.complete(1),
                () -> {
                  future.join();
                  count.run();
                }
              };
            }));
  }

  private static CheckResult check(Case each, Strategy strategy) {
    return Checker.withOptions(
            CheckOptions.builder().strategy(strategy).executions(200).keepGoing(true).build())
        .check(
            "test",
            () -> {
              int[] counter = new int[1];
              inParallel(each.threads.apply(() -> counter[0]++));
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void callbacks_areOrderedByTheLockUnderWhichTheyRun(Case each) {
    for (Strategy strategy : List.of(Strategy.EXHAUSTIVE, Strategy.RANDOM)) {
      CheckResult result = check(each, strategy);

      assertThat(result.failures().isEmpty())
          .as("%s %s", strategy, result.failures().stream().map(Failure::message).toList())
          .isEqualTo(each.isOrdered);
      assertThat(result.promoted().isEmpty()).isEqualTo(each.isOrdered);
    }
  }

  /** With a step inside, too, the call ends after what the program has done in it. */
  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void callbackWithAStep_isOrdered(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              Map<String, Integer> map = new ConcurrentHashMap<>();
              AtomicInteger steps = new AtomicInteger();
              int[] counter = new int[1];
              Runnable body =
                  () ->
                      map.compute(
                          "k",
                          (key, value) -> {
                            steps.incrementAndGet();
                            return counter[0]++;
                          });
              inParallel(body, body);
              System.out.print(counter[0]);
            });

    assertThat(result.promoted()).isEmpty();
    assertThat(result.outcomes().keySet()).containsExactly("2");
  }
}
