package dev.heddle.check;

import static dev.heddle.check.Switchings.assertReplays;
import static dev.heddle.check.Switchings.exploreAll;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What differs from one run of a JVM to the next is the same in each execution. */
class DeterminismTest {

  private static final class Worker {
    final int number;

    Worker(int number) {
      this.number = number;
    }
  }

  private static final class Named {
    @Override
    public String toString() {
      return "named " + super.toString();
    }

    @Override
    public int hashCode() {
      return super.hashCode() + 1;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }
  }

  private record Pair(Object one, Object two) {}

  private enum Level {
    LOW,
    MIDDLE,
    HIGH
  }

  private interface Shows {
    Object show() throws Exception;
  }

  private static String order(Set<Worker> set) {
    for (int i = 0; i < 10; i++) {
      set.add(new Worker(i));
    }
    return set.stream().map(worker -> "" + worker.number).collect(Collectors.joining());
  }

  @SuppressWarnings("deprecation")
  static Stream<Arguments> sources() {
    Map<String, Shows> sources = new HashMap<>();
    sources.put("Object.hashCode", () -> new Object().hashCode());
    sources.put("hashCode of a class without its own", () -> new Worker(1).hashCode());
    sources.put("hashCode of an atomic number", () -> new AtomicInteger().hashCode());
    sources.put("super.hashCode", () -> new Named().hashCode());
    sources.put("super.toString", () -> new Named().toString());
    sources.put("System.identityHashCode", () -> System.identityHashCode(new Worker(1)));
    sources.put("identity of a text", () -> System.identityHashCode("text"));
    sources.put("hashCode of an array", () -> new int[1].hashCode());
    sources.put("hashCode of an interface", () -> runnable().hashCode());
    sources.put("Objects.hash", () -> Objects.hash(new Worker(1), new Worker(2)));
    sources.put("List.hashCode", () -> List.of(new Worker(1), new Worker(2)).hashCode());
    sources.put("ArrayList.hashCode", () -> new ArrayList<>(List.of(new Worker(1))).hashCode());
    sources.put("Arrays.hashCode", () -> Arrays.hashCode(new Object[] {new Worker(1)}));
    sources.put("record", () -> new Pair(new Worker(1), Level.LOW).hashCode());
    sources.put("concatenation", () -> "worker " + new Worker(1));
    sources.put("String.valueOf", () -> String.valueOf(new Worker(1)));
    sources.put("String.format", () -> String.format("%s", new Worker(1)));
    sources.put("StringBuilder", () -> new StringBuilder().append(new Worker(1)));
    sources.put("toString", () -> new Worker(1).toString());
    sources.put("toString of a list", () -> Arrays.asList(new Worker(1), new Worker(2)).toString());
    sources.put("toString of a map", () -> new HashMap<>(Map.of(1, new Worker(1))).toString());
    sources.put("Arrays.toString", () -> Arrays.toString(new Object[] {new Worker(1)}));
    sources.put("toString of a lock", () -> new ReentrantLock().toString());
    sources.put("HashSet", () -> order(new HashSet<>()));
    sources.put("ConcurrentHashMap", () -> order(ConcurrentHashMap.newKeySet()));
    sources.put("IdentityHashMap", () -> order(Collections.newSetFromMap(new IdentityHashMap<>())));
    sources.put("WeakHashMap", () -> order(Collections.newSetFromMap(new WeakHashMap<>())));
    sources.put("enum", () -> new HashSet<>(Arrays.asList(Level.values())));
    sources.put("class", () -> Worker.class.hashCode());
    sources.put("ThreadLocalRandom", () -> ThreadLocalRandom.current().nextLong());
    sources.put("Math.random", Math::random);
    sources.put("Random", () -> new Random().nextLong());
    sources.put("SplittableRandom", () -> new SplittableRandom().nextLong());
    sources.put("reference to Random", () -> ((Supplier<Random>) Random::new).get().nextInt());
    sources.put("reference to randomUUID", () -> ((Supplier<UUID>) UUID::randomUUID).get());
    sources.put("subclass of Random", () -> new Random() {}.nextLong());
    sources.put("RandomGenerator", () -> RandomGenerator.getDefault().nextLong());
    sources.put("named generator", () -> RandomGenerator.of("L64X128MixRandom").nextLong());
    sources.put("factory", () -> RandomGeneratorFactory.getDefault().create().nextLong());
    sources.put("UUID", UUID::randomUUID);
    sources.put(
        "shuffle",
        () -> {
          List<Integer> list = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8));
          Collections.shuffle(list);
          return list;
        });
    sources.put("thread id", () -> new Thread(() -> {}).getId() + Thread.currentThread().getId());
    sources.put("thread", () -> Thread.currentThread());
    sources.put("contended counter", DeterminismTest::count);
    return sources.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(
            source ->
                Stream.of(Switching.THREAD, Switching.CONTINUATION)
                    .map(way -> Arguments.of(source.getKey(), source.getValue(), way)));
  }

  private static Runnable runnable() {
    return new Thread(() -> {})::start;
  }

  private static Object count() {
    LongAdder adder = new LongAdder();
    adder.increment();
    return adder;
  }

  /** Two threads that show the source twice each. Whoever draws, each thread draws the same. */
  private static void show(Shows source) throws InterruptedException {
    String[] shown = new String[2];
    inParallel(() -> shown[0] = twice(source), () -> shown[1] = twice(source));
    System.out.print(shown[0] + " / " + shown[1]);
  }

  private static String twice(Shows source) {
    try {
      return source.show() + " " + source.show();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest(name = "{0} ({2})")
  @MethodSource("sources")
  void source_inEveryExecution_givesTheSame(String name, Shows source, Switching switching) {
    Switchings.assumeAvailable(switching);
    CheckResult first = random(switching, 20, () -> show(source));
    CheckResult second = random(switching, 20, () -> show(source));

    assertThat(first.failures()).isEmpty();
    assertThat(first.executions()).isEqualTo(20);
    assertThat(second.outcomes()).isEqualTo(first.outcomes());
    if (!name.startsWith("thread")) {
      // Threads are numbered as they are asked for their numbers.
      assertThat(first.outcomes()).hasSize(1);
    }
  }

  private static CheckResult random(Switching switching, int executions, Body body) {
    return Checker.withOptions(
            CheckOptions.builder()
                .switching(switching)
                .strategy(Strategy.RANDOM)
                .executions(executions)
                .keepGoing(true)
                .build())
        .check("t", body);
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void hashSetOfWorkers_thatWorkInItsOrder_isExploredAndReplayed(Switching switching) {
    Body body =
        () -> {
          Set<Worker> workers = new HashSet<>();
          for (int i = 0; i < 3; i++) {
            workers.add(new Worker(i));
          }
          StringBuffer log = new StringBuffer();
          int first = workers.iterator().next().number;
          inParallel(
              () -> workers.forEach(worker -> log.append(worker.number)), () -> log.append('x'));
          System.out.print(log);
          assert log.indexOf("" + first) == 0 : "x is first";
        };
    CheckResult result = exploreAll(switching, body);

    assertThat(result.failures()).extracting(Failure::kind).containsOnly(FailureKind.ASSERTION);
    assertThat(result.redundant()).isZero();
    assertReplays(switching, body, result);
  }

  @Test
  void differentObjects_haveDifferentHashes() {
    CheckResult result =
        exploreAll(
            () -> {
              Set<Integer> hashes = new HashSet<>();
              for (int i = 0; i < 1000; i++) {
                hashes.add(new Worker(i).hashCode());
                hashes.add(new Object().hashCode());
              }
              System.out.print(hashes.size());
            });

    assertThat(result.outcomes()).containsOnlyKeys("2000");
  }

  @Test
  void tablesThatAreUsedInsideAndOutside_findTheirKeys() {
    Set<Worker> outside = new HashSet<>();
    Worker known = new Worker(1);
    outside.add(known);
    List<Worker> madeInside = new ArrayList<>();
    CheckResult result =
        exploreAll(
            () -> {
              assert outside.contains(known);
              Worker made = new Worker(2);
              outside.add(made);
              madeInside.add(made);
              outside.add(new Worker(3));
            });

    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
    assertThat(outside).hasSizeGreaterThan(3).containsAll(madeInside).contains(known);
    assertThat(madeInside).allMatch(worker -> worker.hashCode() == System.identityHashCode(worker));
  }

  @Test
  @SuppressWarnings("deprecation")
  void outsideOfAnExecution_randomNumbersAreRandom() {
    exploreAll(() -> System.out.print(new Random().nextLong()));

    assertThat(new Random().nextLong()).isNotEqualTo(new Random().nextLong());
    assertThat(Math.random()).isBetween(0.0, 1.0).isNotEqualTo(Math.random());
    assertThat(UUID.randomUUID()).isNotEqualTo(UUID.randomUUID());
    assertThat(new Thread(() -> {}).getId()).isNotEqualTo(Thread.currentThread().getId());
  }

  @Test
  void randomUuid_hasVersionAndVariant() {
    CheckResult result =
        exploreAll(
            () -> {
              UUID uuid = UUID.randomUUID();
              System.out.print(uuid.version() + " " + uuid.variant());
            });

    assertThat(result.outcomes()).containsOnlyKeys("4 2");
  }

  private static final class Numbered extends Thread {
    @Override
    @SuppressWarnings("deprecation")
    public long getId() {
      return 4711;
    }
  }

  @Test
  @SuppressWarnings("deprecation")
  void threadId_overridden_isTheProgramsOwn() {
    Thread[] made = new Thread[1];
    CheckResult result =
        exploreAll(
            () -> {
              made[0] = new Numbered();
              System.out.print(made[0].getId());
            });

    assertThat(result.outcomes()).containsOnlyKeys("4711");
  }
}
