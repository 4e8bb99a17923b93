package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mockito.Mockito.when;

import dev.heddle.check.FailureKind;
import dev.heddle.check.Strategy;
import dev.heddle.check.Verdict;
import dev.heddle.junit.Interleavings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;

/**
 * Test classes for {@code InterleavingsTest}, in a package that is not Heddle's, so that they are
 * instrumented like a user's.
 */
public final class Cases {
  private Cases() {}

  static void inTwoThreads(Runnable work) throws InterruptedException {
    Thread other = new Thread(work, "other");
    other.start();
    work.run();
    other.join();
  }

  static class Simple {
    private final Counter counter = new Counter();

    @Interleavings
    void broken() throws InterruptedException {
      inTwoThreads(counter::increment);
      assertEquals(2, counter.value());
    }

    @Interleavings
    void whole() throws InterruptedException {
      inTwoThreads(
          () -> {
            synchronized (counter) {
              counter.increment();
            }
          });
      assertEquals(2, counter.value());
    }

    @Interleavings
    void deadlock() throws InterruptedException {
      Object one = new Object();
      Object two = new Object();
      Thread other = new Thread(() -> take(two, one), "other");
      other.start();
      take(one, two);
      other.join();
    }

    private static void take(Object first, Object second) {
      synchronized (first) {
        synchronized (second) {
          first.hashCode();
        }
      }
    }

    @Interleavings
    void throwsInTheOther() throws InterruptedException {
      Thread other = new Thread(() -> List.of().get(0), "other");
      other.start();
      other.join();
    }

    @Interleavings
    void expectsToThrow() {
      assertThrows(IndexOutOfBoundsException.class, () -> List.of().get(0));
    }

    @Interleavings
    void unsupported() throws InterruptedException {
      Thread.getAllStackTraces();
    }
  }

  static class Lifecycle {
    static final List<String> CALLS = new ArrayList<>();
    private static int all;
    private int each;

    Lifecycle() {
      all++;
    }

    @BeforeAll
    static void beforeAll() {
      all = 40;
    }

    @BeforeEach
    void beforeEach(TestInfo info) {
      each = info.getDisplayName().length();
    }

    @AfterEach
    void afterEach(TestInfo info) {
      assertEquals(info.getDisplayName().length() + 2, each);
    }

    @AfterAll
    static void afterAll() {
      CALLS.add("after " + all);
    }

    @Interleavings
    void sees() throws InterruptedException {
      // JUnit's own object has been made before the check.
      assertEquals(42, all);
      assertEquals(1, counted());
      AtomicInteger sum = new AtomicInteger();
      inTwoThreads(sum::incrementAndGet);
      each += sum.get();
    }

    private static int counted() {
      new Counter();
      return Counter.made;
    }
  }

  static class FailingLifecycle {
    @AfterEach
    void afterEach() {
      throw new IllegalStateException("after");
    }

    @Interleavings
    void bothFail() {
      throw new IllegalArgumentException("test");
    }
  }

  @Interleavings
  static class Annotated {
    private final Counter counter = new Counter();

    @Test
    void plainTest() throws InterruptedException {
      inTwoThreads(counter::increment);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void parameterized(int rounds) throws InterruptedException {
      inTwoThreads(
          () -> {
            for (int i = 0; i < rounds; i++) {
              synchronized (counter) {
                counter.increment();
              }
            }
          });
      assertEquals(2 * rounds, counter.value());
    }

    @RepeatedTest(2)
    void repeated() {
      assertEquals(0, counter.value());
    }

    @TestFactory
    List<DynamicTest> dynamic() {
      return List.of(DynamicTest.dynamicTest("dynamic", () -> {}));
    }

    @Nested
    class Inner {
      private final List<String> texts = new ArrayList<>();

      @BeforeEach
      void fill() {
        texts.add("a");
      }

      @Test
      void seesBoth() throws InterruptedException {
        inTwoThreads(
            () -> {
              synchronized (counter) {
                counter.increment();
              }
            });
        assertEquals(List.of("a"), texts);
        assertEquals(2, counter.value());
      }
    }
  }

  static class Expecting {
    private final Counter counter = new Counter();

    @Interleavings(expect = Verdict.FAILED)
    void fails() throws InterruptedException {
      inTwoThreads(counter::increment);
    }

    @Interleavings(expect = Verdict.FAILED, kind = FailureKind.RACE, message = "value")
    void failsByRace() throws InterruptedException {
      inTwoThreads(counter::increment);
    }

    @Interleavings(expect = Verdict.FAILED, kind = FailureKind.DEADLOCK)
    void failsByAnother() throws InterruptedException {
      inTwoThreads(counter::increment);
    }

    @Interleavings(expect = Verdict.FAILED)
    void doesNotFail() {
      counter.increment();
    }

    @Interleavings(expect = Verdict.VERIFIED)
    void verified() throws InterruptedException {
      AtomicInteger sum = new AtomicInteger();
      inTwoThreads(sum::incrementAndGet);
    }

    @Interleavings(expect = Verdict.VERIFIED, strategy = Strategy.RANDOM, executions = 5)
    void onlyPassed() throws InterruptedException {
      AtomicInteger sum = new AtomicInteger();
      inTwoThreads(sum::incrementAndGet);
    }

    @Interleavings(expect = Verdict.UNSUPPORTED)
    void unsupported() {
      Thread.getAllStackTraces();
    }
  }

  static class Assuming {
    @Interleavings
    void never() {
      assumeTrue(false, "not today");
    }

    @Interleavings
    void sometimes() throws InterruptedException {
      AtomicInteger order = new AtomicInteger();
      Thread other = new Thread(() -> order.compareAndSet(0, 1));
      other.start();
      boolean isFirst = order.compareAndSet(0, 2);
      other.join();
      assumeTrue(isFirst, "the other came first");
    }
  }

  static class WithDirectory {
    @TempDir static Path shared;
    @TempDir Path own;

    @Interleavings
    void hasDirectories() throws InterruptedException {
      assertTrue(Files.isDirectory(own));
      assertTrue(Files.isDirectory(shared));
      inTwoThreads(new AtomicInteger()::incrementAndGet);
    }
  }

  @ExtendWith(MockitoExtension.class)
  static class WithMocks {
    @Mock private Supplier<String> supplier;

    @Interleavings
    void mocksAreNew() throws InterruptedException {
      assertNotNull(supplier);
      assertEquals(null, supplier.get());
      when(supplier.get()).thenReturn("x");
      Thread other = new Thread(() -> assertEquals("x", supplier.get()));
      other.start();
      other.join();
    }
  }

  static class Carried {
    private static final Counter OUTSIDE = new Counter();

    @Interleavings
    void changesWhatOthersSee() throws InterruptedException {
      OUTSIDE.increment();
      assertEquals(1, OUTSIDE.value());
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class PerClass {
    private String prepared;
    private int runs;

    @BeforeAll
    void prepare() {
      prepared = "yes";
    }

    @Interleavings
    void first() throws InterruptedException {
      runs++;
      assertEquals("yes", prepared);
      assertEquals(1, runs);
      inTwoThreads(new AtomicInteger()::incrementAndGet);
    }
  }

  static class Slow {
    @Interleavings(time = "60s")
    @Timeout(value = 700, unit = TimeUnit.MILLISECONDS)
    void isTooSlow() throws InterruptedException {
      AtomicInteger sum = new AtomicInteger();
      Thread[] threads = new Thread[4];
      for (int i = 0; i < threads.length; i++) {
        threads[i] =
            new Thread(
                () -> {
                  for (int round = 0; round < 20; round++) {
                    sum.incrementAndGet();
                  }
                });
        threads[i].start();
      }
      for (Thread each : threads) {
        each.join();
      }
    }
  }

  static class Wrong {
    @Interleavings
    @Test
    void twoAnnotations() {}

    @Interleavings(time = "soon")
    void badTime() {}

    @Interleavings(executions = 0)
    void badExecutions() {}

    @Interleavings(seed = {1, 2})
    void twoSeeds() {}

    @Interleavings(kind = FailureKind.RACE)
    void kindWithoutExpectation() {}

    @Interleavings(replay = "no-such-file.json")
    void noSchedule() {}
  }

  static class WrongAfter {
    @AfterEach
    void after(@TempDir Path directory) {}

    @Interleavings
    void parameterOfAfterEach() {}
  }

  static class WithConstructor {
    private final String name;

    WithConstructor(TestInfo info) {
      name = info.getDisplayName();
    }

    @Interleavings
    void knowsItsName() {
      assertTrue(name.contains("knowsItsName") || name.contains("WithConstructor"), name);
    }
  }

  static class Configured {
    @Interleavings
    void takesParameters() throws InterruptedException {
      AtomicInteger sum = new AtomicInteger();
      inTwoThreads(sum::incrementAndGet);
    }
  }
}
