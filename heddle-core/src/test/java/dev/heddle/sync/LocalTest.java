package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class LocalTest {
  @Parameter ThreadKind kind;

  private final AtomicInteger made = new AtomicInteger();
  private final List<Integer> closed = Collections.synchronizedList(new ArrayList<>());
  private final Local<Integer> numbers = new Local<>(made::incrementAndGet, closed::add, "numbers");
  private final Local<Integer> others =
      new Local<>(() -> 100 + made.incrementAndGet(), closed::add);

  private ThreadFactory threads() {
    return kind.factory();
  }

  @Test
  void get_twice_returnsTheSameObject() {
    assertThat(numbers.isPresent()).isFalse();
    assertThat(numbers.get()).isEqualTo(1);
    assertThat(numbers.get()).isEqualTo(1);
    assertThat(numbers.isPresent()).isTrue();
  }

  @Test
  void get_anotherThread_hasItsOwn() throws Exception {
    numbers.get();

    assertThat(Worker.start(threads(), numbers::get).result()).isEqualTo(2);
    assertThat(numbers.get()).isEqualTo(1);
  }

  @Test
  void get_initializerFails_throwsAndTriesAgain() {
    List<RuntimeException> failures = new ArrayList<>(List.of(new IllegalStateException("once")));
    Local<String> local =
        new Local<>(
            () -> {
              if (!failures.isEmpty()) {
                throw failures.remove(0);
              }
              return "made";
            });

    assertThatThrownBy(local::get).isInstanceOf(IllegalStateException.class).hasMessage("once");
    assertThat(local.count()).isZero();
    assertThat(local.get()).isEqualTo("made");
  }

  @Test
  void get_initializerReturnsNull_throws() {
    Local<Object> local = new Local<>(() -> null, "nothing");

    assertThatThrownBy(local::get)
        .isInstanceOf(NullPointerException.class)
        .hasMessage("what the initializer of Local \"nothing\" made is null");
    assertThat(local.isPresent()).isFalse();
  }

  @Test
  void getAndRemove_inTheInitializer_throw() throws Exception {
    List<Local<Object>> self = new ArrayList<>();
    self.add(new Local<>(() -> self.get(0).get(), "self"));
    self.add(
        new Local<>(
            () -> {
              self.get(1).remove();
              return "";
            }));

    Worker<Object> getter = Worker.startNamed(threads(), "maker", self.get(0)::get);
    assertThat(getter.failure())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot get Local \"self\" of thread maker from its own initializer");
    assertThatThrownBy(self.get(1)::get).isInstanceOf(IllegalStateException.class);
    assertThat(self.get(0).count() + self.get(1).count()).isZero();
  }

  @Test
  void remove_object_closesItOnceAndMakesAnother() {
    numbers.get();

    numbers.remove();
    numbers.remove();

    assertThat(closed).containsExactly(1);
    assertThat(numbers.count()).isZero();
    assertThat(numbers.get()).isEqualTo(2);
  }

  @Test
  void remove_hookFails_throwsAndForgets() {
    Local<String> unchecked =
        new Local<>(
            () -> "a",
            object -> {
              throw new IllegalArgumentException(object);
            });
    Local<String> checked =
        new Local<>(
            () -> "b",
            object -> {
              throw new IOException(object);
            },
            "files");
    unchecked.get();
    checked.get();

    assertThatThrownBy(unchecked::remove)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a");
    assertThatThrownBy(checked::remove)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("cannot close Local \"files\" of thread ")
        .hasCauseInstanceOf(IOException.class);
    assertThat(unchecked.isPresent()).isFalse();
    assertThat(checked.isPresent()).isFalse();
  }

  @Test
  void closeAll_severalThreads_closesEachOnce() throws Exception {
    Event done = new Event();
    Worker<Integer> worker =
        Worker.start(
            threads(),
            () -> {
              numbers.get();
              done.await();
              return numbers.get();
            });
    worker.parked();
    numbers.get();

    numbers.closeAll();
    numbers.closeAll();

    assertThat(closed).containsExactlyInAnyOrder(1, 2);
    done.set();
    assertThat(worker.result()).isEqualTo(3);
  }

  @Test
  void closeAll_hooksFail_closesAllAndThrowsTheFirst() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Local<Object> local =
        new Local<>(
            Object::new,
            object -> {
              throw new IllegalStateException("failure " + calls.incrementAndGet());
            });
    local.get();
    Worker.start(threads(), local::get).result();

    assertThatThrownBy(local::closeAll)
        .hasMessage("failure 1")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .singleElement()
                    .hasToString("java.lang.IllegalStateException: failure 2"));
    assertThat(local.count()).isZero();
  }

  @Test
  void closeAll_inTheInitializer_leavesWhatIsBeingMade() {
    List<Local<String>> self = new ArrayList<>();
    self.add(
        new Local<>(
            () -> {
              self.get(0).closeAll();
              return "made";
            },
            object -> closed.add(1)));

    assertThat(self.get(0).get()).isEqualTo("made");
    assertThat(self.get(0).isPresent()).isTrue();
    assertThat(closed).isEmpty();
  }

  @Test
  void scope_closed_closesWhatWasMadeInIt_lastFirst() {
    int before = numbers.get();

    try (Local.Scope scope = Local.scope()) {
      assertThat(scope).asString().endsWith("[open]");
      assertThat(numbers.get()).isEqualTo(before);
      others.get();
      assertThat(closed).isEmpty();
    }

    assertThat(closed).containsExactly(102);
    assertThat(numbers.get()).isEqualTo(before);
    assertThat(others.isPresent()).isFalse();

    closed.clear();
    numbers.remove();
    closed.clear();
    Local.Scope twice = Local.scope();
    int first = numbers.get();
    int second = others.get();
    twice.close();
    twice.close();
    assertThat(closed).containsExactly(second, first);
    assertThat(twice).asString().endsWith("[closed]");
  }

  @Test
  void scope_nested_closesItsOwn() {
    try (Local.Scope outer = Local.scope()) {
      int made = numbers.get();
      try (Local.Scope inner = Local.scope()) {
        assertThat(numbers.get()).isEqualTo(made);
        others.get();
        assertThatThrownBy(outer::close)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageEndingWith("before the one inside it");
        assertThat(inner).isNotNull();
      }
      assertThat(closed).containsExactly(102);
      others.get();
    }
    assertThat(closed).containsExactly(102, 103, 1);
  }

  @Test
  void scope_removedInside_isNotClosedAgain() {
    try (Local.Scope scope = Local.scope()) {
      for (int i = 0; i < 3; i++) {
        numbers.get();
        numbers.remove();
      }
      numbers.get();
      assertThat(scope).isNotNull();
    }

    assertThat(closed).containsExactly(1, 2, 3, 4);
  }

  @Test
  void scope_hookMakesAnObject_closesThatToo() {
    List<Local<Integer>> self = new ArrayList<>();
    self.add(new Local<>(made::incrementAndGet, object -> closed.add(others.get())));

    try (Local.Scope scope = Local.scope()) {
      self.get(0).get();
      assertThat(scope).isNotNull();
    }

    assertThat(closed).containsExactly(102, 102);
    assertThat(others.isPresent()).isFalse();
  }

  @Test
  void scope_hooksFail_closesAllAndThrowsTheFirst() {
    Local<String> bad =
        new Local<>(
            () -> "x",
            object -> {
              throw new IOException(object);
            });

    assertThatThrownBy(
            () -> {
              try (Local.Scope scope = Local.scope()) {
                numbers.get();
                bad.get();
                assertThat(scope).isNotNull();
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(closed).containsExactly(1);
    numbers.get();
    assertThat(closed).as("no scope is open any more").containsExactly(1);
  }

  @Test
  void scope_closedByAnotherThread_throws() throws Exception {
    Thread.currentThread().setName("owner");
    try (Local.Scope scope = Local.scope()) {
      AutoCloseable opened = scope;
      Worker<Void> other =
          Worker.startNamed(
              threads(),
              "other",
              () -> {
                opened.close();
                return null;
              });
      assertThat(other.failure())
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessage("thread other cannot close a scope of thread owner");
      assertThatCode(numbers::get).doesNotThrowAnyException();
    }
    assertThat(closed).containsExactly(1);
  }

  @Test
  void get_manyThreadsThatEnded_keepsFewObjectsAndClosesTheOthers() throws Exception {
    int threads = 500;
    Event end = new Event();
    Worker<Integer> living =
        Worker.start(
            threads(),
            () -> {
              int mine = numbers.get();
              end.await();
              assertThat(numbers.get()).isEqualTo(mine);
              return mine;
            });
    living.parked();
    for (int i = 0; i < threads; i++) {
      Thread thread = threads().newThread(numbers::get);
      thread.start();
      thread.join();
      assertThat(numbers.count()).isLessThanOrEqualTo(20);
    }
    end.set();
    int mine = living.result();

    assertThat(closed).doesNotContain(mine).doesNotHaveDuplicates();
    assertThat(closed.size() + numbers.count()).isEqualTo(threads + 1);
    numbers.closeAll();
    assertThat(closed).hasSize(threads + 1).doesNotHaveDuplicates();
  }

  @Test
  void get_hookForAnEndedThreadFails_tellsTheHandlerAndReturns() throws Exception {
    Local<Integer> bad =
        new Local<>(
            made::incrementAndGet,
            object -> {
              throw new IllegalStateException("cannot close " + object);
            });
    for (int i = 0; i < 16; i++) {
      Thread thread = threads().newThread(bad::get);
      thread.start();
      thread.join();
    }
    List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
    Thread last = threads().newThread(() -> closed.add(bad.get()));
    last.setUncaughtExceptionHandler((thread, e) -> reported.add(e));

    last.start();
    last.join();

    assertThat(closed).containsExactly(17);
    assertThat(reported).hasSize(16);
  }

  @Test
  void scope_threadEndsInside_isForgotten() throws Exception {
    for (int i = 0; i < 100; i++) {
      Thread thread = threads().newThread(Local::scope);
      thread.start();
      thread.join();
    }

    assertThat(Local.openScopes()).isLessThan(40);
  }

  @Test
  void toString_tellsNameAndNumber() {
    assertThat(numbers).hasToString("Local \"numbers\" [0 objects]");
    others.get();
    assertThat(others).hasToString("Local [1 object]");
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> new Local<>(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Local<>(() -> "", (String) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Local<>(() -> "", (CheckedConsumer<String, ?>) null))
        .isInstanceOf(NullPointerException.class);
  }

  /** All threads are the same to equals. */
  private static final class Alike extends Thread {
    Alike(Runnable body) {
      super(body);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Alike;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void get_threadsThatAreEqual_haveTheirOwn() throws Exception {
    Event end = new Event();
    Worker<Integer> one =
        Worker.start(
            Alike::new,
            () -> {
              int mine = numbers.get();
              end.await();
              return mine;
            });
    one.parked();
    Worker<Integer> two = Worker.start(Alike::new, numbers::get);

    assertThat(two.result()).isEqualTo(2);
    end.set();
    assertThat(one.result()).isEqualTo(1);
    assertThat(numbers.count()).isEqualTo(2);
  }

  @Test
  void get_manyThreadsEndedAtOnce_hardlyAnyObjectsAreLeft() throws Exception {
    int threads = 2_000;
    Event end = new Event();
    List<Worker<Integer>> living = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      living.add(
          Worker.start(
              threads(),
              () -> {
                int mine = numbers.get();
                end.await();
                return mine;
              }));
    }
    living.forEach(Worker::parked);
    assertThat(numbers.count()).isEqualTo(threads);
    assertThat(closed).isEmpty();
    end.set();
    for (Worker<Integer> each : living) {
      each.result();
    }

    // A thread that has returned its result may still be about to end.
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    do {
      Thread thread = threads().newThread(numbers::get);
      thread.start();
      thread.join();
      assertThat(System.nanoTime()).isLessThan(deadline);
    } while (numbers.count() > PerThread.FEW + 1);
    assertThat(made.get()).isLessThan(threads + 100);
    assertThat(closed).doesNotHaveDuplicates();
    assertThat(closed.size() + numbers.count()).isEqualTo(made.get());
  }

  @Test
  void perThread_random_isLikeAnIdentityMap() {
    Random random = new Random(14);
    PerThread<Integer> table = new PerThread<>();
    Map<Thread, Integer> model = new IdentityHashMap<>();
    List<Thread> keys =
        IntStream.range(0, 200).mapToObj(i -> (Thread) new Alike(() -> {})).toList();
    for (int i = 0; i < 20_000; i++) {
      Thread key = keys.get(random.nextInt(keys.size()));
      Integer value = i;
      Integer before = model.get(key);
      assertThat(table.get(key)).isSameAs(before);
      if (random.nextInt(3) > 0) {
        table.put(key, value);
        model.put(key, value);
      } else if (before != null) {
        assertThat(table.remove(key, value)).isFalse();
        assertThat(table.remove(key, before)).isTrue();
        model.remove(key);
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
    assertThat(table.all()).containsExactlyInAnyOrderElementsOf(model.values());
    // No thread was started, so none is alive.
    assertThat(table.removeOfEnded()).hasSize(model.size());
    assertThat(table.size()).isZero();
  }
}
